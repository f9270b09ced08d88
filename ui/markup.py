"""Text made safe for the two languages that the app writes: HTML and Markdown."""

import re
from collections.abc import Iterable
from html import escape as _escape

from search.nouns import Mark

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$:])")


def escape(text: str) -> str:
    """Make a text safe inside HTML."""
    return _escape(text, quote=True)


def plain(text: str) -> str:
    """Make a text stand as it is inside a Markdown label."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def marked(text: str, marks: Iterable[Mark]) -> str:
    """Build HTML of a text with its marks, word and meaning told apart."""
    pieces, last = [], 0
    for mark in sorted(marks, key=lambda each: each.start):
        if mark.start < last:
            continue
        pieces.append(escape(text[last : mark.start]))
        inside = escape(text[mark.start : mark.end])
        pieces.append(f'<mark class="by-{mark.by}">{inside}</mark>')
        last = mark.end
    return "".join([*pieces, escape(text[last:])])


def paragraphs(html: str) -> str:
    """Turn blank lines into paragraphs and line ends into breaks."""
    parts = (part.replace("\n", "<br>") for part in re.split(r"\n\s*\n", html) if part.strip())
    return "".join(f"<p>{part}</p>" for part in parts)
