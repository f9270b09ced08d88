"""The way in: a file becomes a parsed document, passages, and one transaction in the catalogue."""
