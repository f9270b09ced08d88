"""A worker in the terminal, and how the work stands."""

import signal
import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from kb.problems import Problem
from kb.store import Store
from ui.commands.opening import Json, opened, print_json, said, settings_said


def work(
    status: Annotated[bool, typer.Option("--status", help="Only say how the work stands.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Have parked jobs tried again, and say so.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run a worker: it reads files, and takes its part of what is done for all processes.

    Asked to stop (SIGTERM), it finishes the file in hand or gives it back.
    """
    if status or retry:
        _status(as_json=as_json, retry=retry)
        return
    from ui.logs import set_up_logs
    from ui.working import work as run

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with said():
        settings = settings_said()
        set_up_logs(settings)
        run(settings, stop)


def _status(*, as_json: bool, retry: bool) -> None:
    with opened(settings_said(), own=False) as store:
        if retry:
            typer.echo(f"{store.catalogue.jobs.retry()} jobs are tried again.", err=True)
        facts = _facts(store)
    if as_json:
        print_json(facts)
    else:
        typer.echo("\n".join(_lines(facts)))


def _facts(store: Store) -> dict[str, list[dict[str, object]]]:
    catalogue, latest = store.catalogue, store.catalogue.feed.latest()
    names = {each.id: each.place for each in catalogue.processes.all()}
    return {
        "processes": [
            {
                "kind": each.kind,
                "place": each.place,
                "started": each.started_at.isoformat(timespec="seconds"),
                "seen": each.seen_at.isoformat(timespec="seconds"),
                "words_behind": latest - each.standing.words_position,
            }
            for each in catalogue.processes.all()
        ],
        "duties": [
            {"name": each.name, "holder": names.get(each.owner, each.owner or "nobody")}
            for each in catalogue.leases.all()
        ],
        "jobs": [
            {"kind": kind, "state": state, "count": count}
            for (kind, state), count in sorted(catalogue.jobs.counts().items())
        ],
        "parked": [
            {"job": job.id, "kind": job.kind, "problem": Problem(job.problem).say("en")}
            for job in catalogue.jobs.parked()
        ],
    }


def _lines(facts: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for title, rows in facts.items():
        yield f"{title}:" if rows else f"{title}: none"
        for row in rows:
            yield "  " + "  ".join(f"{name} {value}" for name, value in row.items())
