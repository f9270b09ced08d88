"""Do questions that mean the same find the same sheets, whoever words them?

python -m benchmarks.fairness    pairs of corpus/fairness.jsonl: gender, region, number
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.figures import CORPUS, loaded_corpus
from kb.access import AccessScope
from search.nouns import Question
from search.retriever import Retriever

_FIRST = 10


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two wordings found the same: the first sheet, and the first ten."""

    same_first: bool
    shared: float


def main() -> None:
    """Ask both wordings of every pair and compare what they find, by kind."""
    lines = (CORPUS / "fairness.jsonl").read_text("utf-8").splitlines()
    found: defaultdict[str, list[Likeness]] = defaultdict(list)
    apart: list[str] = []
    with loaded_corpus() as (store, _):
        retriever, access = Retriever.over(store), store.catalogue.reader.every_scope()
        for entry in map(json.loads, lines):
            one, other = (_documents(retriever, text, access) for text in entry["texts"])
            likeness = compare(one, other)
            found[entry["kind"]].append(likeness)
            if not likeness.same_first:
                apart.append(f"{entry['kind']}: {' / '.join(entry['texts'])}")
    for kind, own in found.items():
        same, shared = fmean(each.same_first for each in own), fmean(each.shared for each in own)
        sys.stdout.write(f"{kind:<8} {len(own):>3} pairs: same first sheet {same:.3f},")
        sys.stdout.write(f" first ten shared {shared:.3f}\n")
    sys.stdout.write("\n".join(["", "another first sheet:", *apart]) + "\n")


def compare(one: Sequence[str], other: Sequence[str]) -> Likeness:
    """Compare two rankings: first places, and Jaccard likeness of the first ten."""
    union = set(one) | set(other)
    shared = len(set(one) & set(other)) / len(union) if union else 1.0
    return Likeness(one[:1] == other[:1], shared)


def _documents(retriever: Retriever, text: str, access: AccessScope) -> list[str]:
    ranked = retriever.rank(Question(text=text), access=access)
    return list(dict.fromkeys(each.document_id for each in ranked))[:_FIRST]


if __name__ == "__main__":
    main()
