"""The desk: a document between its author and its readers."""
