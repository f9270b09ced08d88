"""What a question's words are called on the other side, where readable passages say it so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from kb.access import AccessScope
from kb.catalogue.thesaurus import ThesaurusStore
from kb.index_nouns import Alternative, WordGroup
from kb.ports import LexicalSearch
from kb.thesaurus import Equivalence, Variety
from kb.words import Word
from search.thesaurus.matching import Found, Key, Matcher, Name, telling_words

WEIGHTS = {Equivalence.EXACT: 0.8, Equivalence.CLOSE: 0.7, Equivalence.NONE: 0.8}
"""What a term counts in place of the question's own, which count 1."""

_MOST_GROUPS = 6
_LANGUAGES = {Variety.QC: "fr", Variety.FR: "fr", Variety.EN: "en"}


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A term searched besides the question's own words.

    Attributes:
        words: its telling words, folded.
        weight: what it counts, under 1.
        passages: how many readable passages of `language` hold its words.
    """

    term: str
    words: tuple[str, ...]
    language: str
    variety: Variety
    weight: float
    passages: int


@dataclass(frozen=True, slots=True)
class Group:
    """Words of a question that name a concept, `text[start:end]`, and what others call it."""

    start: int
    end: int
    asked: str
    words: tuple[str, ...]
    others: tuple[Equivalent, ...]


class Standing:
    """Count the readable passages that hold a term, once until an index or the terms change."""

    def __init__(self, index: LexicalSearch) -> None:
        """Count in `index`."""
        self._index = index
        self._counts: dict[tuple[str, tuple[str, ...], str], int] = {}
        self._at = (-1, -1)
        self._lock = Lock()

    def counts(
        self,
        wanted: Sequence[tuple[tuple[str, ...], str]],
        revision: int,
        *,
        access: AccessScope,
    ) -> list[int]:
        """Count passages of a language that hold all words of each sequence."""
        shelves = AccessScope(access.shelves).key
        at = (self._index.position, revision)
        with self._lock:
            if at != self._at or len(self._counts) > 50_000:
                self._counts, self._at = {}, at
            known = self._counts
        new = [each for each in dict.fromkeys(wanted) if (shelves, *each) not in known]
        found = self._index.holding(new, access=access) if new else []
        known.update({(shelves, *each): n for each, n in zip(new, found, strict=True)})
        return [known[shelves, *each] for each in wanted]


class Thesaurus:
    """The thesaurus at its newest revision, ready for questions and documents."""

    def __init__(self, store: ThesaurusStore, index: LexicalSearch) -> None:
        """Read concepts from `store`, and count in `index`."""
        self._store = store
        self._standing = Standing(index)
        self._known: tuple[int, Matcher] | None = None
        self._lock = Lock()

    def matcher(self) -> Matcher:
        """Give the matcher of the newest revision."""
        return self._newest()[1]

    def groups(
        self,
        text: str,
        words: Sequence[Word] | None = None,
        revision: int | None = None,
        *,
        access: AccessScope,
    ) -> tuple[Group, ...]:
        """Tell what the terms of a question are called elsewhere, in passages one may read.

        `revision` is the newest of the thesaurus, where it is known already.
        """
        revision, matcher = self._newest(revision)
        found = matcher.find(text, words)[:_MOST_GROUPS]
        others = [_others(each, matcher) for each in found]
        wanted = [(each.words, each.language) for own in others for each in own]
        counts = iter(self._standing.counts(wanted, revision, access=access))
        groups = [
            Group(
                each.start,
                each.end,
                text[each.start : each.end],
                each.words,
                tuple(_counted(other, next(counts)) for other in own),
            )
            for each, own in zip(found, others, strict=True)
        ]
        return tuple(filter(None, map(_standing_only, groups)))

    def _newest(self, revision: int | None = None) -> tuple[int, Matcher]:
        revision = self._store.revision() if revision is None else revision
        with self._lock:
            if self._known is None or self._known[0] != revision:
                self._known = revision, Matcher(self._store.everything())
            return self._known


def _others(found: Found, matcher: Matcher) -> list[Equivalent]:
    """List the other terms of the concepts named, each once, at its best weight."""
    best: dict[tuple[Key, str], Equivalent] = {}
    for name in found.names:
        for term, varieties in name.concept.varieties().items():
            for variety in sorted(varieties):
                other = _equivalent(name, term, variety)
                place = (matcher.key(term), other.language)
                redundant = place[0] == found.key or set(found.words) <= set(other.words)
                known = best.get(place)
                if not redundant and (known is None or known.weight < other.weight):
                    best[place] = other
    return list(best.values())


def _equivalent(name: Name, term: str, variety: Variety) -> Equivalent:
    return Equivalent(
        term=term,
        words=telling_words(term),
        language=_LANGUAGES[variety],
        variety=variety,
        weight=WEIGHTS[name.concept.relation],
        passages=0,
    )


def _counted(other: Equivalent, passages: int) -> Equivalent:
    return replace(other, passages=passages)


def _standing_only(group: Group) -> Group | None:
    others = tuple(each for each in group.others if each.passages)
    return replace(group, others=others) if others else None


def known_counts(groups: Sequence[Group]) -> Mapping[str, Mapping[str, int]]:
    """Give for each language and word of the groups how many passages hold another term for it."""
    found: dict[str, dict[str, int]] = {}
    for group in groups:
        for other in group.others:
            own = found.setdefault(other.language, {})
            for word in group.words:
                own[word] = max(own.get(word, 0), other.passages)
    return found


def word_groups(groups: Sequence[Group]) -> tuple[WordGroup, ...]:
    """Say groups as the indexes take them."""
    return tuple(
        WordGroup(
            group.words,
            tuple(Alternative(each.words, each.language, each.weight) for each in group.others),
        )
        for group in {group.words: group for group in groups}.values()
    )
