"""Who may read what: decided here, asked for by every read, applied before ranking."""

from dataclasses import dataclass

PUBLIC = "public"
PARTNERS = "partners"
PARTY = "party"
GROUP_PREFIX = "group:"


@dataclass(frozen=True, slots=True)
class AccessScope:
    """The shelves a reader may take documents from.

    A shelf is an audience made concrete: `public`, `partners`, `party:qc`, `group:name`.
    Each shelf is a collection of its own in every index, so that a question never touches
    one that its asker may not read.
    """

    shelves: frozenset[str]

    def allows(self, shelf: str) -> bool:
        """Tell whether documents of this shelf may be read."""
        return shelf in self.shelves

    @property
    def key(self) -> str:
        """Name the scope for caches: equal scopes have equal keys."""
        return ",".join(sorted(self.shelves))


def shelf_of(audience: str, party: str) -> str:
    """Turn a document's audience into the shelf it stands on."""
    return f"{PARTY}:{party}" if audience == PARTY else audience


def is_audience(value: str) -> bool:
    """Tell whether a text names an audience."""
    named_group = value.startswith(GROUP_PREFIX) and len(value) > len(GROUP_PREFIX)
    return value in {PUBLIC, PARTNERS, PARTY} or named_group
