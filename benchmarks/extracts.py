"""Do the sentences shown above the hits come from documents that answer, and how fast?

python -m benchmarks.extracts    all judged questions of the sample corpus
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from threadpoolctl import threadpool_limits

from benchmarks.figures import CORPUS, line, loaded_corpus
from kb.folding import fold
from kb.store import Store
from search.answers.extract import Extractor
from search.answers.nouns import Quoted
from search.evaluation.judgements import Judged, read_judged
from search.nouns import Question
from search.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one question: its extract, and what was judged to answer it.

    Attributes:
        judged: names of the documents.
        quotes: words of their sentences, folded.
    """

    quoted: Sequence[Quoted]
    judged: frozenset[str]
    quotes: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Name the files that its sentences come from, in order, without their endings."""
        return [each.source.document.file_name.rsplit(".", 1)[0] for each in self.quoted]

    @property
    def answering(self) -> int:
        """Count its sentences that hold the very words judged to answer."""
        texts = [fold(each.text) for each in self.quoted]
        return sum(any(quote in text for quote in self.quotes) for text in texts)


def main() -> None:
    """Extract for all judged questions; print shares and timings."""
    judged = read_judged(CORPUS)
    with loaded_corpus() as (store, _):
        extracted, timings = _extract_all(store, judged)
    shown = [each for each in extracted if each.quoted]
    first = sum(each.names[0] in each.judged for each in shown)
    either = sum(not each.judged.isdisjoint(each.names) for each in shown)
    total = len(extracted)
    sys.stdout.write(f"{total} judged questions, {len(shown)} with an extract\n")
    sys.stdout.write(f"a sentence of a judged document: {either / total:.3f} of all,")
    sys.stdout.write(f" {either / max(len(shown), 1):.3f} of those shown\n")
    sys.stdout.write(f"the first sentence is of one: {first / max(len(shown), 1):.3f} of those\n")
    answering = [each.answering for each in shown]
    quoted = sum(len(each.quoted) for each in shown)
    sys.stdout.write(f"a sentence with the judged words: {sum(map(bool, answering)) / total:.3f}")
    sys.stdout.write(f" of all, {sum(answering) / max(quoted, 1):.3f} of {quoted} sentences\n")
    sys.stdout.write(line("extract, processor time", timings) + "\n")


def _extract_all(store: Store, judged: Sequence[Judged]) -> tuple[list[Extracted], list[float]]:
    retriever, extractor = Retriever.over(store), Extractor.over(store.word_encoder)
    access = store.catalogue.reader.every_scope()
    answers = [retriever.answer(Question(text=each.text), access=access) for each in judged]
    extracted, timings = [], []
    # As in the app: a question needs no more than the thread it is answered in.
    with threadpool_limits(1, user_api="blas"):
        for each, answer in zip(judged, answers, strict=True):
            start = time.process_time()
            quoted = extractor.extract(answer)
            timings.append(1000 * (time.process_time() - start))
            good = frozenset(name for name, grade in each.grades.items() if grade > 0)
            quotes = chain.from_iterable(each.quotes.values())
            extracted.append(Extracted(quoted, good, tuple(map(fold, quotes))))
    return extracted, timings


if __name__ == "__main__":
    main()
