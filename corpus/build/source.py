"""Read a source: TOML front matter between two `+++` lines, then a little Markdown."""

import hashlib
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from corpus.build.blocks import Block
from corpus.build.markdown_reader import Unreadable, read_markdown
from kb.nouns import Frozen, Kind

_FENCE = "+++"


class InvalidSource(ValueError):
    """A source cannot be read; the message names the file and the reason."""


class Format(StrEnum):
    """What sort of file is made of a source."""

    PDF = "pdf"
    PDF_TWO_COLUMN = "pdf-two-column"
    PDF_SCAN = "pdf-scan"
    DOCX = "docx"
    PPTX = "pptx"
    ODT = "odt"
    HTML = "html"
    MD = "md"

    @property
    def extension(self) -> str:
        """Give the ending of the file name, without its dot."""
        return self.value.partition("-")[0]


class FrontMatter(Frozen):
    """What a source says of itself."""

    id: Annotated[str, Field(pattern=r"^(qc|fr)-[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=5)]
    language: Literal["fr", "en"]
    party: Literal["qc", "fr"]
    kind: Kind
    domains: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    target_groups: Annotated[tuple[str, ...], Field(max_length=3)] = ()
    audience: Literal["public", "partners", "party"]
    year: Annotated[int, Field(ge=2014, le=2026)]
    format: Format
    translation_of: str = ""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Source(FrontMatter):
    """A source as read.

    Attributes:
        body: the Markdown below the front matter, as it stands.
        blocks: the same, read.
        source_hash: SHA-256 of the whole file, line ends made Unix ones.
    """

    body: str
    blocks: tuple[Block, ...]
    source_hash: str

    @property
    def file_name(self) -> str:
        """Give the name of the file made of it."""
        return f"{self.id}.{self.format.extension}"


def read_source(path: Path) -> Source:
    """Read one source.

    Raises:
        InvalidSource: when its front matter or its Markdown breaks a rule.
    """
    text = path.read_text("utf-8")
    try:
        front, body = _parted(text)
        source = Source(
            **tomllib.loads(front),
            body=body,
            blocks=read_markdown(body),
            source_hash=hashlib.sha256(text.encode()).hexdigest(),
        )
    except ValidationError as error:
        raise InvalidSource(f"{path.name}: {_reasons(error)}") from error
    except (ValueError, TypeError, Unreadable) as error:
        raise InvalidSource(f"{path.name}: {error}") from error
    if source.id != path.stem:
        raise InvalidSource(f"{path.name}: its id is {source.id}, not its file name")
    return source


def read_sources(folder: Path) -> tuple[list[Source], list[str]]:
    """Read every source of a folder, by name, and say which could not be read and why."""
    sources: list[Source] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            sources.append(read_source(path))
        except InvalidSource as error:
            problems.append(str(error))
    return sources, problems


def _parted(text: str) -> tuple[str, str]:
    """Part the front matter from the body."""
    opening, *lines = text.split("\n")
    if opening.strip() != _FENCE or _FENCE not in (line.strip() for line in lines):
        raise Unreadable("no front matter between two +++ lines")
    end = next(number for number, line in enumerate(lines) if line.strip() == _FENCE)
    return "\n".join(lines[:end]), "\n".join(lines[end + 1 :]).strip() + "\n"


def _reasons(error: ValidationError) -> str:
    """Say in one line what is wrong with which key."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
