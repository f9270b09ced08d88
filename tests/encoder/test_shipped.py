"""The shipped model folder reads the same with and without sentence-transformers."""

import json
from pathlib import Path

import numpy as np
import pytest

import encoder
from encoder.reading import StaticModel, read_static

MODEL = Path(encoder.__file__).with_name("passerelle-static-1")

STRINGS = [
    "",
    " ",
    "!?… « » — ;",
    "😀🎉",
    "été",
    "L’œuvre de Cœlia, à Noël : ça coûte 12,50 €.",
    "Ex æquo, naïve façade",
    "STRASSE Straße",
    "Où déclarer mes heures ?",
    "Where do I report my hours?",
    "Les jeunes de moins de 25 ans sans diplôme",
    "Young people under 25 without a diploma",
    "R\u00e9sum\u00e9 re\u0301sume\u0301",
    "mot\u00a0insécable\u202f!",
    "soft\u00adhyphen zero\u200bwidth",
    "tab\tand\nnew line",
    "2024-2025, 1 234 567,89 $",
    "日本語 русский",
    "a" * 300,
    "Une phrase longue. " * 200,
]

PAIRS = [
    ("Le conseiller appelle le chômeur chaque mois.", "The adviser calls the jobseeker monthly."),
    ("Il pleut sur le toit de la grange.", "It is raining on the roof of the barn."),
    ("La formation des soudeurs dure six semaines.", "The welders' training lasts six weeks."),
    ("Où se trouve la gare la plus proche ?", "Where is the nearest train station?"),
    ("Ma sœur a acheté trois pommes vertes.", "My sister bought three green apples."),
    ("L'employeur verse le salaire en fin de mois.", "The employer pays wages at month's end."),
    ("Cet hôpital cherche des infirmières de nuit.", "This hospital needs night nurses."),
    ("Le chat dort sur le clavier.", "The cat is sleeping on the keyboard."),
    ("Comment contester une décision du tribunal ?", "How can I appeal a court decision?"),
    ("Les mesures de sécurité ont été renforcées.", "Security measures have been tightened."),
]


@pytest.fixture(scope="module")
def model() -> StaticModel:
    return read_static(MODEL)


def test_the_folder_is_small_enough() -> None:
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    assert size <= 41_000_000


def test_vectors_are_half_precision_one_for_each_token(model: StaticModel) -> None:
    assert model.vectors.dtype == np.float16
    assert model.vectors.shape == (model.tokenizer.get_vocab_size(), 384)


def test_the_modules_are_the_two_expected() -> None:
    modules = json.loads((MODEL / "modules.json").read_text("utf-8"))
    assert [module["path"] for module in modules] == ["0_StaticEmbedding", "1_Normalize"]


def test_vectors_have_length_one_or_none(model: StaticModel) -> None:
    lengths = np.linalg.norm(model.encode(STRINGS), axis=1)
    assert lengths[0] == lengths[1] == 0.0
    assert lengths[4:16] == pytest.approx(np.ones(12), abs=1e-5)


def test_no_text_gives_no_row(model: StaticModel) -> None:
    assert model.encode([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉTÉ À L'ÉCOLE", "ete a l'ecole"),
        ("l’œuvre", "l'oeuvre"),
        ("re\u0301sume\u0301", "résumé"),
        ("« oui »", '" oui "'),
        ("co\u00adopé\u200bration", "coopération"),
        ("unknown 😀", "unknown"),
    ],
)
def test_spelling_variants_have_one_vector(model: StaticModel, one: str, other: str) -> None:
    first, second = model.encode([one, other])
    assert first @ second == pytest.approx(1.0, abs=1e-5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sentence_transformers_gives_the_same_vectors(model: StaticModel) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    other = sentence_transformers.SentenceTransformer(str(MODEL), device="cpu")
    ours = model.encode(STRINGS)
    known = ours.any(axis=1)  # in float16, sentence-transformers divides a zero vector by zero
    theirs = other.encode(STRINGS).astype(np.float32)
    assert np.abs(theirs[known] - ours[known]).max() < 1e-3
    full = np.linalg.norm(ours, axis=1) > 0
    assert (theirs * ours).sum(axis=1)[full].min() > 1 - 1e-3


def test_translations_are_closest_to_each_other(model: StaticModel) -> None:
    french = model.encode([pair[0] for pair in PAIRS])
    english = model.encode([pair[1] for pair in PAIRS])
    found = french @ english.T
    assert found.argmax(axis=1).tolist() == found.argmax(axis=0).tolist() == list(range(len(PAIRS)))
