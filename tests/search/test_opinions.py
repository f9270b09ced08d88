"""Thumbs without people, and the judged pairs that coordinators make of them."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.access import AccessScope, scope_of
from kb.audit import OPERATOR
from kb.catalogue.tables.interest import judged_pairs, openings, thumbs
from kb.errors import Forbidden, NotFound
from kb.interest import ThumbReason
from kb.people import User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.evaluation.feedback import evaluate_feedback, export_feedback
from search.evaluation.judgements import read_judged
from search.nouns import Mode, Question, SearchHit
from search.retriever import Retriever
from tests.people import Crowd
from tests.shelf import Shelf
from ui.services import Services, services_over

GUESTS = frozenset({"public"})
TEXT = "Les apprentis tonneliers apprennent le cintrage du merrain auprès d’un mentor."
FURTHER = "Un mentor montre aux apprentis tonneliers comment poser les cercles du fût."
QUESTION = "apprentis tonneliers de Mme Sylvie Gagnon, 046 454 286"
TODAY = datetime.now(UTC).date()
SPAN = (TODAY - timedelta(days=1), TODAY + timedelta(days=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    chosen = Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as opened:
        yield opened


@pytest.fixture
def services(store: Store) -> Services:
    return services_over(store)


@pytest.fixture
def colette(store: Store) -> User:
    return Crowd(store).coordinator("qc")


def hits(store: Store, user: User) -> dict[str, SearchHit]:
    answer = Retriever.over(store).answer(
        Question(text="apprentis tonneliers"), access=scope_of(user, GUESTS)
    )
    return {hit.document.fields.title: hit for hit in answer.hits}


def test_a_thumb_says_why_and_not_who(store: Store, services: Services, colette: User) -> None:
    Shelf(store).put(TEXT)
    opinions, access = services.interest.opinions, scope_of(colette, GUESTS)
    hit = hits(store, colette)["Fiche"]
    given = opinions.down(QUESTION, hit, ThumbReason.OUT_OF_DATE, "voir Mme Sylvie Gagnon")
    (thumb,) = store.catalogue.opinions.thumbs(*SPAN, access=access, limit=9)
    assert (thumb.reason, thumb.rank, thumb.day) == ("out_of_date", 1, TODAY)
    assert thumb.question.startswith("apprentis tonneliers")
    assert thumb.passage_id == hit.passage.id
    with store.catalogue.engine.connect() as connection:
        said = " ".join(map(str, connection.execute(select(thumbs)).one()))
    assert not any(each in said for each in ("Gagnon", "046", colette.id, colette.login))
    opinions.take_back(given)
    assert store.catalogue.opinions.thumbs(*SPAN, access=access, limit=9) == []


def test_thumbs_are_seen_by_coordinators_on_what_they_read(
    store: Store, services: Services, colette: User
) -> None:
    shelf, crowd = Shelf(store), Crowd(store)
    shelf.put(TEXT, title="Ouverte")
    shelf.put(FURTHER, title="Du Québec", audience="party")
    agent, farid = crowd.agent("qc"), crowd.coordinator("fr")
    records = services.interest.records
    for title, hit in hits(store, agent).items():
        records.opened(title, hit.document.id, "fr", hit.rank)
        services.interest.opinions.down(title, hit, ThumbReason.OTHER)
        services.interest.opinions.up(title, hit)
    records.flush()
    seen = {}
    for who, access in (
        ("guest", AccessScope(GUESTS)),
        ("agent", scope_of(agent, GUESTS)),
        ("expert", scope_of(crowd.expert("qc"), GUESTS)),
        ("colette", scope_of(colette, GUESTS)),
        ("farid", scope_of(farid, GUESTS)),
    ):
        own = store.catalogue.opinions
        listed = own.thumbs(*SPAN, access=access, limit=9)
        seen[who] = {thumb.question for thumb in listed}
        assert own.reasons(*SPAN, access=access).get("other", 0) == len(listed)
        opened = store.catalogue.usage.opened(*SPAN, access=access, limit=9)
        ids = [each.document_id for each in opened]
        assert len(opened) == (1 if who in {"guest", "farid"} else 2)
        assert store.catalogue.reader.documents(ids, access=access).keys() == set(ids)
        assert store.catalogue.usage.count_opened(*SPAN, access=access) == len(opened)
    both = {"Ouverte", "Du Québec"}
    assert seen == {
        "guest": set(), "agent": set(), "expert": set(), "colette": both, "farid": {"Ouverte"},
    }  # fmt: skip


def test_only_coordinators_judge_and_only_what_they_read(
    store: Store, services: Services, colette: User
) -> None:
    document = Shelf(store).put(TEXT, audience="party")
    opinions, crowd = services.interest.opinions, Crowd(store)
    agent, farid = crowd.agent("qc"), crowd.coordinator("fr")
    with pytest.raises(Forbidden):
        opinions.judge(QUESTION, document, 3, agent, access=scope_of(agent, GUESTS))
    with pytest.raises(NotFound):
        opinions.judge(QUESTION, document, 3, farid, access=scope_of(farid, GUESTS))
    with pytest.raises(NotFound):
        opinions.judge(QUESTION, document, 4, colette, access=scope_of(colette, GUESTS))
    opinions.judge(QUESTION, document, 1, colette, access=scope_of(colette, GUESTS))
    opinions.judge(QUESTION, document, 3, colette, access=scope_of(colette, GUESTS))
    (pair,) = store.catalogue.opinions.pairs(access=scope_of(colette, GUESTS))
    assert (pair.grade, pair.decided_by) == (3, colette.id)
    assert "Gagnon" not in pair.question
    assert store.catalogue.opinions.pairs(access=scope_of(farid, GUESTS)) == []
    opinions.unjudge(pair.id, farid, access=scope_of(farid, GUESTS))
    assert store.catalogue.opinions.count_pairs(access=scope_of(colette, GUESTS)) == 1
    opinions.unjudge(pair.id, colette, access=scope_of(colette, GUESTS))
    assert store.catalogue.opinions.count_pairs(access=scope_of(colette, GUESTS)) == 0
    said = [record.action for record in store.audit.records(actor=colette.id)]
    assert sorted(said) == ["judged", "judged", "unjudged"]


def test_judged_pairs_are_measured_and_exported(
    store: Store, services: Services, colette: User, tmp_path: Path
) -> None:
    shelf, scope = Shelf(store), AccessScope(GUESTS)
    assert evaluate_feedback(store, [Mode.HYBRID], access=scope) is None
    good, bad = shelf.put(TEXT, title="Cintrage"), shelf.put(FURTHER, title="Cercles")
    opinions, access = services.interest.opinions, scope_of(colette, GUESTS)
    opinions.judge("cintrage du merrain", good, 3, colette, access=access)
    opinions.judge("cintrage du merrain", bad, 0, colette, access=access)
    opinions.judge("sans réponse", bad, 0, colette, access=access)
    results = evaluate_feedback(store, [Mode.HYBRID], access=scope)
    assert results is not None
    assert (results.name, results.questions) == ("feedback", 1)
    figure = results.figure("hybrid", "recall@1")
    assert figure is not None and figure.value == 1.0
    pairs = store.catalogue.opinions.pairs(access=scope)
    assert export_feedback(pairs, tmp_path / "out") == 2
    (judged,) = read_judged(tmp_path / "out")
    assert (judged.text, judged.grades) == ("cintrage du merrain", {good: 3, bad: 0})
    lines = (tmp_path / "out" / "queries.jsonl").read_text("utf-8").splitlines()
    assert {tuple(json.loads(line)) for line in lines} == {("id", "text", "lang", "tags")}
    with (tmp_path / "out" / "qrels.tsv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file, delimiter="\t"))) == 4


def test_an_erasure_takes_all_that_hangs_on_a_document(
    store: Store, services: Services, colette: User
) -> None:
    document = Shelf(store).put(TEXT)
    interest, access = services.interest, scope_of(colette, GUESTS)
    interest.opinions.up(QUESTION, hits(store, colette)["Fiche"])
    interest.opinions.judge(QUESTION, document, 3, colette, access=access)
    interest.records.opened(QUESTION, document, "fr", 1)
    interest.records.flush()
    usage = store.catalogue.usage
    assert [each.document_id for each in usage.opened(*SPAN, access=access, limit=9)] == [document]
    store.eraser.withdraw(document, actor=OPERATOR)
    assert usage.opened(*SPAN, access=access, limit=9) == []
    assert usage.count_opened(*SPAN, access=access) == 0
    assert store.catalogue.opinions.pairs(access=access) == []
    receipt = store.eraser.erase(document, actor=OPERATOR)
    assert receipt.checked.columns
    with store.catalogue.engine.connect() as connection:
        for table in (thumbs, judged_pairs, openings):
            assert connection.execute(select(table)).all() == []
