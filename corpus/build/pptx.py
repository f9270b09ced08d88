"""Presentations: a title slide, one slide per heading, the substance in the speaker's notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from corpus.build import pptx_parts as parts
from corpus.build.blocks import Block, Heading, Listing, Notes, Paragraph, Quote, Table, plain
from corpus.build.house import Imprint, locale, made_at
from corpus.build.pptx_body import BODY_TOP, Body, add_table
from corpus.build.source import Source
from corpus.build.zips import dated

_TITLE_SLIDE, _TITLE_AND_CONTENT, _TITLE_ONLY = 0, 1, 5


@dataclass(slots=True)
class _Slide:
    """What goes on one slide."""

    title: str
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a presentation in wide format."""
    from pptx import Presentation

    presentation = Presentation()
    parts.widen(presentation)
    _set_properties(presentation, source, imprint)
    look = parts.look_of(source.party, locale(source))
    opening, *slides = _slides(source)
    _add_title_slide(presentation, source, imprint, look, opening.notes)
    for slide in slides if not opening.blocks else (opening, *slides):
        _add_slide(presentation, slide, look, f"{imprint.office} · {source.year}")
    written = BytesIO()
    presentation.save(written)
    return dated(written.getvalue())


def _set_properties(presentation: Any, source: Source, imprint: Imprint) -> None:
    properties = presentation.core_properties
    properties.title = source.title
    properties.author = properties.last_modified_by = imprint.organisation
    properties.subject = imprint.kind
    properties.language = locale(source)
    properties.created = properties.modified = made_at(source).replace(tzinfo=None)
    properties.revision = 2


def _slides(source: Source) -> list[_Slide]:
    """Cut the body at its headings; what stands before the first one comes first."""
    slides = [_Slide(source.title)]
    for block in source.blocks:
        match block:
            case Heading(1, text):
                slides.append(_Slide(plain(text)))
            case Notes(text):
                slides[-1].notes.append(plain(text))
            case _:
                slides[-1].blocks.append(block)
    return slides


def _add_title_slide(
    presentation: Any, source: Source, imprint: Imprint, look: parts.Look, notes: Sequence[str]
) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[_TITLE_SLIDE])
    lines = (imprint.organisation, f"{imprint.kind}, {source.year}")
    parts.write_opening(slide, source.title, lines, look)
    parts.colour_band(slide, look, high=True)
    parts.write_foot(slide, imprint.illustrative, look, numbered=False)
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _add_slide(presentation: Any, content: _Slide, look: parts.Look, foot: str) -> None:
    tables = [block for block in content.blocks if isinstance(block, Table)]
    others: list[Block] = [block for block in content.blocks if not isinstance(block, Table)]
    layout = presentation.slide_layouts[_TITLE_AND_CONTENT if others else _TITLE_ONLY]
    slide = presentation.slides.add_slide(layout)
    parts.write_title(slide, content.title, look)
    parts.colour_band(slide, look, high=False)
    top = _write_body(slide, others, look, above_table=bool(tables)) if others else BODY_TOP
    for table in tables:
        top = add_table(slide, table, look, top)
    parts.write_foot(slide, foot, look, numbered=True)
    if content.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(content.notes)


def _write_body(slide: Any, blocks: list[Block], look: parts.Look, *, above_table: bool) -> float:
    """Write bullets and paragraphs, and give where they end, in inches from the top."""
    body = Body(slide, look, blocks, above_table=above_table)
    for block in blocks:
        match block:
            case Heading(_, text):
                body.add(text, bold=True)
            case Listing(items, ordered):
                for item in items:
                    body.add(item, bullet="number" if ordered else "dot")
            case Quote(paragraphs):
                for text in paragraphs:
                    body.add(text, italic=True)
            case Paragraph(text):
                body.add(text)
    return body.bottom
