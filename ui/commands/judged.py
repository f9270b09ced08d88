"""Judged pairs in the terminal: what coordinators made of people's feedback."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search.nouns import Mode
from ui.commands.opening import Json, opened, print_json, settings_said

if TYPE_CHECKING:
    from search.evaluation.results import Results

app = typer.Typer(no_args_is_help=True, help="List and export pairs judged from feedback.")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the judged pairs, the latest first."""
    with opened(settings_said(), own=False) as store:
        pairs = store.catalogue.opinions.pairs(access=store.catalogue.reader.every_scope())
    if as_json:
        print_json([pair.model_dump(mode="json") for pair in pairs])
    for pair in pairs if not as_json else ():
        typer.echo(f"{pair.grade}  {pair.document_id}  {pair.language:<4} {pair.question}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Gets queries.jsonl and qrels.tsv.")],
    as_json: Json = False,
) -> None:
    """Write the judged pairs as the sample corpus has them."""
    from search.evaluation.feedback import export_feedback

    with opened(settings_said(), own=False) as store:
        pairs = store.catalogue.opinions.pairs(access=store.catalogue.reader.every_scope())
        questions = export_feedback(pairs, folder)
    if as_json:
        print_json({"folder": str(folder), "questions": questions, "pairs": len(pairs)})
    else:
        typer.echo(f"{questions} questions, {len(pairs)} judged pairs written to {folder}")


def measured(modes: Sequence[Mode], *, quiet: bool) -> list["Results"]:
    """Measure retrieval on this home's judged pairs; says so where there is none."""
    from search.evaluation.feedback import evaluate_feedback
    from search.evaluation.tables import full

    with opened(settings_said(), own=False) as store:
        access = store.catalogue.reader.every_scope()
        results = evaluate_feedback(store, modes, access=access)
    if results is None:
        typer.echo("No pair was judged from feedback in this home.", err=True)
        return []
    if not quiet:
        typer.echo(full(results) + "\n")
    return [results]
