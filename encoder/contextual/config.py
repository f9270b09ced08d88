"""The settings of a contextual model, read from a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from encoder.teacher import TeacherModel

HEAD_WIDTH = 32
"""Numbers that each head of attention sees, as in the teacher."""

SMALL = 1e-12
"""What layer normalisation adds to a variance, as in the teacher."""


@dataclass(frozen=True, slots=True)
class LessonConfig:
    """Say how many rows of each file the teacher embeds, how long, and how often they are drawn."""

    pair_characters: int
    passage_characters: int
    max_tokens: int
    other_pairs: int
    pairs: dict[str, int]
    questions: dict[str, int]
    shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class QuestionConfig:
    """Say how many questions of each file are kept, how long, and how often they are drawn.

    A file is drawn by its kept rows to a power, times the factor of its name; 0 leaves it out.
    """

    rows_per_file: int
    passage_characters: int
    question_tokens: int
    passage_tokens: int
    power: float
    factors: dict[str, float]


@dataclass(frozen=True, slots=True)
class StartConfig:
    """Say which of the teacher's layers the student starts from, and how tokens get vectors.

    A token that counts `least_cut` times may get the mean of its pieces' vectors, one that
    counts `least_known` times lends its own vector to its `neighbours` of the static space.
    """

    layers: list[int]
    english_share: float
    least_cut: int
    least_known: int
    neighbours: int
    temperature: float


@dataclass(frozen=True, slots=True)
class LossConfig:
    """Weigh the parts of the loss; `scale` and `mixed_scale` multiply cosines in contrasts.

    Texts whose teacher's cosine is at least `alike` are not told apart.
    """

    scale: float
    mixed_scale: float
    alike: float
    distance: float
    english: float
    teacher: float
    mixed: float
    gap: float
    question_mixed: float
    question_own: float


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Say how the student is trained; `beta` weighs the static vector beside the student's.

    Half a batch of lessons is drawn as families, of `family` near texts each; of a pool of
    `pool` other lessons, the `rivals` nearest to each text are its hard negatives.
    """

    steps: int
    vector_rate: float
    body_rate: float
    momenta: tuple[float, float]
    warm_up: int
    last_factor: float
    clip: float
    beta: float
    lesson_share: float
    lesson_batch: int
    english_share: float
    family: int
    pool: int
    rivals: int
    matrix_rows: int
    question_batch: int
    tokens_at_once: int
    checkpoint_every: int
    losses: LossConfig


@dataclass(frozen=True, slots=True)
class SkimConfig:
    """Say which tokens of a long text are followed, which texts teach it, and how.

    Texts are of more than `least` tokens and at most `max_tokens`, marks included; `pairs` and
    `questions` say how many rows of a file are kept, where it is not `others`. A step draws
    `seeds` texts, a file by its texts to a power, with each its translation and `drawn` of its
    `near` nearest, and `questions_beside` questions. `gap` weighs the differences of cosines, of
    which high ones count up to 1 + `high` times.
    """

    share: float
    least: int
    max_tokens: int
    pairs: dict[str, int]
    questions: dict[str, int]
    others: int
    steps: int
    rate: float
    momenta: tuple[float, float]
    warm_up: int
    last_factor: float
    clip: float
    power: float
    seeds: int
    near: int
    drawn: int
    questions_beside: int
    gap: float
    high: float
    tokens_at_once: int
    checkpoint_every: int


@dataclass(frozen=True, slots=True)
class ContextualConfig:
    """Hold every setting of a contextual model; `static` is the folder of the static one."""

    seed: int
    static: Path
    may_quote: list[str]
    teacher: TeacherModel
    lessons: LessonConfig
    questions: QuestionConfig
    start: StartConfig
    training: TrainingConfig
    skim: SkimConfig
    shipped_beta: float


def read_contextual(path: Path) -> ContextualConfig:
    """Read the settings of a model; an unknown or missing key raises TypeError or KeyError."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    losses = LossConfig(**table["training"].pop("losses"))
    return ContextualConfig(
        seed=table["seed"],
        static=path.parent / table["static"],
        may_quote=table["sources"]["may_quote"],
        teacher=TeacherModel(**table["teacher"]),
        lessons=LessonConfig(**table["lessons"]),
        questions=QuestionConfig(**table["questions"]),
        start=StartConfig(**table["start"]),
        training=TrainingConfig(losses=losses, **table["training"]),
        skim=SkimConfig(**table["skim"]),
        shipped_beta=table["export"]["beta"],
    )
