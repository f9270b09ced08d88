"""Retrieval measured on judged questions, from the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.reports import FileReport, Given
from kb.errors import NotFound
from kb.store import Store
from search.nouns import Mode
from ui.commands import judged
from ui.commands.ingesting import take_in
from ui.commands.opening import Json, print_json, said, settings_said
from ui.terminal import shown, watched

if TYPE_CHECKING:
    from search.evaluation.results import Results


def evaluate(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Sets, or folders that hold sets.")
    ] = None,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Also the pairs judged from feedback in this home.")
    ] = False,
    mode: Annotated[Mode | None, typer.Option(help="One mode only.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the tables to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw to this .png, .svg or .html.")] = None,
    questions: Annotated[Path | None, typer.Option(help="Judged questions to ask instead.")] = None,
    other_words: Annotated[
        bool, typer.Option("--thesaurus/--no-thesaurus", help="Search the other side's words too.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Measure retrieval on judged questions, in temporary homes, with 95 % intervals.

    A set is a BEIR folder, a folder with a manifest and judged questions, or one of pairs_*.tsv.
    """
    from search.evaluation.tables import overview, report

    if not folders and not feedback:
        raise typer.BadParameter("name a set, or ask for --feedback")
    sets = _sets(folders or (), plot=plot, markdown=markdown)
    modes = [mode] if mode else list(Mode)
    asked = _measured(sets, modes, questions=questions, words=other_words, quiet=as_json)
    results = list(asked)
    if feedback:
        results += judged.measured(modes, quiet=as_json)
    if as_json:
        # One set by its own name keeps to its figures; several come with all there is to say.
        alone = results[0].values() if sets == folders and len(results) == 1 else None
        print_json(alone or [each.as_json() for each in results])
    elif len(results) > 1:
        typer.echo(overview(results))
    if markdown:
        markdown.write_text(report(results) + "\n", "utf-8")
    if plot:
        from search.evaluation.plots import draw

        draw(results, plot)


def _take_folder(store: Store, folder: Path) -> Iterator[FileReport]:
    given = Given(party=store.settings.party, audience=store.settings.audience)
    return shown(take_in(store, [folder], given), quiet=True)


def _sets(folders: Iterable[Path], *, plot: Path | None, markdown: Path | None) -> list[Path]:
    """List the sets to measure, once what is wanted of them can be written."""
    from search.evaluation.plots import check_plot
    from search.evaluation.sets import find_sets

    with said():
        if plot:
            check_plot(plot)
        for path in filter(None, (plot, markdown)):
            if not path.parent.is_dir():
                raise NotFound("file.not_found", file=str(path.parent))
    return find_sets(folders)


def _measured(
    sets: Iterable[Path], modes: Sequence[Mode], *, questions: Path | None, words: bool, quiet: bool
) -> Iterator["Results"]:
    from search.evaluation.sets import evaluate_sets
    from search.evaluation.tables import full

    settings = settings_said()
    with said():
        for results in evaluate_sets(
            sets,
            modes,
            settings=settings,
            take_folder=_take_folder,
            watch=watched,
            questions=questions,
            thesaurus=words,
        ):
            if not quiet:
                typer.echo(full(results) + "\n")
            yield results
