"""Written answers over the hits: what may be sent is chosen here, what comes back is checked."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.access import AccessScope, shelf_of
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Document
from kb.store import Store
from search.answers.asking import messages_for, new_boundary
from search.answers.checking import Checker
from search.answers.evidence import Evidence
from search.answers.nouns import Source, Written
from search.answers.orders import gives_orders
from search.answers.writer import Writer
from search.meanings import WordMeanings
from search.nouns import SearchAnswer

_HITS, _PASSAGES = 5, 8


@dataclass(frozen=True, slots=True)
class Answering:
    """Let a writer answer from the passages that may be sent to it.

    Attributes:
        language: guesses a question's language; `und` where nothing tells.
        shelves: whose passages the writer may see, whatever the asker may read.
    """

    reader: CatalogueReader
    writer: Writer
    checker: Checker
    language: Callable[[str], str]
    shelves: frozenset[str]

    def write(self, answer: SearchAnswer, *, access: AccessScope, otherwise: str) -> Written:
        """Write an answer, empty where the hits do not tell or none of them may be sent.

        Args:
            answer: what was found.
            access: what its asker may read, as of now.
            otherwise: the language to write in where the question's own cannot be told.

        Raises:
            WriterUnavailable: when the service gives nothing of use in time.
        """
        sources = self._sources(answer, access)
        if not sources:
            return Written()
        text, stored = answer.question.text, [source.passage for source in sources]
        guessed = self.language(text)
        language = otherwise if guessed == "und" else guessed
        written = self.writer.write(messages_for(text, language, stored, new_boundary()))
        passages = [each.passage.text for each in stored]
        statements = self.checker.check(written, text, passages)
        return Written(
            statements=statements, sources=tuple(sources), language=language
        ).renumbered()

    def _sources(self, answer: SearchAnswer, access: AccessScope) -> list[Source]:
        """Read the passages of the first hits again, and number those that may be sent."""
        if answer.weak:
            return []
        hits = answer.hits[:_HITS]
        # The best passage of every hit comes before the further ones of the first.
        best = [hit.passage.id for hit in hits]
        ids = best + [other.id for hit in hits for other in hit.others]
        documents = self.reader.documents([hit.document.id for hit in hits], access=access)
        passages = self.reader.passages(ids, access=access)
        allowed = [
            (documents[passages[each].document_id], passages[each])
            for each in ids
            if each in passages and self._may_send(documents.get(passages[each].document_id))
        ]
        harmless = [pair for pair in allowed if not gives_orders(pair[1].passage.text)]
        return [
            Source(number=number, document=document, passage=passage)
            for number, (document, passage) in enumerate(harmless[:_PASSAGES], start=1)
        ]

    def _may_send(self, document: Document | None) -> bool:
        if document is None:
            return False
        return shelf_of(document.fields.audience, document.fields.party) in self.shelves


def answering_over(store: Store, language: Callable[[str], str]) -> Answering | None:
    """Build what writes answers, if the settings name a service for it."""
    settings = store.settings
    if not settings.writes_answers:
        return None
    from search.answers.endpoint import EndpointWriter

    return Answering(
        reader=store.catalogue.reader,
        writer=EndpointWriter(settings.answers_url, settings.answers_model, settings.answers_key),
        checker=Checker(Evidence(WordMeanings(store.word_encoder))),
        language=language,
        shelves=frozenset(settings.answers_shelves),
    )
