"""The terminal face: every service, for people and (with --json) for programs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.reports import FileReport, Given, Outcome
from kb.errors import AccountError, NotFound
from kb.nouns import Filters, Kind
from kb.store import Store
from search.nouns import Mode, Question
from ui.commands import (
    backups,
    checkup,
    erasing,
    handover,
    judged,
    plans,
    queued,
    records,
    reindexing,
    thesaurus,
    tokens,
    topics,
    twinning,
    usage,
    users,
    working,
)
from ui.commands.opening import Json, opened, print_json, said, settings_said, step_back
from ui.terminal import answer_lines, hit_json, report_json, shown, watched

if TYPE_CHECKING:
    from search.evaluation.results import Results

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Passerelle: a bilingual knowledge base of good practices.",
)
app.add_typer(users.app, name="user")
app.add_typer(records.app, name="audit")
app.add_typer(judged.app, name="judged")
app.command()(usage.usage)
app.add_typer(topics.app, name="topics")
app.add_typer(plans.app, name="plan")
app.command()(plans.report)
app.add_typer(thesaurus.app, name="thesaurus")
app.command()(handover.export)
app.command("import")(handover.import_)
app.command()(working.work)
app.command()(erasing.erase)
app.command()(erasing.receipts)
app.add_typer(twinning.app, name="twins")
app.command()(twinning.gaps)
app.add_typer(tokens.app, name="token")
app.command()(tokens.mcp)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(checkup.doctor)
app.command()(reindexing.reindex)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or ZIP archives.")],
    party: Annotated[str, typer.Option(help="Party they belong to: qc or fr.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Guessed if left out.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Domain; repeatable.")] = None,
    audience: Annotated[str, typer.Option(help="public, partners, party or group:NAME.")] = "",
    draft_for: Annotated[str, typer.Option(help="Login of the expert who gets drafts.")] = "",
    queue: Annotated[bool, typer.Option("--queue", help="Have workers read them.")] = False,
    wait: Annotated[bool, typer.Option(help="With --queue: until all are read.")] = True,
    as_json: Json = False,
) -> None:
    """Read documents into the knowledge base; a bad file never stops the others.

    They are published at once, unless they become the drafts of an expert.
    """
    settings = settings_said()
    given = Given(
        party=party or settings.party,
        audience=audience or settings.audience,
        kind=kind,
        domains=tuple(domain or ()),
    )
    step_back()
    # A long batch must not keep the app from its indexes: they are only taken at the end.
    with opened(settings, own=False) as store:
        if queue:
            taken = queued.by_workers(store, _existing(paths), given, draft_for, wait=wait)
        elif draft_for:
            taken = _take_drafts(store, paths, given, draft_for)
        else:
            taken = _take_in(store, paths, given)
        reports = list(shown(taken, quiet=as_json))
        if not draft_for:
            _bring_plans(store, paths, reports)
    if not queue:
        with opened(settings) as store:
            store.catch_up()
    if as_json:
        print_json([report_json(report) for report in reports])
    if reports and all(report.outcome is Outcome.FAILED for report in reports):
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='"Phrases" and -exclusions work.')],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many documents.")] = 10,
    language: Annotated[list[str] | None, typer.Option(help="fr or en; repeatable.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="qc or fr; repeatable.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Search all audiences: whoever can run this holds the files themselves."""
    from search.retriever import Retriever

    filters = Filters(
        parties=tuple(party or ()),
        domains=tuple(domain or ()),
        kinds=tuple(kind or ()),
        languages=tuple(language or ()),
    )
    with opened(settings_said()) as store:
        answer = Retriever.over(store).answer(
            Question(text=query, filters=filters, limit=k),
            access=store.catalogue.reader.every_scope(),
        )
    if as_json:
        print_json([hit_json(hit) for hit in answer.hits])
    else:
        typer.echo("\n".join(answer_lines(answer)))


@app.command()
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


@app.command()
def status(as_json: Json = False) -> None:
    """Say what the knowledge base holds and where."""
    with opened(settings_said()) as store:
        scope = store.catalogue.reader.every_scope()
        facts: dict[str, str | int] = {
            "home": str(store.settings.home.resolve()),
            "documents": store.catalogue.counting.total(Filters(), access=scope),
            "passages": store.catalogue.feed.published_passages(),
            "encoder": store.encoder.name,
            "indexes": "own" if store.follower else "owned by another process",
            "changes_behind": store.follower.behind() if store.follower else 0,
        }
    if as_json:
        print_json(facts)
    else:
        typer.echo("\n".join(f"{name:<15} {value}" for name, value in facts.items()))


def _take_in(store: Store, paths: Iterable[Path], given: Given) -> Iterator[FileReport]:
    from ingest.pipeline import Ingest
    from ingest.sandbox import Sandbox

    found = _existing(paths)
    with Sandbox() as sandbox:
        yield from Ingest(store, sandbox).take_in_all(found, given)


def _bring_plans(store: Store, paths: Iterable[Path], reports: Sequence[FileReport]) -> None:
    """Bring in the plan that a folder holds beside its documents, where there is none yet."""
    from ingest.desk.sample_plan import bring_plan

    for path in paths:
        if path.is_dir():
            bring_plan(store, path, reports)


def _take_drafts(
    store: Store, paths: Iterable[Path], given: Given, login: str
) -> Iterator[FileReport]:
    from ui.services import services_over

    user = store.catalogue.people.by_login(login)
    if user is None:
        raise AccountError("account.unknown", login=login)
    yield from services_over(store).contributions.bring(_existing(paths), given, user)


def _existing(paths: Iterable[Path]) -> list[Path]:
    found = list(paths)
    for path in found:
        if not path.exists():
            raise NotFound("file.not_found", file=str(path))
    return found


def _take_folder(store: Store, folder: Path) -> Iterator[FileReport]:
    given = Given(party=store.settings.party, audience=store.settings.audience)
    return shown(_take_in(store, [folder], given), quiet=True)


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


if __name__ == "__main__":
    app()
