"""How quick the embedded encoders and the soft scorer are, and how much memory they hold.

python -m benchmarks.encoders      one thread for passages: figures are per core
"""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.figures import CORPUS, line, loaded_corpus, milliseconds
from kb.nouns import Filters
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER
from search.evaluation.judgements import read_judged

QUESTION = "aide au retour à l'emploi pour parents isolés"
_WORDS = 100
_PASSAGES = 400
_CANDIDATES = 200


def main() -> None:
    """Measure both encoders in processes of their own, then the soft scorer."""
    for folder in (EMBEDDED_ENCODER, STATIC_ENCODER):
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
        command = ["taskset", "-c", "0", sys.executable, "-m", "benchmarks.encoders", str(folder)]
        subprocess.run(command, check=True, env=environment)
    _time_soft_scorer()


def passages(number: int) -> list[str]:
    """Cut the sample corpus' sources into passages of a hundred words, in both languages."""
    words = [
        word
        for path in sorted(Path("corpus/sources").glob("*.md"))
        for word in path.read_text("utf-8").partition("+++\n")[2].partition("+++\n")[2].split()
    ]
    return [" ".join(words[at * _WORDS : (at + 1) * _WORDS]) for at in range(number)]


def _measure(folder: Path) -> None:
    from kb.encoders import open_encoder

    texts, before = passages(_PASSAGES), _resident()
    encoder = open_encoder(str(folder))
    encoder.encode_question(QUESTION)
    held = _resident() - before
    encoder.encode_passages(texts[:40])
    (spent,) = milliseconds([partial(encoder.encode_passages, texts)])
    questions = [partial(encoder.encode_question, f"{QUESTION} {n}") for n in range(300)]
    write = sys.stdout.write
    write(line(f"{folder.name}: question of 8 words", milliseconds(questions)) + "\n")
    write(f"{folder.name}: {1000 * len(texts) / spent:.0f} passages of {_WORDS} words a second")
    write(f" and core; {held:.0f} MB when loaded, {_resident() - before:.0f} MB after passages\n")
    sys.stdout.flush()


def _time_soft_scorer() -> None:
    """Time the whole of it on the sample corpus: weights, tokens of candidates, scores."""
    from search.soft import SoftMatcher

    with loaded_corpus() as (store, _):
        access = store.catalogue.reader.every_scope()
        matcher = SoftMatcher(store.word_encoder, store.tokens)
        known = store.catalogue.reader.passage_ids(Filters(), access=access, limit=_CANDIDATES)

        def score(text: str) -> None:
            bags = store.tokens.bags(known, access=access)
            matcher.question(text, access=access).score(list(bags.values()))

        asked = [each.text for each in read_judged(CORPUS)]
        first = milliseconds(partial(score, text) for text in asked)
        again = milliseconds(partial(score, text) for text in asked)
        for name, timings in (("new words", first), ("known words", again)):
            head = f"soft scorer, {len(known)} candidates, {name}"
            sys.stdout.write(line(head, timings) + "\n")


def _resident() -> float:
    """Read how much memory this process holds, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
    else:
        main()
