"""Screening a long document again for each change of one field would keep people waiting."""

import hashlib

from ingest.desk.screened import Screen
from kb.privacy import Finding

_MOST = 5000
"""Texts remembered: the pages of some dozens of long documents."""


class Remembering:
    """Screen texts, and remember what was found: positions by the text's hash, never a text."""

    def __init__(self, screen: Screen) -> None:
        """Remember what `screen` finds."""
        self._screen = screen
        self._known: dict[tuple[bytes, str, bool], list[Finding]] = {}

    def __call__(self, text: str, *, language: str, persons: bool) -> list[Finding]:
        """Find the personal data in a text; see `ingest.privacy.screening.screen`."""
        key = (hashlib.sha256(text.encode()).digest(), language, persons)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[key] = self._screen(text, language=language, persons=persons)
        return found
