"""Text is made clean once, here, before any offset is counted."""

import re
import unicodedata

_LIGATURES = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefe]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n[ \n]*")
# Symbol fonts put their bullets at these private code points.
_SYMBOL_BULLETS = dict.fromkeys(
    (0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0E0, 0xF0FC, 0xF076, 0xF06E, 0xF071), "•"
)
# Typed as a letter by some programs, it would glue "l" to the word behind it.
_APOSTROPHES = {0x02BC: "’", 0x02B9: "’", 0x055A: "’", 0xFF07: "'"}
_LINE_BREAKS = dict.fromkeys(map(ord, "\v\f\r\x85\u2028\u2029"), "\n")
_TRANSLATED = _SYMBOL_BULLETS | _APOSTROPHES | _LINE_BREAKS
# Nothing of this needs more than its spaces squeezed, and most texts are only this.
_ORDINARY = re.compile("[ -~\n\t\u00a1-\u00ac\u00ae-\u017f‘’“”•–—…€]*")


def clean(text: str) -> str:
    """Normalise a text: NFC, ligatures spelt out, one kind of space, nothing invisible.

    Runs of white space become one space or one line break, so that no blank line is left;
    no-break spaces become plain ones. Cleaning twice changes nothing.
    """
    if not _ORDINARY.fullmatch(text):
        text = _without_oddities(text)
    return _LINE_EDGES.sub("\n", _SPACES.sub(" ", text)).strip()


def clean_line(text: str) -> str:
    """Clean a text that belongs on one line."""
    return clean(text).replace("\n", " ")


def _without_oddities(text: str) -> str:
    """Treat what is rare in a text: other line breaks, private bullets, ligatures, controls."""
    text = text.replace("\r\n", "\n").translate(_TRANSLATED)
    text = text.translate({ord(each): None for each in set(text) if not _is_visible(each)})
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", text)


def _is_visible(character: str) -> bool:
    """Tell a character that shows, or parts words, from controls, formats and private ones."""
    return character.isspace() or not unicodedata.category(character).startswith("C")
