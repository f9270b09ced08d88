"""Problems: what went wrong or was left out, as data that any face can put into words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

_MESSAGES = Path(__file__).with_name("problems.toml")


@dataclass(frozen=True, slots=True)
class Problem:
    """Name one problem by its code, with the values its message needs.

    Attributes:
        code: key of the message in `problems.toml`, such as `pdf.encrypted`.
        values: what the message's placeholders stand for.
    """

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """Put the problem into words: what it is and what to do about it."""
        return messages(language)[self.code].format_map(self.values)


@lru_cache(maxsize=2)
def messages(language: str) -> Mapping[str, str]:
    """Read every message in one language.

    Raises:
        KeyError: when `language` is neither `fr` nor `en`.
    """
    with _MESSAGES.open("rb") as file:
        table = tomllib.load(file)
    return {code: texts[language] for code, texts in table.items()}
