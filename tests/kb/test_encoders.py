"""Encoders: unit vectors, meaning across languages, and any model by folder."""

from pathlib import Path

import numpy as np
import pytest

from kb.encoders import open_encoder
from kb.encoders.static import StaticEncoder
from kb.encoders.transformer import TransformerEncoder
from kb.errors import SettingsError
from kb.settings import EMBEDDED_ENCODER

TEXTS = ["Le chômage des jeunes", "Youth unemployment", "", "  ", "⁂", "a" * 5000]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    """Open the embedded encoder."""
    return StaticEncoder(EMBEDDED_ENCODER)


def test_vectors_have_length_one_or_nought(encoder: StaticEncoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert np.all(np.isclose(lengths, 1, atol=1e-3) | (lengths == 0))
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_a_question_is_encoded_like_a_passage(encoder: StaticEncoder) -> None:
    for text in TEXTS:
        assert np.allclose(encoder.encode_question(text), encoder.encode_passages([text])[0])


def test_translations_are_nearer_than_other_subjects(encoder: StaticEncoder) -> None:
    french, english, other = encoder.encode_passages(
        ["Le chômage des jeunes", "Youth unemployment", "A map of the train stations"]
    )
    assert french @ english > french @ other + 0.2


def test_common_words_are_known_and_misspelt_ones_are_not(encoder: StaticEncoder) -> None:
    assert encoder.knows("emploi") and encoder.knows("employment")
    assert not encoder.knows("emplloii")


def test_the_same_model_read_by_sentence_transformers(encoder: StaticEncoder) -> None:
    ours = encoder.encode_passages(TEXTS[:2])
    theirs = TransformerEncoder(str(EMBEDDED_ENCODER)).encode_passages(TEXTS[:2])
    assert np.all(np.sum(ours * theirs, axis=1) > 0.999)


def test_a_setting_that_names_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        open_encoder(str(tmp_path))
    with pytest.raises(SettingsError):
        open_encoder("no/such-model").encode_passages(["texte"])
