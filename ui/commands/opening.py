"""What every command of the terminal begins and ends with."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from kb.disk import disk_trouble
from kb.errors import PasserelleError
from kb.settings import Settings, read_settings
from kb.store import Store, open_store

_NICENESS = 15

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def settings_said() -> Settings:
    """Read the settings; a wrong one is said in a line."""
    with said():
        return read_settings()


@contextmanager
def opened(settings: Settings, *, own: bool = True) -> Iterator[Store]:
    """Open the store; what goes wrong inside is said in a line."""
    with said(), open_store(settings, own=own) as store:
        yield store


@contextmanager
def said() -> Iterator[None]:
    """Turn a known problem into one line and exit status 2: never a stack trace."""
    try:
        yield
    except Exception as error:
        known = disk_trouble(error) or error
        if not isinstance(known, PasserelleError):
            raise
        typer.echo(str(known), err=True)
        raise typer.Exit(2) from error


def print_json(value: object) -> None:
    """Print a value for programs."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def step_back(settings: Settings) -> None:
    """Let people's searches go first: this process and its children compute when nobody asks.

    On a machine that something else keeps busy all day, `low` still gets its share; `idle` none.
    """
    if settings.batch_priority == "idle" and hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(_NICENESS)
