"""A contextual model small enough to train and export in a test."""

import numpy as np
import torch
from tokenizers import Tokenizer

from encoder.bags import bag_texts
from encoder.config import TokenizerConfig
from encoder.contextual.config import LossConfig, TrainingConfig
from encoder.contextual.drawing import Drawer, Lectures, Questions
from encoder.contextual.export import static_table
from encoder.contextual.objective import Objective
from encoder.contextual.student import Student
from encoder.contextual.vocabulary import add_marks, find_marks
from encoder.data import Source, Sources
from encoder.reading import StaticModel
from encoder.sampling import Twins
from encoder.tokenizer import train_tokenizer

WIDTH = 64
FRENCH = [
    "Le conseiller appelle le chômeur chaque mois.",
    "Il pleut sur le toit de la grange.",
    "La formation des soudeurs dure six semaines.",
    "Où se trouve la gare la plus proche ?",
    "Ma sœur a acheté trois pommes vertes.",
    "L'employeur verse le salaire en fin de mois.",
]
ENGLISH = [
    "The adviser calls the jobseeker monthly.",
    "It is raining on the roof of the barn.",
    "The welders' training lasts six weeks.",
    "Where is the nearest train station?",
    "My sister bought three green apples.",
    "The employer pays wages at the end of the month.",
]

LOSSES = LossConfig(
    scale=20.0,
    mixed_scale=22.0,
    alike=0.9,
    distance=2.0,
    english=0.6,
    teacher=0.25,
    mixed=0.35,
    gap=15.0,
    question_mixed=0.5,
    question_own=0.2,
)
TRAINING = TrainingConfig(
    steps=6,
    vector_rate=1e-2,
    body_rate=2e-3,
    momenta=(0.9, 0.98),
    warm_up=2,
    last_factor=0.02,
    clip=1.0,
    beta=1.0,
    lesson_share=0.6,
    lesson_batch=12,
    english_share=0.5,
    family=2,
    pool=3,
    rivals=2,
    matrix_rows=4,
    question_batch=4,
    tokens_at_once=40,
    checkpoint_every=3,
    losses=LOSSES,
)


def tiny_static() -> StaticModel:
    source = Source("pairs", ENGLISH, FRENCH, [""] * len(FRENCH))
    config = TokenizerConfig(150, pairs_per_file=6, questions_per_file=0, max_tokens=32)
    tokenizer = train_tokenizer(Sources([source], []), config, seed=1)
    size = (tokenizer.get_vocab_size(), WIDTH)
    vectors = np.random.default_rng(1).standard_normal(size).astype(np.float16)
    vectors[0] = 0
    return StaticModel(tokenizer, vectors)


def tiny_student(tokens: int, seed: int = 1, layers: int = 2) -> Student:
    torch.manual_seed(seed)
    student = Student(tokens, places=300, width=WIDTH, inner=128, layers=layers)
    torch.nn.init.normal_(student.pos, std=0.5)
    return student


def tiny_drawer(tokenizer: Tokenizer) -> Drawer:
    english = bag_texts(ENGLISH, tokenizer, 32)
    french = bag_texts([*FRENCH[:4], "", ""], tokenizer, 32)
    vectors = np.random.default_rng(2).standard_normal((6, WIDTH)).astype(np.float16)
    files = [np.array([0, 1, 2]), np.array([3, 4, 5])]
    lectures = Lectures(english, french, vectors, files, np.array([0.5, 0.5]))
    twins = Twins("questions", bag_texts(FRENCH, tokenizer, 32), english)
    return Drawer(lectures, Questions([twins], np.ones(1)), TRAINING, seed=5)


def tiny_objective(static: StaticModel, drawer: Drawer, student: Student) -> Objective:
    table = torch.from_numpy(static_table(static, student.emb.num_embeddings))
    marks = find_marks(add_marks(static.tokenizer))
    return Objective(student, table, drawer.lectures, marks, drawer.training)
