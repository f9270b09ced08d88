"""Read the little Markdown that sources are written in into blocks."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from corpus.build.blocks import Block, Heading, Listing, Notes, Paragraph, Quote, Run, Table, Text

_NOTES = re.compile(r"^Notes\s*:\s*")
_HEADINGS = {"h2": 1, "h3": 2}


class Unreadable(ValueError):
    """A body holds Markdown that sources may not use."""


def read_markdown(body: str) -> tuple[Block, ...]:
    """Read headings of two levels, paragraphs, flat lists, pipe tables and quotes.

    Raises:
        Unreadable: at anything else.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return tuple(_block(node) for node in SyntaxTreeNode(parser.parse(body)).children)


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading" if node.tag in _HEADINGS:
            return Heading(_HEADINGS[node.tag], _text(node))
        case "paragraph":
            return _paragraph(_text(node))
        case "bullet_list" | "ordered_list":
            items = tuple(_only_text(item) for item in node.children)
            return Listing(items, ordered=node.type == "ordered_list")
        case "blockquote":
            return Quote(tuple(_text(_is_paragraph(child)) for child in node.children))
        case "table":
            return _table(node)
    raise Unreadable(f"line {_line(node)}: {node.type} {node.tag} may not be used")


def _paragraph(text: Text) -> Block:
    """Tell the speaker's notes from other paragraphs, by the word they begin with."""
    if text and (opening := _NOTES.match(text[0].text)):
        return Notes((Run(text[0].text[opening.end() :], text[0].bold), *text[1:]))
    return Paragraph(text)


def _table(node: SyntaxTreeNode) -> Table:
    lines = (line for part in node.children for line in part.children)
    header, *rows = (tuple(_text(cell) for cell in line.children) for line in lines)
    return Table(header, tuple(rows))


def _only_text(item: SyntaxTreeNode) -> Text:
    """Take the text of a list item, which may hold nothing else."""
    if len(item.children) != 1:
        raise Unreadable(f"line {_line(item)}: a list item must hold one paragraph only")
    return _text(_is_paragraph(item.children[0]))


def _is_paragraph(node: SyntaxTreeNode) -> SyntaxTreeNode:
    if node.type != "paragraph":
        raise Unreadable(f"line {_line(node)}: a {node.type} may not stand here")
    return node


def _text(node: SyntaxTreeNode) -> Text:
    """Read the inline content of a heading, paragraph or cell."""
    inlines = [child for child in node.children if child.type == "inline"]
    return tuple(run for inline in inlines for run in _runs(inline, bold=False))


def _runs(node: SyntaxTreeNode, *, bold: bool) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text":
                yield Run(child.content, bold)
            case "softbreak":
                yield Run(" ", bold)
            case "strong":
                yield from _runs(child, bold=True)
            case other:
                raise Unreadable(f"line {_line(node)}: inline {other} may not be used")


def _line(node: SyntaxTreeNode) -> int:
    """Give the line of the body where a node begins, from 1."""
    while node.map is None and node.parent is not None:
        node = node.parent
    return (node.map[0] if node.map else 0) + 1
