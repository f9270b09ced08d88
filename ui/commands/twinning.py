"""Twins and gaps in the terminal: whoever can run this holds the files, and decides as operator."""

from typing import Annotated

import typer

from kb.audit import OPERATOR
from kb.catalogue.gaps import Lack
from kb.catalogue.twins import TwinFilter
from kb.nouns import Document
from kb.twins import TwinState
from search.gaps import Gaps
from search.twins.finding import TwinFinder
from search.twins.laying import PracticeTwins
from search.twins.pairs import DecidedPair, TwinPractices
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="List twin practices and decide on them.")

One = Annotated[str, typer.Argument(help="A document, as twins list --json gives it.")]
Other = Annotated[str, typer.Argument(help="A document of the other party.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="open, confirmed or rejected.")] = "open",
    party: Annotated[str, typer.Option(help="Whose practices: qc or fr.")] = "",
    domain: Annotated[str, typer.Option(help="Key of a domain.")] = "",
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List practices with their counterparts, or the pairs that were decided on."""
    chosen = TwinFilter(party=party, domain=domain)
    with opened(settings_said(), own=False) as store:
        access = store.catalogue.reader.every_scope()
        service = TwinPractices.over(store)
        if state == "open":
            TwinFinder.over(store).catch_up()
            _, found = service.practices(chosen, access=access, limit=limit)
            rows = [row for each in found for row in _proposed(each)]
        else:
            pairs = service.decided(_state(state), chosen, access=access, limit=limit)
            rows = [_decided(each) for each in pairs]
    if as_json:
        print_json(rows)
    for row in () if as_json else rows:
        typer.echo(f"{row['one']}  {row['other']}  {row['one_title']}  ↔  {row['other_title']}")


@app.command()
def confirm(one: One, other: Other) -> None:
    """Say that two practices are twins."""
    with opened(settings_said(), own=False) as store:
        access = store.catalogue.reader.every_scope()
        TwinPractices.over(store).confirm(one, other, access=access, actor=OPERATOR)


@app.command()
def reject(one: One, other: Other) -> None:
    """Say that two practices are no twins; they are not proposed again."""
    with opened(settings_said(), own=False) as store:
        access = store.catalogue.reader.every_scope()
        TwinPractices.over(store).reject(one, other, access=access, actor=OPERATOR)


def gaps(limit: Limit = 50, as_json: Json = False) -> None:
    """Say what is missing: themes of one party, reviews due, evidence, translations."""
    with opened(settings_said(), own=False) as store:
        access = store.catalogue.reader.every_scope()
        service = Gaps(store.catalogue.reader, store.catalogue.gaps)
        themes = service.one_sided(access=access)
        lacking = {
            lack: (
                service.count(lack, access=access),
                service.lacking(lack, access=access, limit=limit),
            )
            for lack in Lack
        }
    if as_json:
        print_json(
            {
                "one_sided": [
                    {
                        "domain": each.domain,
                        "target_group": each.target_group,
                        "party": each.party,
                        "documents": each.documents,
                    }
                    for each in themes
                ],
                **{
                    lack.value: {"count": count, "documents": [_named(each) for each in found]}
                    for lack, (count, found) in lacking.items()
                },
            }
        )
        return
    typer.echo(f"one_sided  {len(themes)}")
    for theme in themes[:limit]:
        typer.echo(
            f"  {theme.domain} / {theme.target_group}: only {theme.party}, {theme.documents}"
        )
    for lack, (count, found) in lacking.items():
        typer.echo(f"{lack.value}  {count}")
        for document in found:
            typer.echo(f"  {document.id}  {document.fields.title}")


def _state(asked: str) -> TwinState:
    try:
        return TwinState(asked)
    except ValueError as error:
        raise typer.BadParameter("open, confirmed or rejected") from error


def _proposed(laid_out: PracticeTwins) -> list[dict[str, object]]:
    return [
        {
            "one": laid_out.practice.id,
            "one_title": laid_out.practice.fields.title,
            "other": each.document.id,
            "other_title": each.document.fields.title,
            "score": round(each.score, 4),
            "state": "confirmed" if each.confirmed else "open",
        }
        for each in laid_out.every
    ]


def _decided(pair: DecidedPair) -> dict[str, object]:
    return {
        "one": pair.one.id,
        "one_title": pair.one.fields.title,
        "other": pair.other.id,
        "other_title": pair.other.fields.title,
        "state": pair.verdict.state.value,
        "at": pair.verdict.at.isoformat(),
    }


def _named(document: Document) -> dict[str, object]:
    due = document.fields.review_due
    return {
        "id": document.id,
        "title": document.fields.title,
        "party": document.fields.party,
        "language": document.fields.language,
        "review_due": due.isoformat() if due else None,
    }
