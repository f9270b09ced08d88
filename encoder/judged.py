"""One mixed pool of training questions and passages in BEIR layout, to learn search weights from.

python -m encoder.judged --data DATA --out FOLDER

Questions, titles and sentences of both languages ask for one passage each, of either language,
among those of all sources together: as in a knowledge base of two languages.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from encoder.contextual.config import read_contextual
from encoder.data import Source, read_sources
from encoder.heldout import read_held_out

_CONFIG = Path(__file__).with_name("contextual.toml")
_LEFT_OUT = {"aides_jeunes_fr", "rome_appellation_label_fr"}
_TRANSLATED = (
    "laws_canada_employment",
    "msdocs_business_central",
    "adobe_learning_manager",
    "python_docs_fr",
)
"""Files of which little was trained on: what was learnt by heart looks better than it is."""

_SHORTEST = 60
"""Letters of a passage: shorter ones are labels."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question, its language, the passage that answers it, and the passage's language."""

    question: str
    asked: str
    passage: str
    answered: str


def main() -> None:
    """Write `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`."""
    parser = argparse.ArgumentParser(description="Write training questions as a BEIR folder.")
    parser.add_argument("--data", type=Path, required=True, help="the training data")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--each", type=int, default=60, help="questions of a source")
    parser.add_argument("--passages", type=int, default=300, help="passages of a source")
    parser.add_argument("--seed", type=int, default=20261125)
    chosen = parser.parse_args()
    beside = chosen.data.parent
    held_out = read_held_out(beside / "eval", beside / "documents")
    sources = read_sources(chosen.data, held_out, read_contextual(_CONFIG).may_quote)
    chooser = Random(chosen.seed)  # noqa: S311 - a sample, not a secret
    rows = [asked(each) for each in sources.questions if each.name not in _LEFT_OUT]
    rows += [translated(each) for each in sources.pairs if each.name in _TRANSLATED]
    write([_some(each, chosen.passages, chooser) for each in rows], chosen.each, chosen.out)


def write(sources: list[list[Row]], each: int, out: Path) -> None:
    """Write a folder in which the first `each` rows of a source ask, and all can be found."""
    out.mkdir(parents=True, exist_ok=True)
    ids: dict[str, str] = {}
    languages: dict[str, str] = {}
    judged: list[tuple[Row, str]] = []
    for rows in sources:
        for number, row in enumerate(rows):
            own = ids.setdefault(row.passage, f"p{len(ids)}")
            languages[own] = row.answered
            if number < each:
                judged.append((row, own))
    passages = ({"id": own, "text": text, "lang": languages[own]} for text, own in ids.items())
    _write_lines(out / "corpus.jsonl", passages)
    questions = (
        {"id": f"q{number}", "text": row.question, "lang": row.asked}
        for number, (row, _) in enumerate(judged)
    )
    _write_lines(out / "queries.jsonl", questions)
    lines = [f"q{number}\t{own}\t1\n" for number, (_, own) in enumerate(judged)]
    (out / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(lines), "utf-8")


def asked(source: Source) -> list[Row]:
    """Take a file of questions whose passages are more than labels."""
    return [
        Row(question, language.partition("-")[0], passage, language.rpartition("-")[2])
        for question, passage, language in zip(
            source.left, source.right, source.languages, strict=True
        )
        if len(passage) >= _SHORTEST
    ]


def translated(source: Source) -> list[Row]:
    """Let every other sentence be asked in French, the rest in English."""
    pairs = enumerate(zip(source.left, source.right, strict=True))
    return [
        Row(french, "fr", english, "en") if number % 2 else Row(english, "en", french, "fr")
        for number, (english, french) in pairs
        if len(english) >= _SHORTEST
    ]


def _some(rows: list[Row], most: int, chooser: Random) -> list[Row]:
    """Choose rows of different passages and different questions."""
    rows = chooser.sample(rows, len(rows))
    passages = {row.passage: row for row in rows}
    questions = {row.question: row for row in passages.values()}
    return list(questions.values())[:most]


def _write_lines(path: Path, entries: Iterator[dict[str, str]]) -> None:
    lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    path.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
