"""The tables of what coordinators see, a module for each; importing them completes the metadata."""

from kb.catalogue.schema import metadata
from kb.catalogue.tables import interest, plan, thesaurus, topics, twins, work

__all__ = ["interest", "metadata", "plan", "thesaurus", "topics", "twins", "work"]
