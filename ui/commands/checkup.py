"""The doctor in the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.opening import Json, opened, print_json, settings_said
from ui.terminal import say

if TYPE_CHECKING:
    from kb.doctor import Finding


def doctor(
    backup: Annotated[
        Path | None, typer.Option("--from", help="Take missing originals from this backup.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only prove that nothing reaches for a network.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look the installation over, and mend what can be mended."""
    from kb.doctor import State, examine

    settings = settings_said()
    if offline:
        from ui.offline.watching import go_offline

        findings = [go_offline(settings)]
    else:
        with opened(settings) as store:
            findings = list(examine(store, backup))
    _print(findings, as_json=as_json)
    if any(each.state is State.ERROR for each in findings):
        raise typer.Exit(1)


def _print(findings: "Sequence[Finding]", *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"check": each.check, "state": each.state, "message": say(each.notice)}
                for each in findings
            ]
        )
        return
    for each in findings:
        typer.echo(f"{each.state:<8} {each.check:<10} {say(each.notice)}")
