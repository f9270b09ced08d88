"""Let another encoder read every published passage, beside the one that serves.

Vectors are stored in the catalogue step by step: killed anywhere, the next try reads the rest. A
step holds the same passages then, so that even its last bits come out the same.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from kb.catalogue import Catalogue
from kb.ports import Encoder
from kb.reindexing import Run, RunState

_LOG = logging.getLogger(__name__)
_STEP = 64
"""Passages read at once."""

_NEW = 0.2
"""Share of the last step in the pace that is told."""

Watch = Callable[[Run], object]


@dataclass(frozen=True, slots=True)
class Encoding:
    """Read what an encoder has not read yet."""

    catalogue: Catalogue
    encoder: Encoder

    def read_all(self, run: Run, watch: Watch = lambda run: None) -> Run:
        """Read all there is; `watch` is told of each step."""
        rows, after = self.catalogue.reindexings, 0
        left = rows.left(self.encoder.name)
        run = rows.tell(run, done=left.total - left.passages, total=left.total)
        watch(run)
        while found := self._step(after):
            after, count, seconds = found
            done = run.done + count
            pace = _paced(run.pace, count / max(seconds, 1e-6))
            run = rows.tell(run, done=done, total=max(run.total, done), pace=pace)
            watch(run)
        return rows.tell(run, state=RunState.BUILDING)

    def _step(self, after: int) -> tuple[int, int, float] | None:
        """Read the next passages; give the last one's number, their count and the seconds."""
        began = time.monotonic()
        while texts := self.catalogue.reindexings.unencoded(self.encoder.name, after, _STEP):
            vectors = self.encoder.encode_passages([each.text for each in texts])
            ids = [each.passage_id for each in texts]
            try:
                self.catalogue.feed.add_embeddings(self.encoder.name, ids, vectors)
            except IntegrityError:
                _LOG.info("passages went away while they were read; reading the others")
                continue
            return ids[-1], len(ids), time.monotonic() - began
        return None


def _paced(known: float, measured: float) -> float:
    return measured if known <= 0 else (1 - _NEW) * known + _NEW * measured
