"""Count found documents by what they can be narrowed to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from kb.nouns import Document, Filters

_VALUES: Mapping[str, Callable[[Document], Iterable[str]]] = {
    "parties": lambda document: (document.fields.party,),
    "domains": lambda document: document.fields.domains,
    "kinds": lambda document: (document.fields.kind,),
    "languages": lambda document: (document.fields.language,),
    "years": lambda document: (str(document.fields.year),) if document.fields.year else (),
    "target_groups": lambda document: document.fields.target_groups,
}


def passes(document: Document, filters: Filters, *, without: str = "") -> bool:
    """Tell whether a document passes the filters, one of them left aside if named."""
    if filters.documents and document.id not in filters.documents:
        return False
    for field, values in _VALUES.items():
        wanted = {str(value) for value in getattr(filters, field)}
        if wanted and field != without and not wanted.intersection(values(document)):
            return False
    return True


def count_facets(documents: Iterable[Document], filters: Filters) -> dict[str, dict[str, int]]:
    """Count documents by each value of each filter field, its own filter left aside."""
    everything = list(documents)
    return {
        field: dict(
            Counter(
                value
                for document in everything
                if passes(document, filters, without=field)
                for value in values(document)
            )
        )
        for field, values in _VALUES.items()
    }
