"""Erasures in the terminal: a document goes for good, and its receipt is given."""

from typing import Annotated

import typer

from kb.audit import OPERATOR
from ui.commands.opening import Json, opened, print_json, settings_said
from ui.terminal import receipt_lines


def erase(
    document_id: Annotated[str, typer.Argument(help="As search --json gives it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Erase a document for good, with all its versions and traces, and give the receipt."""
    if not yes:
        typer.confirm(f"Erase document {document_id} for good?", abort=True, err=True)
    with opened(settings_said()) as store:
        receipt = store.eraser.erase(document_id, actor=OPERATOR)
    if as_json:
        print_json(receipt.model_dump(mode="json"))
    else:
        typer.echo("\n".join(receipt_lines(receipt, genuine=True)))


def receipts(as_json: Json = False) -> None:
    """List the receipts of erasures, and tell whether this installation signed them."""
    with opened(settings_said(), own=False) as store:
        found = [(each, store.eraser.signed(each)) for each in store.eraser.receipts()]
    if as_json:
        print_json(
            [{**each.model_dump(mode="json"), "genuine": genuine} for each, genuine in found]
        )
    else:
        for each, genuine in found:
            typer.echo("\n".join(receipt_lines(each, genuine=genuine)) + "\n")
    if not all(genuine for _, genuine in found):
        raise typer.Exit(1)
