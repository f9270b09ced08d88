"""A folder may bring a manifest that says what its files are: `manifest.jsonl`."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from ingest.reports import Given
from kb.errors import InvalidDocument

NAME = "manifest.jsonl"
_TAKEN = frozenset(Given.model_fields) - {"replaces"}


def read_manifest(folder: Path) -> Mapping[Path, Given]:
    """Read what a folder's manifest says of each file; nothing where there is none.

    Raises:
        InvalidDocument: when a line cannot be understood, naming it.
    """
    manifest = folder / NAME
    if not manifest.is_file():
        return {}
    given = {}
    for number, line in enumerate(manifest.read_text("utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            path = (folder / entry["file"]).resolve()
            given[path] = Given(**{key: entry[key] for key in entry.keys() & _TAKEN})
        except (ValueError, KeyError, ValidationError) as error:
            raise InvalidDocument("manifest.invalid", file=str(manifest), line=number) from error
    return given
