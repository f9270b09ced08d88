"""The way out: a question becomes candidates, ranked hits and snippets."""
