"""A document's page as a picture, with the cited passage marked."""

import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kb.access import AccessScope
from kb.errors import NotFound, StoreError
from kb.nouns import Document, Page, Passage
from kb.ports import OriginalFiles

_WIDTH = 1100
_PATIENCE = 30
_MARK = (255, 214, 10)
_PDF = "application/pdf"


class Box(NamedTuple):
    """A rectangle on a page, as fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


class PageReader(Protocol):
    """Read documents and pages for those who may: the catalogue's reader, or a desk."""

    def document(self, document_id: str, *, access: AccessScope) -> Document:
        """Read one document."""

    def page(self, document_id: str, number: int, *, access: AccessScope) -> Page:
        """Read one page."""


@dataclass(frozen=True, slots=True)
class PagePictures:
    """Draw pages of stored documents, each once: pictures are kept in a folder."""

    reader: PageReader
    originals: OriginalFiles
    folder: Path

    def can_picture(self, document: Document) -> bool:
        """Tell whether a document's pages can be drawn as they were laid out."""
        return document.media_type == _PDF

    def picture(
        self, document_id: str, number: int, passage: Passage | None, *, access: AccessScope
    ) -> bytes:
        """Draw a page, with a passage marked if one is given, as WebP bytes.

        Raises:
            NotFound: when there is no such page for this reader.
            StoreError: when the page cannot be drawn.
        """
        document = self.reader.document(document_id, access=access)
        page = self.reader.page(document_id, number, access=access)
        drawn = self._drawn(document, number)
        if passage is None or passage.page != number:
            return drawn.with_suffix(".webp").read_bytes()
        return _marked(drawn.with_suffix(".webp"), _boxes(drawn, page, passage))

    def _drawn(self, document: Document, number: int) -> Path:
        target = self.folder / document.content_hash[:2] / f"{document.content_hash}-{number}"
        if not target.with_suffix(".json").exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            self._draw(document, number, target)
        return target

    def _draw(self, document: Document, number: int, target: Path) -> None:
        source = self.originals.path(document.content_hash)
        command = [sys.executable, "-m", "search.draw"]
        command += [str(source.resolve()), str(number), str(_WIDTH), str(target.resolve())]
        root = Path(__file__).parents[1]
        try:
            subprocess.run(  # noqa: S603 - our own program
                command, check=True, capture_output=True, timeout=_PATIENCE, cwd=root
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise StoreError("page.not_drawn", file=document.file_name, page=number) from error
        if not source.exists():
            # Erased while it was drawn: nobody else will delete this picture.
            for path in target.parent.glob(f"{target.name}.*"):
                path.unlink(missing_ok=True)
            raise NotFound("document.not_found")


def _boxes(drawn: Path, page: Page, passage: Passage) -> list[Box]:
    """Find where a passage stands: by the page's characters, or by the words read on a scan."""
    if page.words:
        return _lines(
            Box(word.left, word.top, word.right, word.bottom)
            for word in page.words
            if word.start < passage.end and passage.start < word.end
        )
    characters = json.loads(drawn.with_suffix(".json").read_text("utf-8"))
    return _lines(Box(*each[1:]) for each in _standing(characters, passage.text))


def _standing(characters: Sequence[Any], text: str) -> Sequence[Any]:
    """Find a text among drawn characters: spaces, hyphens and line ends differ, letters do not."""
    drawn, owners = [], []
    for index, character in enumerate(characters):
        for letter in _letters(str(character[0])):
            drawn.append(letter)
            owners.append(index)
    wanted = "".join(_letters(text))
    haystack = "".join(drawn)
    start = haystack.find(wanted)
    length = len(wanted)
    if start < 0:
        # Headers or columns may stand between: mark as far as the beginning goes.
        length = min(60, length)
        start = haystack.find(wanted[:length])
    if start < 0 or not length:
        return []
    return characters[owners[start] : owners[start + length - 1] + 1]


def _letters(text: str) -> Iterable[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return (letter for letter in decomposed if letter.isalnum())


def _lines(boxes: Iterable[Box]) -> list[Box]:
    """Join boxes that follow each other on one line."""
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if last and _same_line(last, box):
            lines[-1] = Box(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
        else:
            lines.append(box)
    return lines


def _same_line(last: Box, box: Box) -> bool:
    overlap = min(last.bottom, box.bottom) - max(last.top, box.top)
    height = min(last.bottom - last.top, box.bottom - box.top)
    return overlap > 0.4 * height and -0.01 <= box.left - last.right < 0.06


def _marked(picture: Path, boxes: Sequence[Box]) -> bytes:
    from PIL import Image, ImageChops, ImageDraw

    with Image.open(picture) as opened:
        page = opened.convert("RGB")
    paint = Image.new("RGB", page.size, (255, 255, 255))
    pen = ImageDraw.Draw(paint)
    for box in boxes:
        corners = [
            (box.left * page.width - 3, box.top * page.height - 3),
            (box.right * page.width + 3, box.bottom * page.height + 3),
        ]
        pen.rounded_rectangle([*corners[0], *corners[1]], radius=4, fill=_MARK)
    out = io.BytesIO()
    # Multiplied like a highlighter pen, so that the text stays black.
    ImageChops.multiply(page, paint).save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
