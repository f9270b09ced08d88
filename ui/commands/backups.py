"""Backups in the terminal: a home goes to a folder, and comes back from it."""

from pathlib import Path
from typing import Annotated

import typer

from kb.audit import OPERATOR
from ui.commands.opening import Json, opened, print_json, said, settings_said, step_back

Folder = Annotated[Path, typer.Argument(help="The backup's folder, for this alone.")]


def backup(folder: Folder, as_json: Json = False) -> None:
    """Bring a backup up to date while the app goes on: docs/backup.md says what it holds."""
    from kb.backup.taking import take_backup

    settings = settings_said()
    step_back(settings)
    with opened(settings, own=False) as store:
        taken = take_backup(store, folder, by=OPERATOR)
    if as_json:
        print_json(taken.model_dump(mode="json"))
    else:
        typer.echo(f"{taken.path}: {taken.originals} originals, {taken.copied} of them copied now")
    _say_missing(taken.missing)
    if taken.missing:
        raise typer.Exit(1)


def restore(
    folder: Folder,
    receipts: Annotated[
        Path | None, typer.Option(help="Erase again what these name, of `receipts --json`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an empty home of a backup, once all of it is found undamaged."""
    from kb.backup.erasing_again import read_receipts
    from kb.backup.restoring import restore_backup

    settings = settings_said()
    with said():
        given = read_receipts(receipts) if receipts else []
        restored = restore_backup(folder, settings, given, by=OPERATOR)
    if as_json:
        print_json(restored.model_dump(mode="json"))
    else:
        typer.echo(
            f"{settings.home}: as on {restored.made_at:%Y-%m-%d %H:%M} UTC, {restored.originals}"
            f" originals, {restored.passages} passages; {len(restored.erased)} documents erased"
            " again; everybody has to sign in anew"
        )
    if receipts is None:
        typer.echo(
            "No --receipts were given: documents erased since that day are back. If there are"
            " any, erase them again.",
            err=True,
        )
    _say_missing(restored.missing)


def _say_missing(digests: tuple[str, ...]) -> None:
    for digest in digests:
        typer.echo(f"the original {digest[:12]} is missing or damaged in the home", err=True)
