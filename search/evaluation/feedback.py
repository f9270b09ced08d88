"""The set that people's feedback makes: pairs judged by coordinators, on this home's documents."""

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.access import AccessScope
from kb.interest import JudgedPair
from kb.nouns import Filters
from kb.store import Store
from search.evaluation.judgements import Judged
from search.evaluation.results import Results, summarise
from search.evaluation.runner import run
from search.nouns import Mode
from search.retriever import Retriever

NAME = "feedback"


def judged_questions(pairs: Iterable[JudgedPair]) -> list[Judged]:
    """Gather judged pairs by question, in the order of their texts."""
    grades: dict[tuple[str, str], dict[str, int]] = {}
    for pair in pairs:
        grades.setdefault((pair.question, pair.language), {})[pair.document_id] = pair.grade
    return [
        Judged(_id(text), text, language, (NAME,), own, {})
        for (text, language), own in sorted(grades.items())
    ]


def evaluate_feedback(
    store: Store, modes: Sequence[Mode], *, access: AccessScope
) -> Results | None:
    """Measure retrieval on the judged pairs of a store; nothing where none has an answer."""
    judged = judged_questions(store.catalogue.opinions.pairs(access=access))
    answerable = [each for each in judged if any(each.grades.values())]
    if not answerable:
        return None
    documents = store.catalogue.reader.browse(Filters(), access=access)
    own_ids = {document.id: document.id for document in documents}
    languages = {document.id: document.fields.language for document in documents}
    rankings = run(Retriever.over(store), answerable, own_ids, modes, access=access)
    return summarise(NAME, rankings, languages)


def export_feedback(pairs: Iterable[JudgedPair], folder: Path) -> int:
    """Write judged pairs as `queries.jsonl` and `qrels.tsv`, as the sample corpus has them.

    Returns how many questions there are. Documents go by their ids in the catalogue.
    """
    judged = judged_questions(pairs)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as file:
        for each in judged:
            facts = {"id": each.id, "text": each.text, "lang": each.language}
            line = json.dumps(facts | {"tags": list(each.tags)}, ensure_ascii=False)
            file.write(f"{line}\n")
    with (folder / "qrels.tsv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        rows.writerow(("query-id", "corpus-id", "score", "passage"))
        for each in judged:
            rows.writerows(
                (each.id, document, grade, "") for document, grade in each.grades.items()
            )
    return len(judged)


def _id(text: str) -> str:
    """Name a question by its text, so that it keeps its name from one export to the next."""
    return f"f{hashlib.sha256(text.encode()).hexdigest()[:12]}"
