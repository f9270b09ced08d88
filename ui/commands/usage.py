"""Usage in the terminal: how much was searched and found, without people."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from search.interest.insight import Insight
from ui.commands.opening import Json, opened, print_json, settings_said


def usage(
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 30,
    as_json: Json = False,
) -> None:
    """Count the searches of the app by month and language, and what they found."""
    today = datetime.now(UTC).date()
    with opened(settings_said(), own=False) as store:
        found = Insight(store.catalogue.usage).figures(today - timedelta(days=days - 1), today)
    rows = [
        {
            "month": each.month.isoformat()[:7],
            "language": each.language,
            "searches": each.outcomes.all,
            "found": each.outcomes.found,
            "weak": each.outcomes.weak,
            "nothing": each.outcomes.nothing,
            "openings": each.openings,
        }
        for each in found
    ]
    if as_json:
        print_json(rows)
    for row in rows if not as_json else ():
        typer.echo("  ".join(f"{name} {value}" for name, value in row.items()))
