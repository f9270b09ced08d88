"""Counts of what is searched, as rows: who searched is not among what is written here."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Column, Connection, Engine, Table, delete, select, update
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from kb.catalogue.schema import documents
from kb.catalogue.tables.interest import (
    asked_questions,
    asked_weeks,
    openings,
    reformulations,
    search_tallies,
    thumbs,
)
from kb.interest import Asked, Mark, Tallies

ASKED, FILTER, OPENED, RANK, TIME = "asked", "filter", "opened", "rank", "time"
"""Subjects of tallies; their values: an outcome, a filter's name, a language, a rank, ms."""

LEAST_DAYS, LEAST_CROWD = 2, 3
"""Days, or sessions of one day, that must have asked a text before it is written down."""


class RecordStore:
    """Add up what was searched."""

    def __init__(self, engine: Engine) -> None:
        """Write to `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def add_tallies(self, connection: Connection, tallies: Tallies) -> None:
        """Add to the counts of days."""
        for (day, subject, language, value), times in tallies.items():
            key = {"day": day, "subject": subject, "language": language, "value": value}
            self._add(connection, search_tallies, key, {"times": times})

    def add_asked(self, connection: Connection, asked: Asked) -> None:
        """Add to the counts of a question, and to its text once enough sessions asked it."""
        mark = asked.mark
        known = self._crowd(connection, asked_questions, mark)
        row = {"text": mark.texts[0] if _enough(known) else ""}
        self._note(connection, asked_questions, mark, known, row)
        key = {"mark": mark.mark, "week": week_of(mark.day)}
        counts = {"times": asked.times, "weak": asked.weak, "missed": asked.missed}
        self._add(connection, asked_weeks, key, counts)

    def add_reformulation(self, connection: Connection, mark: Mark, times: int) -> None:
        """Add to the counts of a pair of questions, and to their texts likewise."""
        known = self._crowd(connection, reformulations, mark)
        earlier, later = mark.texts if _enough(known) else ("", "")
        row = {"earlier": earlier, "later": later}
        self._note(connection, reformulations, mark, known, row, times=times)

    def add_openings(
        self, connection: Connection, counts: Iterable[tuple[tuple[str, date, str], int]]
    ) -> None:
        """Add to the counts of opened documents, of those that are still there."""
        given = list(counts)
        query = select(documents.c.id).where(documents.c.id.in_({key[0] for key, _ in given}))
        there = set(connection.execute(query).scalars())
        for (document, week, language), times in given:
            if document in there:
                key = {"document_id": document, "week": week, "language": language}
                self._add(connection, openings, key, {"times": times})

    def forget_before(self, connection: Connection, day: date) -> None:
        """Delete what is older than a day."""
        week = week_of(day)
        for column, bound in (
            (search_tallies.c.day, day),
            (asked_weeks.c.week, week),
            (asked_questions.c.last_day, day),
            (reformulations.c.last_day, day),
            (openings.c.week, week),
            (thumbs.c.day, day),
        ):
            connection.execute(delete(column.table).where(column < bound))

    def forget_question(self, connection: Connection, mark: str) -> bool:
        """Delete a question and its counts; tell if there was one."""
        gone = delete(asked_questions).where(asked_questions.c.mark == mark)
        return bool(connection.execute(gone).rowcount)

    def _crowd(self, connection: Connection, table: Table, mark: Mark) -> tuple[int, int]:
        """Tell on how many days a text was asked by now, and by how many sessions on one."""
        query = select(table.c.last_day, table.c.days, table.c.crowd)
        row = connection.execute(query.where(table.c.mark == mark.mark)).first()
        if row is None:
            return 1, mark.crowd
        return row.days + (row.last_day != mark.day), max(row.crowd, mark.crowd)

    def _note(
        self,
        connection: Connection,
        table: Table,
        mark: Mark,
        known: tuple[int, int],
        texts: dict[str, str],
        **counts: int,
    ) -> None:
        facts = {"last_day": mark.day, "days": known[0], "crowd": known[1], **texts}
        if "language" in table.c:
            facts["language"] = mark.language
        added = {name: table.c[name] + number for name, number in counts.items()}
        changed = connection.execute(
            update(table).where(table.c.mark == mark.mark).values(**facts, **added)
        )
        if not changed.rowcount:
            connection.execute(table.insert().values(mark=mark.mark, **facts, **counts))

    def _add(
        self,
        connection: Connection,
        table: Table,
        key: Mapping[str, object],
        counts: Mapping[str, int],
    ) -> None:
        insert = SqliteInsert if self._engine.dialect.name == "sqlite" else PostgresInsert
        row = insert(table).values(**key, **counts)
        added = {name: _column(table, name) + number for name, number in counts.items()}
        connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=added))


def week_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _enough(known: tuple[int, int]) -> bool:
    return known[0] >= LEAST_DAYS or known[1] >= LEAST_CROWD


def _column(table: Table, name: str) -> Column[int]:
    return table.c[name]
