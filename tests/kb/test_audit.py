"""The audit: whatever is done to what was written shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from kb.audit import Action, AuditLog
from kb.audit_end import KnownEnd
from kb.catalogue import Catalogue
from kb.catalogue.tables.desk import audit

RECORDS = 5


class Ledger:
    """An audit of five records, and a way to tamper with its table."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.catalogue = Catalogue.open(f"sqlite:///{home / 'catalogue.sqlite'}")
        self.log = AuditLog(self.catalogue.engine, home / "keys")
        for number in range(RECORDS):
            self.log.record("somebody", Action.READ, f"d{number}", place=str(number))

    @contextmanager
    def tampering(self) -> Iterator[Connection]:
        with self.catalogue.engine.execution_options(writes=True).begin() as connection:
            yield connection

    def breach(self) -> tuple[int, str] | None:
        found = self.log.verify()
        return (found.position, found.reason) if found else None


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.catalogue.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Give an audit that its users leave as they found it."""
    ledger = Ledger(tmp_path_factory.mktemp("audit"))
    yield ledger
    ledger.catalogue.close()


def test_what_nobody_touched_holds(ledger: Ledger) -> None:
    assert ledger.breach() is None
    reopened = AuditLog(ledger.catalogue.engine, ledger.home / "keys")
    reopened.record("somebody", Action.READ)
    assert reopened.verify() is None


def test_a_damaged_end_is_reported_and_stops_nobody(ledger: Ledger) -> None:
    (ledger.home / "keys" / "audit.head").write_bytes(b"\x00\xff")
    assert ledger.breach() == (RECORDS + 1, "missing")
    ledger.log.record("somebody", Action.READ)
    assert len(ledger.log.records()) == RECORDS + 1


def test_an_empty_audit_holds(tmp_path: Path) -> None:
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    assert AuditLog(catalogue.engine, tmp_path / "keys").verify() is None
    catalogue.close()


@pytest.mark.parametrize("position", range(1, RECORDS + 1))
def test_a_record_taken_out_is_missed_wherever_it_stood(ledger: Ledger, position: int) -> None:
    with ledger.tampering() as connection:
        connection.execute(delete(audit).where(audit.c.position == position))
    assert ledger.breach() == (position, "missing")
    ledger.log.record("somebody", Action.READ)
    assert ledger.breach() == (position, "missing"), "what is written later covers nothing up"


def test_an_end_cut_off_after_a_failed_write_is_missed(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.tampering() as connection:
        ledger.log.append(connection, "somebody", Action.READ)
        raise ZeroDivisionError
    assert ledger.breach() is None
    with ledger.tampering() as connection:
        connection.execute(delete(audit).where(audit.c.position == RECORDS))
    assert ledger.breach() == (RECORDS, "missing")
    ledger.log.record("somebody", Action.READ)
    assert ledger.breach() == (RECORDS, "missing")


def test_a_table_that_was_emptied_is_missed(ledger: Ledger) -> None:
    with ledger.tampering() as connection:
        connection.execute(delete(audit))
    assert ledger.breach() == (1, "missing")


def test_two_records_that_changed_places_are_found(ledger: Ledger) -> None:
    with ledger.tampering() as connection:
        for before, after in ((2, 99), (3, 2), (99, 3)):
            moved = update(audit).where(audit.c.position == before)
            connection.execute(moved.values(position=after))
    assert ledger.breach() == (2, "changed")


def test_a_record_slipped_in_is_found(ledger: Ledger) -> None:
    with ledger.tampering() as connection:
        last = connection.execute(select(audit).order_by(audit.c.position.desc())).mappings()
        row = dict(last.first() or {})
        connection.execute(insert(audit).values(**row | {"position": RECORDS + 1}))
    assert ledger.breach() == (RECORDS + 1, "changed")


@pytest.mark.parametrize("raw", ["not json", "", "[]", "null"])
def test_details_that_are_no_longer_such_are_found(ledger: Ledger, raw: str) -> None:
    with ledger.tampering() as connection:
        connection.execute(text("UPDATE audit SET details = :raw WHERE position = 2"), {"raw": raw})
    assert ledger.breach() == (2, "changed")


@pytest.mark.parametrize("records", [1, 3])
def test_a_crash_before_or_after_the_commit_is_no_breach(ledger: Ledger, records: int) -> None:
    keys = KnownEnd(ledger.home / "keys")
    earlier = keys.read()
    assert earlier
    with ledger.tampering() as connection:
        for _ in range(records):
            ledger.log.append(connection, "somebody", Action.READ)
        ahead = keys.read()
    assert ahead and ahead.position == RECORDS + records
    keys.settle(earlier)
    assert ledger.breach() is None, "committed, and the process died before it was noted"
    with ledger.tampering() as connection:
        connection.execute(delete(audit).where(audit.c.position > RECORDS))
    assert ledger.breach() is None, "died before the commit"
    ledger.log.record("somebody", Action.READ)
    assert ledger.breach() is None


_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_CHANGES = st.one_of(
    st.tuples(st.just("position"), st.integers(-(2**62), 2**62)),
    st.tuples(st.sampled_from(["at", "actor", "action", "subject", "digest"]), _WORDS),
    st.tuples(
        st.just("details"),
        st.dictionaries(_WORDS, st.none() | st.booleans() | st.integers() | _WORDS, max_size=3),
    ),
)


@settings(deadline=None)
@given(position=st.integers(1, RECORDS), change=_CHANGES)
def test_any_change_of_any_field_of_any_record_is_found(
    kept: Ledger, position: int, change: tuple[str, Any]
) -> None:
    name, value = change
    with kept.catalogue.engine.connect() as connection:
        row = connection.execute(select(audit).where(audit.c.position == position)).mappings()
        true = dict(row.one())
        taken = connection.execute(select(audit.c.position)).scalars().all()
    assume(value != true[name] and (name != "position" or value not in taken))
    with kept.tampering() as connection:
        connection.execute(update(audit).where(audit.c.position == position).values({name: value}))
    try:
        breach = kept.breach()
    finally:
        found_at = value if name == "position" else position
        with kept.tampering() as connection:
            restored = update(audit).where(audit.c.position == found_at)
            connection.execute(restored.values(**true))
    assert breach is not None and breach[0] <= position
    assert kept.breach() is None


def test_records_are_found_by_who_what_and_when(ledger: Ledger) -> None:
    ledger.log.record("another", Action.DOWNLOAD, "d1")
    (found,) = ledger.log.records(actor="another")
    assert (found.action, found.subject, found.position) == ("download", "d1", RECORDS + 1)
    assert [each.subject for each in ledger.log.records(subject="d1")] == ["d1", "d1"]
    assert len(ledger.log.records(actions=[Action.READ])) == RECORDS
    today = found.at[:10]
    assert len(ledger.log.records(since=today, until=today)) == RECORDS + 1
    assert ledger.log.records(until="2000-01-01") == []
    assert [each.position for each in ledger.log.records(limit=2)] == [RECORDS + 1, RECORDS]
