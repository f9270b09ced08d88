"""Lessons are chosen within their caps, and never from held-out texts."""

import lzma
from pathlib import Path

from encoder.contextual.config import LessonConfig
from encoder.contextual.lessons import choose_lessons, read_lessons, write_lessons
from encoder.data import Source, Sources, read_sources
from encoder.heldout import hold_out

CONFIG = LessonConfig(
    pair_characters=40,
    passage_characters=10,
    max_tokens=94,
    other_pairs=3,
    pairs={"named": 2, "none": 0},
    questions={"asked": 5},
    shares={},
)


def _pairs(name: str, size: int) -> Source:
    texts = [f"{name} {row}" for row in range(size)]
    return Source(name, texts, [f"{text} fr" for text in texts], [""] * size)


def test_caps_hold_for_named_and_other_files() -> None:
    sources = Sources([_pairs("named", 9), _pairs("none", 9), _pairs("other", 9)], [])
    names = [lesson.source for lesson in choose_lessons(sources, CONFIG, seed=1)]
    assert (names.count("named"), names.count("none"), names.count("other")) == (2, 0, 3)


def test_long_pairs_are_left_out_and_the_shortest_stand_first() -> None:
    source = Source("other", ["aaa", "a", "a" * 41], ["x", "y", "z"], [""] * 3)
    lessons = choose_lessons(Sources([source], []), CONFIG, seed=1)
    assert [(lesson.english, lesson.french) for lesson in lessons] == [("a", "y"), ("aaa", "x")]


def test_questions_give_english_texts_once_and_passages_cut() -> None:
    asked = Source(
        "asked",
        ["why?", "pourquoi ?", "what?", "quoi ?"],
        ["because it is so", "because it is so", "short", "court"],
        ["en", "fr-en", "en", "fr"],
    )
    unasked = Source("unasked", ["who?"], ["nobody"], ["en"])
    lessons = choose_lessons(Sources([], [asked, unasked]), CONFIG, seed=1)
    assert {lesson.english for lesson in lessons} == {"why?", "what?", "because it", "short"}
    assert len(lessons) == 4 and not any(lesson.french for lesson in lessons)


def test_held_out_texts_are_never_lessons(tmp_path: Path) -> None:
    rows = [
        f"An English line, number {'abcdef'[row]}\tUne ligne {'abcdef'[row]}" for row in range(6)
    ]
    (tmp_path / "pairs").mkdir()
    with lzma.open(tmp_path / "pairs" / "other.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("en\tfr\n" + "\n".join(rows) + "\n")
    held_out = hold_out(["AN ENGLISH LINE, NUMBER A.", "une ligne B"])
    config = LessonConfig(40, 10, 94, 100, {}, {}, {})
    lessons = choose_lessons(read_sources(tmp_path, held_out), config, seed=1)
    assert {lesson.french for lesson in lessons} == {f"Une ligne {letter}" for letter in "cdef"}


def test_written_lessons_are_read_again(tmp_path: Path) -> None:
    lessons = choose_lessons(Sources([_pairs("other", 3)], []), CONFIG, seed=1)
    write_lessons(lessons, tmp_path / "lessons.tsv")
    assert read_lessons(tmp_path / "lessons.tsv") == lessons
