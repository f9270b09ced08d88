"""The plan's days as an iCalendar file (RFC 5545): whole-day events, nothing else."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from search.planning.calendar import Event, Moment

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LINE = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def write_ics(
    events: Iterable[Event], *, name: str, stamp: date, words: Mapping[Moment, str], base: str
) -> bytes:
    """Write events as a calendar that other programs can take in.

    Args:
        events: what is on which day.
        name: what the calendar is called.
        stamp: the day it is written.
        words: what comes before the title of each sort of event.
        base: the app's address, for links.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Passerelle//Plan//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event, stamp, words[event.moment], base)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(event: Event, stamp: date, word: str, base: str) -> list[str]:
    facts = {
        "UID": f"{event.key}@passerelle",
        "DTSTAMP": f"{stamp:%Y%m%d}T000000Z",
        "DTSTART;VALUE=DATE": f"{event.day:%Y%m%d}",
        # The end of a whole day is the next one (section 3.6.1).
        "DTEND;VALUE=DATE": f"{event.until + timedelta(days=1):%Y%m%d}",
        "SUMMARY": _text(f"{word}{event.title}"),
        "LOCATION": _text(event.place),
        "DESCRIPTION": _text(event.text),
        "URL": f"{base}/activity?id={event.activity_id}" if event.activity_id else "",
        "STATUS": "CANCELLED" if event.cancelled else "CONFIRMED",
        "TRANSP": "TRANSPARENT",
    }
    named = [f"{name}:{value}" for name, value in facts.items() if value]
    return ["BEGIN:VEVENT", *named, "END:VEVENT"]


def _text(value: str) -> str:
    """Escape a text (section 3.3.11)."""
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line so that none is longer than 75 octets (section 3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = "", 1
        piece, size = piece + character, size + width
    return "\r\n ".join([*pieces, piece])
