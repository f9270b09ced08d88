"""The indexes of an encoder that does not serve yet, made beside those that do."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.catalogue import Catalogue
from kb.catalogue.erasures import Erasures
from kb.duty import Duty
from kb.facts import PassageFacts
from kb.follower import Follower
from kb.guarded import GuardedIndex
from kb.index_folders import IndexFolders, opened_index
from kb.ownership import owned
from kb.placemark import read_position, write_position
from kb.ports import Encoder, PassageIndex
from kb.settings import Settings
from kb.setups import embedded_or_shared, word_encoder_beside

_PATIENCE = 120.0
"""Seconds to wait for a process that searched with this encoder until a moment ago."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Indexes that are filled from the catalogue, and kept free of what is erased meanwhile.

    Attributes:
        record: the folder where it is written down up to which erasure they are.
    """

    encoder: Encoder
    facts: PassageFacts
    follower: Follower
    erasures: Erasures
    record: Path

    def catch_up(self) -> None:
        """Hold what the catalogue publishes now, and no trace of anything that was erased."""
        asked = self.erasures.through()
        if not any(index.position for index in self.follower.indexes):
            # Nothing was ever written here.
            self._clean_through(asked)
        self.follower.catch_up()
        if read_position(self.record) < asked:
            self.follower.rebuild()
            self._clean_through(asked)

    def check(self) -> None:
        """Make what does not hold all that it should anew."""
        self.catch_up()
        self.follower.mend()

    def _clean_through(self, position: int) -> None:
        self.record.mkdir(parents=True, exist_ok=True)
        write_position(self.record, position)


@contextmanager
def coming_indexes(
    settings: Settings, catalogue: Catalogue, encoder: Encoder, duty: Duty | None
) -> Iterator[Coming]:
    """Open the indexes that an encoder will serve with; nobody else has them meanwhile.

    Args:
        settings: where the home is, and the server of vectors if there is one.
        catalogue: what they are filled from.
        encoder: whose vectors they hold.
        duty: where several machines could do this, what tells that it is still ours.

    Raises:
        IndexInUse: when another process of this home goes on using them.
    """
    folders = IndexFolders(settings.home / "indexes", encoder, word_encoder_beside(encoder))
    with ExitStack() as stack:
        stack.enter_context(owned(folders.owner, _PATIENCE))
        facts = opened_index(
            partial(PassageFacts, encoder=encoder), folders.facts, PassageFacts.is_sound
        )
        stack.callback(facts.close)
        vectors: PassageIndex = embedded_or_shared(settings, folders, stack)
        if duty is not None:
            vectors = GuardedIndex(vectors, duty)
        follower = Follower(catalogue.feed, encoder, [facts, vectors])
        yield Coming(encoder, facts, follower, Erasures(catalogue.engine), folders.owner)
