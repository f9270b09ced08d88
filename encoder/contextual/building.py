"""The whole road of a contextual model; each stage keeps its result in the work folder."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from encoder.background import add_background
from encoder.bags import Bags, bag_texts
from encoder.contextual.bert import Teacher, read_teacher, teacher_layers
from encoder.contextual.config import ContextualConfig, QuestionConfig
from encoder.contextual.drawing import Drawer, Lectures, Questions, lesson_shares
from encoder.contextual.export import export_contextual, static_table
from encoder.contextual.lessons import Lesson, choose_lessons, read_lessons, write_lessons
from encoder.contextual.objective import Objective
from encoder.contextual.skimming import teach_skimming
from encoder.contextual.start import first_vectors
from encoder.contextual.training import train_student
from encoder.contextual.vocabulary import add_marks, find_marks
from encoder.data import Source, Sources
from encoder.reading import StaticModel, read_static
from encoder.sampling import Twins, draw_weights
from encoder.teacher import embed_lessons

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from encoder.contextual.student import Student

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Hold the lessons and their tokens in both languages."""

    lessons: list[Lesson]
    english: Bags
    french: Bags


def build_contextual(config: ContextualConfig, sources: Sources, work: Path, out: Path) -> None:
    """Go through every stage that the work folder does not hold yet, then export."""
    static = read_static(config.static)
    texts = _ready_texts(config, sources, static.tokenizer, work)
    embed_lessons([lesson.english for lesson in texts.lessons], config.teacher, work)
    lectures = _lectures(texts, config, work)
    student = _new_student(texts, static, read_teacher(config.teacher.package), config)
    drawer = Drawer(
        lectures, _questions(sources, static.tokenizer, config), config.training, config.seed
    )
    _train(student, drawer, static, work / "checkpoint.pt")
    skimming = teach_skimming(student, static, sources, config, work)
    export_contextual(student.state_dict(), static, config.shipped_beta, out, skimming)
    add_background(texts.lessons, out)
    _log.info("exported %s", out)


def _ready_texts(
    config: ContextualConfig, sources: Sources, tokenizer: "Tokenizer", work: Path
) -> _Texts:
    """Choose the lessons, or read those that stand, and tokenise them."""
    path, most = work / "lessons.tsv", config.lessons.max_tokens
    if not path.exists():
        write_lessons(choose_lessons(sources, config.lessons, config.seed), path)
    lessons = read_lessons(path)
    _log.info("%d lessons", len(lessons))
    return _Texts(
        lessons=lessons,
        english=bag_texts([lesson.english for lesson in lessons], tokenizer, most),
        french=bag_texts([lesson.french for lesson in lessons], tokenizer, most),
    )


def _lectures(texts: _Texts, config: ContextualConfig, work: Path) -> Lectures:
    names, numbers = np.unique([lesson.source for lesson in texts.lessons], return_inverse=True)
    files = [np.flatnonzero(numbers == number) for number in range(len(names))]
    sizes = {str(name): len(file) for name, file in zip(names, files, strict=True)}
    shares = lesson_shares(sizes, config.lessons.shares)
    vectors = np.load(work / "vectors.npy")
    return Lectures(texts.english, texts.french, vectors, files, shares)


def _questions(sources: Sources, tokenizer: "Tokenizer", config: ContextualConfig) -> Questions:
    wanted = [
        source for source in sources.questions if config.questions.factors.get(source.name, 1) > 0
    ]
    files = [_twins(source, tokenizer, config.questions, config.seed) for source in wanted]
    weights = draw_weights(files, config.questions.power, config.questions.factors)
    return Questions(files, weights)


def _twins(source: Source, tokenizer: "Tokenizer", config: QuestionConfig, seed: int) -> Twins:
    _log.info("tokenising %s", source.name)
    order = np.random.default_rng(seed).permutation(len(source))[: config.rows_per_file]
    passages = [source.right[row][: config.passage_characters] for row in order]
    return Twins(
        name=source.name,
        left=bag_texts([source.left[row] for row in order], tokenizer, config.question_tokens),
        right=bag_texts(passages, tokenizer, config.passage_tokens),
    )


def _new_student(
    texts: _Texts, static: StaticModel, teacher: Teacher, config: ContextualConfig
) -> "Student":
    import torch

    from encoder.contextual.student import student_from

    vectors = first_vectors(texts.english, texts.french, static, teacher, config.start)
    layers = teacher_layers(teacher, config.start.layers)
    state = {"emb.weight": vectors} | layers
    return student_from({name: torch.from_numpy(weight) for name, weight in state.items()})


def _train(student: "Student", drawer: Drawer, static: StaticModel, checkpoint: Path) -> None:
    import torch

    table = torch.from_numpy(static_table(static, student.emb.num_embeddings))
    marks = find_marks(add_marks(static.tokenizer))
    objective = Objective(student, table, drawer.lectures, marks, drawer.training)
    train_student(objective, drawer, checkpoint)
