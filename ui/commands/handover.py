"""The hand-over in the terminal: what belongs to a party goes out as a package, and comes back."""

from pathlib import Path
from typing import Annotated

import typer

from kb.audit import OPERATOR
from ui.commands.opening import Json, opened, print_json, settings_said


def export(
    out: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
    party: Annotated[str, typer.Option(help="Whose: qc or fr.")],
    as_json: Json = False,
) -> None:
    """Write all that belongs to a party as a BagIt package: docs/handover.md says what."""
    from kb.handover.export import export_party

    with opened(settings_said(), own=False) as store:
        done = export_party(store, party, out, by=OPERATOR)
    if as_json:
        facts = {"path": str(done.path), "id": done.package_id, "documents": done.documents}
        print_json({**facts, "missing": list(done.missing)})
    else:
        typer.echo(f"{done.documents} documents of {party} written to {done.path}")
        _say_missing(done.missing)


def import_(
    folder: Annotated[Path, typer.Argument(help="A package that `export` wrote.")],
    as_json: Json = False,
) -> None:
    """Restore a party's package into an installation that has nothing of that party."""
    from kb.handover.restore import import_package

    settings = settings_said()
    # As with a long batch: the indexes are only taken at the end.
    with opened(settings, own=False) as store:
        done = import_package(store, folder, by=OPERATOR)
    with opened(settings) as store:
        store.catch_up()
    if as_json:
        facts = {"party": done.party, "documents": done.documents, "restored": done.restored}
        print_json({**facts, "logins": list(done.logins), "missing": list(done.missing)})
        return
    typer.echo(f"{done.documents} documents of {done.party} are here, {done.restored} brought now")
    for login in done.logins:
        typer.echo(f"{login} has no password: python cli.py user reset {login}")
    _say_missing(done.missing)


def _say_missing(digests: tuple[str, ...]) -> None:
    for digest in digests:
        typer.echo(f"the original {digest[:12]} is missing or not whole", err=True)
