"""Who may read what: decided here, asked for by every read, applied before ranking."""

from dataclasses import dataclass

from kb.nouns import Status
from kb.people import User

PUBLIC = "public"
PARTNERS = "partners"
PARTY = "party"
GROUP_PREFIX = "group:"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides who may see a document."""

    status: Status
    audience: str
    party: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AccessScope:
    """What one reader may see.

    A shelf is an audience made concrete: `public`, `partners`, `party:qc`, `group:name`.
    Each shelf is a collection of its own in every index, so that a question never touches
    one that its asker may not read.

    Attributes:
        shelves: where they may take published documents from.
        person: whose own documents they work on, at any status; nobody's if empty.
        decides_for: the party whose submissions they decide on; none if empty.
    """

    shelves: frozenset[str]
    person: str = ""
    decides_for: str = ""

    def allows(self, shelf: str) -> bool:
        """Tell whether documents of this shelf may be read."""
        return shelf in self.shelves

    def reads(self, standing: Standing) -> bool:
        """Tell whether a document is among those that search and pages show."""
        shelf = shelf_of(standing.audience, standing.party)
        return standing.status is Status.PUBLISHED and self.allows(shelf)

    def handles(self, standing: Standing) -> bool:
        """Tell whether a document lies on this person's desk, whatever its status.

        An owner works on what is theirs. A coordinator handles what their party was handed,
        and, while it is in review, what the other party wants to show to both.
        """
        if self.person and standing.owner == self.person:
            return True
        if not self.decides_for or standing.status is Status.DRAFT:
            return False
        shared = standing.status is Status.IN_REVIEW and standing.audience == PARTNERS
        return standing.party == self.decides_for or shared

    @property
    def key(self) -> str:
        """Name the scope for caches: equal scopes have equal keys, others do not."""
        return "\n".join((self.person, self.decides_for, *sorted(self.shelves)))

    @classmethod
    def of_key(cls, key: str) -> "AccessScope":
        """Give the scope that a key names."""
        person, decides_for, *shelves = key.split("\n")
        return cls(frozenset(shelves), person, decides_for)


def scope_of(user: User | None, guests: frozenset[str]) -> AccessScope:
    """Give what a person may see; `guests` are the shelves open to people without an account."""
    if user is None or user.disabled:
        return AccessScope(guests)
    own = {PUBLIC, PARTNERS, shelf_of(PARTY, user.party)}
    groups = {f"{GROUP_PREFIX}{name}" for name in user.groups}
    return AccessScope(
        shelves=frozenset(own | groups | guests),
        person=user.id,
        decides_for=user.party if user.coordinates else "",
    )


def shelf_of(audience: str, party: str) -> str:
    """Turn a document's audience into the shelf it stands on."""
    return f"{PARTY}:{party}" if audience == PARTY else audience


def is_audience(value: str) -> bool:
    """Tell whether a text names an audience."""
    named_group = value.startswith(GROUP_PREFIX) and value[len(GROUP_PREFIX) :].strip() != ""
    return value in {PUBLIC, PARTNERS, PARTY} or (named_group and "\n" not in value)
