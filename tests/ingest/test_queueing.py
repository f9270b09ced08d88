"""Files read by workers: stored once whatever happens, and reported on as the direct way does."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.archives import FoundFile
from ingest.jobs import FileJobs
from ingest.pipeline import Ingest
from ingest.queueing import Queue, kept
from ingest.reports import FileReport, Given, Outcome
from ingest.sandbox import Sandbox
from kb.catalogue.tables.work import jobs
from kb.errors import LeaseLost, StoreError
from kb.heart import Heart
from kb.nouns import Document, Filters, Notice, Status
from kb.settings import Settings
from kb.store import Store, open_store
from kb.work import Job, JobKind, JobState, ProcessKind, Standing
from kb.worker import Worker
from tests.people import Crowd
from ui.services import services_over

TEXT = "Une navette part de la gare chaque matin.\n\nElle mène les candidats aux employeurs.\n"
GIVEN = Given(party="qc", audience="public")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = ""
    with ExitStack() as stack:
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres")
            url = server.database()
            stack.callback(server.drop, url)
        settings = Settings(home=tmp_path / "home", database_url=url)
        yield stack.enter_context(open_store(settings, own=False))


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store.catalogue, store.originals, 2)


@pytest.fixture
def hands(store: Store) -> Iterator[list[FileJobs]]:
    """Give what two workers do with files."""
    with Sandbox() as one, Sandbox() as other:
        contributions = services_over(store).contributions
        yield [FileJobs(store, Ingest(store, each), contributions) for each in (one, other)]


def put(queue: Queue, path: Path, text: str = TEXT, user: str = "") -> int:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    number = queue.put(FoundFile(path.name, path, str(path)), GIVEN, user=user)
    assert isinstance(number, int)
    return number


def taken(store: Store, owner: str) -> Job:
    with store.catalogue.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(jobs).values(not_before=datetime.now(UTC)))
    job = store.catalogue.job_taking.take(owner)
    assert job is not None
    return job


def work_all(store: Store, hands: list[FileJobs]) -> None:
    """Have two workers at once do all there is."""

    def run(worker: Worker) -> None:
        while worker.step():
            pass

    hearts = [Heart(store.catalogue, ProcessKind.WORKER, Standing, 1) for _ in hands]
    for heart in hearts:
        heart.begin()
    taking = store.catalogue.job_taking
    workers = [
        Worker(taking, heart, own.handlers) for heart, own in zip(hearts, hands, strict=True)
    ]
    threads = [threading.Thread(target=run, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def documents(store: Store) -> list[Document]:
    reader = store.catalogue.reader
    return reader.browse(Filters(), access=reader.every_scope())


def test_the_same_content_given_many_times_is_stored_once(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    asked = {put(queue, tmp_path / f"f{number}.txt"): f"f{number}.txt" for number in range(6)}
    work_all(store, hands)
    reports = list(queue.reports(asked))
    assert sorted(each.outcome for each in reports) == [Outcome.READ] + [Outcome.SKIPPED] * 5
    (document,) = documents(store)
    assert {each.document_id for each in reports} == {document.id}
    reasons = [each.reason for each in reports if each.reason]
    assert {reason.values["title"] for reason in reasons} == {document.fields.title}
    assert not store.catalogue.jobs.counts()


def test_versions_of_one_file_read_at_once_become_one_document(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    for number in range(4):
        put(queue, tmp_path / str(number) / "guide.txt", f"{TEXT * 5}\n\nÉtat {number}.")
    work_all(store, hands)
    (document,) = documents(store)
    assert document.version == 4


@pytest.mark.parametrize("kind", list(JobKind))
def test_who_lost_a_job_stores_nothing_of_it(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path, kind: JobKind
) -> None:
    user = Crowd(store).expert()
    number = put(queue, tmp_path / "f.txt", user=user.id if kind is JobKind.DRAFT else "")
    late = taken(store, "late")
    store.catalogue.job_taking.take_back([(late.id, late.fence)])
    job = taken(store, "quick")
    with pytest.raises(LeaseLost):
        hands[0].handlers[kind](late)
    hands[1].handlers[kind](job)
    with pytest.raises(LeaseLost):
        hands[0].handlers[kind](late)
    drafts = store.catalogue.desk.documents(
        Status.DRAFT, access=services_over(store).works.scope(user)
    )
    assert len(documents(store) + drafts) == 1
    (report,) = queue.reports({number: "f.txt"})
    assert report.outcome is Outcome.READ


def test_a_file_that_cannot_be_read_fails_at_once_and_leaves_nothing(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    number = put(queue, tmp_path / "f.pdf", "%PDF-1.7 rien")
    digest = taken(store, "a").digest
    assert digest in store.catalogue.feed.content_hashes()
    store.catalogue.job_taking.give_back(taken_again(store, number))
    work_all(store, hands)
    (report,) = queue.reports({number: "f.pdf"})
    assert report.outcome is Outcome.FAILED
    assert report.reason is not None
    assert report.reason.code == "pdf.damaged"
    assert not list(store.originals.stored())


def taken_again(store: Store, number: int) -> Job:
    job = store.catalogue.jobs.job(number)
    assert job is not None
    return job


def test_a_person_who_left_brings_nothing_in(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    number = put(queue, tmp_path / "f.txt", user="0" * 32)
    work_all(store, hands)
    (report,) = queue.reports({number: "f.txt"})
    assert report.reason == Notice(code="access.forbidden")


def test_a_finished_job_goes_with_its_document_and_keeps_no_words(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    number = put(queue, tmp_path / "f.md", f"# Les navettes\n\n{TEXT}")
    work_all(store, hands)
    job = store.catalogue.jobs.job(number)
    assert job is not None
    assert job.state is JobState.DONE
    (document,) = documents(store)
    assert document.fields.title == "Les navettes"
    assert "navette" not in str(job)
    store.catalogue.writer.remove(document.id)
    assert store.catalogue.jobs.job(number) is None


def test_a_file_that_is_somebodys_draft_already_asks_for_no_job(
    store: Store, queue: Queue, hands: list[FileJobs], tmp_path: Path
) -> None:
    expert, other = Crowd(store).expert("qc"), Crowd(store).expert("fr")
    put(queue, tmp_path / "f.txt", user=expert.id)
    work_all(store, hands)
    path = tmp_path / "copie.txt"
    path.write_text(TEXT, "utf-8")
    report = queue.put(FoundFile(path.name, path, str(path)), GIVEN, user=expert.id)
    assert isinstance(report, FileReport) and report.reason
    (draft,) = services_over(store).contributions.drafts(expert)
    assert (report.outcome, report.document_id) == (Outcome.SKIPPED, draft.id)
    assert report.reason.values["title"] == draft.fields.title
    assert isinstance(put(queue, tmp_path / "f.txt", user=other.id), int)


def test_nobody_there_is_said_and_the_files_stay(
    store: Store, queue: Queue, tmp_path: Path
) -> None:
    number = put(queue, tmp_path / "f.txt")
    with pytest.raises(StoreError) as raised:
        list(Queue(store.catalogue, store.originals, 0.3).reports({number: "f.txt"}))
    assert raised.value.problem.code == "work.no_worker"
    assert store.catalogue.jobs.counts() == {(JobKind.INGEST, JobState.WAITING): 1}
    assert queue.withdraw(number)


def test_a_report_is_kept_without_the_title_of_anybodys_document() -> None:
    reason = Notice(code="document.already_stored", values={"title": "Secret", "document_id": "x"})
    report = FileReport(file="f.txt", outcome=Outcome.SKIPPED, reason=reason, title="Secret")
    assert "Secret" not in str(kept(report))
