"""Count found documents by what they can be narrowed to."""

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import FACETS, Marked
from kb.nouns import Filters


def passing(found: Marked, filters: Filters, *, without: str = "") -> NDArray[np.bool_]:
    """Tell which documents pass the filters, one left aside if named: shape (documents,)."""
    passes = np.ones(len(found.document_ids), np.bool_)
    if filters.documents:
        passes &= np.isin(found.document_ids, filters.documents)
    for field in FACETS:
        wanted = {(field, str(value)) for value in getattr(filters, field)}
        if wanted and field != without:
            passes &= found.marks[[facet in wanted for facet in found.facets]].any(axis=0)
    return passes


def count_facets(found: Marked, filters: Filters) -> dict[str, dict[str, int]]:
    """Count documents by each value of each filter field, its own filter left aside."""
    counts: dict[str, dict[str, int]] = {field: {} for field in FACETS}
    among = {field: passing(found, filters, without=field) for field in FACETS}
    for (field, value), marks in zip(found.facets, found.marks, strict=True):
        if number := int((marks & among[field]).sum()):
            counts[field][value] = number
    return counts
