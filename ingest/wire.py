"""What goes over the pipes between the application and its reading process: JSON lines."""

from typing import Literal

from kb.errors import LimitExceeded, MissingDependency, UnreadableFile, UnsupportedFile
from kb.nouns import Frozen, Page, ParsedDocument

_ERRORS: dict[str, type[UnreadableFile] | type[MissingDependency]] = {
    error.__name__: error
    for error in (UnreadableFile, UnsupportedFile, LimitExceeded, MissingDependency)
}


class Order(Frozen):
    """Ask the reading process for one file."""

    path: str
    name: str


class Failure(Frozen):
    """An error on its way over the pipe.

    Attributes:
        detail: what a developer wants to know; goes to the log, never to a person.
    """

    error: str
    code: str
    values: dict[str, str | int | float] = {}
    detail: str = ""

    @classmethod
    def of(cls, error: UnreadableFile | MissingDependency, *, detail: str = "") -> "Failure":
        """Pack an error."""
        problem = error.problem
        return cls(
            error=type(error).__name__,
            code=problem.code,
            values=dict(problem.values),
            detail=detail,
        )

    def to_error(self) -> UnreadableFile | MissingDependency:
        """Unpack the error; one of an unknown class becomes an `UnreadableFile`."""
        return _ERRORS.get(self.error, UnreadableFile)(self.code, **self.values)


class Answer(Frozen):
    """One line from the reading process.

    `ocr` and `text` tell which clock runs; each `page` carries one page; `done` carries the
    document without its pages, `failed` says why there is none.
    """

    event: Literal["ocr", "text", "page", "done", "failed"]
    page: Page | None = None
    document: ParsedDocument | None = None
    failure: Failure | None = None
