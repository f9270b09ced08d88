"""Judged questions in BEIR layout: `queries.jsonl`, `qrels.tsv`, and `corpus.jsonl` or a manifest.

BEIR's own `qrels/test.tsv` is read as well. The fourth column of the judgements, where there is
one, quotes the passage that answers.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InvalidEvaluation


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the documents that answer it.

    Attributes:
        grades: relevance of each judged document, 0 for none.
        quotes: for some documents, words of the passage that answers.
    """

    id: str
    text: str
    language: str
    tags: tuple[str, ...]
    grades: dict[str, int]
    quotes: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CorpusText:
    """One document of a BEIR corpus."""

    id: str
    title: str
    text: str
    language: str


def read_judged(folder: Path) -> list[Judged]:
    """Read the questions that have at least one relevant document.

    Raises:
        InvalidEvaluation: when a file is missing or a line cannot be understood.
    """
    grades, quotes = _read_qrels(_qrels_file(folder))
    return [
        Judged(
            id=entry["id"],
            text=entry["text"],
            language=entry.get("lang", ""),
            tags=tuple(entry.get("tags", ())),
            grades=grades[entry["id"]],
            quotes=quotes.get(entry["id"], {}),
        )
        for entry in _read_lines(folder / "queries.jsonl")
        if any(grades.get(entry["id"], {}).values())
    ]


def read_questions(path: Path) -> list[Judged]:
    """Read a file of questions that hold their own judgements, one JSON object a line.

    Raises:
        InvalidEvaluation: when the file is missing or a line cannot be understood.
    """
    return [_judged(path, number, entry) for number, entry in enumerate(_read_lines(path), start=1)]


def read_corpus(folder: Path) -> list[CorpusText]:
    """Read the documents of a BEIR folder.

    Raises:
        InvalidEvaluation: when the file is missing or a line cannot be understood.
    """
    return [
        CorpusText(entry["id"], entry.get("title") or "", entry["text"], entry.get("lang", "und"))
        for entry in _read_lines(folder / "corpus.jsonl")
    ]


def _judged(path: Path, number: int, entry: dict[str, Any]) -> Judged:
    try:
        relevant = [(each["document"], int(each["score"])) for each in entry["relevant"]]
        quotes: dict[str, tuple[str, ...]] = {
            each["document"]: (str(each["passage"]),) for each in entry["relevant"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidEvaluation("evaluation.line", file=str(path), line=number) from error
    return Judged(
        id=entry["id"],
        text=entry["text"],
        language=entry.get("lang", ""),
        tags=tuple(entry.get("tags", ())),
        grades=dict(relevant),
        quotes=quotes,
    )


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):  # noqa: B007 - named in the error
                entry = json.loads(line)
                # BEIR's own files say `_id`.
                entry["id"] = str(entry.get("id", entry.get("_id")))
                entry["text"] = str(entry["text"])
                yield entry
    except FileNotFoundError as error:
        raise InvalidEvaluation("evaluation.missing", file=str(path)) from error
    except (ValueError, KeyError) as error:
        raise InvalidEvaluation("evaluation.line", file=str(path), line=number) from error


def _qrels_file(folder: Path) -> Path:
    published = folder / "qrels" / "test.tsv"
    return published if published.exists() else folder / "qrels.tsv"


def _read_qrels(
    path: Path,
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, tuple[str, ...]]]]:
    grades: dict[str, dict[str, int]] = {}
    quotes: dict[str, dict[str, tuple[str, ...]]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            next(rows, None)
            for question, document, grade, *quote in rows:
                own = grades.setdefault(question, {})
                own[document] = max(own.get(document, 0), int(grade))
                if quote and quote[0]:
                    known = quotes.setdefault(question, {})
                    known[document] = (*known.get(document, ()), quote[0])
    except FileNotFoundError as error:
        raise InvalidEvaluation("evaluation.missing", file=str(path)) from error
    except ValueError as error:
        raise InvalidEvaluation("evaluation.line", file=str(path), line=rows.line_num) from error
    return grades, quotes
