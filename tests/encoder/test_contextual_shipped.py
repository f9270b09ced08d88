"""The shipped contextual folder: small, one vector whoever reads it, translations close."""

from pathlib import Path

import numpy as np
import pytest

import encoder
from kb.encoders.contextual import ContextualEncoder
from tests.encoder.test_shipped import PAIRS, STRINGS

MODEL = Path(encoder.__file__).with_name("passerelle-contextual-1")


@pytest.fixture(scope="module")
def model() -> ContextualEncoder:
    return ContextualEncoder(MODEL)


def test_the_folder_is_small_enough() -> None:
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    assert size <= 60_000_000


def test_the_shipped_module_is_the_one_of_the_exporter() -> None:
    written = Path(encoder.__file__).with_name("contextual") / "folder_module.py"
    assert (MODEL / "passerelle.py").read_bytes() == written.read_bytes()


def test_vectors_have_length_one_or_none(model: ContextualEncoder) -> None:
    lengths = np.linalg.norm(model.encode_passages(STRINGS), axis=1)
    assert model.dimension == 384
    assert not lengths[[0, 1, 3]].any()
    assert lengths[4:16] == pytest.approx(np.ones(12), abs=1e-5)


def test_a_text_has_one_vector_alone_and_among_others(model: ContextualEncoder) -> None:
    together = model.encode_passages(STRINGS)
    alone = [model.encode_question(text) for text in STRINGS]
    assert np.abs(together - np.stack(alone)).max() < 1e-6


def test_sentence_transformers_gives_the_same_vectors(
    model: ContextualEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    modules = "transformers.dynamic_module_utils.HF_MODULES_CACHE"
    monkeypatch.setattr(modules, str(tmp_path))
    other = sentence_transformers.SentenceTransformer(
        str(MODEL), trust_remote_code=True, local_files_only=True, device="cpu"
    )
    assert np.abs(other.encode(STRINGS) - model.encode_passages(STRINGS)).max() < 1e-5


def test_translations_are_closest_to_each_other(model: ContextualEncoder) -> None:
    french = model.encode_passages([pair[0] for pair in PAIRS])
    english = model.encode_passages([pair[1] for pair in PAIRS])
    found = french @ english.T
    assert found.argmax(axis=1).tolist() == found.argmax(axis=0).tolist() == list(range(len(PAIRS)))


def test_the_order_of_words_matters(model: ContextualEncoder) -> None:
    one, other = model.encode_passages(["The dog bites the man.", "The man bites the dog."])
    assert one @ other < 0.9999
