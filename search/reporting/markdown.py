"""A report as Markdown; a chart becomes the table of what it shows."""

import re
from collections.abc import Callable, Iterator

from search.reporting.model import (
    Block,
    Bullets,
    Chart,
    Paragraph,
    Report,
    Section,
    Sentence,
    Source,
    Table,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&]|:(?=[\w/]))")
_BREAK = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
"""What parts words or lines; spaces that hold a French sentence together stay."""

_FIRST = re.compile(r"^([-+#=]|\d+(?=[.)]))")

Notes = Callable[[int], str]
"""Where the note of a source leads, by its number."""

_UNSAFE = re.compile(r"[\s()<>\"'\\`]")


class MarkdownRenderer:
    """Write Markdown (CommonMark with tables)."""

    def render(self, report: Report) -> bytes:
        """Give the file's bytes."""
        return "\n\n".join(self.parts(report)).encode() + b"\n"

    def parts(self, report: Report) -> Iterator[str]:
        """Give the report piece by piece: title, cover, sections, sources."""
        yield from head_parts(report)
        yield "\n".join(f"- **{plain(name)}** · {_lines(value)}" for name, value in report.cover)
        for section in report.sections:
            yield heading(section)
            for block in section.blocks:
                yield block_text(block)
        yield from source_parts(report)


def head_parts(report: Report) -> Iterator[str]:
    """Give what a report is called."""
    yield f"# {plain(report.title)}"
    yield f"**{plain(report.subtitle)}** · {plain(report.mark)}"


def heading(section: Section) -> str:
    """Give a section's heading."""
    return f"{'#' * (section.level + 1)} {plain(section.title)}"


def block_text(block: Block, notes: Notes | None = None) -> str:
    """Give a block; `notes` says where its notes lead, to the list of sources if nobody says."""
    lead = notes or _listed
    if isinstance(block, Paragraph):
        text = " ".join(_sentence(each, lead) for each in block.sentences)
        return text if block.style == "text" else f"*{text}*"
    if isinstance(block, Bullets):
        return "\n".join(f"- {_sentence(each, lead)}" for each in block.items)
    return _table(block if isinstance(block, Table) else chart_table(block), lead)


def source_parts(report: Report, *, anchors: bool = True) -> Iterator[str]:
    """Give the list of sources, with or without what notes lead to."""
    yield f"## {plain(report.sources_title)}"
    if report.sources:
        numbered = enumerate(report.sources, start=1)
        yield "\n".join(_source(*each, anchors=anchors) for each in numbered)


def chart_table(chart: Chart) -> Table:
    """Lay out the figures of a chart: a row for each label, a column for each series."""
    labels = list(dict.fromkeys(bar.label for bar in chart.bars))
    series = list(dict.fromkeys(bar.series for bar in chart.bars))
    values = {(bar.label, bar.series): str(bar.value) for bar in chart.bars}
    rows = tuple(
        (
            Sentence(text=label),
            *(Sentence(text=values.get((label, each), "0")) for each in series),
        )
        for label in labels
    )
    return Table(
        caption=chart.caption,
        head=(f"{chart.caption} – {chart.measure}", *series),
        rows=rows,
        widths=tuple([1.0] * (len(series) + 1)),
        numbers=tuple(range(1, len(series) + 1)),
    )


def plain(text: str) -> str:
    """Make a text stand as it is, in one line."""
    flat = _SPECIAL.sub(r"\\\1", _BREAK.sub(" ", text).strip(" "))
    return _FIRST.sub(_first, flat)


def _lines(text: str) -> str:
    """Keep the lines of a text apart within an item of a list."""
    return "\\\n  ".join(plain(line) for line in text.splitlines())


def _first(found: re.Match[str]) -> str:
    """Keep the beginning of a text from making a list, a heading or a rule of it."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def address_text(address: str) -> str:
    """Keep an address from ending the link that it stands in."""
    return _UNSAFE.sub("", address)


def _source(number: int, source: Source, *, anchors: bool) -> str:
    label = plain(source.label)
    linked = f"[{label}](<{address_text(source.address)}>)" if source.address else label
    detail = f". {plain(source.detail)}" if source.detail else ""
    anchor = f'<a id="source-{number}"></a>' if anchors else ""
    return f"{number}. {anchor}{linked}{detail}"


def _listed(number: int) -> str:
    return f"#source-{number}"


def _sentence(sentence: Sentence, lead: Notes) -> str:
    text = plain(sentence.text)
    if sentence.link:
        text = f"[{text}](<{address_text(sentence.link)}>)"
    notes = "".join(f" [\\[{each}\\]]({lead(each)})" for each in sentence.refs)
    return f"{text}{notes}"


def _table(table: Table, lead: Notes) -> str:
    aligned = ["---:" if number in table.numbers else "---" for number in range(len(table.head))]
    rows = [[plain(cell) for cell in table.head], aligned]
    rows += [[_sentence(cell, lead) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
