"""A backup's layout: what its files are called, and the manifest that vouches for them."""

import os
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from kb.errors import BackupError
from kb.nouns import Frozen
from kb.originals import content_hash

MANIFEST = "manifest.json"
ORIGINALS = "originals"
KEYS = "keys"
STATE = "state-"
"""How the folder of one backup's catalogue and keys begins; the moment follows."""

SQLITE, POSTGRESQL = "sqlite", "postgresql"
CATALOGUES = {SQLITE: "catalogue.sqlite", POSTGRESQL: "catalogue.dump"}

_PATH = re.compile(
    r"state-[0-9A-Za-z-]+/(catalogue\.(sqlite|dump)|keys/\w[\w.-]*)"
    r"|originals/[0-9a-f]{2}/[0-9a-f]{64}"
)


def _is_ours(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("this is no file of a backup")
    return path


Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Frozen):
    """What a backup holds; written last, so that a folder with one is whole.

    Attributes:
        revision: of the catalogue's tables.
        encoder: whose vectors the catalogue holds.
        state: folder of the catalogue and the keys.
        files: path below the backup -> SHA-256.
        missing: originals that the catalogue names, and which were not there or not whole.
    """

    format: Literal["1"] = "1"
    made_at: datetime
    revision: str
    encoder: str
    database: Literal["sqlite", "postgresql"]
    state: Annotated[str, Field(pattern=r"^state-[0-9A-Za-z-]+$")]
    files: dict[Annotated[str, AfterValidator(_is_ours)], Digest]
    missing: tuple[Digest, ...] = ()

    @property
    def originals(self) -> list[str]:
        """List the hashes of the originals held."""
        return [each for path, each in self.files.items() if path.startswith(f"{ORIGINALS}/")]


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        BackupError: when there is no backup, or its manifest is damaged.
    """
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise BackupError("backup.none", folder=str(folder)) from error
    except ValidationError as error:
        raise BackupError("backup.damaged", file=MANIFEST) from error


def checked_manifest(folder: Path) -> Manifest:
    """Read the manifest, once every file is as it says.

    Raises:
        BackupError: when a file is missing or changed, naming it.
    """
    manifest = read_manifest(folder)
    for path, digest in manifest.files.items():
        try:
            whole = content_hash(folder / path) == digest
        except OSError:
            whole = False
        if not whole:
            raise BackupError("backup.damaged", file=path)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in its place at once: a crash leaves the earlier one or this one."""
    fresh = folder / f".{MANIFEST}-{secrets.token_hex(4)}"
    fresh.write_text(manifest.model_dump_json(indent=1), "utf-8")
    settle(fresh)
    fresh.replace(folder / MANIFEST)
    settle(folder)


def original_path(digest: str) -> str:
    """Name an original's file below a backup."""
    return f"{ORIGINALS}/{digest[:2]}/{digest}"


def settle(path: Path) -> None:
    """Have the system write a file, or what a folder lists, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
