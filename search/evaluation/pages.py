"""A hand-written page with a stretch that is written by a command."""

from pathlib import Path

from kb.errors import InvalidEvaluation, NotFound

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def rewrite(path: Path, text: str) -> None:
    """Replace what stands between the two markers of a page.

    Raises:
        NotFound: when the page is missing.
        InvalidEvaluation: when it has not both markers, in this order.
    """
    before, after = around(path)
    path.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}", "utf-8")


def around(path: Path) -> tuple[str, str]:
    """Read what stands before and after the two markers of a page.

    Raises:
        NotFound: when the page is missing.
        InvalidEvaluation: when it has not both markers, in this order.
    """
    try:
        page = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise NotFound("file.not_found", file=str(path)) from error
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InvalidEvaluation("evaluation.markers", file=str(path), begin=BEGIN, end=END)
    return before, after
