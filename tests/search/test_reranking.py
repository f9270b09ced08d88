"""A cross-encoder has its say on the first hits, and only where the settings name one."""

from pathlib import Path

import pytest

from kb.access import AccessScope
from kb.errors import SettingsError
from kb.settings import Settings
from kb.store import Store, open_store
from search.nouns import Mode, Question
from search.retriever import Retriever
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "le", "chomage", "recule", "emploi", "stage"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a tiny cross-encoder: real code, random weights."""
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross")
    (folder / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    CrossEncoder(str(folder)).save_pretrained(str(folder))
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_first_hits_are_scored_again(settings: Settings, model: Path) -> None:
    question = Question(text="chômage")
    with open_store(settings.model_copy(update={"reranker": str(model)})) as store:
        shelf = Shelf(store)
        for text in ("Le chômage recule.", "Un stage, un emploi.", "Le stage recule."):
            shelf.put(text, title=text)
        assert store.reranker is not None
        ranked = Retriever.over(store).rank(question, access=PUBLIC)
        plain = {
            each.passage_id
            for each in Retriever.over(store).rank(
                Question(text="chômage", mode=Mode.DENSE), access=PUBLIC
            )
        }
        own = {each: _chance(store, question.text, each) for each in plain}
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert {each.passage_id for each in ranked} == own.keys()
    for each in ranked:
        # The mean of two chances: twice it, less the cross-encoder's, is the other one.
        assert 0 <= 2 * each.score - own[each.passage_id] <= 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_version_that_the_indexes_do_not_hold_yet_is_not_looked_at(
    settings: Settings, model: Path
) -> None:
    named = settings.model_copy(update={"reranker": str(model)})
    with open_store(named) as store:
        replaced = Shelf(store).put("Le chômage recule.", title="Un")
        other = Shelf(store).put("Le stage recule.", title="Deux")
        with open_store(named, own=False) as beside:
            Shelf(beside).put("Un emploi.", title="Un", replaces=replaced)
        hits = Retriever.over(store).answer(Question(text="le chômage recule"), access=PUBLIC).hits
    assert [hit.document.id for hit in hits] == [other]


def test_a_cross_encoder_that_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    with open_store(settings.model_copy(update={"reranker": missing})) as store:
        Shelf(store).put("Le chômage recule.")
        with pytest.raises(SettingsError, match="nowhere"):
            Retriever.over(store).answer(Question(text="chômage"), access=PUBLIC)


def _chance(store: Store, question: str, passage_id: int) -> float:
    assert store.reranker is not None
    found = store.catalogue.reader.passages([passage_id], access=PUBLIC)[passage_id]
    return float(store.reranker.score(question, [f"\n{found.passage.text}"])[0])
