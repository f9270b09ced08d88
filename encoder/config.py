"""The settings of a model, read from a TOML file."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class TokenizerConfig:
    """Say how large the vocabulary is and how many rows of each file it is learnt from."""

    vocabulary: int
    pairs_per_file: int
    questions_per_file: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class TeacherConfig:
    """Say which model teaches and on how many texts of each length (in characters)."""

    package: str
    max_tokens: int
    batch: int
    short_characters: int
    medium_characters: int
    passage_characters: int
    short: int
    medium: int
    long: int
    questions_per_file: int


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """Say how often a source is drawn: size to a power, times the factor of its name.

    A row of a source that `may_quote` is left out only where a whole text equals a held-out one;
    a row of another source also where it copies a part of one.
    """

    pair_power: float
    question_power: float
    may_quote: list[str]
    factors: dict[str, float]


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Say how the token vectors are learnt."""

    dimension: int
    spread: float
    steps: int
    rate: float
    warm_up: int
    momenta: tuple[float, float]
    scale: float
    pair_share: float
    question_share: float
    pair_batch: int
    question_batch: int
    teacher_batch: int
    matrix_rows: int
    matrix_weight: float
    lesson_weight: float
    token_dropout: float
    checkpoint_every: int


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Say how one run draws and learns; the shipped vectors are the mean of all runs."""

    sources: SourceConfig
    training: TrainingConfig


@dataclass(frozen=True, slots=True)
class Config:
    """Hold every setting of a model."""

    seed: int
    tokenizer: TokenizerConfig
    teacher: TeacherConfig
    sources: SourceConfig
    runs: list[RunConfig]


def read_kind(path: Path) -> str:
    """Tell what kind of model a settings file describes: `static` or `contextual`."""
    with path.open("rb") as file:
        return str(tomllib.load(file).get("kind", "static"))


def read_config(path: Path) -> Config:
    """Read the settings of a model; an unknown or missing key raises TypeError."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    sources = SourceConfig(**table["sources"])
    training = TrainingConfig(**table["training"])
    return Config(
        seed=table["seed"],
        tokenizer=TokenizerConfig(**table["tokenizer"]),
        teacher=TeacherConfig(**table["teacher"]),
        sources=sources,
        runs=[_vary(sources, training, **each) for each in table["runs"]],
    )


def _vary(
    sources: SourceConfig,
    training: TrainingConfig,
    factors: dict[str, float] | None = None,
    **changes: Any,  # noqa: ANN401 - the values of a TOML table
) -> RunConfig:
    return RunConfig(
        sources=replace(sources, factors=sources.factors | (factors or {})),
        training=replace(training, **changes),
    )
