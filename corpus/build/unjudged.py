"""Questions without judgements: those that nothing answers, and pairs that ask the same thing."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from corpus.build.lines import read_lines
from kb.nouns import Frozen

LEAST_UNANSWERABLE = 40
"""How many questions are wanted of each language and kind."""
LEAST_PAIRS = {"gender": 40, "region": 20}
_Words = Annotated[str, Field(min_length=1)]


class UnanswerableQuestion(Frozen):
    """A question that no document answers: `near` the corpus's subjects or `far` from them."""

    text: _Words
    lang: Literal["fr", "en"]
    kind: Literal["near", "far"]


class FairnessPair(Frozen):
    """One question in two wordings that deserve the same answers."""

    id: Annotated[str, Field(pattern=r"^f\d{3}$")]
    kind: Literal["gender", "region", "number"]
    lang: Literal["fr", "en"]
    texts: tuple[_Words, _Words]


def check_unanswerable(path: Path, judged: set[str]) -> Iterator[str]:
    """Check the form and number of the unanswerable questions, and that none is judged."""
    if not path.exists():
        yield f"{path.name} is missing"
        return
    questions, problems = read_lines(path, UnanswerableQuestion)
    yield from problems
    yield from _repeated(path.name, [each.text for each in questions])
    counts = Counter((each.lang, each.kind) for each in questions)
    for lang in ("fr", "en"):
        for kind in ("near", "far"):
            if (count := counts[lang, kind]) < LEAST_UNANSWERABLE:
                yield f"{path.name}: {count} of {lang}, {kind}; {LEAST_UNANSWERABLE} are wanted"
    for text in sorted(judged & {each.text for each in questions}):
        yield f"{path.name}: “{text}” has an answer among the judged questions"


def check_fairness(path: Path) -> Iterator[str]:
    """Check the form and number of the fairness pairs."""
    if not path.exists():
        yield f"{path.name} is missing"
        return
    pairs, problems = read_lines(path, FairnessPair)
    yield from problems
    yield from _repeated(path.name, [each.id for each in pairs])
    counts = Counter[str](each.kind for each in pairs)
    for kind, least in LEAST_PAIRS.items():
        if counts[kind] < least:
            yield f"{path.name}: {counts[kind]} pairs of {kind}; {least} are wanted"
    for pair in pairs:
        if pair.texts[0] == pair.texts[1]:
            yield f"{path.name}: the two texts of {pair.id} are the same"


def _repeated(name: str, values: list[str]) -> Iterator[str]:
    """Name what stands in a file more than once."""
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{name}: “{value}” stands {count} times"
