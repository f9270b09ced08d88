"""A change of encoder in the terminal: prepared beside the one that serves, judged, taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.errors import ReindexingError
from kb.reindexing import Run, RunState, Verdict, Way
from ui.commands.opening import Json, opened, print_json, settings_said, step_back

if TYPE_CHECKING:
    from kb.encoder_change import Judge
    from kb.ports import Encoder, FactSearch
    from kb.settings import Settings
    from kb.store import Store

_CORPORA = (Path(__file__).resolve().parents[2] / "corpus",)


def reindex(
    encoder: Annotated[
        str, typer.Option(help="One that ships, a folder, or an installed model's name.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Even if it answers less well.")] = False,
    back: Annotated[bool, typer.Option("--back", help="To the encoder that served last.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Give up the change that began.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Only say how far it is.")] = False,
    as_json: Json = False,
) -> None:
    """Change the encoder while the old one serves; killed anywhere, the same command goes on.

    Without --encoder it goes on with the change that began. docs/reindexing.md says more.
    """
    settings = settings_said()
    with opened(settings, own=False) as store:
        if sum(map(bool, (encoder, back, stop, status))) > 1:
            raise ReindexingError("reindexing.one_of")
        if not status:
            _change(store, encoder, _way(force=force, back=back), stop=stop, quiet=as_json)
        facts = _facts(store)
    if as_json:
        print_json(facts)
    else:
        typer.echo("\n".join(_lines(facts)))


def _way(*, force: bool, back: bool) -> Way:
    return Way.BACK if back else Way.FORCED if force else Way.JUDGED


def _change(store: "Store", name: str, way: Way, *, stop: bool, quiet: bool) -> None:
    from kb.encoder_change import EncoderChange, alone, bring_along, drop
    from kb.encoders import portable

    step_back(store.settings)
    rows = store.catalogue.reindexings
    with alone(store) as duty:
        run = rows.run()
        if run is not None and run.state is RunState.SWITCHED:
            ended, run = bring_along(store, run), None
            if not (stop or way is Way.BACK) and portable(name or ended.model) == ended.model:
                return
        if stop:
            drop(store, _begun(run))
            return
        wanted = _wanted(store, run, name, way)
        if wanted is None:
            return
        coming, run = wanted
        with _progress(quiet=quiet) as watch:
            run = EncoderChange(store, coming, duty).go_on(run, _judge(store.settings), watch)
    if run.state is not RunState.DONE and run.verdict:
        raise _refusal(run.verdict)


def _begun(run: Run | None) -> Run:
    if run is None:
        raise ReindexingError("reindexing.nothing")
    return run


def _wanted(store: "Store", run: Run | None, name: str, way: Way) -> tuple["Encoder", Run] | None:
    """Open the encoder that is asked for, and begin its run or go on; nothing if it serves."""
    from kb.encoders import open_encoder, portable

    rows, model = store.catalogue.reindexings, portable(name) if name else ""
    if way is Way.BACK:
        switch = rows.switch()
        if switch is None:
            raise ReindexingError("reindexing.no_former")
        model = switch.former_model
    if not model:
        begun = _begun(run)
        model, way = begun.model, begun.way if way is Way.JUDGED else way
    coming = open_encoder(model)
    if coming.name == store.encoder.name:
        return None
    return coming, rows.begin(coming.name, model, way)


def _judge(settings: "Settings") -> "Judge":
    def judge(encoder: "Encoder", facts: "FactSearch") -> Verdict:
        from search.evaluation.encoders import compare_encoders, questions_for

        # The word index is asked as well: brought up to date first, where nobody else does.
        with opened(settings) as store:
            access = store.catalogue.reader.every_scope()
            judged = questions_for(store, _CORPORA, access=access)
            return compare_encoders(store, encoder, facts, judged, access=access)

    return judge


def _refusal(verdict: Verdict) -> ReindexingError:
    figures = {name: f"{getattr(verdict, name):.3f}" for name in ("old", "new")}
    return ReindexingError(verdict.refusal, questions=verdict.questions, **figures)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Run], object]]:
    """Show how many passages are read, and about how long the rest will take."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TextColumn("{task.fields[left]}"), console=console) as progress:
        task = progress.add_task("passages", total=None, left="", visible=not quiet)

        def watch(run: Run) -> None:
            left = f"{_duration(run.seconds_left)} left" if run.seconds_left else ""
            progress.update(task, completed=run.done, total=run.total, left=left)

        yield watch


def _facts(store: "Store") -> dict[str, object]:
    from kb.store import serving_model

    rows = store.catalogue.reindexings
    switch, run = rows.switch(), rows.last()
    return {
        "serving": switch.encoder if switch else store.encoder.name,
        "model": serving_model(store.settings, store.catalogue),
        "former": switch.former if switch else None,
        "since": switch.at.isoformat(timespec="seconds") if switch else None,
        "run": run
        and run.model_dump(mode="json", exclude={"id"}) | {"seconds_left": run.seconds_left},
    }


def _lines(facts: dict[str, object]) -> Iterator[str]:
    since = f" (since {facts['since']}, before that {facts['former']})" if facts["since"] else ""
    yield f"serving:  {facts['serving']}{since}"
    run = facts["run"]
    if isinstance(run, dict):
        left = run["seconds_left"]
        ending = f", about {_duration(left)} left" if left else ""
        yield (
            f"last run: {run['encoder']}: {run['state']}, {run['done']} of {run['total']} passages"
            f" read{ending}; seen at {run['seen_at']}"
        )
        if verdict := run["verdict"]:
            yield (
                f"judged:   nDCG@10 {verdict['new']:.3f} instead of {verdict['old']:.3f}"
                f" on {verdict['questions']} questions"
            )


def _duration(seconds: float | None) -> str:
    minutes, rest = divmod(int(seconds or 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
