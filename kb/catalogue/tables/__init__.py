"""The further tables, a module for each matter; importing them completes the metadata."""

from kb.catalogue.schema import metadata
from kb.catalogue.tables import (
    desk,
    interest,
    people,
    plan,
    reindexing,
    thesaurus,
    tokens,
    topics,
    twins,
    work,
)

__all__ = [
    "desk",
    "interest",
    "metadata",
    "people",
    "plan",
    "reindexing",
    "thesaurus",
    "tokens",
    "topics",
    "twins",
    "work",
]
