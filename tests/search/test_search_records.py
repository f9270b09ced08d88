"""Records of searches: counts that are right, texts only when enough asked, people never."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select

from kb.access import AccessScope
from kb.audit import AuditLog
from kb.catalogue import Catalogue
from kb.catalogue.tables.interest import (
    asked_questions,
    asked_weeks,
    openings,
    reformulations,
    search_tallies,
)
from kb.errors import Forbidden
from kb.nouns import Filters
from kb.people import Role, User
from kb.privacy import Finding, FindingKind
from search.interest.insight import Forgetting, Insight, Reformulations, UnansweredQuestions
from search.interest.records import SearchRecords
from search.interest.screened import Screening, same_form
from search.nouns import Question

DAY = date(2026, 3, 2)
COORDINATOR = AccessScope(frozenset({"public"}), person="x", decides_for="qc")
READERS = [
    AccessScope(frozenset({"public"})),
    AccessScope(frozenset({"public", "partners"}), person="a"),
]
EMAIL = "anne.roy@exemple.org"


def screen(text: str, *, language: str, persons: bool) -> list[Finding]:
    start = text.find(EMAIL)
    found = [Finding(kind=FindingKind.EMAIL, start=start, end=start + len(EMAIL))]
    return found if start >= 0 else []


def guess(text: str) -> str:
    return "en" if "the" in text.split() else "fr"


class Book:
    """Records on a catalogue of their own, on whatever day it is."""

    def __init__(self, catalogue: Catalogue, *, on: bool = True) -> None:
        self.catalogue, self.day = catalogue, DAY
        self.records = SearchRecords(
            catalogue.records,
            Screening(screen, guess),
            b"key",
            on=on,
            days=400,
            today=lambda: self.day,
        )

    def ask(self, text: str, session: str = "s", outcome: str = "found", **filters: Any) -> None:
        question = Question(text=text, filters=Filters(**filters))
        self.records.asked(question, outcome, 42.0, session)

    def shown(self, *, unanswered: bool = False) -> dict[str, int]:
        self.records.flush()
        found = self.catalogue.usage.questions(
            date(2020, 1, 1), date(2030, 1, 1), access=COORDINATOR, unanswered=unanswered, limit=50
        )
        return {each.text: each.times for each in found}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("records")
    opened = Catalogue.open(f"sqlite:///{folder / 'catalogue.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def book(catalogue: Catalogue) -> Book:
    with catalogue.records.writing.begin() as connection:
        for table in (asked_questions, reformulations, search_tallies, openings):
            connection.execute(delete(table))
    return Book(catalogue)


def test_a_question_shows_once_three_sessions_asked_it(book: Book) -> None:
    for session in ("a", "a", "b"):
        book.ask("mentorat d’apprentis", session)
    assert book.shown() == {}
    book.ask("Mentorat  d’APPRENTIS", "c")
    assert book.shown() == {"mentorat d’apprentis": 4}


def test_a_question_shows_once_it_was_asked_on_two_days(book: Book) -> None:
    book.ask("mentorat")
    book.ask("mentorat")
    assert book.shown() == {}
    book.day += timedelta(days=9)
    book.ask("mentorat")
    assert book.shown() == {"mentorat": 3}


def test_until_then_its_words_are_nowhere_in_the_catalogue(book: Book) -> None:
    book.ask("quokka secret", "session-abc")
    book.records.reformulated("quokka secret", "numbat caché", "session-abc")
    book.records.flush()
    rows = every_value(book.catalogue)
    assert rows
    assert not any("quokka" in each or "numbat" in each or "abc" in each for each in rows)


def test_sessions_are_forgotten_with_the_day(book: Book) -> None:
    """Three sessions over two days show a question by its days, not by a crowd that was kept."""
    book.ask("mentorat", "a")
    book.ask("mentorat", "b")
    book.records.flush()
    with book.catalogue.engine.connect() as connection:
        assert connection.execute(select(asked_questions.c.crowd)).scalar() == 2
    book.day += timedelta(days=1)
    book.ask("mentorat", "c")
    book.records.flush()
    with book.catalogue.engine.connect() as connection:
        row = connection.execute(select(asked_questions)).mappings().one()
    assert (row["crowd"], row["days"], row["text"]) == (2, 2, "mentorat")


def test_personal_data_and_long_texts_are_never_kept(book: Book) -> None:
    for session in "abc":
        book.ask(f"dossier 4 512 889 de {EMAIL}", session)
        book.ask("une très longue histoire " * 20, session)
    (text,) = book.shown()
    assert text.startswith("dossier █") and text.endswith("█")
    rows = " ".join(every_value(book.catalogue))
    assert EMAIL not in rows
    assert "512" not in rows
    assert "histoire" not in rows
    assert insight(book).whole.all == 6


@pytest.mark.parametrize("access", READERS)
def test_questions_are_for_coordinators(book: Book, access: AccessScope) -> None:
    for session in "abc":
        book.ask("mentorat", session, outcome="none")
    assert book.shown() == {"mentorat": 3}
    usage = book.catalogue.usage
    span = (DAY, DAY)
    assert usage.questions(*span, access=access, limit=9) == []
    assert usage.count_questions(*span, access=access) == 0
    unanswered = UnansweredQuestions(usage, lambda: DAY)
    assert unanswered.unanswered(9, access=access) == []
    (found,) = unanswered.unanswered(9, access=COORDINATOR)
    assert (found.question, found.language, found.times) == ("mentorat", "fr", 3)


def test_a_coordinator_deletes_a_question(book: Book, tmp_path: Path) -> None:
    for session in "abc":
        book.ask("mentorat", session)
    assert book.shown() == {"mentorat": 3}
    audit = AuditLog(book.catalogue.engine, tmp_path)
    forgetting = Forgetting(book.catalogue.records, audit)
    (asked,) = book.catalogue.usage.questions(DAY, DAY, access=COORDINATOR, limit=9)
    with pytest.raises(Forbidden):
        forgetting.forget(asked.mark, person(Role.AGENT))
    forgetting.forget(asked.mark, person(Role.COORDINATOR))
    assert book.shown() == {}
    (record,) = audit.records(actions=["forgotten"])
    assert "mentorat" not in str(record)


def person(role: Role) -> User:
    return User(id="x", login="x.y", name="X", party="qc", role=role, created_at=datetime.now(UTC))


def test_what_failed_is_counted_apart(book: Book) -> None:
    for session, outcome in (("a", "found"), ("b", "weak"), ("c", "none")):
        book.ask("the mentor", session, outcome, parties=("qc",), years=(2020,))
        book.ask("mentorat", session)
    assert book.shown(unanswered=True) == {"the mentor": 3}
    usage = insight(book)
    english = usage.by_language["en"]
    assert (english.found, english.weak, english.nothing) == (1, 1, 1)
    assert usage.by_language["fr"].share == 1.0
    assert usage.filters == {"parties": 3, "years": 3}
    assert usage.median == 50
    assert usage.by_week[DAY].all == 6


def test_openings_are_counted_by_direction_and_not_of_what_is_gone(book: Book) -> None:
    book.records.opened("the mentor", "no-such-document", "fr", 2)
    book.records.opened("mentorat", "no-such-document", "fr", 14)
    book.records.flush()
    assert insight(book).openings == {("en", "fr"): 1, ("fr", "fr"): 1}
    with book.catalogue.engine.connect() as connection:
        assert connection.execute(select(openings)).all() == []
    figures = Insight(book.catalogue.usage).figures(DAY, DAY)
    assert figures == []


def test_reformulations_show_over_the_threshold_only(book: Book) -> None:
    for session in "ab":
        book.records.reformulated("jumelage", "tandem", session)
    book.records.flush()
    assert Reformulations(book.catalogue.usage).pairs() == []
    book.records.reformulated("Jumelage", "tandem", "c")
    book.records.flush()
    assert Reformulations(book.catalogue.usage).pairs() == [("jumelage", "tandem", 3)]


def test_nothing_is_taken_down_where_records_are_off(catalogue: Catalogue, book: Book) -> None:
    off = Book(catalogue, on=False)
    off.ask("mentorat")
    off.records.opened("mentorat", "x", "fr", 1)
    off.records.flush()
    assert every_value(catalogue) == []


def test_what_is_old_is_forgotten(book: Book) -> None:
    for session in "abc":
        book.ask("mentorat", session)
        book.records.reformulated("jumelage", "tandem", session)
    assert book.shown() == {"mentorat": 3}
    book.day += timedelta(days=408)
    book.records.flush()
    assert every_value(book.catalogue) == []


def test_a_catalogue_that_fails_holds_nobody_up(book: Book) -> None:

    book.ask("mentorat")
    event.listen(book.catalogue.engine, "commit", refuse_with_database_error)
    try:
        book.records.flush()
    finally:
        event.remove(book.catalogue.engine, "commit", refuse_with_database_error)
    book.ask("mentorat")
    book.records.flush()
    assert insight(book).whole.all == 1


def refuse_with_database_error(_connection: object) -> None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("commit", {}, Exception("disk full"))


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(["Mentorat", "mentorat ", "jumelage", "the mentor"]),
        st.sampled_from("abcd"),
        st.sampled_from(["found", "weak", "none"]),
        st.booleans(),
    ),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=EVENTS)
def test_counts_add_up_and_the_threshold_holds(catalogue: Catalogue, events: Any) -> None:
    with catalogue.records.writing.begin() as connection:
        for table in (asked_questions, search_tallies):
            connection.execute(delete(table))
    book = Book(catalogue)
    days: dict[str, set[date]] = {}
    crowds: dict[tuple[str, date], set[str]] = {}
    for ahead, text, session, outcome, writes in sorted(events, key=lambda each: each[0]):
        book.day = DAY + timedelta(days=ahead)
        book.ask(text, session, outcome)
        form = same_form(text)
        days.setdefault(form, set()).add(book.day)
        crowds.setdefault((form, book.day), set()).add(session)
        if writes:
            book.records.flush()
    shown = book.shown()
    assert set(map(same_form, shown)) == {
        form
        for form in days
        if len(days[form]) >= 2 or any(len(crowds.get((form, d), ())) >= 3 for d in days[form])
    }
    assert insight(book).whole.all == len(events)
    for text, times in shown.items():
        assert times == sum(same_form(each[1]) == same_form(text) for each in events)


def insight(book: Book) -> Any:
    book.records.flush()
    return Insight(book.catalogue.usage).usage(DAY - timedelta(days=1), DAY + timedelta(days=30))


def every_value(catalogue: Catalogue) -> list[str]:
    """List every value of the tables of records."""
    tables = (asked_questions, asked_weeks, reformulations, search_tallies, openings)
    with catalogue.engine.connect() as connection:
        rows = [row for table in tables for row in connection.execute(select(table))]
    return [str(value) for row in rows for value in row]
