"""A change of encoder: what comes and goes meanwhile, what is refused, what is taken back."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from kb.access import AccessScope
from kb.audit import Action
from kb.catalogue.erasures import Pending
from kb.encoder_change import EncoderChange, alone, drop
from kb.encoders import open_encoder, portable
from kb.errors import ReindexingError
from kb.ports import Encoder, FactSearch
from kb.reindexing import Run, RunState, Verdict, Way
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER, Settings
from kb.store import Store, open_store, serving_model
from search.nouns import Question
from search.retriever import Retriever
from tests.shelf import Shelf
from ui.serving import Serving

GOOD = Verdict(questions=40, old=0.8, new=0.81)
PUBLIC = AccessScope(frozenset({"public"}))
NAVETTE = "La navette de la gare part à huit heures."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))


@pytest.fixture(scope="module")
def other() -> Encoder:
    return open_encoder(EMBEDDED_ENCODER.name)


def change(
    store: Store,
    encoder: Encoder,
    way: Way = Way.JUDGED,
    judge: Callable[[Encoder, FactSearch], Verdict] = lambda encoder, facts: GOOD,
    model: str = EMBEDDED_ENCODER.name,
) -> Run:
    with alone(store) as duty:
        run = store.catalogue.reindexings.begin(encoder.name, model, way)
        return EncoderChange(store, encoder, duty).go_on(run, judge)


def found(store: Store, text: str = NAVETTE) -> list[str]:
    answer = Retriever.over(store).answer(Question(text=text), access=PUBLIC)
    return [hit.document.id for hit in answer.hits]


def test_the_settings_encoder_serves_until_another_took_over(
    settings: Settings, other: Encoder
) -> None:
    with open_store(settings) as store:
        document = Shelf(store).put(NAVETTE)
        assert change(store, other).state is RunState.DONE
        assert store.encoder.name != other.name and found(store) == [document]
    with open_store(settings) as store:
        assert store.encoder.name == other.name and found(store) == [document]
        assert portable(serving_model(settings, store.catalogue)) == EMBEDDED_ENCODER.name
        (known,) = store.catalogue.feed.known_texts()
        assert known.encoder == other.name
        (record,) = store.audit.records(actions=[Action.ENCODER_CHANGED])
        assert record.subject == other.name


def test_what_comes_and_goes_meanwhile_is_there_and_gone_afterwards(
    settings: Settings, other: Encoder
) -> None:
    with open_store(settings) as store:
        shelf = Shelf(store)
        gone, late = shelf.put("Un atelier pour les jeunes."), ""

        def judge(encoder: Encoder, facts: FactSearch) -> Verdict:
            nonlocal late
            store.eraser.withdraw(gone, actor="u1")
            store.eraser.request(gone, actor="u1")
            # What is made for the other encoder may still hold it.
            assert store.eraser.finish() == []
            late = shelf.put(NAVETTE)
            return GOOD

        assert change(store, other, judge=judge).state is RunState.DONE
        (receipt,) = store.eraser.finish()
        assert receipt.document_id == gone
    with open_store(settings) as store:
        assert store.encoder.name == other.name and found(store) == [late]
        files = [path for path in settings.home.rglob("*") if path.is_file()]
        assert not [path for path in files if gone.encode() in _content(path)]


def _content(path: Path) -> bytes:
    return b"" if path.name.startswith("catalogue") else path.read_bytes()


def test_a_refusal_leaves_the_old_one_and_force_goes_on(settings: Settings, other: Encoder) -> None:
    worse = Verdict(questions=40, old=0.8, new=0.7, refusal="reindexing.worse")
    with open_store(settings) as store:
        Shelf(store).put(NAVETTE)
        refused = change(store, other, judge=lambda encoder, facts: worse)
        rows = store.catalogue.reindexings
        assert refused.state is RunState.BUILT and rows.switch() is None
        assert rows.run() == refused.model_copy(update={"seen_at": rows.run().seen_at})  # type: ignore[union-attr]
        done = change(store, other, Way.FORCED, judge=lambda encoder, facts: worse)
        assert done.id == refused.id and done.state is RunState.DONE


def test_back_needs_no_judge_and_reads_what_came_since(settings: Settings, other: Encoder) -> None:
    def never(encoder: Encoder, facts: FactSearch) -> Verdict:
        raise AssertionError

    with open_store(settings) as store:
        first, former = Shelf(store).put("Un atelier pour les jeunes."), store.encoder
        change(store, other)
    with open_store(settings) as store:
        second = Shelf(store).put(NAVETTE)
        assert change(store, former, Way.BACK, never, STATIC_ENCODER.name).state is RunState.DONE
    with open_store(settings) as store:
        assert store.encoder.name == former.name and found(store) == [second]
        assert found(store, "atelier pour les jeunes") == [first]


def test_one_change_at_a_time(settings: Settings, other: Encoder) -> None:
    with open_store(settings) as store, open_store(settings) as beside:
        with alone(store), pytest.raises(ReindexingError, match="Another process"), alone(beside):
            pass
        rows = store.catalogue.reindexings
        run = rows.begin(other.name, EMBEDDED_ENCODER.name, Way.JUDGED)
        with pytest.raises(ReindexingError, match="has begun"):
            rows.begin("another", "another", Way.JUDGED)
        drop(store, run)
        assert rows.run() is None
        assert rows.begin("another", "another", Way.JUDGED).state is RunState.ENCODING


def test_a_change_given_up_leaves_no_vectors(settings: Settings, other: Encoder) -> None:
    worse = Verdict(questions=0, old=0, new=0, refusal="reindexing.few")
    with open_store(settings) as store:
        Shelf(store).put(NAVETTE)
        run = change(store, other, judge=lambda encoder, facts: worse)
        assert store.catalogue.reindexings.left(other.name).passages == 0
        drop(store, run)
        left = store.catalogue.reindexings.left(other.name)
        assert left.passages == left.total == 1
        kept = {path.name for path in (settings.home / "indexes").glob("facts-*")}
        assert len(kept) == 1


@pytest.fixture
def serving(settings: Settings) -> Iterator[Serving[Store]]:
    with open_store(settings) as store:
        Shelf(store).put(NAVETTE)
        serving = Serving(store, lambda each: each, grace=0.0)
        yield serving
        serving.close()


def test_who_serves_takes_the_new_encoder_over_and_back(
    serving: Serving[Store], other: Encoder
) -> None:
    former = serving.now
    assert not serving.step()
    change(former, other)
    assert serving.step() and serving.now.encoder.name == other.name
    assert found(serving.now) == found(former)
    late = Shelf(serving.now).put("Une simulation de poste en atelier.")
    assert found(serving.now, "simulation de poste") == [late]
    # The former indexes are let go of at the next look: only then may another use them.
    assert not serving.step()
    change(serving.now, former.encoder, Way.BACK, model=STATIC_ENCODER.name)
    assert serving.step() and serving.now.encoder.name == former.encoder.name
    assert found(serving.now, "simulation de poste") == [late]


def test_an_erasure_reaches_the_indexes_one_could_go_back_to(
    settings: Settings, other: Encoder
) -> None:
    with open_store(settings) as store:
        document = Shelf(store).put(NAVETTE)
        change(store, other)
    with open_store(settings) as store:
        kept = list((settings.home / "indexes").glob("facts-*"))
        assert len(kept) == 2
        store.eraser.erase(document, actor="u1")
        assert not isinstance(store.eraser.erasures.find(document), Pending)
        assert len(list((settings.home / "indexes").glob("facts-*"))) == 1


def test_a_model_that_an_upgrade_renewed_in_place_reads_anew_and_serves(
    settings: Settings, tmp_path: Path
) -> None:
    folder = shutil.copytree(STATIC_ENCODER, tmp_path / "renewed")
    with open_store(settings) as store:
        document = Shelf(store).put(NAVETTE)
        before = open_encoder(str(folder))
        change(store, before, model=str(folder))
    weights = folder / "0_StaticEmbedding" / "model.safetensors"
    vectors = load_file(weights)["embedding.weight"]
    save_file({"embedding.weight": np.ascontiguousarray(vectors[:, ::-1])}, weights)
    with open_store(settings) as store:
        serving = Serving(store, lambda each: each, grace=0.0)
        assert store.encoder.name not in {before.name, ""}
        store.catch_up()
        assert found(store) == [document]
        assert not serving.step()
        assert change(store, open_encoder(str(STATIC_ENCODER))).state is RunState.DONE
        serving.close()
