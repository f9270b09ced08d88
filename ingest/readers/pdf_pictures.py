"""Pages of a PDF that are pictures, or whose text is drawn rather than written."""

from dataclasses import dataclass
from typing import Any

from ingest.readers.ocr import DPI

_MOST_PIXELS = 30_000_000
_FEW_CHARACTERS = 25
_SOME_CHARACTERS = 200
_PICTURE = 0.2
_WHOLE_PAGE = 0.7
_MUCH_DRAWN = 10
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class PageContent:
    """What is on a page besides its text layer.

    Attributes:
        picture_share: how much of the page pictures cover, from 0 to 1.
        shapes: number of objects of any kind.
    """

    picture_share: float
    shapes: int

    @property
    def is_picture(self) -> bool:
        """Tell whether a reader of the page sees a picture on it."""
        return self.picture_share >= _PICTURE

    def may_hide_text(self, characters: int) -> bool:
        """Tell whether the page may show text that its text layer lacks.

        A page without any text layer is looked at whenever something is drawn on it; one with a
        few words where there is a picture or much is drawn; one with more only if it is all
        picture.
        """
        if not characters:
            return self.shapes > 0
        if characters < _FEW_CHARACTERS:
            return self.is_picture or self.shapes >= _MUCH_DRAWN
        return characters < _SOME_CHARACTERS and self.picture_share >= _WHOLE_PAGE


def content_of(page: Any) -> PageContent:
    """Measure the pictures of a pdfium page and count what is drawn."""
    import pypdfium2.raw as pdfium

    area = max(1.0, page.get_width() * page.get_height())
    covered, shapes = 0.0, 0
    for shape in page.get_objects(max_depth=_DEEPEST):
        shapes += 1
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shape.get_bounds()
            covered += abs((right - left) * (top - bottom))
    return PageContent(min(1.0, covered / area), shapes)


def rendered(page: Any) -> Any:
    """Draw a page in grey, as fine as recognition needs and no bigger than is bearable."""
    area = max(1.0, page.get_width() * page.get_height())
    scale = min(DPI / 72, (_MOST_PIXELS / area) ** 0.5)
    return page.render(scale=scale, grayscale=True).to_pil()
