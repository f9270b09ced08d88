"""Scanned PDFs: a printed sheet as a copier gives it back, one grey picture a page."""

from io import BytesIO
from typing import Any

from corpus.build.house import Imprint, made_at, seed
from corpus.build.pdf_look import typed_look
from corpus.build.pdf_report import build_with
from corpus.build.source import Source

_DOTS_PER_INCH = 200
_MOST_DEGREES = 0.9
_PAPER_GREY = 247
_BLUR = 0.65
_NOISE = 2.2
_QUALITY = 52


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a PDF of pictures only: turned a little, blurred a little, with some noise."""
    import numpy as np

    random = np.random.default_rng(seed(source))
    sheet = build_with(source, imprint, typed_look(source))
    pages = [_scanned(page, random) for page in _pictures(sheet)]
    moment = made_at(source).timetuple()
    written = BytesIO()
    pages[0].save(
        written, "PDF", save_all=True, append_images=pages[1:], resolution=_DOTS_PER_INCH,
        quality=_QUALITY, optimize=True, producer="Scanner", creationDate=moment, modDate=moment,
    )  # fmt: skip
    return written.getvalue()


def _pictures(sheet: bytes) -> list[Any]:
    import pypdfium2

    with pypdfium2.PdfDocument(sheet) as document:
        return [
            page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
            for page in document
        ]


def _scanned(page: Any, random: Any) -> Any:
    """Do to a clean picture what paper, glass and lamp do."""
    import numpy as np
    from PIL import Image, ImageFilter

    degrees = float(random.uniform(0.25, _MOST_DEGREES)) * (1 if random.random() < 0.5 else -1)
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    blurred = turned.filter(ImageFilter.GaussianBlur(_BLUR))
    grey = np.asarray(blurred, dtype=np.float32) * (_PAPER_GREY / 255) + _shadow(page.width)
    grey += random.normal(0, _NOISE, grey.shape)
    return Image.fromarray(np.clip(np.rint(grey), 0, 255).astype(np.uint8))


def _shadow(width: int) -> Any:
    """Darken the left edge, where the lid did not close."""
    import numpy as np

    return -60 * np.exp(-np.arange(width, dtype=np.float32) / 18)
