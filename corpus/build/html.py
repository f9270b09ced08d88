"""Web pages as an intranet shows them: header, navigation, text, footer."""

from collections.abc import Iterator
from html import escape

from corpus.build.blocks import (
    Block,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Quote,
    Table,
    Text,
    is_caption,
)
from corpus.build.house import Imprint, locale
from corpus.build.source import Source

_STYLE = """
body { margin: 0; font: 1rem/1.5 Arial, Helvetica, sans-serif; color: #222; }
a.skip { position: absolute; left: -999px; }
a.skip:focus { left: 0; }
header, nav, main, footer { padding: .75rem 2rem; }
header { background: COLOUR; color: #fff; font-weight: bold; }
nav { background: #eef1f4; font-size: .9rem; }
nav a { margin-right: 1.25rem; color: COLOUR; }
main { max-width: 46rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #9aa5b1; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #eef1f4; }
blockquote { border-left: 4px solid COLOUR; margin-left: 0; padding-left: 1rem; }
dl.identity { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dl.identity dt { font-weight: bold; }
dl.identity dd { margin: 0; }
footer { border-top: 1px solid #9aa5b1; font-size: .8rem; color: #555; }
"""
_COLOURS = {"qc": "#095797", "fr": "#283276"}
_PLACES = ("accueil", "personnes", "employeurs", "outils", "contact")
_BEFORE_UNICODE = 2019


def build(source: Source, imprint: Imprint) -> bytes:
    """Make an HTML 5 page; pages of before 2019 are in Windows-1252, as they were then."""
    encoding = "windows-1252" if source.year < _BEFORE_UNICODE else "utf-8"
    page = "\n".join(_page(source, imprint, encoding)) + "\n"
    return page.encode("cp1252" if encoding == "windows-1252" else encoding, "xmlcharrefreplace")


def _page(source: Source, imprint: Imprint, encoding: str) -> Iterator[str]:
    title, style = escape(source.title), _STYLE.strip().replace("COLOUR", _COLOURS[source.party])
    yield "<!DOCTYPE html>"
    yield f'<html lang="{locale(source)}">'
    yield f'<head>\n<meta charset="{encoding}">'
    yield f"<title>{title} – {escape(imprint.office)}</title>"
    yield f'<meta name="author" content="{escape(imprint.organisation)}">'
    yield f"<style>\n{style}\n</style>\n</head>\n<body>"
    yield f'<a class="skip" href="#contenu">{escape(imprint.words["skip"])}</a>'
    yield f"<header>{escape(imprint.organisation)}</header>"
    yield from _navigation(imprint)
    yield f'<main id="contenu">\n<p>{escape(imprint.kind)}</p>\n<h1>{title}</h1>'
    yield from _identity(imprint)
    for block in source.blocks:
        yield from _block(block)
    yield f"</main>\n<footer>\n<p>{escape(imprint.office)}, {source.year}</p>"
    yield f"<p><small>{escape(imprint.illustrative)}</small></p>\n</footer>\n</body>\n</html>"


def _navigation(imprint: Imprint) -> Iterator[str]:
    links = zip(_PLACES, imprint.words["navigation"], strict=True)
    yield "<nav>"
    yield from (f'<a href="/{place}/">{escape(label)}</a>' for place, label in links)
    yield "</nav>"


def _identity(imprint: Imprint) -> Iterator[str]:
    yield '<dl class="identity">'
    for label, value in imprint.identity:
        yield f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level + 1}>{_inline(text)}</h{level + 1}>"
        case Paragraph(text) | Notes(text):
            yield (
                f'<p class="caption">{_inline(text)}</p>'
                if is_caption(block)
                else (f"<p>{_inline(text)}</p>")
            )
        case Quote(paragraphs):
            quoted = "".join(f"<p>{_inline(text)}</p>" for text in paragraphs)
            yield f"<blockquote>{quoted}</blockquote>"
        case Listing(items, ordered):
            tag = "ol" if ordered else "ul"
            yield f"<{tag}>"
            yield from (f"<li>{_inline(item)}</li>" for item in items)
            yield f"</{tag}>"
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in table.header)
    yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"
    for row in table.rows:
        yield "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody>\n</table>"


def _inline(text: Text) -> str:
    return "".join(
        f"<strong>{escape(run.text)}</strong>" if run.bold else escape(run.text) for run in text
    )
