"""A report before it is a file: sentences, tables and charts that name their sources."""

from datetime import date
from typing import Literal

from kb.nouns import Frozen


class Source(Frozen):
    """Where a statement is from: a page of the app, or what was counted.

    Attributes:
        address: the page that shows it; empty where a figure was counted from no one page.
        detail: who holds the rights and under which licence, or how it was counted.
    """

    label: str
    address: str = ""
    detail: str = ""


class Sentence(Frozen):
    """A statement with the numbers of its sources, from 1; `link` is where its words lead."""

    text: str
    refs: tuple[int, ...] = ()
    link: str = ""


class Paragraph(Frozen):
    """Sentences that follow one another; `style` says how they look."""

    kind: Literal["paragraph"] = "paragraph"
    sentences: tuple[Sentence, ...]
    style: Literal["text", "note", "nothing"] = "text"


class Bullets(Frozen):
    """A list."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Sentence, ...]


class Table(Frozen):
    """A table with one head row.

    Attributes:
        widths: share of each column, in parts of their sum.
        numbers: columns that stand on the right, from 0.
    """

    kind: Literal["table"] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()


class Bar(Frozen):
    """One bar of a chart."""

    label: str
    series: str
    value: int


class Chart(Frozen):
    """Bars by label, one colour a series.

    Attributes:
        colours: colour of each series, in the order of the legend; no series, no legend.
        measure: what is counted.
        alt: the same in words, for those who do not see it.
    """

    kind: Literal["chart"] = "chart"
    caption: str
    measure: str
    bars: tuple[Bar, ...]
    colours: dict[str, str]
    alt: str
    refs: tuple[int, ...]


Block = Paragraph | Bullets | Table | Chart


class Section(Frozen):
    """A heading and what stands under it; `level` 1 is the highest."""

    title: str
    level: int = 1
    blocks: tuple[Block, ...] = ()


class Report(Frozen):
    """All that is handed over, in one language.

    Attributes:
        locale: language and country, as word processors name them: `fr-CA`.
        mark: what stands on every page, such as that it is a draft.
        cover: names and values on the first page.
    """

    title: str
    subtitle: str
    language: str
    locale: str
    mark: str
    drawn: date
    cover: tuple[tuple[str, str], ...]
    contents: str
    sources_title: str
    pages: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
