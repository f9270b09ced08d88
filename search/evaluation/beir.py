"""Put a BEIR corpus into a store as it stands: one document and one passage a text."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from kb.access import PUBLIC
from kb.catalogue.feed import in_context
from kb.nouns import DocumentFields, Kind, Page, ParsedDocument, Passage, Submission
from kb.store import Store
from search.evaluation.judgements import CorpusText

_BATCH = 500


def load(
    store: Store, corpus: Iterable[CorpusText], *, advance: Callable[[], None] = lambda: None
) -> dict[str, str]:
    """Store every text and bring the indexes up to date.

    Args:
        store: an empty one.
        corpus: the texts.
        advance: called after each text.

    Returns:
        The corpus' own id of each document, by the catalogue's.
    """
    own_ids = {}
    texts = iter(corpus)
    while batch := list(islice(texts, _BATCH)):
        vectors = store.encoder.encode_passages(
            [in_context(text.title, (), text.text) for text in batch]
        )
        for row, text in enumerate(batch):
            document_id = store.catalogue.writer.store(
                _submission(text), vectors[row : row + 1], store.encoder.name
            )
            own_ids[document_id] = text.id
            advance()
    store.catch_up()
    return own_ids


def _submission(text: CorpusText) -> Submission:
    page = Page(number=1, label="1", text=text.text)
    passage = Passage(
        page=1,
        start=0,
        end=len(text.text),
        text=text.text,
        heading_path=(),
        language=text.language,
    )
    fields = DocumentFields(
        title=text.title,
        party="qc",
        kind=Kind.PUBLICATION,
        language=text.language,
        audience=PUBLIC,
    )
    pages: Sequence[Page] = (page,)
    return Submission(
        fields=fields,
        parsed=ParsedDocument(
            media_type="text/plain", title=text.title, pages=tuple(pages), paginated=False
        ),
        passages=(passage,),
        file_name=text.id,
        content_hash=text.id,
        size=len(text.text),
        origin=text.id,
        signature=b"",
    )
