"""Tables for spreadsheets: no cell is a formula, and every cell comes back."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.spreadsheet import as_text, write_csv

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HOSTILE = st.builds(
    "{}{}{}".format, st.sampled_from(["", " "]), st.sampled_from("=+-@\t\r\n"), CELLS
)


def read_back(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS | HOSTILE, min_size=1)))
def test_no_cell_begins_as_a_formula_and_none_is_lost(rows: list[list[str]]) -> None:
    head, *cells = read_back(write_csv(["=head"], rows))
    assert head == ["'=head"]
    for found, given_row in zip(cells, rows, strict=True):
        for cell, was in zip(found, given_row, strict=True):
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert cell in {was, f"'{was}"}


@settings(max_examples=60)
@given(CELLS)
def test_a_cell_cannot_leave_its_place(cell: str) -> None:
    assert [len(row) for row in read_back(write_csv(["a", "b"], [[cell, "end"]]))] == [2, 2]


@pytest.mark.parametrize("cell", ["", "vrai", "2026-11-28", "a=b", "'", "é"])
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert as_text(cell) == cell


def test_accents_are_announced() -> None:
    assert write_csv(["é"], []).startswith(b"\xef\xbb\xbf")
