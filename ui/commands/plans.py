"""The plan and its report in the terminal: whoever runs this holds the files themselves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ingest.desk.planning import Planning
from kb.access import AccessScope
from kb.audit import OPERATOR, Action
from kb.errors import NotFound
from kb.plan import Activity, Plan, Programme
from kb.store import Store
from search.planning.late import of_plan
from search.reporting.model import Report
from search.reporting.renderer import format_of, renderer
from search.reporting.reports import Reports, Wanted, period_of
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="The biennial plan.")

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day.")]
Many = Annotated[list[str] | None, typer.Option(help="Repeatable.")]
Language = Annotated[str, typer.Option(help="fr or en.")]
Named = Annotated[str, typer.Option(help="Id of the plan; the latest if left out.")]
_LOCAL = "http://localhost:8501"


@app.command("list")
def list_(plan: Named = "", as_json: Json = False) -> None:
    """List the activities of a plan, with what is late."""
    with opened(settings_said(), own=False) as store:
        access = _operator(store)
        programme = store.catalogue.plan.programme(_chosen(store, plan), access=access)
    if as_json:
        late = [
            {"cause": each.cause.value, "since": str(each.since), "id": each.thing.id}
            for each in of_plan(programme, date.today())
        ]
        print_json(programme.model_dump(mode="json") | {"late": late})
    else:
        typer.echo("\n".join(_lines(programme)))


@app.command()
def begin(
    title: str,
    starts: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"])],
    ends: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"])],
    as_json: Json = False,
) -> None:
    """Begin a new plan."""
    with opened(settings_said(), own=False) as store:
        plan = Plan(title=title, starts=starts.date(), ends=ends.date())
        saved = Planning(store).save(plan, None)
    _say(saved.id, as_json)


@app.command()
def add(
    title: str,
    plan: Named = "",
    means: Many = None,
    domain: Many = None,
    party: Many = None,
    mandate: str = "",
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    due: Day = None,
    as_json: Json = False,
) -> None:
    """Add an activity to a plan."""
    with opened(settings_said(), own=False) as store:
        activity = Activity(
            plan_id=_chosen(store, plan),
            title=title,
            means=tuple(means or ()),
            domains=tuple(domain or ()),
            parties=tuple(party or ()),
            mandate=mandate,
            starts=starts.date() if starts else None,
            due=due.date() if due else None,
        )
        saved = Planning(store).save(activity, None)
    _say(saved.id, as_json)


@app.command()
def export(
    out: Path,
    plan: Named = "",
    language: Language = "fr",
    format_: Annotated[str, typer.Option("--format", help="docx, pdf or md.")] = "",
    as_json: Json = False,
) -> None:
    """Write a plan to a file."""
    with opened(settings_said(), own=False) as store:
        chosen = _chosen(store, plan)
        drawn = Reports.over(store).plan(chosen, _wanted(store, language), access=_operator(store))
        _write(drawn, out, format_)
        store.audit.record(OPERATOR, Action.REPORTED, chosen, language=language)
    _say(str(out), as_json)


def report(
    out: Path,
    first: Annotated[str, typer.Option("--from", help="First month, like 2025-01.")],
    last: Annotated[str, typer.Option("--to", help="Last month, like 2026-12.")],
    language: Language = "fr",
    format_: Annotated[str, typer.Option("--format", help="docx, pdf or md.")] = "",
    as_json: Json = False,
) -> None:
    """Draw up the report on a period: only documents that both parties may read."""
    with opened(settings_said(), own=False) as store:
        period = period_of(first, last)
        wanted = _wanted(store, language)
        drawn = Reports.over(store).report(period, wanted, access=_operator(store))
        _write(drawn, out, format_)
        days = {"starts": str(period.starts), "ends": str(period.ends)}
        store.audit.record(OPERATOR, Action.REPORTED, language=language, **days)
    _say(str(out), as_json)


def _write(drawn: Report, out: Path, wanted: str) -> None:
    wanted_format = format_of(wanted or out.suffix.removeprefix("."))
    if not out.parent.is_dir():
        raise NotFound("file.not_found", file=str(out.parent))
    out.write_bytes(renderer(wanted_format).render(drawn))


def _wanted(store: Store, language: str) -> Wanted:
    settings = store.settings
    return Wanted(
        language="en" if language == "en" else "fr",
        party=settings.party,
        base=settings.public_url or _LOCAL,
        today=date.today(),
    )


def _operator(store: Store) -> AccessScope:
    scope = store.catalogue.reader.every_scope()
    return replace(scope, person=OPERATOR, decides_for=OPERATOR)


def _chosen(store: Store, plan_id: str) -> str:
    if plan_id:
        return plan_id
    for plan in store.catalogue.plan.plans(access=_operator(store)):
        return plan.id
    raise NotFound("plan.none")


def _lines(programme: Programme) -> Iterable[str]:
    plan = programme.plan
    late = {each.thing.id for each in of_plan(programme, date.today())}
    yield f"{plan.id}  {plan.title}  {plan.starts} – {plan.ends}"
    for each in programme.activities:
        mark = "!" if each.id in late else " "
        yield f"{mark} {each.id}  {each.deadline or '–'!s:<10}  {each.state:<10}  {each.title}"


def _say(value: str, as_json: bool) -> None:
    if as_json:
        print_json({"id": value})
    else:
        typer.echo(value)
