"""Compare two encoders on an installation's own documents, before one takes the other's place."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from kb.access import AccessScope
from kb.index_nouns import Scored, Vectors
from kb.nouns import Document, Filters
from kb.originals import content_hash
from kb.ports import Encoder, FactSearch
from kb.reindexing import Verdict
from kb.store import Store
from search.evaluation.feedback import judged_questions
from search.evaluation.judgements import Judged, read_judged
from search.evaluation.measures import MAIN
from search.evaluation.runner import Advance, run, scores
from search.nouns import Mode
from search.retriever import Retriever

_FEWEST = 30
"""Judged questions below which no figure says which of two encoders is better."""

_MARGIN = 0.02
"""By how much nDCG@10 may fall: about the width of chance on some hundred questions."""


@dataclass(frozen=True, slots=True)
class _AllHeld:
    """Search vectors by looking at each of those held in memory.

    Both encoders are compared so: an approximate index of one of them would weigh in.
    """

    facts: FactSearch

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first."""
        near = self.facts.within(Filters(), access=access).nearest(vector, limit)
        placed = self.facts.placed(sorted(near), access=access)
        scores = (placed.vectors @ vector).tolist()
        found = map(Scored, placed.passage_ids, scores)
        return sorted(found, key=lambda each: -each.score)


def questions_for(store: Store, corpora: Iterable[Path], *, access: AccessScope) -> list[Judged]:
    """Gather the judged questions that can be asked here, their documents by catalogue id.

    They are the pairs that coordinators judged, and those of judged corpora some of whose
    documents are published here, which are known by their content.
    """
    documents = store.catalogue.reader.browse(Filters(), access=access)
    judged = judged_questions(store.catalogue.opinions.pairs(access=access))
    for folder in corpora:
        judged += _of_corpus(folder, documents)
    return [each for each in judged if any(each.grades.values())]


def compare_encoders(
    store: Store,
    encoder: Encoder,
    facts: FactSearch,
    judged: Sequence[Judged],
    *,
    access: AccessScope,
    advance: Advance = lambda: None,
) -> Verdict:
    """Ask with the encoder that serves and with another; tell whether that may take over.

    Args:
        store: with the encoder that serves.
        encoder: the other one.
        facts: the vectors that it made of the same documents.
        judged: what to ask.
        access: what may be found.
        advance: called after each question, of twice as many.
    """
    if len(judged) < _FEWEST:
        return Verdict(questions=len(judged), old=0, new=0, refusal="reindexing.few")
    other = replace(store, encoder=encoder, facts=facts)
    old, new = (_figure(each, judged, access, advance) for each in (store, other))
    refusal = "reindexing.worse" if new < old - _MARGIN else ""
    return Verdict(questions=len(judged), old=old, new=new, refusal=refusal)


def _figure(store: Store, judged: Sequence[Judged], access: AccessScope, advance: Advance) -> float:
    retriever = Retriever.over(replace(store, vectors=_AllHeld(store.facts)))
    ranked = run(retriever, judged, _Themselves(), [Mode.HYBRID], access=access, advance=advance)
    return fmean(scores(ranked[Mode.HYBRID])[MAIN])


class _Themselves(dict[str, str]):
    """Name each document by its own id."""

    def __missing__(self, key: str) -> str:
        return key


def _of_corpus(folder: Path, documents: Iterable[Document]) -> Iterator[Judged]:
    ids = {each.content_hash: each.id for each in documents}
    here = {own_id: ids[digest] for own_id, digest in _contents(folder).items() if digest in ids}
    for each in read_judged(folder) if here else ():
        yield replace(each, grades=_known(each.grades, here), quotes={})


def _contents(folder: Path) -> Mapping[str, str]:
    """Give the content's hash of each document of a corpus."""
    with (folder / "manifest.jsonl").open(encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    paths = {entry["id"]: folder / entry["file"] for entry in entries}
    return {own_id: content_hash(path) for own_id, path in paths.items() if path.exists()}


def _known(grades: Mapping[str, int], here: Mapping[str, str]) -> dict[str, int]:
    return {here[own_id]: grade for own_id, grade in grades.items() if own_id in here}
