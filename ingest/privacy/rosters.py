"""Lists that are labelled as people: `Participants : ...`, `Rédigé par : ...`."""

import re
from collections.abc import Iterator

from ingest.privacy.lexicon import is_family, is_given, is_ordinary
from ingest.privacy.names import ANY_PIECE, INITIALS, TOKEN

_PRESENT = (
    r"participants?|participantes?|[ée]taient pr[ée]sents?|pr[ée]sents?|pr[ée]sences|absents?"
    r"|excus[ée]s?|d[ée]l[ée]gation[^\n:]{0,25}|membres?|attendees"
    r"|attendance|present|regrets|absent|members"
    r"|delegates|invit[ée]s?|guests?|equipe|[ée]quipe|team"
)
_BY_NAME = (
    r"r[ée]dig[ée]e? par|anim[ée]e? par|animation|animat(?:eur|rice)|prise de notes|auteure?s?"
    r"|rapporteure?|personnes? rencontr[ée]es?"
    r"|interlocut(?:eur|rice)s?(?: principaux?| principale?)?"
    r"|responsables?|contacts?|personnes?[ -]ressources?|written by"
    r"|prepared by|notes? tak(?:er|en by)|chair(?:ed by)?|facilitat(?:or|ed by)|people met"
    r"|speakers?|authors?|interviewees?"
    r"|conf[ée]renciers?|conf[ée]renci[eè]res?|intervenante?s?|contact person|host(?:ed by)?|led by"
)
_LABEL = re.compile(
    rf"(?<![\w-])(?:(?P<present>{_PRESENT})|(?P<named>{_BY_NAME}))"
    r"[ \u00a0]?(?:[:|]|\n(?=[-•*–]))[ \u00a0]?"
    r"(?P<list>[^\n]{0,600}(?:\n ?[-•*–][^\n]{0,200}){0,40})",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:[^,;:/|()\n•*–-]|(?<=\w)-(?=\w)|(?<=\.)-)+")
_JOINT = re.compile(r" (?:et|and|&) ")
_NAME = re.compile(rf"(?:{INITIALS} ?|{TOKEN} ){ANY_PIECE}(?: {ANY_PIECE}){{0,2}}")


def find_listed(text: str) -> Iterator[tuple[int, int]]:
    """Find the entries of labelled lists that read like names, also of unknown persons.

    Organisations take part in meetings too: in a list of who was there, one word at least must
    be a known name.
    """
    for label in _LABEL.finditer(text):
        for entry in _ENTRY.finditer(text, label.start("list"), label.end("list")):
            for start, end in _parts(text, *entry.span()):
                if _is_name(text[start:end], known=bool(label["present"])):
                    yield start, end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut an entry at its `et` or `and`, and trim the parts."""
    cuts = [start, *(at for joint in _JOINT.finditer(text, start, end) for at in joint.span()), end]
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        part = text[first:last].rstrip(" .")
        yield first + len(part) - len(part.lstrip()), first + len(part)


def _is_name(entry: str, *, known: bool) -> bool:
    if not _NAME.fullmatch(entry):
        return False
    words = [word for word in re.findall(TOKEN, entry) if len(word) > 1]
    if any(is_ordinary(word) and not is_family(word) for word in words):
        return False
    if not known or entry[1:2] == ".":
        return True
    return any(is_given(word) or is_family(word) for word in words)
