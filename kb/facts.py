"""The facts index: what candidates are weighed, filtered and counted by, held in memory."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from kb.access import AccessScope
from kb.document_facts import DocumentFacts
from kb.held import Held
from kb.hubness import Background
from kb.index_file import is_sound_database, open_index_file, remove_index_file
from kb.index_nouns import IndexEntry, Marked, PlacedVectors
from kb.logcut import cut_log
from kb.nouns import Filters
from kb.ports import Encoder
from kb.selection import Selection

_NAME = "facts.sqlite"
_TABLES = """
create table if not exists documents (
    id text primary key, shelf text not null, facets text not null,
    passages blob not null, languages text not null, vectors blob not null,
    excess blob not null
);
create table if not exists place (position integer not null);
"""
_AT_ONCE = 1_000

_NO_SIGN, _LONGEST = np.uint16(0x7FFF), np.float16(1.01).view(np.uint16)
"""Vectors are of length 1: no component is greater, nor infinite, nor no number."""


class PassageFacts:
    """Hold vectors and documents' facts in one file, and in memory while it is open.

    What another process writes is read at the next question.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open the folder, making it when it is not there; vectors are those of `encoder`."""
        self._background = Background(encoder.background)
        self._file = folder / _NAME
        self._dimension = encoder.dimension
        self._lock = RLock()
        self._open()

    @staticmethod
    def is_sound(folder: Path) -> bool:
        """Tell whether the pages of its file hold together."""
        return is_sound_database(folder / _NAME)

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        with self._lock:
            return int(self._one("select max(position) from place") or 0)

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents and record how far we came, in one transaction."""
        facts = list(self._facts(put))
        gone = [*removed, *(each.document_id for each in facts)]
        with self._lock:
            with self._connection:
                forget = "delete from documents where id = ?"
                self._connection.executemany(forget, [(each,) for each in gone])
                _add(self._connection, facts)
                _place(self._connection, position)
            self._held = self._now().changed(facts, gone)
            if self._held.is_wasteful():
                self._read()

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else: every page of the file is written anew, at once."""
        with closing(sqlite3.connect("")) as fresh:
            fresh.executescript(_TABLES)
            _add(fresh, chain.from_iterable(map(self._facts, entries)))
            _place(fresh, position)
            fresh.commit()
            with self._lock:
                fresh.backup(self._connection)
                cut_log(self._connection)
                self._read()

    def clear(self) -> None:
        """Forget everything, files included."""
        self.close()
        remove_index_file(self._file)
        self._open()

    def count(self) -> int:
        """Count the passages held."""
        with self._lock:
            return int((self._now().owners >= 0).sum())

    def placed(self, ids: Sequence[int], *, access: AccessScope) -> PlacedVectors:
        """Give the readable ones among several passages with their vectors, in their order."""
        return self._now().placed(ids, access=access)

    def within(self, filters: Filters, *, access: AccessScope) -> Selection:
        """Select the readable passages of the documents that pass the filters."""
        return Selection.of(self._now(), filters, access=access)

    def marked(self, document_ids: Iterable[str], *, access: AccessScope) -> Marked:
        """Tell what the readable ones among several documents may be filtered by."""
        return self._now().marked(document_ids, access=access)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _open(self) -> None:
        self._connection = open_index_file(self._file, _TABLES)
        self._read()

    def _facts(self, entries: Sequence[IndexEntry]) -> Iterator[DocumentFacts]:
        # All passages at once: the background is read once, not once for each document.
        none = np.zeros((0, self._dimension), np.float32)
        excess = self._background.excess(np.concatenate([none, *(e.vectors for e in entries)]))
        ends = np.cumsum([len(entry.vectors) for entry in entries], dtype=np.intp)
        for entry, own in zip(entries, np.split(excess, ends)[:-1], strict=True):
            yield DocumentFacts(
                document_id=entry.document_id,
                shelf=entry.shelf,
                facets=entry.facets,
                passage_ids=np.array(entry.passage_ids, np.int64),
                languages=tuple(entry.languages),
                vectors=entry.vectors.astype(np.float16),
                excess=own,
            )

    def _now(self) -> Held:
        """Give what is held, read again if another process changed the file."""
        with self._lock:
            if self._one("pragma data_version") != self._seen:
                self._read()
            return self._held

    def _read(self) -> None:
        with self._lock:
            self._seen = self._one("pragma data_version")
            rows = self._one("select sum(length(passages) / 8) from documents")
            held = Held.nothing(self._dimension, room=int(rows or 0))
            query = "select id, shelf, facets, passages, languages, vectors, excess from documents"
            with closing(self._connection.execute(query)) as cursor:
                while rows := cursor.fetchmany(_AT_ONCE):
                    held = held.changed([_of_row(row, self._dimension) for row in rows], ())
            self._held = held

    def _one(self, query: str) -> Any:
        with closing(self._connection.execute(query)) as cursor:
            return cursor.fetchone()[0]


def _add(connection: sqlite3.Connection, facts: Iterable[DocumentFacts]) -> None:
    connection.executemany(
        "insert into documents values (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                each.document_id,
                each.shelf,
                json.dumps(each.facets),
                each.passage_ids.tobytes(),
                json.dumps(each.languages),
                each.vectors.tobytes(),
                each.excess.tobytes(),
            )
            for each in facts
        ),
    )


def _of_row(row: tuple[Any, ...], dimension: int) -> DocumentFacts:
    document_id, shelf, facets, passages, languages, vectors, excess = row
    bits = np.frombuffer(vectors, np.uint16) & _NO_SIGN
    if bits.max(initial=0) > _LONGEST:
        raise ValueError(f"no vectors of length 1: {document_id}")
    return DocumentFacts(
        document_id=document_id,
        shelf=shelf,
        facets=tuple((field, value) for field, value in json.loads(facets)),
        passage_ids=np.frombuffer(passages, np.int64),
        languages=tuple(json.loads(languages)),
        vectors=np.frombuffer(vectors, np.float16).reshape(-1, dimension),
        excess=np.frombuffer(excess, np.float32),
    )


def _place(connection: sqlite3.Connection, position: int) -> None:
    connection.execute("delete from place")
    connection.execute("insert into place values (?)", (position,))
