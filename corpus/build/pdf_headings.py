"""Headings in PDFs: entered into the outline, and never left alone at a column's end."""

from typing import Any


def bookmarked(text: str, style: Any, title: str, level: int) -> Any:
    """Make a heading that enters itself into the outline and the contents when it is drawn.

    Args:
        text: what is printed, as reportlab's markup.
        style: its paragraph style.
        title: what the outline says.
        level: 1 for headings right under the title.
    """
    from reportlab.platypus import Paragraph

    class Bookmarked(Paragraph):  # type: ignore[misc]
        def draw(self) -> None:
            canvas = self.canv
            key = f"{canvas.getPageNumber()}-{title}"
            canvas.bookmarkPage(key, fit="XYZ", top=canvas.absolutePosition(0, self.height)[1])
            canvas.addOutlineEntry(title, key, level - 1, closed=False)
            entry = (level - 1, text, canvas.getPageNumber(), key)
            canvas._doctemplate.notify("TOCEntry", entry)
            super().draw()

    return Bookmarked(text, style)


def kept_together(flowables: list[Any]) -> list[Any]:
    """Join each heading or lead-in with what follows, for columns that do not look ahead.

    Balanced columns leave `keepWithNext` aside; what is joined splits only within its last
    part, so that the lines above stay with its beginning.
    """
    joined: list[Any] = []
    waiting: list[Any] = []
    for flowable in flowables:
        waiting.append(flowable)
        if not flowable.getKeepWithNext():
            joined.append(_joined(waiting) if len(waiting) > 1 else flowable)
            waiting = []
    return joined + waiting


def _joined(parts: list[Any]) -> Any:
    from reportlab.platypus import Flowable

    class Joined(Flowable):  # type: ignore[misc]
        def wrap(self, width: float, height: float) -> tuple[float, float]:
            self.heights = [part.wrapOn(self.canv, width, height)[1] for part in parts]
            return width, sum(self.heights) + sum(gaps)

        def split(self, width: float, height: float) -> list[Any]:
            self.wrap(width, height)
            above = sum(self.heights[:-1]) + sum(gaps)
            pieces = parts[-1].splitOn(self.canv, width, height - above)
            return [_joined([*parts[:-1], pieces[0]]), *pieces[1:]] if pieces else []

        def draw(self) -> None:
            y = sum(self.heights) + sum(gaps)
            for part, height, gap in zip(parts, self.heights, (*gaps, 0), strict=True):
                y -= height
                part.drawOn(self.canv, 0, y)
                y -= gap

        def getSpaceBefore(self) -> float:
            return float(parts[0].getSpaceBefore())

        def getSpaceAfter(self) -> float:
            return float(parts[-1].getSpaceAfter())

    gaps = [
        max(above.getSpaceAfter(), below.getSpaceBefore())
        for above, below in zip(parts, parts[1:], strict=False)
    ]
    return Joined()
