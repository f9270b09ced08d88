"""The audit in the terminal."""

from datetime import datetime
from typing import Annotated

import typer

from kb.audit import Breach, Record
from kb.problems import Problem
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="Look at the audit and check it.")

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day, itself included.")]


@app.command()
def verify(as_json: Json = False) -> None:
    """Check that no record was changed, taken out, moved or cut off."""
    with opened(settings_said(), own=False) as store:
        breach = store.audit.verify()
    if as_json:
        print_json({"holds": breach is None, "breach": breach and breach.model_dump()})
    else:
        typer.echo(_words(breach))
    if breach:
        raise typer.Exit(1)


@app.command("list")
def list_(
    actor: Annotated[str, typer.Option(help="Login or id of who acted.")] = "",
    action: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the latest first.")] = 200,
    as_json: Json = False,
) -> None:
    """List what was recorded, the latest first."""
    with opened(settings_said(), own=False) as store:
        person = store.accounts.people.by_login(actor.casefold()) if actor else None
        found = store.audit.records(
            actor=person.id if person else actor,
            actions=action or (),
            since=_iso(since),
            until=_iso(until),
            limit=limit,
        )
    if as_json:
        print_json([record.model_dump() for record in found])
    else:
        for record in found:
            typer.echo(_line(record))


def _iso(day: datetime | None) -> str:
    return day.date().isoformat() if day else ""


def _words(breach: Breach | None) -> str:
    if breach is None:
        return Problem("audit.holds").say("en")
    return Problem(f"audit.{breach.reason}", {"position": breach.position}).say("en")


def _line(record: Record) -> str:
    details = " ".join(f"{name}={value}" for name, value in sorted(record.details.items()))
    facts = (str(record.position), record.at, record.actor, record.action, record.subject, details)
    return "  ".join(filter(None, facts))
