"""The sentences of reports, as templates over facts, in French and in English."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wording:
    """Say things in one language."""

    language: str

    def __call__(self, key: str, **values: str | int) -> str:
        """Fill the template of a key.

        Raises:
            KeyError: when there is none.
        """
        return templates(self.language)[key].format_map(values)

    def count(self, key: str, number: int, **values: str | int) -> str:
        """Fill `key.one` or `key.many`; in French, nought is singular."""
        single = number < 2 if self.language == "fr" else number == 1
        said = self.number(number)
        return self(f"{key}.{'one' if single else 'many'}", count=said, **values)

    def number(self, number: int) -> str:
        """Write a number with its thousands apart."""
        return f"{number:,}".replace(",", "\u202f" if self.language == "fr" else ",")

    def day(self, day: date) -> str:
        """Write a day: 1er janvier 2025, 1 January 2025."""
        first = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        return f"{first} {self.month_name(day.month)} {day.year}"

    def month(self, day: date) -> str:
        """Write a month: janvier 2025."""
        return f"{self.month_name(day.month)} {day.year}"

    def month_name(self, month: int) -> str:
        """Name a month, 1 to 12."""
        return self("months").split()[month - 1]

    def days(self, first: date, last: date) -> str:
        """Write one day, or from when to when."""
        if first == last:
            return self("one_day", day=self.day(first))
        return self("days", first=self.day(first), last=self.day(last))

    def span(self, first: date, last: date) -> str:
        """Write one day, or the first and the last, for a cell of a table."""
        if first == last:
            return self.day(first)
        return f"{self.day(first)} – {self.day(last)}"

    def joined(self, items: Sequence[str]) -> str:
        """Name several things: a, b and c."""
        *most, last = items or ("",)
        return self("joined", most=", ".join(most), last=last) if most else last


@lru_cache(maxsize=2)
def templates(language: str) -> Mapping[str, str]:
    """Read the templates of one language, sections joined to keys by dots."""
    text = (_FOLDER / f"words.{language}.toml").read_text("utf-8")
    return dict(_flat(tomllib.loads(text)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", value))
    return pairs
