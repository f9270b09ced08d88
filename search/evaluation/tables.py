"""Results as Markdown: one set in full, or every set in a line."""

from collections.abc import Iterable, Iterator, Sequence

from search.evaluation.intervals import Estimate
from search.evaluation.measures import MAIN
from search.evaluation.results import Group, Results
from search.evaluation.similarity import MEASURE
from search.nouns import Mode

_NAMES = {"ndcg": "nDCG", "mrr": "MRR"}


def full(results: Results) -> str:
    """Lay one set out: modes by measures, hybrid against the others, directions and tags."""
    parts = [f"## {results.name}: {results.questions} {_counted(results)}", _modes(results)]
    if results.gain:
        parts.append(f"Hybrid minus the best other mode, nDCG@10: {_gain(results)}")
    if results.by_group:
        parts.append(groups(results))
    for mode, share in results.passage_accuracy.items():
        parts.append(f"{mode}: the cited passage answers in {share:.1%} of found documents")
    if results.absent:
        parts.append(f"Not read, so never found: {', '.join(results.absent)}")
    return "\n\n".join(parts)


def overview(sets: Sequence[Results]) -> str:
    """Lay every set out in a line, its modes side by side."""
    modes = _all_modes(sets)
    heads = ["set", "questions", "measure", *modes, "hybrid minus best other"]
    return table(heads, (row for each in sets for row in _overview_rows(each, modes)))


def report(sets: Sequence[Results]) -> str:
    """Lay out every set in full, and where there are several, a line for each."""
    parts = [full(each) for each in sets]
    return "\n\n".join([*parts, overview(sets)] if len(parts) > 1 else parts)


def groups(results: Results) -> str:
    """Lay the directions and tags of a set out, a line each, in nDCG@10."""
    modes = list(results.by_mode)
    rows = (
        [name, str(own.questions), *(_cell(own, mode) for mode in modes)]
        for name, own in results.by_group.items()
    )
    return table(["nDCG@10", "questions", *modes], rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(estimate: Estimate) -> str:
    """Write a figure with its interval."""
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def signed(estimate: Estimate) -> str:
    """Write a difference with its interval."""
    return f"{estimate.value:+.3f} [{estimate.low:+.3f}, {estimate.high:+.3f}]"


def _modes(results: Results) -> str:
    measures = list(next(iter(results.by_mode.values())))
    rows = (
        [mode, *(_figure(name, figures[name]) for name in measures)]
        for mode, figures in results.by_mode.items()
    )
    return table(["mode" if _is_retrieval(results) else "pairs", *map(_named, measures)], rows)


def _figure(name: str, estimate: Estimate) -> str:
    return plain(estimate) if name in {MAIN, MEASURE} else f"{estimate.value:.3f}"


def _named(measure: str) -> str:
    name, at, depth = measure.partition("@")
    return _NAMES.get(name, name.capitalize()) + at + depth


def _all_modes(sets: Iterable[Results]) -> list[str]:
    """List the modes measured; pairs are compared by cosine, as in dense mode."""
    names = (each.by_mode if _is_retrieval(each) else [Mode.DENSE.value] for each in sets)
    known = {mode for modes in names for mode in modes}
    return [mode.value for mode in Mode if mode.value in known]


def _overview_rows(results: Results, modes: Sequence[str]) -> Iterator[list[str]]:
    count = str(results.questions)
    if _is_retrieval(results):
        found = [results.figure(mode, MAIN) for mode in modes]
        cells = [plain(each) if each else "–" for each in found]
        yield [results.name, count, "nDCG@10", *cells, _gain(results)]
        return
    for pairs, figures in results.by_mode.items():
        cells = [plain(figures[MEASURE]) if mode == Mode.DENSE else "–" for mode in modes]
        yield [f"{results.name} {pairs}", count, "Spearman", *cells, "–"]


def _gain(results: Results) -> str:
    gain = results.gain
    return f"{signed(gain.difference)} ({gain.over})" if gain else "–"


def _cell(own: Group, mode: str) -> str:
    return plain(own.by_mode[mode][MAIN])


def _counted(results: Results) -> str:
    return "questions" if _is_retrieval(results) else "pairs a file"


def _is_retrieval(results: Results) -> bool:
    return MEASURE not in next(iter(results.by_mode.values()))
