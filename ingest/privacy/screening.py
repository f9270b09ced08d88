"""All personal data in one page's text."""

from collections.abc import Callable, Iterator
from functools import partial

from ingest.privacy.addresses import find_addresses
from ingest.privacy.births import find_births
from ingest.privacy.contacts import find_emails, find_phones
from ingest.privacy.numbers import find_iban, find_nas, find_nir, find_ramq, find_siret
from ingest.privacy.persons import find_persons
from ingest.privacy.sightings import Sighting
from kb.privacy import Finding

_SUREST_FIRST: tuple[Callable[[str], Iterator[Sighting]], ...] = (
    find_iban,
    find_nir,
    find_ramq,
    find_siret,
    find_emails,
    find_nas,
    find_births,
    find_phones,
    find_addresses,
)


def screen(text: str, *, language: str, persons: bool) -> list[Finding]:
    """Find the personal data in a text, sorted and never overlapping; the surer kind wins.

    Every text is screened for both countries' numbers, and in both languages: one page often
    mixes them.

    Args:
        text: a page's text.
        language: ISO 639-1, or `und`; decides where the words of the two languages differ.
        persons: whether names of persons are looked for, as in debriefs.
    """
    detectors = list(_SUREST_FIRST)
    if persons:
        detectors.append(partial(find_persons, language=language))
    taken = bytearray(len(text))
    findings = []
    for detect in detectors:
        for sighting in detect(text):
            if not any(taken[sighting.start : sighting.end]):
                taken[sighting.start : sighting.end] = b"\1" * (sighting.end - sighting.start)
                findings += _finding(sighting)
    return sorted(findings, key=lambda finding: finding.start)


def _finding(sighting: Sighting) -> list[Finding]:
    kind, start, end, personal = sighting
    return [Finding(kind=kind, start=start, end=end)] if personal else []
