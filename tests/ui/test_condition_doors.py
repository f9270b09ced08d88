"""Health, readiness and figures: what they tell, to whom, and what they never tell."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parse
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb.access import AccessScope
from kb.errors import StoreError
from kb.nouns import DocumentFields, Kind, Status
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from kb.work import JobKind, ProcessKind, Standing
from search.nouns import Question
from tests.shelf import make_submission
from ui import services
from ui.doors.routes import middleware, routes
from ui.services import Services, services_over

HERE, AWAY = ("127.0.0.1", 50000), ("192.0.2.7", 50000)
GUEST = AccessScope(frozenset({"public"}))
CANARY = "Zanzibarquestion"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home: Path = tmp_path_factory.mktemp("condition") / "home"
    chosen = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER), ready_lag=0)
    with open_store(chosen) as store:
        yield services_over(store)


def client(address: tuple[str, int] = HERE) -> TestClient:
    return TestClient(Starlette(routes=routes(), middleware=middleware()), client=address)


@pytest.fixture
def web(opened: Services, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(services, "opened_services", lambda: opened)
    opened.store.catch_up()
    return client()


def shelf_late(store: Store) -> None:
    """Publish a document that no index holds yet."""
    fields = DocumentFields(
        title="Une fiche", party="qc", kind=Kind.PRACTICE_SHEET, language="fr",
        audience="public", status=Status.PUBLISHED, year=2023, domains=("retention",),
    )  # fmt: skip
    text = "Le tri des offres."
    vectors = store.encoder.encode_passages([text])
    store.catalogue.writer.store(make_submission(text, fields), vectors, store.encoder.name)


def figures(web: TestClient, **headers: str) -> dict[tuple[str, ...], float]:
    answer = web.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parse(answer.text)
        for sample in family.samples
    }


def _closed() -> Services:
    raise StoreError("catalogue.unreachable")


def test_a_process_that_cannot_open_anything_lives_but_is_not_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "opened_services", _closed)
    assert client().get("/health").json() == {"alive": True}
    answer = client().get("/ready")
    assert (answer.status_code, answer.json()["reason"]) == (503, "catalogue.unreachable")
    assert client().get("/metrics").status_code == 503


def test_a_process_is_ready_when_its_indexes_hold_every_change(
    opened: Services, web: TestClient
) -> None:
    assert web.get("/ready").json() == {"ready": True}
    shelf_late(opened.store)
    late = web.get("/ready")
    assert (late.status_code, late.json()) == (503, {"ready": False, "reason": "indexes"})
    assert figures(web)["passerelle_index_lag_changes", "own"] > 0
    opened.store.catch_up()
    assert web.get("/ready").status_code == 200


def test_figures_count_searches_by_outcome_and_hold_no_word(
    opened: Services, web: TestClient
) -> None:
    before = figures(web)
    for text in ("tri des offres", f"{CANARY} {CANARY}", ""):
        opened.retriever.answer(Question(text=text), access=GUEST)
    after = figures(web)
    counts = [key for key in before if key[0] == "passerelle_search_seconds_count"]
    asked = [after[key] - before[key] for key in counts]
    assert sum(asked) == 3
    assert after["passerelle_search_seconds_count", "none"] > 0
    assert CANARY.casefold() not in web.get("/metrics").text.casefold()


def test_figures_tell_of_work_processes_documents_and_memory(
    opened: Services, web: TestClient
) -> None:
    catalogue = opened.store.catalogue
    catalogue.jobs.ask(JobKind.INGEST, {"name": CANARY}, digest="0" * 64, key="k")
    catalogue.processes.enter(ProcessKind.WORKER, Standing())
    services.figures().failed("catalogue.unreachable")
    told = figures(web)
    assert told["passerelle_jobs", "waiting"] == told["passerelle_processes", "worker"] == 1
    assert told["passerelle_documents",] == told["passerelle_passages",] == 1
    assert told["passerelle_catalogue_up",] == 1
    assert told["passerelle_errors_total", "catalogue.unreachable"] >= 1
    assert told["process_resident_memory_bytes",] > 0
    assert CANARY not in web.get("/metrics").text


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
def test_without_a_token_only_the_machine_itself_may_measure(web: TestClient, name: str) -> None:
    assert web.get("/metrics").status_code == 200
    assert web.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    assert client(AWAY).get("/metrics").status_code == 404


def test_with_a_token_it_alone_opens(opened: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    held = opened.settings.model_copy(update={"metrics_token": SecretStr("s3cret")})
    monkeypatch.setattr(services, "opened_services", lambda: replace(opened, settings=held))
    assert client(HERE).get("/metrics").status_code == 404
    for given in ("Bearer other", "s3cret", "Bearer é"):
        headers = {b"Authorization": given.encode()}
        assert client(AWAY).get("/metrics", headers=headers).status_code == 404
    assert figures(client(AWAY), Authorization="Bearer s3cret")
