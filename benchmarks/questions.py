"""How long a whole answer takes in process, on the sample corpus, for every judged question."""

import sys
from functools import partial

from benchmarks.figures import CORPUS, line, loaded_corpus, milliseconds
from kb.nouns import Filters
from search.evaluation.judgements import read_judged
from search.nouns import Question
from search.retriever import Retriever


def main() -> None:
    """Time each judged question once, after a warm-up, plain and narrowed."""
    judged = read_judged(CORPUS)
    with loaded_corpus() as (store, _):
        retriever = Retriever.over(store)
        access = store.catalogue.reader.every_scope()
        for name, filters in (
            ("plain", Filters()),
            ("one party", Filters(parties=("qc",))),
            ("one domain and language", Filters(domains=("digital",), languages=("en",))),
        ):
            questions = [Question(text=each.text, filters=filters) for each in judged]
            actions = [partial(retriever.answer, each, access=access) for each in questions]
            milliseconds(actions[:20])
            sys.stdout.write(line(f"question, {name}", milliseconds(actions)) + "\n")


if __name__ == "__main__":
    main()
