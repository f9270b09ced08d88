"""A report as Markdown; a chart becomes the table of what it shows."""

import re
from collections.abc import Iterator

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
_FIRST = re.compile(r"^([-+#=]|\d+(?=[.)]))")
_UNSAFE = re.compile(r"[\s()<>\"'\\`]")


class MarkdownRenderer:
    """Write Markdown (CommonMark with tables)."""

    def render(self, report: Report) -> bytes:
        """Give the file's bytes."""
        return "\n\n".join(self.parts(report)).encode() + b"\n"

    def parts(self, report: Report) -> Iterator[str]:
        """Give the report piece by piece: title, cover, sections, sources."""
        yield f"# {plain(report.title)}"
        yield f"**{plain(report.subtitle)}** · {plain(report.mark)}"
        yield "\n".join(f"- **{plain(name)}** · {plain(value)}" for name, value in report.cover)
        for section in report.sections:
            yield from section_parts(section)
        yield f"## {plain(report.sources_title)}"
        if report.sources:
            yield "\n".join(source_line(*each) for each in enumerate(report.sources, start=1))


def section_parts(section: Section) -> Iterator[str]:
    """Give a section's heading and blocks."""
    yield f"{'#' * (section.level + 1)} {plain(section.title)}"
    for block in section.blocks:
        yield from block_parts(block)


def block_parts(block: Block) -> Iterator[str]:
    """Give a block."""
    if isinstance(block, Paragraph):
        text = " ".join(_sentence(each) for each in block.sentences)
        yield text if block.style == "text" else f"*{text}*"
    elif isinstance(block, Bullets):
        yield "\n".join(f"- {_sentence(each)}" for each in block.items)
    elif isinstance(block, Table):
        yield _table(block)
    else:
        yield _table(chart_table(block))


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


def source_line(number: int, source: Source) -> str:
    """Give an item of the list of sources."""
    label = plain(source.label)
    linked = f"[{label}](<{_address(source.address)}>)" if source.address else label
    detail = f". {plain(source.detail)}" if source.detail else ""
    return f'{number}. <a id="source-{number}"></a>{linked}{detail}'


def plain(text: str) -> str:
    """Make a text stand as it is, in one line."""
    flat = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _FIRST.sub(_first, flat)


def _first(found: re.Match[str]) -> str:
    """Keep the beginning of a text from making a list, a heading or a rule of it."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _sentence(sentence: Sentence) -> str:
    text = plain(sentence.text)
    if sentence.link:
        text = f"[{text}](<{_address(sentence.link)}>)"
    notes = "".join(f" [\\[{number}\\]](#source-{number})" for number in sentence.refs)
    return f"{text}{notes}"


def _table(table: Table) -> str:
    aligned = ["---:" if number in table.numbers else "---" for number in range(len(table.head))]
    rows = [[plain(cell) for cell in table.head], aligned]
    rows += [[_sentence(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _address(address: str) -> str:
    """Keep an address from ending the link that it stands in."""
    return _UNSAFE.sub("", address)
