"""The texts of a document under the field that each belongs to."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.blocks import every_block
from ingest.labels import FieldNames, field_names
from kb.nouns import Block, Kind, ParsedDocument

_LABELLED = re.compile(r"^([^:\n]{2,70}?)\s*:(?:\s+|$)(.*)$")
_CELLS = re.compile(r"\s*[|\t]\s*")
_LABEL_WORDS = 8


@dataclass(slots=True)
class _Place:
    """Where the reading stands: the section's fields, and the label's inside it, if any."""

    section: tuple[str, ...] = ()
    level: int = 0
    label: tuple[str, ...] = ()
    label_has_value: bool = False
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def enter_section(self, fields: tuple[str, ...], level: int) -> None:
        self.section, self.level, self.label = fields, level, ()

    def enter_label(self, fields: tuple[str, ...], value: str) -> None:
        self.label, self.label_has_value = fields, bool(value)
        self._put(fields, value)

    def add(self, text: str, *, is_item: bool = False) -> None:
        """Put a text under the label if it goes on, else under the section."""
        if self.label_has_value and not is_item:
            self.label = ()
        self._put(self.label or self.section, text)

    def _put(self, fields: tuple[str, ...], text: str) -> None:
        for key in fields:
            if text and text not in self.texts[key]:
                self.texts[key].append(text)


def labelled_texts(document: ParsedDocument, kind: Kind) -> dict[str, list[str]]:
    """Collect the texts under headings, labels and table rows that name a field of `kind`."""
    names = field_names(kind)
    place = _Place()
    for block, text in _blocks(document):
        if block.kind == "heading":
            _read_heading(place, names, text, block.level)
        elif block.kind == "table":
            _read_table(place, names, text)
        elif block.kind == "list_item":
            _read_item(place, names, text)
        else:
            _read_paragraph(place, names, text)
    return {key: texts for key, texts in place.texts.items() if texts}


def headings_and_labels(document: ParsedDocument) -> Iterator[str]:
    """Give all that may name a field: headings, labels before a colon, first cells."""
    for block, text in _blocks(document):
        if block.kind == "heading":
            yield text
            continue
        for line in text.splitlines():
            if block.kind == "table":
                yield _CELLS.split(line.strip("| "))[0]
            elif labelled := _LABELLED.match(line):
                yield labelled[1]


def _blocks(document: ParsedDocument) -> Iterator[tuple[Block, str]]:
    for page in document.pages:
        for block in every_block(page):
            if block.kind != "header":
                yield block, page.text[block.start : block.end]


def _read_heading(place: _Place, names: FieldNames, text: str, level: int) -> None:
    fields = names.loosely(text)
    if fields or level <= place.level or not place.section:
        place.enter_section(fields, level)
    else:
        place.add(" ".join(text.split()))


def _read_table(place: _Place, names: FieldNames, text: str) -> None:
    """Read rows of a label and its value; any other row belongs to the section."""
    for row in text.splitlines():
        cells = _CELLS.split(row.strip("| "), maxsplit=1)
        fields = names.strictly(cells[0]) if len(cells) == 2 else ()
        if fields:
            place.enter_label(fields, cells[1])
        else:
            place.add(row)


def _read_item(place: _Place, names: FieldNames, text: str) -> None:
    fields, value = _label(names, text.lstrip("•▪◦‣·*–—- "))
    if fields and value:
        place.enter_label(fields, value)
    else:
        place.add(" ".join(text.split()), is_item=True)


def _read_paragraph(place: _Place, names: FieldNames, text: str) -> None:
    """Read a paragraph; a line in it that begins with a label opens that field."""
    lines: list[str] = []
    for line in text.splitlines():
        fields, value = _label(names, line)
        if not fields:
            lines.append(line)
            continue
        _add_lines(place, lines)
        place.enter_label(fields, value)
        lines = []
    _add_lines(place, lines)


def _add_lines(place: _Place, lines: list[str]) -> None:
    if lines:
        place.add(" ".join(" ".join(lines).split()))


def _label(names: FieldNames, line: str) -> tuple[tuple[str, ...], str]:
    """Give the fields that a line's label names, and what follows it on the line."""
    labelled = _LABELLED.match(line.strip())
    label, value = (labelled[1], labelled[2]) if labelled else (line.strip(), "")
    if len(label.split()) > _LABEL_WORDS or label.endswith((".", ";", ",", "!")):
        return (), ""
    return names.strictly(label), value.strip()
