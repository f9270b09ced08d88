"""The pages of a PDF around its text: frames, running header and footer, properties."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from corpus.build.house import Imprint, locale, made_at
from corpus.build.pdf_look import Look, millimetres
from corpus.build.source import Source

_LONGEST_HEADER = 70


class Furniture:
    """Draw what stands around the text of every page."""

    def __init__(self, source: Source, imprint: Imprint, look: Look, margin: float) -> None:
        """Prepare; `margin` is the left and right one, in points."""
        self._source, self._imprint, self._look, self._margin = source, imprint, look, margin

    def first_page(self, canvas: Any, document: Any) -> None:
        """Draw the foot of the first page, which has no running header."""
        self._foot(canvas)

    def later_page(self, canvas: Any, document: Any) -> None:
        """Draw the running header and the foot."""
        width, height = self._look.paper
        line = height - millimetres(14)
        self._write(canvas, self._imprint.office, self._margin, line + 3)
        title = _shortened(self._source.title)
        self._write(canvas, title, width - self._margin, line + 3, right=True)
        canvas.line(self._margin, line, width - self._margin, line)
        self._foot(canvas)

    def _foot(self, canvas: Any) -> None:
        width, line = self._look.paper[0], millimetres(12)
        self._write(canvas, self._imprint.illustrative, self._margin, line)
        page = f"{self._imprint.words['page']} {canvas.getPageNumber()}"
        self._write(canvas, page, width - self._margin, line, right=True)

    def _write(self, canvas: Any, words: str, x: float, y: float, *, right: bool = False) -> None:
        canvas.setFont(self._look.body, 8)
        canvas.setFillColor("#555555")
        canvas.setStrokeColor(self._look.accent)
        canvas.setLineWidth(0.6)
        words = words.replace("\u202f", "\u00a0")
        (canvas.drawRightString if right else canvas.drawString)(x, y, words)


def document_for(
    source: Source, imprint: Imprint, look: Look
) -> tuple[BytesIO, Any, Callable[..., Any]]:
    """Open a document with its properties; give where it is written, itself, and its canvas."""
    from reportlab.platypus import BaseDocTemplate

    written = BytesIO()
    document = BaseDocTemplate(
        written,
        pagesize=look.paper,
        title=source.title,
        author=imprint.organisation,
        subject=imprint.kind,
        keywords=", ".join(source.domains),
        creator=imprint.office,
        lang=locale(source),
        displayDocTitle=True,
        invariant=1,
    )
    return written, document, _dated_canvas(source)


def _dated_canvas(source: Source) -> Callable[..., Any]:
    """Let the file say that it was made in the document's year, at every build the same."""
    from reportlab.pdfgen.canvas import Canvas

    moment = made_at(source)

    def make(*arguments: Any, **options: Any) -> Any:
        canvas = Canvas(*arguments, **options)
        stamp = canvas._doc._timeStamp
        stamp.t, stamp.lt = moment.timestamp(), moment.timetuple()
        stamp.YMDhms = tuple(stamp.lt)[:6]
        return canvas

    return make


def _shortened(title: str) -> str:
    """Cut a title at a word so that it fits beside the letterhead."""
    if len(title) <= _LONGEST_HEADER:
        return title
    return title[:_LONGEST_HEADER].rsplit(" ", 1)[0].rstrip(" ,:;–-«") + "…"
