"""How well questions are answered: the sample corpus and every set, against what is required.

python -m benchmarks.quality                             print the tables
python -m benchmarks.quality --write docs/quality.md     and write them into the page
python -m benchmarks.quality --record                    renew what CI holds the sample corpus to
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import CORPUS
from kb.errors import PasserelleError
from kb.nouns import Filters
from kb.settings import EMBEDDED_ENCODER, Settings
from kb.store import Store
from search.evaluation.groups import CROSS, SAME
from search.evaluation.measures import MAIN
from search.evaluation.pages import around, rewrite
from search.evaluation.plots import check_plot, draw
from search.evaluation.published import Task, beside, read_published
from search.evaluation.requirements import Outcome, Requirement, as_table, look_up
from search.evaluation.results import Results
from search.evaluation.sets import TakeFolder, Taken, evaluate_sets, find_sets
from search.evaluation.tables import groups, overview
from search.nouns import Mode

RECORDED = Path(__file__).with_name("recorded.json")
_ASKED = Path(__file__).with_name("quality.toml")
_EVALUATION = CORPUS.parents[1] / "shared" / "eval"
RATIO, ABSENT = "cross over same", "documents not read"
TAGS = ("misspelt", "no_accents", "caps", "one_word", "sixty_words")


def main() -> int:
    """Measure, print, and write or record what the command line asks for."""
    chosen = _parse()
    try:
        text = _recorded() if chosen.record else _measured(chosen)
    except PasserelleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(text)
    return 0


def _recorded() -> str:
    text = json.dumps(record(measure_corpus()), indent=2) + "\n"
    RECORDED.write_text(text, "utf-8")
    return text


def _measured(chosen: argparse.Namespace) -> str:
    """Check that the results can be written before taking minutes to measure them."""
    if chosen.write:
        around(chosen.write)
    if chosen.plot:
        check_plot(chosen.plot)
    sets = list(_measure(chosen.evaluation))
    text = page(sets, chosen.published)
    if chosen.write:
        rewrite(chosen.write, text)
    if chosen.plot:
        draw(sets, chosen.plot)
    return text


def measure_corpus(home: Path | None = None) -> Results:
    """Measure the sample corpus in hybrid mode, in a home that holds it already if one is given."""
    taken = take_folder if home is None else _taken_before
    (results,) = _evaluate([CORPUS], [Mode.HYBRID], taken=taken, home=home)
    return results


def record(corpus: Results) -> dict[str, float]:
    """Pick the figures that CI holds the sample corpus to, and how much of it was read."""
    found = {tag: corpus.figure(Mode.HYBRID, MAIN, tag) for tag in TAGS}
    tags = {tag: estimate.value for tag, estimate in found.items() if estimate}
    overall = corpus.by_mode[Mode.HYBRID][MAIN].value
    ratio = cross_over_same(corpus)
    return {"overall": overall, **tags, RATIO: ratio, ABSENT: len(corpus.absent)}


def cross_over_same(corpus: Results) -> float:
    """Divide nDCG@10 of cross-language questions by that of same-language ones."""
    same, cross = (corpus.by_group[name].by_mode[Mode.HYBRID][MAIN] for name in (SAME, CROSS))
    return round(cross.value / same.value, 4)


def page(sets: Sequence[Results], published: Path) -> str:
    """Lay out all that was measured."""
    asked = tomllib.loads(_ASKED.read_text("utf-8"))
    by_name = {results.name: results for results in sets}
    parts = ["## What is required", as_table(_outcomes(asked["requirement"], by_name))]
    parts += ["## Every set, modes side by side", overview(sets)]
    if published.exists():
        tasks = {each["figure"]: Task(**each["task"]) for each in asked["published"]}
        table = beside(tasks, by_name, read_published(published))
        parts += ["## Beside published figures", table]
    parts += ["## The sample corpus, by direction and by tag", *_corpus(by_name[CORPUS.name])]
    return "\n\n".join(parts) + "\n"


def _corpus(results: Results) -> Iterator[str]:
    yield groups(results)
    if results.absent:
        yield f"Not read, for want of tesseract, so never found: {', '.join(results.absent)}."


def _outcomes(asked: Iterable[Mapping[str, Any]], sets: Mapping[str, Results]) -> Iterator[Outcome]:
    for each in asked:
        requirement = Requirement(**{**each, "figures": tuple(each["figures"])})
        yield look_up(requirement, sets)
    ratio = Requirement("sample corpus, cross over same-language, hybrid nDCG@10", (), 0.95, 1.0)
    yield Outcome(ratio, (cross_over_same(sets[CORPUS.name]),))
    gains = {name: each.gain.difference.value for name, each in sets.items() if each.gain}
    lowest = min(gains, key=lambda name: gains[name])
    measure = f"hybrid minus the best other mode, lowest of {len(gains)} sets ({lowest})"
    yield Outcome(Requirement(measure, (), -0.005, 0.0001), (gains[lowest],))


def _measure(evaluation: Path) -> Iterator[Results]:
    for results in _evaluate([CORPUS, *find_sets([evaluation])], list(Mode)):
        sys.stderr.write(f"{results.name}: measured\n")
        yield results


def _evaluate(
    folders: Sequence[Path],
    modes: Sequence[Mode],
    *,
    taken: TakeFolder | None = None,
    home: Path | None = None,
) -> Iterator[Results]:
    # The embedded encoder, whatever the environment says.
    settings = Settings(encoder=str(EMBEDDED_ENCODER), party="qc", audience="partners")
    taking = taken or take_folder
    yield from evaluate_sets(folders, modes, settings=settings, take_folder=taking, home=home)


@dataclass(frozen=True, slots=True)
class _Before:
    """A document that is there already."""

    file: str
    document_id: str | None


def _taken_before(store: Store, folder: Path) -> Iterator[Taken]:
    """List what was read of a folder before."""
    documents = store.catalogue.reader.browse(
        Filters(), access=store.catalogue.reader.every_scope()
    )
    yield from (_Before(each.file_name, each.id) for each in documents)


def take_folder(store: Store, folder: Path) -> Iterator[Taken]:
    """Read a folder of files into a store."""
    from ingest.pipeline import Ingest
    from ingest.reports import Given
    from ingest.sandbox import Sandbox

    given = Given(party=store.settings.party, audience=store.settings.audience)
    with Sandbox() as sandbox:
        yield from Ingest(store, sandbox).take_in_all([folder], given)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--evaluation", type=Path, default=_EVALUATION, help="folder of sets")
    parser.add_argument("--published", type=Path, help="published figures")
    parser.add_argument("--write", type=Path, help="page to write the tables into")
    parser.add_argument("--plot", type=Path, help="picture to draw: .png, .svg or .html")
    parser.add_argument("--record", action="store_true", help="renew benchmarks/recorded.json")
    chosen = parser.parse_args()
    chosen.published = chosen.published or chosen.evaluation / "published.tsv"
    return chosen


if __name__ == "__main__":
    sys.exit(main())
