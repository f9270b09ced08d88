"""The stages between data and shipped folder; each keeps its result in the work folder."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from encoder.bags import bag_texts
from encoder.config import Config
from encoder.data import Source, Sources
from encoder.lessons import choose_lessons, read_lessons, write_lessons
from encoder.sampling import Lectures, Sampler, Twins
from encoder.teacher import TeacherModel, embed_lessons
from encoder.tokenizer import train_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Name the files that a run keeps, so that a stopped run goes on where it was."""

    folder: Path

    @property
    def tokenizer(self) -> Path:
        """Name the trained tokenizer."""
        return self.folder / "tokenizer.json"

    @property
    def lessons(self) -> Path:
        """Name the texts that the teacher embeds."""
        return self.folder / "lessons.tsv"

    @property
    def vectors(self) -> Path:
        """Name the teacher's vectors."""
        return self.folder / "vectors.npy"

    def checkpoint(self, run: int) -> Path:
        """Name the state of one run's training loop."""
        return self.folder / f"checkpoint-{run}.pt"


def ready_tokenizer(sources: Sources, config: Config, work: Workplace) -> "Tokenizer":
    """Train the tokenizer, or read the one that stands."""
    from tokenizers import Tokenizer

    if not work.tokenizer.exists():
        _log.info("training the tokenizer")
        train_tokenizer(sources, config.tokenizer, config.seed).save(str(work.tokenizer))
    return Tokenizer.from_file(str(work.tokenizer))


def ready_teacher(sources: Sources, config: Config, work: Workplace) -> None:
    """Choose the lessons and embed those that are not embedded yet."""
    if not work.lessons.exists():
        lessons = choose_lessons(sources, config.teacher, config.sources, config.seed)
        write_lessons(lessons, work.lessons)
    teacher = config.teacher
    embed_lessons(
        [lesson.english for lesson in read_lessons(work.lessons)],
        TeacherModel(teacher.package, teacher.max_tokens, teacher.batch),
        work.folder,
    )


def ready_samplers(
    sources: Sources, tokenizer: "Tokenizer", config: Config, work: Workplace
) -> list[Sampler]:
    """Tokenise every source and every lesson; give each run its own way to draw from them."""
    most = config.tokenizer.max_tokens
    lessons = read_lessons(work.lessons)
    lectures = Lectures(
        english=bag_texts([lesson.english for lesson in lessons], tokenizer, most),
        french=bag_texts([lesson.french for lesson in lessons], tokenizer, most),
        vectors=np.load(work.vectors),
    )
    pairs = [_twin(source, tokenizer, most) for source in sources.pairs]
    questions = [_twin(source, tokenizer, most) for source in sources.questions]
    return [
        Sampler(pairs, questions, lectures, run.sources, run.training, config.seed)
        for run in config.runs
    ]


def _twin(source: Source, tokenizer: "Tokenizer", most: int) -> Twins:
    _log.info("tokenising %s", source.name)
    return Twins(
        name=source.name,
        left=bag_texts(source.left, tokenizer, most),
        right=bag_texts(source.right, tokenizer, most),
    )
