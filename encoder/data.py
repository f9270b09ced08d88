"""The training rows: translated pairs and questions with passages, without held-out texts."""

import logging
import lzma
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from encoder.heldout import HeldOut

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the rows of one file.

    In a source of pairs `left` is English and `right` its French translation; in a source of
    questions `left` is the question and `right` the passage that answers it, and `languages`
    gives the third column (`en`, `fr` or `fr-en`). `held_out` counts the rows that were left out.
    """

    name: str
    left: list[str]
    right: list[str]
    languages: list[str]
    held_out: int = 0

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Sources:
    """Hold every training source, by kind."""

    pairs: list[Source]
    questions: list[Source]


def read_sources(data: Path, held_out: HeldOut, may_quote: Container[str] = ()) -> Sources:
    """Read all files under `pairs/` and `questions/`, less the rows that hold a held-out text."""

    def read(path: Path) -> Source:
        name = path.name.removesuffix(".tsv.xz")
        return _read_source(path, held_out.equals if name in may_quote else held_out.covers)

    return Sources(
        pairs=[read(path) for path in sorted(data.glob("pairs/*.tsv.xz"))],
        questions=[read(path) for path in sorted(data.glob("questions/*.tsv.xz"))],
    )


def _read_source(path: Path, held_out: Callable[[str], bool]) -> Source:
    read = [row for row in read_rows(path) if row[0] and row[1]]
    rows = [row for row in read if not any(held_out(text) for text in row[:2])]
    name = path.name.removesuffix(".tsv.xz")
    _log.info("%s: %d rows, %d held out", name, len(rows), len(read) - len(rows))
    return Source(
        name=name,
        left=[row[0] for row in rows],
        right=[row[1] for row in rows],
        languages=[row[2] if len(row) > 2 else "" for row in rows],
        held_out=len(read) - len(rows),
    )


def read_rows(path: Path) -> Iterator[list[str]]:
    """Read the rows of one file, without its head."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            row = line.rstrip("\n").split("\t")
            if len(row) >= 2 and row[:2] not in (["en", "fr"], ["query", "passage"]):
                yield row
