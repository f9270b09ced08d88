"""What a detector sees in a text, personal or not."""

from typing import NamedTuple

from kb.privacy import FindingKind


class Sighting(NamedTuple):
    """A number, address, date or name at `text[start:end]`.

    One that is not personal (a company's SIRET, an office's address) is no finding, but it
    holds its place: nothing else is seen in the same characters.
    """

    kind: FindingKind
    start: int
    end: int
    personal: bool = True
