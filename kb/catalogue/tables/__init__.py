"""The tables of what coordinators see, a module for each; importing them completes the metadata."""

from kb.catalogue.schema import metadata
from kb.catalogue.tables import interest, plan, reindexing, thesaurus, tokens, topics, twins, work

__all__ = [
    "interest",
    "metadata",
    "plan",
    "reindexing",
    "thesaurus",
    "tokens",
    "topics",
    "twins",
    "work",
]
