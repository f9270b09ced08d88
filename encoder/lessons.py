"""The lessons of a static model: texts, chosen by their length, that the teacher embeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from encoder.config import SourceConfig, TeacherConfig
from encoder.data import Source, Sources
from encoder.sampling import draw_weights


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold an English text and its French translation, empty where there is none."""

    english: str
    french: str


def choose_lessons(
    sources: Sources, config: TeacherConfig, weights: SourceConfig, seed: int
) -> list[Lesson]:
    """Choose the texts to learn from the teacher, shortest first."""
    chooser = Random(seed)  # noqa: S311 - a sample, not a secret
    texts: dict[str, str] = {}
    shares = draw_weights(sources.pairs, weights.pair_power, {})
    for source, share in zip(sources.pairs, shares, strict=True):
        texts.update(_from_pairs(source, float(share), config, chooser))
    for source in sources.questions:
        for text in _from_questions(source, config, chooser):
            texts.setdefault(text, "")
    lessons = [Lesson(english, french) for english, french in texts.items()]
    return _limit_lengths(lessons, config, chooser)


def write_lessons(lessons: list[Lesson], path: Path) -> None:
    """Write lessons, one a line: English, a tab, French."""
    lines = [f"{lesson.english}\t{lesson.french}\n" for lesson in lessons]
    path.write_text("".join(lines), "utf-8", newline="\n")


def read_lessons(path: Path) -> list[Lesson]:
    """Read the lessons that `write_lessons` wrote."""
    with path.open(encoding="utf-8", newline="\n") as file:
        return [Lesson(*line.rstrip("\n").split("\t")) for line in file]


def _from_pairs(
    source: Source, share: float, config: TeacherConfig, chooser: Random
) -> Iterator[tuple[str, str]]:
    left = {"short": int(1.25 * share * config.short), "medium": int(share * config.medium)}
    for row in chooser.sample(range(len(source)), len(source)):
        length = _length_class(source.left[row], config)
        if left.get(length, 0) > 0:
            left[length] -= 1
            yield source.left[row], source.right[row]


def _from_questions(source: Source, config: TeacherConfig, chooser: Random) -> list[str]:
    rows = [row for row, language in enumerate(source.languages) if language == "en"]
    chooser.shuffle(rows)
    texts = [
        text
        for row in rows[: config.questions_per_file // 2]
        for text in (source.left[row], source.right[row][: config.passage_characters])
    ]
    return [text for text in texts if len(text) > 8]


def _limit_lengths(lessons: list[Lesson], config: TeacherConfig, chooser: Random) -> list[Lesson]:
    chooser.shuffle(lessons)
    left = {"short": config.short, "medium": config.medium, "long": config.long}
    kept: list[Lesson] = []
    for lesson in lessons:
        length = _length_class(lesson.english, config)
        if left[length] > 0:
            left[length] -= 1
            kept.append(lesson)
    return sorted(kept, key=lambda lesson: len(lesson.english))


def _length_class(text: str, config: TeacherConfig) -> str:
    if len(text) <= config.short_characters:
        return "short"
    return "medium" if len(text) <= config.medium_characters else "long"
