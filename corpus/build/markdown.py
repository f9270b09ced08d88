"""Markdown files: the body as written, under its title."""

from corpus.build.house import Imprint
from corpus.build.source import Source


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a Markdown file with the title as its only first-level heading."""
    line = f"{imprint.office} · {imprint.kind} · {source.year}"
    parts = (f"# {source.title}", line, source.body.strip(), "---", f"*{imprint.illustrative}*")
    return ("\n\n".join(parts) + "\n").encode()
