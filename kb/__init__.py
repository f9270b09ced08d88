"""The store: nouns, catalogue, indexes, originals, encoders, access, settings and errors."""
