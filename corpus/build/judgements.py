"""Judged questions: read the parts, number the questions, write queries and relevance."""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from corpus.build.lines import read_lines
from kb.nouns import Frozen

HEADER = ("query-id", "corpus-id", "score", "passage")
Tag = Literal[
    "short", "long", "misspelt", "no_accents", "caps", "one_word", "acronym", "natural", "synonym",
    "sixty_words",
]  # fmt: skip


class Judgement(Frozen):
    """A document that helps: `score` 2 where the passage answers, 1 where it is related."""

    document: str
    score: Literal[1, 2]
    passage: Annotated[str, Field(min_length=10)]


class JudgedQuestion(Frozen):
    """A question as an agent types it, with every document that helps."""

    text: Annotated[str, Field(min_length=1)]
    lang: Literal["fr", "en"]
    tags: tuple[Tag, ...]
    relevant: Annotated[tuple[Judgement, ...], Field(min_length=1)]


def read_judgements(folder: Path) -> tuple[list[JudgedQuestion], list[str]]:
    """Read the questions, parts by name and lines in their order, and say what is wrong."""
    questions: list[JudgedQuestion] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        more_questions, more_problems = read_lines(path, JudgedQuestion)
        questions += more_questions
        problems += more_problems
    return questions, problems


def queries_text(questions: list[JudgedQuestion]) -> str:
    """Write the questions, one JSON object a line, numbered `q001` and on."""
    return "".join(
        json.dumps(
            {"id": _id(number), "text": each.text, "lang": each.lang, "tags": each.tags},
            ensure_ascii=False,
        )
        + "\n"
        for number, each in enumerate(questions, start=1)
    )


def qrels_text(questions: list[JudgedQuestion]) -> str:
    """Write who answers whom: tab-separated, one judgement a line under a header."""
    lines = ["\t".join(HEADER)]
    for number, question in enumerate(questions, start=1):
        for judged in question.relevant:
            passage = " ".join(judged.passage.split())
            lines.append("\t".join((_id(number), judged.document, str(judged.score), passage)))
    return "\n".join(lines) + "\n"


def _id(number: int) -> str:
    return f"q{number:03}"
