"""Why a hit is there, in the words that match."""

from collections.abc import Iterable, Mapping, Sequence

from search.matches import By, Match
from search.nouns import Reason

_NAMED = 4


def reasons_of(
    in_text: Sequence[Match],
    in_title: Sequence[Match],
    rarities: Mapping[str, float],
    corrections: Mapping[str, str],
) -> tuple[Reason, ...]:
    """Name what was found: words of the title, of the passage, of other names, of like meaning."""
    found = {
        "title": _as_written(in_title, "word"),
        "words": _as_written(in_text, "word"),
        "equivalent": _as_written(in_text, "equivalent"),
        "meaning": _as_written(in_text, "meaning"),
        "corrected": [word for word in corrections.values() if word in rarities],
    }
    reasons = [
        Reason(code=code, values={"words": ", ".join(words[:_NAMED])})
        for code, words in found.items()
        if words
    ]
    return tuple(reasons) or (Reason(code="whole"),)


def _as_written(matches: Iterable[Match], by: By) -> list[str]:
    """Name the words that match as the text spells them, the weightiest first, each once."""
    weighty = sorted(matches, key=lambda match: -match.weight)
    chosen = {match.word.folded: match.written for match in reversed(weighty) if match.by == by}
    return list(chosen.values())[::-1]
