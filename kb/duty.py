"""A duty: what one process at a time does for all, for as long as it holds the lease."""

from dataclasses import dataclass, field

from kb.catalogue.leases import Leases
from kb.watch import Watch
from kb.work import Lease


@dataclass
class Duty:
    """Try for one lease again and again, and tell whether it is held.

    Attributes:
        owner: this process, as the register knows it; its heart renews what it holds.
        watch: tells when the holder has gone silent.
    """

    leases: Leases
    name: str
    owner: str
    watch: Watch = field(default_factory=Watch)
    _lease: Lease | None = None

    def held(self) -> bool:
        """Tell whether the duty is this process's, taking it up where nobody has it."""
        if not self.keeps():
            self._lease = self._tried()
        return self._lease is not None

    def keeps(self) -> bool:
        """Tell whether the duty is still this process's, without trying for it."""
        return self._lease is not None and self.leases.holds(self._lease)

    @property
    def fence(self) -> int:
        """Tell which holding this is: another number once it was lost and taken again."""
        return self._lease.fence if self._lease else 0

    def _tried(self) -> Lease | None:
        found = self.leases.lease(self.name)
        holder = (found.owner, found.fence)
        if found.owner and holder not in self.watch.silent({holder: found.beats}):
            return None
        return self.leases.take(found, self.owner)
