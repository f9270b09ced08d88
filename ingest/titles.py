"""The title that a person would give a document, from what its file says."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from ingest.blocks import every_block
from ingest.folding import folded_words
from ingest.labels import field_names
from kb.folding import fold
from kb.nouns import Kind, ParsedDocument

_FILE_ENDING = re.compile(
    r"\.(?:docx?|pdf|pptx?|od[tp]|rtf|html?|md|txt|csv|xlsx?|indd|qx[dp]|p65|psd|ai|pub|tmp|tex|dvi)$",
    re.IGNORECASE,
)
_NOT_WRITTEN_BY_HAND = re.compile(r"_|^[A-Za-z]:\\|[\\/].*[\\/]|\{[{%]|^\[.*\]$|^\(.*\)$")
_BY_PROGRAMS = frozenset(
    "microsoft word powerpoint adobe photoshop illustrator acrobat indesign pdf docx pptx untitled"
    " sans titre document doc presentation slide diapositive title page scan numerisation image new"
    " nouveau nouvelle copie copy of de modele template layout mise en final version print".split()
)
_PREFIX = re.compile(r"^microsoft (?:office )?(?:word|powerpoint) - ", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(?:v\d+(?:\.\d+)*|version ?\d*|vf|finale?|copie|copy|draft|\d{8})\b", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[_+]|%20|(?<=\w)-(?=\w)")
_MOST_WORDS = 25
_MOST_CHARACTERS = 200
_FIRST_PAGES = 2


def guess_title(document: ParsedDocument, file_name: str = "") -> str:
    """Choose the best title: the file's own, else the first heading or line, else its name.

    Args:
        document: the document as read.
        file_name: what people call the file.
    """
    for candidate in _candidates(document):
        title = " ".join(candidate.split())
        if _is_good(title, file_name):
            return title[:_MOST_CHARACTERS].rstrip()
    return _cleaned(file_name) or " ".join(document.title.split())[:_MOST_CHARACTERS]


def _candidates(document: ParsedDocument) -> Iterator[str]:
    for stated in (document.information.get("title", ""), document.title):
        yield _PREFIX.sub("", stated)
    pages = [(page, every_block(page)) for page in document.pages[:_FIRST_PAGES]]
    for kind in ("heading", "paragraph"):
        for page, blocks in pages:
            for block in blocks:
                text = page.text[block.start : block.end]
                if block.kind == kind and _could_be_title(text, is_heading=kind == "heading"):
                    yield text


def _is_good(title: str, file_name: str) -> bool:
    """Refuse what programs leave there, and what is only the file's name."""
    names = (fold(file_name), fold(PurePath(file_name).stem)) if file_name else ()
    words = (word.rstrip("0123456789") for word in folded_words(title))
    by_program = all(not word or word in _BY_PROGRAMS for word in words)
    return not (
        by_program
        or fold(title) in names
        or _FILE_ENDING.search(title)
        or _NOT_WRITTEN_BY_HAND.search(title)
    )


def _could_be_title(text: str, *, is_heading: bool) -> bool:
    """Refuse sentences, and headings that name a field of a sheet."""
    if len(text.split()) > _MOST_WORDS:
        return False
    if is_heading:
        return not any(field_names(kind).strictly(text) for kind in Kind)
    return len(text.split()) > 1 and not text.rstrip().endswith((".", ":", ";", ","))


def _cleaned(file_name: str) -> str:
    """Make words of a file name: `fiche_pamt-v2_final.docx` becomes `Fiche pamt`."""
    stem = _FILE_ENDING.sub("", PurePath(file_name).name)
    title = " ".join(_NOISE.sub(" ", _SEPARATOR.sub(" ", stem)).split()).strip(" .-–()")
    return title[:1].upper() + title[1:]
