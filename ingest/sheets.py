"""Drafts of the fields that people correct afterwards: sheet fields, kind, year, title."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest.folding import folded_words
from ingest.kinds import guess_kind
from ingest.labels import sheet_words
from ingest.sections import labelled_texts
from ingest.titles import guess_title
from ingest.years import guess_year
from kb.nouns import Kind, ParsedDocument, Passage
from kb.sentences import sentences

__all__ = ["draft_fields", "guess_kind", "guess_title", "guess_year"]

_MOST_CHARACTERS = 3000


def draft_fields(
    document: ParsedDocument, passages: Sequence[Passage], *, kind: Kind | None = None
) -> dict[str, str]:
    """Draft the fields of a practice sheet or a debrief from what the document says.

    First from headings, `Label : value` paragraphs and tables of labels and values; then, for a
    field that none of them names, from the first sentence that plainly announces it.

    Args:
        document: the document as read.
        passages: its passages.
        kind: what sort of document it is, guessed when not given; a publication has no fields.

    Returns:
        Texts by key, in the order of the sheet; only the keys for which something was found.
    """
    kind = kind or guess_kind(document)[0]
    found = labelled_texts(document, kind)
    keys = sheet_words().get(kind.value, {})
    drafts = {key: _shortened("\n".join(found[key])) for key in keys if key in found}
    for key, sentence in _announced(passages, sheet_words()["cues"].get(kind.value, {})):
        drafts.setdefault(key, sentence)
    return {key: drafts[key] for key in keys if drafts.get(key)}


def _shortened(text: str) -> str:
    """Keep whole sentences up to what a field may hold."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    ends = [end for _, end in sentences(text, "") if end <= _MOST_CHARACTERS]
    return text[: ends[-1] if ends else _MOST_CHARACTERS]


def _announced(
    passages: Sequence[Passage], cues: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, str]]:
    """Give the sentences that announce a field, in reading order."""
    spaced = {key: [_spaced(cue) for cue in all_of] for key, all_of in cues.items()}
    for passage in passages if cues else ():
        for start, end in sentences(passage.text, passage.language):
            folded = _spaced(passage.text[start:end])
            for key, all_of in spaced.items():
                if any(cue in folded for cue in all_of):
                    yield key, " ".join(passage.text[start:end].split())


def _spaced(text: str) -> str:
    return f" {' '.join(folded_words(text))} "
