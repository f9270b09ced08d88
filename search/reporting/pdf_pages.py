"""What stands around the pages of the PDF: heads, numbers, bookmarks, language."""

import re
from dataclasses import dataclass
from html import escape
from typing import IO, Any

from search.reporting.model import Report
from search.reporting.pdf_look import LINE, MARGIN, PAPER, PLAIN, SOFT

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def shown(text: str) -> str:
    """Make a text stand as it is inside ReportLab's markup, its line ends kept."""
    return escape(_CONTROL.sub("", text), quote=True).replace("\n", "<br/>")


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Lay a story out on pages with a head, a foot and bookmarks."""

    report: Report

    def write(self, file: IO[bytes], story: list[Any]) -> None:
        """Write the PDF; laid out as often as the table of contents needs."""
        from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

        report = self.report
        document = BaseDocTemplate(
            file,
            pagesize=PAPER,
            title=f"{report.title} – {report.subtitle}",
            author="Passerelle",
            subject=report.mark,
            creator="Passerelle",
            lang=report.locale,
        )
        frame = Frame(MARGIN, 56, PAPER[0] - 2 * MARGIN, PAPER[1] - 126, 0, 0, 0, 0)
        document.addPageTemplates(
            [
                PageTemplate("cover", [frame], autoNextPageTemplate="inside"),
                PageTemplate("inside", [frame], onPage=self._head),
            ]
        )
        document.afterFlowable = _Outline(document)
        document.multiBuild(story, canvasmaker=_numbered(report.pages))

    def _head(self, canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFont(PLAIN, 8)
        canvas.setFillColor(SOFT)
        title = f"{self.report.title} – {self.report.subtitle}"
        canvas.drawString(MARGIN, PAPER[1] - 44, title if len(title) < 110 else f"{title[:109]}…")
        canvas.drawString(MARGIN, 34, self.report.mark)
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, PAPER[1] - 50, PAPER[0] - MARGIN, PAPER[1] - 50)
        canvas.restoreState()


class _Outline:
    """Enter each heading into the bookmarks and the table of contents as it is placed."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __call__(self, flowable: Any) -> None:
        if not hasattr(flowable, "outline"):
            return
        title, level = flowable.outline
        canvas = self._document.canv
        name = f"heading-{self._document.page}-{id(flowable)}"
        canvas.bookmarkPage(name)
        canvas.addOutlineEntry(title, name, level - 1, closed=level > 1)
        if level < 3:
            self._document.notify("TOCEntry", (level - 1, shown(title), self._document.page, name))


def _numbered(pattern: str) -> Any:
    """Make a canvas that writes page numbers once it knows how many pages there are."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - ReportLab's name
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page in self._kept:
                self.__dict__.update(page)
                if self._pageNumber > 1:
                    self._number(len(self._kept))
                super().showPage()
            super().save()

        def _number(self, total: int) -> None:
            self.setFont(PLAIN, 8)
            self.setFillColor(SOFT)
            said = pattern.format(page=self._pageNumber, total=total)
            self.drawRightString(PAPER[0] - MARGIN, 34, said)

    return Numbered
