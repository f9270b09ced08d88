"""Dress ranked documents as hits: the passage to cite, its snippet, and why it is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.access import AccessScope
from kb.nouns import Document, StoredPassage
from search.kept_rows import KeptRows
from search.matches import QuestionWords
from search.meanings import WordMeanings
from search.nouns import SearchHit
from search.ranking import RankedPassage
from search.reasons import reasons_of
from search.snippets import cut_snippet
from search.understanding import Understood

_OTHERS = 3
_LOOKED_AT = 6
"""Passages of a document among which the one to cite is chosen."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Read what is on a page of hits, and show what in it answers."""

    rows: KeptRows
    meanings: WordMeanings

    def of(
        self,
        page: Sequence[Sequence[RankedPassage]],
        before: int,
        rarities: Mapping[str, float],
        understood: Understood,
        change: int,
        *,
        access: AccessScope,
    ) -> tuple[SearchHit, ...]:
        """Dress the documents of a page, `before` others standing on earlier ones.

        What the catalogue holds no more, though an index still does, is left out. `change` is
        the last of the catalogue.
        """
        documents = self.rows.documents(
            (passages[0].document_id for passages in page), change=change, access=access
        )
        looked_at = [passages[:_LOOKED_AT] for passages in page]
        ids = [ranked.passage_id for passages in looked_at for ranked in passages]
        stored = self.rows.passages(ids, change=change, access=access)
        asked = QuestionWords(rarities, self.meanings, understood.groups)
        titles = (document.fields.title for document in documents.values())
        asked.read([*titles, *(each.passage.text for each in stored.values())])
        found = [
            (own[0].score, documents[own[0].document_id], there)
            for own in looked_at
            if (there := [stored[each.passage_id] for each in own if each.passage_id in stored])
            and own[0].document_id in documents
        ]
        return tuple(
            _hit(rank, *each, asked, understood) for rank, each in enumerate(found, before + 1)
        )


def _hit(
    rank: int,
    score: float,
    document: Document,
    passages: Sequence[StoredPassage],
    asked: QuestionWords,
    understood: Understood,
) -> SearchHit:
    others = list(passages)
    best = others.pop(asked.most_telling([_beside_title(each, document) for each in passages]))
    matches = asked.matches(best.passage.text)
    in_title = asked.matches(document.fields.title)
    return SearchHit(
        rank=rank,
        score=round(min(max(score, 0.0), 1.0), 4),
        document=document,
        passage=best,
        snippet=cut_snippet(best.passage, matches),
        reasons=reasons_of(matches, in_title, asked.rarities, understood.corrections),
        others=tuple(others[:_OTHERS]),
    )


def _beside_title(stored: StoredPassage, document: Document) -> str:
    """Give what a passage says besides the title, which stands above every hit anyway."""
    return stored.passage.text.removeprefix(document.fields.title)
