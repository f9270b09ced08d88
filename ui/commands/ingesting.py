"""Documents read in from the terminal."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ingest.reports import FileReport, Given, Outcome
from kb.courtesy import CrowdSign, giving_way
from kb.errors import AccountError, NotFound
from kb.nouns import Kind
from kb.store import Store
from ui.commands import queued
from ui.commands.opening import Json, opened, print_json, settings_said, step_back
from ui.terminal import report_json, shown

_READ_AT_ONCE = 4
"""Files read at once at most, on a machine of as many cores: each takes memory of its own."""


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
    step_back(settings)
    crowded = CrowdSign(settings.home).is_up
    # A long batch must not keep the app from its indexes: they are only taken at the end.
    with opened(settings, own=False) as store:
        if queue:
            taken = queued.by_workers(store, _existing(paths), given, draft_for, wait=wait)
        elif draft_for:
            taken = giving_way(_take_drafts(store, paths, given, draft_for), crowded)
        else:
            taken = giving_way(take_in(store, paths, given, crowded), crowded)
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


def take_in(
    store: Store, paths: Iterable[Path], given: Given, crowded: Callable[[], bool] = bool
) -> Iterator[FileReport]:
    """Read and store files, and report on each as it is done; beside a crowd, one by one."""
    from ingest.pipeline import Ingest
    from ingest.sandbox import Sandbox

    found = _existing(paths)
    with Sandbox(at_once=min(len(os.sched_getaffinity(0)), _READ_AT_ONCE)) as sandbox:
        yield from Ingest(store, sandbox).take_in_all(found, given, crowded)


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
