"""Answers over the hits: sentences of theirs, or a few written by a service and checked by us."""
