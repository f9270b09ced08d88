"""All words of the app, from the locale files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.nouns import Notice
from kb.problems import Problem
from search.reporting.wording import Wording

LANGUAGES = ("fr", "en")
_FOLDER = Path(__file__).with_name("locales")


@dataclass(frozen=True, slots=True)
class Texts:
    """Say things in one language."""

    language: str

    def __call__(self, key: str, **values: str | int | float) -> str:
        """Give the text of a key such as `search.title`, its placeholders filled.

        Raises:
            KeyError: when the locale has no such key.
        """
        return read_locale(self.language)[key].format_map(values)

    def known(self, key: str, otherwise: str) -> str:
        """Give the text of a key without placeholders to fill, or something else if it is none."""
        return read_locale(self.language).get(key, otherwise)

    def count(self, key: str, number: int) -> str:
        """Give the text of `key.one` or `key.many`; in French, nought is singular."""
        single = number < 2 if self.language == "fr" else number == 1
        return self(f"{key}.{'one' if single else 'many'}", count=number)

    def day(self, day: date) -> str:
        """Write a day: 1er janvier 2025, 1 January 2025."""
        return Wording(self.language).day(day)

    def moment(self, at: datetime) -> str:
        """Write a day and the time of day, which is universal: people are on two continents."""
        return self("app.moment", day=self.day(at), hour=f"{at:%H}", minute=f"{at:%M}")

    def language_name(self, code: str) -> str:
        """Name a language, as far as we have a name for it."""
        names = read_locale(self.language)
        return names.get(f"language.{code}", names["language.und"])

    def notice(self, notice: Notice) -> str:
        """Put a notice into words."""
        return Problem(notice.code, notice.values).say(self.language)

    def chrome(self) -> dict[str, str]:
        """Give the words of the app's frame that Streamlit has in English only, by key."""
        return {
            key: text
            for key, text in read_locale(self.language).items()
            if key.startswith("chrome.")
        }


@lru_cache(maxsize=len(LANGUAGES))
def read_locale(language: str) -> Mapping[str, str]:
    """Read the files of one locale, `fr.toml` and `fr.*.toml`, sections joined to keys by dots."""
    files = sorted(_FOLDER.glob(f"{language}.*toml"))
    return {
        key: text for path in files for key, text in _flat(tomllib.loads(path.read_text("utf-8")))
    }


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", value))
    return pairs
