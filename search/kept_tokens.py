"""Passages as tokens, read once until the token index changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from kb.access import AccessScope
from kb.index_nouns import Spread, Tokens
from kb.ports import TokenSearch

_MOST = 20_000
"""Passages whose tokens are kept, some 350 bytes each, for all readers together."""


@dataclass(slots=True)
class _Known:
    """What was read for those who may read the same shelves.

    Attributes:
        counts: token -> readable passages that hold it, 0 for none.
        totals: readable passages, and their tokens.
    """

    bags: dict[int, Tokens] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    totals: tuple[int, int] | None = None


class KeptTokens:
    """Ask a token index, and keep its answers for everybody who may read the same shelves."""

    def __init__(self, index: TokenSearch) -> None:
        """Read from `index`."""
        self._index = index
        self._known: dict[frozenset[str], _Known] = {}
        self._of: object = None
        self._lock = Lock()

    @property
    def state(self) -> object:
        """Tell states of the index apart."""
        return self._index.state

    def bags(self, ids: Sequence[int], *, access: AccessScope) -> dict[int, Tokens]:
        """Read the tokens of the readable ones among several passages, in their order."""
        known = self._newest(access).bags
        if new := [each for each in ids if each not in known]:
            known.update(self._index.bags(new, access=access))
        found = ((each, known.get(each)) for each in ids)
        return {each: bag for each, bag in found if bag is not None}

    def spread(self, tokens: Iterable[int], *, access: AccessScope) -> Spread:
        """Count the readable passages, their tokens, and those that hold each given token."""
        known, asked = self._newest(access), set(tokens)
        new = asked.difference(known.counts)
        if new or known.totals is None:
            found = self._index.spread(new, access=access)
            known.totals = found.passages, found.tokens
            known.counts.update({token: found.counts.get(token, 0) for token in new})
        counts = {token: count for token in sorted(asked) if (count := known.counts[token])}
        return Spread(*known.totals, counts=counts)

    def _newest(self, access: AccessScope) -> _Known:
        now = self._index.state
        with self._lock:
            many = sum(len(each.bags) for each in self._known.values()) > _MOST
            if now != self._of or many:
                self._known, self._of = {}, now
            return self._known.setdefault(access.shelves, _Known())
