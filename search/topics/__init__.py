"""Topics: found among documents on their vectors, named in both languages, placed on a map."""
