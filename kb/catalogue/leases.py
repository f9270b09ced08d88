"""Leases: what only one process at a time does for all."""

from sqlalchemy import ColumnElement, Engine, select, update

from kb.catalogue.engine import insert_ignoring
from kb.catalogue.tables.work import leases
from kb.work import Lease


class Leases:
    """Take leases, renew them, and take them from the dead."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def all(self) -> list[Lease]:
        """List who holds, or last held, each lease."""
        query = select(leases).order_by(leases.c.name)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return [Lease.model_validate(dict(row)) for row in rows]

    def lease(self, name: str) -> Lease:
        """Read one lease; one that nobody ever held has no owner."""
        for each in self.all():
            if each.name == name:
                return each
        return Lease(name=name, owner="", fence=0, beats=0)

    def take(self, lease: Lease, owner: str) -> Lease | None:
        """Take a lease as it was last read: free, or of a process gone silent.

        Nothing when somebody else was faster, or when its holder showed life since.
        """
        blank = {"name": lease.name, "owner": "", "fence": 0, "beats": 0}
        unchanged = (
            leases.c.name == lease.name,
            leases.c.owner == lease.owner,
            leases.c.fence == lease.fence,
            leases.c.beats == lease.beats,
        )
        own = lease.model_copy(update={"owner": owner, "fence": lease.fence + 1})
        with self._writing.begin() as connection:
            connection.execute(insert_ignoring(self._engine, leases).values(**blank))
            changed = update(leases).where(*unchanged).values(owner=owner, fence=own.fence)
            return own if connection.execute(changed).rowcount else None

    def holds(self, lease: Lease) -> bool:
        """Tell whether a lease is still the one that was taken."""
        found = self.lease(lease.name)
        return (found.owner, found.fence) == (lease.owner, lease.fence)

    def beat(self, owner: str) -> None:
        """Show that a process lives, on every lease it holds."""
        self._change(leases.c.owner == owner, beats=leases.c.beats + 1)

    def give_up(self, owner: str) -> None:
        """Let others have every lease that a process holds."""
        self._change(leases.c.owner == owner, owner="")

    def _change(self, condition: ColumnElement[bool], **values: object) -> None:
        with self._writing.begin() as connection:
            connection.execute(update(leases).where(condition).values(**values))
