"""What is to be taken in of some paths, each file with what is known of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.archives import FoundFile, files_in
from ingest.limits import ReadingLimits
from ingest.manifest import read_manifest
from ingest.reports import Given


def files_of(
    paths: Iterable[Path], given: Given, limits: ReadingLimits
) -> Iterator[tuple[FoundFile, Given]]:
    """List files, and those in folders and archives; of a folder with a manifest, those it lists.

    Raises:
        InvalidDocument: when a manifest cannot be understood.
    """
    for path in paths:
        listed = read_manifest(path) or {path.resolve(): given}
        for file, own in listed.items():
            for found in files_in(file, limits):
                yield found, own
