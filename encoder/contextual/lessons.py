"""The lessons: English texts that the teacher embeds, most with a French translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from encoder.contextual.config import LessonConfig
from encoder.data import Source, Sources

_ENGLISH_PASSAGES = ("en", "fr-en")


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold an English text, its French translation (empty where there is none) and its file."""

    source: str
    english: str
    french: str


def choose_lessons(sources: Sources, config: LessonConfig, seed: int) -> list[Lesson]:
    """Choose the texts to learn from the teacher, shortest first."""
    chooser = Random(seed)  # noqa: S311 - a sample, not a secret
    lessons = [
        *(lesson for source in sources.pairs for lesson in _from_pairs(source, config, chooser)),
        *_from_questions(sources.questions, config, chooser),
    ]
    return sorted(lessons, key=lambda lesson: len(lesson.english))


def write_lessons(lessons: list[Lesson], path: Path) -> None:
    """Write lessons, one a line: file, English and French, between tabs."""
    lines = [f"{lesson.source}\t{lesson.english}\t{lesson.french}\n" for lesson in lessons]
    path.write_text("".join(lines), "utf-8", newline="\n")


def read_lessons(path: Path) -> list[Lesson]:
    """Read the lessons that `write_lessons` wrote."""
    with path.open(encoding="utf-8", newline="\n") as file:
        return [Lesson(*line.rstrip("\n").split("\t")) for line in file]


def _from_pairs(source: Source, config: LessonConfig, chooser: Random) -> Iterator[Lesson]:
    rows = [row for row in range(len(source)) if len(source.left[row]) <= config.pair_characters]
    chooser.shuffle(rows)
    for row in rows[: config.pairs.get(source.name, config.other_pairs)]:
        yield Lesson(source.name, source.left[row], source.right[row])


def _from_questions(
    sources: list[Source], config: LessonConfig, chooser: Random
) -> Iterator[Lesson]:
    seen: set[str] = set()
    for source in sources:
        for text in _english_texts(source, config, chooser):
            if text not in seen:
                seen.add(text)
                yield Lesson(source.name, text, "")


def _english_texts(source: Source, config: LessonConfig, chooser: Random) -> Iterator[str]:
    rows = [row for row in range(len(source)) if source.languages[row] in _ENGLISH_PASSAGES]
    chooser.shuffle(rows)
    for row in rows[: config.questions.get(source.name, 0)]:
        if source.languages[row] == "en":
            yield source.left[row]
        yield source.right[row][: config.passage_characters]
