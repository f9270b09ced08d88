"""The token index: each passage as the word encoder's tokens, for matching words by meaning."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import chain, islice, repeat
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from kb.access import AccessScope
from kb.index_file import is_sound_database, open_index_file, remove_index_file
from kb.index_nouns import IndexEntry, Spread, Tokens
from kb.logcut import cut_log
from kb.ports import WordEncoder

_NAME = "tokens.sqlite"
_TABLES = """
create table if not exists passages (
    id integer primary key, document text not null, shelf text not null, tokens blob not null
);
create index if not exists passages_document on passages (document);
create table if not exists counts (
    token integer not null, shelf text not null, passages integer not null,
    primary key (token, shelf)
) without rowid;
create index if not exists counts_none on counts (passages) where passages = 0;
create table if not exists shelves (
    shelf text primary key, passages integer not null, tokens integer not null
);
create table if not exists place (position integer not null);
"""
_MOST = 500
"""Values in one statement: SQLite has a limit."""


class TokenBags:
    """Hold the tokens of passages, and how many passages of each shelf hold a token."""

    def __init__(self, folder: Path, encoder: WordEncoder) -> None:
        """Open the folder, making it when it is not there; passages are cut by `encoder`."""
        self._file = folder / _NAME
        self._encoder = encoder
        self._written = 0
        self._lock = Lock()
        self._open()

    @staticmethod
    def is_sound(folder: Path) -> bool:
        """Tell whether the pages of its file hold together."""
        return is_sound_database(folder / _NAME)

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        found = self._all("select max(position) from place")
        return int(found[0][0] or 0)

    @property
    def state(self) -> object:
        """Tell states of the index apart, whoever wrote: equal ones hold the same."""
        return self._all("pragma data_version")[0][0], self._written

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents and record how far we came, in one transaction."""
        bags = self._bags(put)
        with self._lock:
            with self._connection:
                for document in [*removed, *(entry.document_id for entry in put)]:
                    _forget(self._connection, document)
                _add(self._connection, put, bags)
                _place(self._connection, position)
            self._written += 1

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else: every page of the file is written anew, at once."""
        with closing(sqlite3.connect(":memory:")) as fresh:
            fresh.executescript(_TABLES)
            for some in entries:
                _add(fresh, some, self._bags(some))
            _place(fresh, position)
            fresh.commit()
            with self._lock:
                fresh.backup(self._connection)
                cut_log(self._connection)
                self._written += 1

    def clear(self) -> None:
        """Forget everything, files included."""
        self.close()
        remove_index_file(self._file)
        self._open()
        self._written += 1

    def count(self) -> int:
        """Count the passages held."""
        return int(self._all("select count(*) from passages")[0][0])

    def bags(self, ids: Sequence[int], *, access: AccessScope) -> dict[int, Tokens]:
        """Read the tokens of the readable ones among several passages, in their order."""
        found = self._within("select id, tokens from passages where id in ({})", ids, access)
        return {int(id_): np.frombuffer(tokens, np.uint16) for id_, tokens in found}

    def spread(self, tokens: Iterable[int], *, access: AccessScope) -> Spread:
        """Count the readable passages, their tokens, and those that hold each given token."""
        shelves = self._all("select shelf, passages, tokens from shelves")
        own = [row for row in shelves if access.allows(row[0])]
        asked = sorted(set(tokens))
        counts: Counter[int] = Counter()
        query = "select token, passages from counts where token in ({})"
        for token, passages in self._within(query, asked, access):
            counts[token] += passages
        return Spread(
            passages=sum(row[1] for row in own),
            tokens=sum(row[2] for row in own),
            counts={token: count for token, count in counts.items() if count},
        )

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _bags(self, entries: Sequence[IndexEntry]) -> list[list[Tokens]]:
        """Cut the passages of documents, all at once: meanwhile others may use the interpreter."""
        texts = [_texts(entry) for entry in entries]
        bags = iter(self._encoder.tokens(list(chain.from_iterable(texts))))
        return [list(islice(bags, len(own))) for own in texts]

    def _open(self) -> None:
        self._connection = open_index_file(self._file, _TABLES)

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()

    def _within(
        self, query: str, values: Sequence[int], access: AccessScope
    ) -> Iterable[tuple[Any, ...]]:
        """Ask for some values on readable shelves, as many at once as a statement may hold."""
        shelves = sorted(access.shelves)
        for start in range(0, len(values), _MOST):
            some = values[start : start + _MOST]
            within = f"{query.format(_marks(some))} and shelf in ({_marks(shelves)})"
            yield from self._all(within, [*some, *shelves])


def _add(
    connection: sqlite3.Connection, put: Sequence[IndexEntry], bags: Sequence[Sequence[Tokens]]
) -> None:
    """Add documents, and count once for all what those of each shelf hold."""
    of_shelf: dict[str, list[Tokens]] = {}
    for entry, own in zip(put, bags, strict=True):
        rows = zip(entry.passage_ids, own, strict=True)
        connection.executemany(
            "insert or replace into passages values (?, ?, ?, ?)",
            ((id_, entry.document_id, entry.shelf, bag.tobytes()) for id_, bag in rows),
        )
        of_shelf.setdefault(entry.shelf, []).extend(own)
    for shelf, held in of_shelf.items():
        _count(connection, shelf, held, 1)


def _forget(connection: sqlite3.Connection, document: str) -> None:
    query = "select shelf, tokens from passages where document = ?"
    found = connection.execute(query, (document,)).fetchall()
    for shelf in {row[0] for row in found}:
        own = [np.frombuffer(tokens, np.uint16) for each, tokens in found if each == shelf]
        _count(connection, shelf, own, -1)
        # A count of nothing would still tell that the token was here once.
        connection.execute("delete from counts where passages = 0")
    connection.execute("delete from passages where document = ?", (document,))


def _count(connection: sqlite3.Connection, shelf: str, bags: Sequence[Tokens], sign: int) -> None:
    distinct = [np.zeros(0, np.uint16), *map(np.unique, bags)]
    held, passages = np.unique(np.concatenate(distinct), return_counts=True)
    connection.executemany(
        "insert into counts values (?, ?, ?)"
        " on conflict do update set passages = passages + excluded.passages",
        zip(held.tolist(), repeat(shelf), (sign * passages).tolist(), strict=False),
    )
    connection.execute(
        "insert into shelves values (?, ?, ?) on conflict do update"
        " set passages = passages + excluded.passages, tokens = tokens + excluded.tokens",
        (shelf, sign * len(bags), sign * sum(map(len, bags))),
    )


def _place(connection: sqlite3.Connection, position: int) -> None:
    connection.execute("delete from place")
    connection.execute("insert into place values (?)", (position,))


def _texts(entry: IndexEntry) -> list[str]:
    pairs = zip(entry.headings, entry.texts, strict=True)
    return [f"{heading}\n{text}" for heading, text in pairs]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
