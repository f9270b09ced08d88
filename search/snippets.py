"""Cut a passage down to the sentences that answer, and mark what matched in them."""

from collections.abc import Sequence

from kb.nouns import Passage
from kb.sentences import sentences
from search.matches import Match, worth
from search.nouns import Mark, Snippet

_LONGEST = 340
_LONGEST_HEADING = 90

Span = tuple[int, int]


def cut_snippet(passage: Passage, matches: Sequence[Match]) -> Snippet:
    """Choose the sentences of a passage whose matches weigh most, and mark these."""
    runs = _prose(passage.text, sentences(passage.text, passage.language))
    start, end = _best_window(runs or [[(0, len(passage.text))]], matches, passage.text)
    marks = tuple(
        Mark(
            start=match.word.start - start,
            end=match.word.end - start,
            by=match.by,
        )
        for match in matches
        if start <= match.word.start and match.word.end <= end
    )
    return Snippet(text=passage.text[start:end], marks=marks)


def _prose(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Part neighbouring sentences where a heading stands between them, and leave headings out."""
    runs: list[list[Span]] = [[]]
    for span in spans:
        if is_heading(text[slice(*span)]):
            runs.append([])
        else:
            runs[-1].append(span)
    return [run for run in runs if run] or [[span] for span in spans]


def is_heading(sentence: str) -> bool:
    """Recognise a short line of its own that neither ends like a sentence nor stands in a list."""
    is_short = len(sentence) <= _LONGEST_HEADING
    return is_short and sentence[0].isalnum() and sentence[-1].isalnum() and "|" not in sentence


def _best_window(runs: Sequence[Sequence[Span]], matches: Sequence[Match], text: str) -> Span:
    """Choose neighbouring sentences of bounded length that answer most.

    Of equal ones, prose comes before the rows of a table, then the earliest, then the longest.
    """
    by_sentence = {span: _within(span, matches) for run in runs for span in run}
    windows: list[tuple[float, Span]] = []
    for run in runs:
        for first, (start, _) in enumerate(run):
            inside: list[Match] = []
            for span in run[first:]:
                if span[0] > start and span[1] - start > _LONGEST:
                    break
                inside += by_sentence[span]
                windows.append((worth(inside), (start, span[1])))

    def merit(window: tuple[float, Span]) -> tuple[float, bool, int, int]:
        answers, (start, end) = window
        return answers, "|" not in text[start:end], -start, end

    return max(windows, key=merit)[1]


def _within(span: Span, matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if span[0] <= match.word.start < span[1]]
