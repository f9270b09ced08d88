"""The exported folder says what the student says, whoever reads it and whatever stands beside."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from encoder.contextual import export
from encoder.contextual.export import export_checkpoint, export_contextual, static_table
from encoder.contextual.vocabulary import add_marks
from encoder.reading import StaticModel, read_model
from kb.encoders import open_encoder
from kb.encoders.contextual import ContextualEncoder
from tests.encoder.tiny import ENGLISH, FRENCH, WIDTH, tiny_static, tiny_student

BETA = 0.7
TEXTS = [*FRENCH, *ENGLISH, "train", "le toit 😀", " ".join(FRENCH)]


@pytest.fixture(scope="module")
def static() -> StaticModel:
    return tiny_static()


@pytest.fixture(scope="module")
def folder(static: StaticModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("onnx")
    folder = tmp_path_factory.mktemp("model") / "passerelle-tiny"
    student = tiny_student(len(static.vectors) + 2)
    export_contextual(student.state_dict(), static, BETA, folder)
    return folder


@pytest.fixture(scope="module")
def reader(folder: Path) -> ContextualEncoder:
    return ContextualEncoder(folder)


def _torch_vectors(static: StaticModel, texts: list[str]) -> torch.Tensor:
    """Encode texts with the student in full precision: shape (texts, width)."""
    student = tiny_student(len(static.vectors) + 2).eval()
    table = torch.from_numpy(static_table(static, len(static.vectors) + 2))
    rows = []
    for encoding in add_marks(static.tokenizer).encode_batch(texts):
        ids = torch.tensor([encoding.ids])
        with torch.inference_mode():
            context = student(ids, torch.ones_like(ids, dtype=torch.bool))
            words = normalize(table[ids[0]].sum(dim=0), dim=-1)
            rows.append(normalize(context[0] + BETA * words, dim=-1))
    return torch.stack(rows)


def test_the_graph_gives_the_students_vectors(
    static: StaticModel, reader: ContextualEncoder
) -> None:
    wanted = _torch_vectors(static, TEXTS).numpy()
    assert np.sum(reader.encode_passages(TEXTS) * wanted, axis=1).min() > 0.999


def test_a_text_has_one_vector_alone_and_among_others(reader: ContextualEncoder) -> None:
    together = reader.encode_passages(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(reader.encode_question(text), vector)
    assert np.array_equal(reader.encode_passages(TEXTS[::-1]), together[::-1])


def test_a_text_without_a_known_token_has_no_direction(reader: ContextualEncoder) -> None:
    assert not reader.encode_passages(["", "  ", "😀"]).any()
    assert not reader.encode_question("").any()
    assert reader.encode_passages([]).shape == (0, WIDTH)


def test_a_long_text_is_its_windows_the_first_most(
    reader: ContextualEncoder, static: StaticModel
) -> None:
    words = sorted(word for word in static.tokenizer.get_vocab() if word.isalpha())
    parts = [f"{word} " * 100 for word in (words[0], words[1], words[-1])]
    first, second, third = reader.encode_passages(parts)
    expected = first + second / 4 + third / 9
    assert reader.encode_question("".join(parts)) == pytest.approx(
        expected / np.linalg.norm(expected), abs=1e-4
    )


def test_marks_written_in_a_text_are_only_text(folder: Path, static: StaticModel) -> None:
    marked = add_marks(static.tokenizer)
    size = len(static.vectors)
    assert marked.get_vocab_size() == size + 2
    ids = marked.encode("le [SEP] toit [CLS]").ids
    assert (ids[0], ids[-1]) == (size, size + 1)
    assert max(ids[1:-1]) < size


def test_the_folder_is_recognised_and_its_name_tells_its_weights(
    folder: Path, static: StaticModel, tmp_path: Path
) -> None:
    opened = open_encoder(str(folder))
    assert isinstance(opened, ContextualEncoder)
    assert opened.dimension == WIDTH
    state = tiny_student(len(static.vectors) + 2, seed=2).state_dict()
    export_contextual(state, static, BETA, tmp_path / folder.name)
    other = open_encoder(str(tmp_path / folder.name))
    assert opened.name.startswith("passerelle-tiny@") and opened.name != other.name


def test_a_checkpoint_exports_to_the_same_model(
    folder: Path, static: StaticModel, tmp_path: Path
) -> None:
    state = {"m": tiny_student(len(static.vectors) + 2).state_dict()}
    torch.save(state, tmp_path / "run.pt")
    export_checkpoint(tmp_path / "run.pt", static, BETA, tmp_path / "out")
    assert (tmp_path / "out" / "model.onnx").read_bytes() == (folder / "model.onnx").read_bytes()


def test_scores_are_those_of_the_reader(folder: Path, reader: ContextualEncoder) -> None:
    assert np.array_equal(read_model(folder).encode(TEXTS), reader.encode_passages(TEXTS))


def test_a_missing_exporter_is_named(
    static: StaticModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="pip install onnx"):
        export_contextual({}, static, BETA, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_sentence_transformers_reads_saves_and_reads_again(
    folder: Path, reader: ContextualEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    modules = "transformers.dynamic_module_utils.HF_MODULES_CACHE"
    monkeypatch.setattr(modules, str(tmp_path / "modules"))
    model = sentence_transformers.SentenceTransformer(
        str(folder), trust_remote_code=True, local_files_only=True, device="cpu"
    )
    wanted = reader.encode_passages([*TEXTS, ""])
    assert np.allclose(model.encode([*TEXTS, ""]), wanted, atol=1e-6)
    model.save(str(tmp_path / "saved"))
    assert json.loads((tmp_path / "saved" / "modules.json").read_text("utf-8"))
    assert np.allclose(ContextualEncoder(tmp_path / "saved").encode_passages(TEXTS), wanted[:-1])
