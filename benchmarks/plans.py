"""How long the plan's pages take to run again, with 10,000 documents and 300 activities."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from sqlalchemy import insert, select

from benchmarks.figures import CORPUS, line, milliseconds
from ingest.desk.planning import Planning
from kb.audit import OPERATOR
from kb.catalogue.schema import document_terms, documents, versions
from kb.nouns import DocumentFields, Kind, Page, ParsedDocument, Submission
from kb.people import Role, User
from kb.plan import Activity, ActivityState, Attachment, Plan
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store

_ORIGINALS, _COPIES, _ACTIVITIES, _RUNS = 100, 100, 300, 20
_START = date(2025, 1, 1)
_PAGES = (
    ("plan", "board"),
    ("plan", "calendar"),
    ("plan", "activities"),
    ("plan", "meetings"),
    ("plan", "late"),
    ("report", ""),
)


def main() -> None:
    """Fill a home, then run each page many times as a coordinator."""
    from streamlit.testing.v1 import AppTest

    with TemporaryDirectory(prefix="passerelle-benchmark-") as home:
        os.environ |= {"KB_HOME": home, "KB_ENCODER": str(STATIC_ENCODER)}
        user = _fill(Path(home))
        face = str(CORPUS.parent / "ui" / "face.py")
        with _signed_in(user):
            for page, tab in _PAGES:
                test = AppTest.from_file(face, default_timeout=120)
                test.query_params["tab"] = tab
                test.run()
                test.session_state["report-drawn"] = "2025-01 2026-12 fr"
                test.switch_page(f"pages/{page}.py").run()
                assert not test.exception  # noqa: S101 - a page that fails is no measurement
                timings = milliseconds([test.run] * _RUNS)
                sys.stdout.write(line(f"rerun of {page} {tab}".rstrip(), timings) + "\n")


@contextmanager
def _signed_in(user: User) -> Iterator[None]:
    """Be somebody: the test runner has no browser, and so no cookie."""
    with patch("kb.accounts.Accounts.person", lambda _accounts, _token: user):
        yield


def _fill(home: Path) -> User:
    with open_store(Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))) as store:
        ids = [_document(store, number) for number in range(_ORIGINALS)]
        ids += _copied(store, ids)
        user, _ = store.accounts.add(
            "bench", name="Bench", party="qc", role=Role.COORDINATOR, by=OPERATOR
        )
        planning = Planning(store)
        plan = planning.save(Plan(title="Plan", starts=_START, ends=date(2026, 12, 31)), user)
        for number in range(_ACTIVITIES):
            _activity(planning, plan, number, ids, user)
    return user.model_copy(update={"must_change": False})


def _document(store: Store, number: int) -> str:
    text = f"Note {number} sur l’emploi."
    fields = DocumentFields(
        title=text,
        party="qc" if number % 2 else "fr",
        kind=list(Kind)[number % 3],
        language="fr",
        audience="partners" if number % 5 else "public",
        domains=("digital",),
        review_due=_START if number % 50 == 0 else None,
    )
    page = Page(number=1, label="1", text=text)
    submission = Submission(
        fields=fields,
        parsed=ParsedDocument(media_type="text/plain", title=text, pages=(page,), paginated=False),
        passages=(),
        file_name=f"{number}.txt",
        content_hash=f"{number:064x}",
        size=len(text),
        origin=str(number),
        signature=b"",
    )
    return store.catalogue.writer.store(submission, None, store.encoder.name)


def _copied(store: Store, ids: list[str]) -> list[str]:
    """Copy documents in one transaction: storing each by itself takes many minutes."""
    made = []
    with store.catalogue.plan.writing.begin() as connection:
        for table, key in (
            (documents, "id"),
            (versions, "document_id"),
            (document_terms, "document_id"),
        ):
            rows = connection.execute(select(table).where(table.c[key].in_(ids))).mappings().all()
            copies = [
                {**row, key: f"{row[key][:24]}{copy:08d}"}
                for copy in range(1, _COPIES)
                for row in rows
            ]
            if table is versions:
                copies = [{n: v for n, v in row.items() if n != "id"} for row in copies]
            if table is documents:
                made = [row["id"] for row in copies]
            connection.execute(insert(table), copies)
    return made


def _activity(planning: Planning, plan: Plan, number: int, ids: list[str], user: User) -> None:
    activity = Activity(
        plan_id=plan.id,
        title=f"Activité {number}",
        domains=("digital",),
        parties=("qc", "fr"),
        mandate="Comparer deux façons de faire. " * 8,
        starts=_START + timedelta(number),
        due=_START + timedelta(number + 120),
        state=list(ActivityState)[number % 5],
    )
    saved = planning.save(activity, user)
    for each in ids[number * 3 : number * 3 + 3]:
        planning.attach(Attachment(document_id=each, activity_id=saved.id), user)


if __name__ == "__main__":
    main()
