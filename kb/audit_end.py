"""Where the audit ends, outside the database: whoever cuts records off cannot move it along.

The end is written before its transaction commits and settled after. One that never settled, for
a crash came between, may be ahead of the table; a settled one that is ahead tells of a cut.
"""

import json
import logging
from pathlib import Path

from pydantic import ValidationError

from kb.nouns import Frozen

_LOG = logging.getLogger(__name__)


class End(Frozen):
    """The newest record, and the one that was newest before its transaction began."""

    position: int
    digest: str
    start: int
    before: str


class KnownEnd:
    """Keep the end of the audit in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is there."""
        self._head = folder / "audit.head"
        self._settled = folder / "audit.settled"

    def read(self) -> End | None:
        """Tell the newest end, settled or not; nothing before the first record.

        One that cannot be read counts as gone, which `AuditLog.verify` reports: a damaged file
        must not keep people from signing in.
        """
        if not self._head.exists():
            return None
        try:
            return End.model_validate_json(self._head.read_bytes())
        except ValidationError:
            _LOG.error("the end of the audit in %s cannot be read", self._head)
            return None

    def committed(self) -> tuple[int, str] | None:
        """Tell position and digest of the newest record that is known to be committed."""
        end = self.read()
        if end is None:
            return None
        settled = self._settled.exists() and self._settled.read_text("utf-8") == end.digest
        return (end.position, end.digest) if settled else (end.start, end.before)

    def write(self, end: End) -> None:
        """Write an end whose transaction is about to commit."""
        _replace(self._head, json.dumps(end.model_dump()))

    def settle(self, end: End) -> None:
        """Note that an end was committed.

        In a file of its own: where two processes write, one that settles late names an end that
        is no longer the newest, and takes nothing from the other's.
        """
        _replace(self._settled, end.digest)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(f"{path.suffix}-new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
