"""Topics in the terminal: listed, and found anew."""

import time
from typing import Annotated

import typer

from kb.access import PARTNERS
from kb.audit import OPERATOR, Action
from kb.errors import NotFound
from kb.store import Store
from kb.topics import CIRCLES, Job, State, Task
from search.topics.reading import TopicViews
from search.topics.tending import Tending
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="Look at topics, and have them found anew.")

_PAUSE = 0.5


@app.command()
def recompute(
    circle: Annotated[str, typer.Option(help="public or partners; both if left out.")] = "",
    as_json: Json = False,
) -> None:
    """Find topics anew; names and merges that people gave stay.

    Beside a running app, the app does it and this waits.
    """
    with opened(settings_said()) as store:
        asked = [_ask(store, each) for each in _circles(circle)]
        if store.follower is not None:
            Tending.over(store).work(None if as_json else _say)
        jobs = [_awaited(store, job, quiet=as_json) for job in asked]
    if as_json:
        print_json([job.model_dump(mode="json") for job in jobs])
    if any(job.state is State.FAILED for job in jobs):
        raise typer.Exit(1)


@app.command("list")
def list_(
    circle: Annotated[str, typer.Option(help="public or partners.")] = PARTNERS,
    domain: Annotated[str, typer.Option(help="Only topics of one domain.")] = "",
    as_json: Json = False,
) -> None:
    """List the topics of a circle with the documents that all of it may read."""
    with opened(settings_said(), own=False) as store:
        views = TopicViews(store.catalogue.topics, store.catalogue.topic_reader)
        (known,) = _circles(circle)
        found = views.topics(known, domain, access=CIRCLES[known])
    facts = [
        {
            "id": topic.id,
            "fr": topic.label("fr"),
            "en": topic.label("en"),
            "documents": topic.documents,
            "parties": dict(topic.parties),
        }
        for topic in found.values()
    ]
    if as_json:
        print_json(facts)
    else:
        for each in facts:
            typer.echo(f"{each['documents']:>6}  {each['id']}  {each['fr']}  /  {each['en']}")


def _circles(circle: str) -> list[str]:
    if circle and circle not in CIRCLES:
        raise NotFound("topic.unknown_circle", known=", ".join(CIRCLES))
    return [circle] if circle else list(CIRCLES)


def _ask(store: Store, circle: str) -> Job:
    store.audit.record(OPERATOR, Action.TOPICS_RECOMPUTED, circle)
    return store.catalogue.topic_jobs.ask(circle, Task.RECOMPUTE, by=OPERATOR)


def _awaited(store: Store, job: Job, *, quiet: bool) -> Job:
    """Wait until a job is over, whoever does it."""
    jobs = store.catalogue.topic_jobs
    while (now := jobs.job(job.id)).state in (State.WAITING, State.RUNNING):
        if not quiet and now.step != job.step:
            _say(now)
        job = now
        time.sleep(_PAUSE)
    return now


def _say(job: Job) -> None:
    typer.echo(f"{job.circle:<10} {job.done}/{job.total} {job.step}", err=True)
