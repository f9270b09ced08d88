"""Encoders: unit vectors, meaning across languages, and any model by folder."""

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from encoder.contextual.export import export_contextual
from kb.encoders import open_encoder
from kb.encoders.near import NEAR_FILE
from kb.encoders.static import StaticEncoder
from kb.encoders.transformer import TransformerEncoder
from kb.errors import SettingsError
from kb.settings import STATIC_ENCODER
from tests.encoder.tiny import tiny_static, tiny_student

ROOT = Path(__file__).resolve().parents[2]

TEXTS = ["Le chômage des jeunes", "Youth unemployment", "", "  ", "⁂", "a" * 5000]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    """Open the static encoder."""
    return StaticEncoder(STATIC_ENCODER)


@pytest.fixture(scope="module")
def contextual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a tiny contextual model."""
    pytest.importorskip("onnx")
    static, folder = tiny_static(), tmp_path_factory.mktemp("tiny") / "passerelle-tiny"
    export_contextual(tiny_student(len(static.vectors) + 2).state_dict(), static, 0.5, folder)
    return folder


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


def test_near_tokens_are_read_from_the_folder_as_they_would_be_found(
    encoder: StaticEncoder, tmp_path: Path
) -> None:
    bare = tmp_path / STATIC_ENCODER.name
    shutil.copytree(STATIC_ENCODER, bare, ignore=shutil.ignore_patterns(NEAR_FILE))
    words = {word: token for token, word in encoder.whole_words.items()}
    asked = [words["chomage"], words["unemployment"], 0, encoder.vocabulary - 1]
    read, found = encoder.near(asked), StaticEncoder(bare).near(asked)
    assert words["unemployment"] in read[0].tokens and words["chomage"] in read[1].tokens
    for one, other in zip(read, found, strict=True):
        assert one.tokens.tolist() == other.tokens.tolist()
        assert np.allclose(one.cosines, other.cosines, atol=1e-3)


def test_the_same_model_read_by_sentence_transformers(encoder: StaticEncoder) -> None:
    ours = encoder.encode_passages(TEXTS[:2])
    theirs = TransformerEncoder(str(STATIC_ENCODER)).encode_passages(TEXTS[:2])
    assert np.all(np.sum(ours * theirs, axis=1) > 0.999)


def test_threads_encode_by_sentence_transformers_one_after_the_other() -> None:
    inside, most = 0, 0

    class Model:
        def encode_document(self, texts: list[str], **_: object) -> list[list[float]]:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1
            return [[3.0, 4.0] for _ in texts]

    encoder = TransformerEncoder("a model")
    vars(encoder)["_model"] = Model()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode_passages, [["a"], ["b", "c"]] * 4))
    assert most == 1
    assert np.allclose(np.concatenate(found), [0.6, 0.8])


def test_the_contextual_folder_is_read_without_torch(contextual: Path) -> None:
    program = (
        "import sys\n"
        "from kb.encoders import open_encoder\n"
        "encoder = open_encoder(sys.argv[1])\n"
        "vectors = encoder.encode_passages(['Le chômage des jeunes', ''])\n"
        "assert vectors.shape == (2, encoder.dimension) and not vectors[1].any()\n"
        "sys.exit(', '.join({'torch', 'sentence_transformers'} & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(contextual)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_another_folder_with_a_graph_is_not_taken_for_the_contextual_one(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").touch()
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.Transformer"}]')
    assert isinstance(open_encoder(str(tmp_path)), TransformerEncoder)


def test_a_setting_that_names_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        open_encoder(str(tmp_path))
    with pytest.raises(SettingsError):
        open_encoder("no/such-model").encode_passages(["texte"])
