"""A change of encoder on servers: web processes and a worker take it over, and nothing is lost."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kb.access import AccessScope
from kb.encoder_change import EncoderChange, alone
from kb.encoders import open_encoder
from kb.ports import Encoder, FactSearch
from kb.reindexing import RunState, Verdict, Way
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER
from kb.store import Role, Store, open_store
from kb.vector_server import ServerVectors
from search.nouns import Question
from search.retriever import Retriever
from tests.servers import S3_KEYS, Servers
from tests.shelf import Shelf
from ui.serving import Serving

PUBLIC = AccessScope(frozenset({"public"}))
NAVETTE = "navette de la gare"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def opened(stack: ExitStack, servers: Servers, name: str, role: Role = Role.WEB) -> Store:
    settings = servers.settings(name, encoder=str(STATIC_ENCODER), work_patience="1")
    return stack.enter_context(open_store(settings, role=role))


def bring(worker: Store) -> None:
    assert worker.vector_follower is not None
    worker.vector_follower.catch_up()
    assert worker.vector_follower.do_the_rest()


def found(serving: Serving[Store]) -> set[str]:
    serving.now.catch_up()
    answer = Retriever.over(serving.now).answer(Question(text=NAVETTE), access=PUBLIC)
    assert not answer.without_meaning
    return {hit.document.id for hit in answer.hits}


def test_all_processes_take_the_new_encoder_over_and_go_back(
    servers: Servers, stack: ExitStack
) -> None:
    webs = [
        Serving(opened(stack, servers, name), lambda each: each, grace=0.0)
        for name in ("web-1", "web-2")
    ]
    for web in webs:
        stack.callback(web.close)
    worker = opened(stack, servers, "worker-1", Role.WORKER)
    former, other = worker.encoder, open_encoder(EMBEDDED_ENCODER.name)
    kept = Shelf(worker).put("La navette de la gare part à huit heures.")
    gone = Shelf(worker).put("La navette de la gare ne part plus le soir.")
    bring(worker)
    late = []

    def judge(encoder: Encoder, facts: FactSearch) -> Verdict:
        assert all(found(web) == {kept, gone} for web in webs)
        worker.eraser.withdraw(gone, actor="u1")
        worker.eraser.request(gone, actor="u1")
        bring(worker)
        late.append(Shelf(worker).put("Une navette de la gare le dimanche."))
        bring(worker)
        return Verdict(questions=40, old=0.8, new=0.8)

    operator = opened(stack, servers, "operator")
    assert change(operator, other, EMBEDDED_ENCODER.name, Way.JUDGED, judge) is RunState.DONE
    for web in webs:
        assert found(web) == {kept, late[0]}
        assert web.step() and web.now.encoder.name == other.name
        assert found(web) == {kept, late[0]}
        assert isinstance(web.now.vectors, ServerVectors) and web.now.vectors.count() == 2
    successor = opened(stack, servers, "worker-2", Role.WORKER)
    last = Shelf(successor).put("La navette de la gare attend le train.")
    bring(successor)
    assert all(found(web) == {kept, late[0], last} for web in webs)
    again = opened(stack, servers, "operator-2")
    assert change(again, former, STATIC_ENCODER.name, Way.BACK, judge) is RunState.DONE
    for web in webs:
        assert web.step() and web.now.encoder.name == former.name
        assert found(web) == {kept, late[0], last}


def change(store: Store, encoder: Encoder, model: str, way: Way, judge: object) -> RunState:
    with alone(store) as duty:
        run = store.catalogue.reindexings.begin(encoder.name, model, way)
        return EncoderChange(store, encoder, duty).go_on(run, judge).state  # type: ignore[arg-type]
