"""What is searched and opened, read back: questions for coordinators, documents for readers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.records import week_of
from kb.catalogue.schema import documents
from kb.catalogue.tables.interest import (
    asked_questions,
    asked_weeks,
    openings,
    reformulations,
    search_tallies,
)
from kb.interest import AskedQuestion, Opened


class UsageReader:
    """Answer what may be known of searches: counts for all, questions for coordinators."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def tallies(self, start: date, end: date) -> list[tuple[date, str, str, str, int]]:
        """List counts by (day, subject, language, value), both days included."""
        query = select(search_tallies).where(search_tallies.c.day.between(start, end))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(search_tallies.c.day)).all()
        return [(row.day, row.subject, row.language, row.value, row.times) for row in rows]

    def questions(
        self,
        start: date,
        end: date,
        *,
        access: AccessScope,
        unanswered: bool = False,
        limit: int,
        offset: int = 0,
    ) -> list[AskedQuestion]:
        """List the questions asked most in some weeks, or those that most found nothing good.

        Nobody but a coordinator is told of any; a text that too few asked is not even stored.
        """
        if not access.decides_for:
            return []
        times, weak, missed = _sums(asked_weeks.c.times, asked_weeks.c.weak, asked_weeks.c.missed)
        first = weak + missed if unanswered else times
        query = (
            _questions(start, end, unanswered=unanswered)
            .add_columns(times.label("times"), weak.label("weak"), missed.label("missed"))
            .order_by(first.desc(), asked_questions.c.text)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [AskedQuestion.model_validate(dict(row)) for row in rows]

    def count_questions(
        self, start: date, end: date, *, access: AccessScope, unanswered: bool = False
    ) -> int:
        """Count what `questions` lists."""
        if not access.decides_for:
            return 0
        asked = _questions(start, end, unanswered=unanswered).subquery()
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(asked)).scalar_one()

    def pairs(self) -> list[tuple[str, str, int]]:
        """List questions with what they were turned into before something was opened.

        They are to be shown to coordinators only, like all questions.
        """
        query = select(reformulations).where(reformulations.c.earlier != "")
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(reformulations.c.times.desc()))
            return [(row.earlier, row.later, row.times) for row in rows]

    def opened(
        self, start: date, end: date, *, access: AccessScope, limit: int, offset: int = 0
    ) -> list[Opened]:
        """List the readable documents that were opened most from searches in some weeks."""
        (times,) = _sums(openings.c.times)
        query = (
            _openings(start, end, access)
            .with_only_columns(openings.c.document_id, times.label("times"))
            .group_by(openings.c.document_id)
            .order_by(times.desc(), openings.c.document_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            ids = [row.document_id for row in rows]
            languages: dict[str, dict[str, int]] = {key: {} for key in ids}
            by_language = _openings(start, end, access).with_only_columns(
                openings.c.document_id, openings.c.language, times
            )
            own = by_language.where(openings.c.document_id.in_(ids))
            own = own.group_by(openings.c.document_id, openings.c.language)
            for document, language, number in connection.execute(own):
                languages[document][language] = number
        return [
            Opened(document_id=row.document_id, times=row.times, languages=languages[row[0]])
            for row in rows
        ]

    def count_opened(self, start: date, end: date, *, access: AccessScope) -> int:
        """Count what `opened` lists."""
        distinct = func.count(openings.c.document_id.distinct())
        query = _openings(start, end, access).with_only_columns(distinct)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()


def _questions(start: date, end: date, *, unanswered: bool) -> Select[Any]:
    own = asked_questions
    query = (
        select(own.c.mark, own.c.text, own.c.language)
        .join(asked_weeks, asked_weeks.c.mark == own.c.mark)
        .where(own.c.text != "", asked_weeks.c.week.between(week_of(start), end))
        .group_by(own.c.mark, own.c.text, own.c.language)
    )
    if unanswered:
        query = query.having(func.sum(asked_weeks.c.weak + asked_weeks.c.missed) > 0)
    return query


def _openings(start: date, end: date, access: AccessScope) -> Select[Any]:
    return (
        select(openings)
        .join(documents, documents.c.id == openings.c.document_id)
        .where(readable(access), openings.c.week.between(week_of(start), end))
    )


def _sums(*columns: ColumnElement[int]) -> Iterable[ColumnElement[int]]:
    return [func.sum(column) for column in columns]
