"""The texts of the sample documents, read roughly: enough to recognise them in training data."""

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

_LEAST_LETTERS = 40
_ZIPPED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml|ppt/.*\.xml|content\.xml")
_BREAK = re.compile(r"\n|(?<=[.!?;:])\s+")


def read_document_texts(folder: Path) -> Iterator[str]:
    """Read each document as a whole, and each of its lines and sentences of 40 letters or more.

    Plain files, HTML, PDF, DOCX, PPTX and ODT are read; others, such as DOC, are not.
    """
    for path in sorted(folder.rglob("*")):
        read = _READERS.get(path.suffix.lower())
        if read is not None:
            text = read(path)
            yield text
            pieces = {*text.splitlines(), *_BREAK.split(text), *_sentences(text)}
            yield from (piece for piece in pieces if _letters(piece) >= _LEAST_LETTERS)


def _sentences(text: str) -> list[str]:
    return _BREAK.split(re.sub(r"[^\S\t]+", " ", text))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _read_plain(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _read_markup(path: Path) -> str:
    return _strip(_read_plain(path))


def _read_zipped(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        names = sorted(name for name in file.namelist() if _ZIPPED.fullmatch(name))
        return "\n".join(_strip(file.read(name).decode("utf-8", "replace")) for name in names)


def _read_pdf(path: Path) -> str:
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _strip(markup: str) -> str:
    """Leave the text of HTML or of office XML, a line for each paragraph, item or heading."""
    lines = re.sub(r"</(w:p|a:p|text:p|text:h|p|li|h\d|td|div|title)>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]*>", "", lines))


_READERS: dict[str, Callable[[Path], str]] = {
    **dict.fromkeys((".md", ".txt", ".tsv"), _read_plain),
    **dict.fromkeys((".html", ".htm"), _read_markup),
    **dict.fromkeys((".docx", ".pptx", ".odt"), _read_zipped),
    ".pdf": _read_pdf,
}
