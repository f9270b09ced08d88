"""Markdown: rendered as HTML, then read as a web page; front matter is information."""

import re
from typing import Any

from ingest.encodings import decode
from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.html import parse_html
from kb.errors import UnreadableFile
from kb.nouns import ParsedDocument

_YAML = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_LONGEST_VALUE = 1000


def read_markdown(job: ReadingJob) -> ParsedDocument:
    """Read a Markdown text.

    Raises:
        UnreadableFile: when it is no text in any encoding.
    """
    from markdown_it import MarkdownIt

    source = decode(job.path.read_bytes())
    if source is None:
        raise UnreadableFile("file.binary", file=job.name)
    matter, source = split_front_matter(source)
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source)
    document = parse_html(f"<html><body>{rendered}</body></html>", job)
    information = {
        str(key).casefold(): clean_line(_written(value))[:_LONGEST_VALUE]
        for key, value in matter.items()
        if _written(value) and value is not None
    }
    return document.model_copy(
        update={
            "media_type": Format.MARKDOWN.value,
            "title": information.get("title", document.title),
            "information": information,
        }
    )


def split_front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Part a text from the YAML or TOML before it; what cannot be parsed stays text."""
    if match := _YAML.match(source):
        import yaml  # type: ignore[import-untyped]

        try:
            matter = yaml.safe_load(match[1])
        except yaml.YAMLError:
            return {}, source
        return (matter, source[match.end() :]) if isinstance(matter, dict) else ({}, source)
    if match := _TOML.match(source):
        import tomllib

        try:
            return tomllib.loads(match[1]), source[match.end() :]
        except tomllib.TOMLDecodeError:
            return {}, source
    return {}, source


def _written(value: object) -> str:
    """Write a value of the front matter as text; what is nested deeper is left out."""
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(each) for each in values if not isinstance(each, list | dict))
