"""Tables for spreadsheets: CSV whose cells are texts, never formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a cell a formula where it stands first (OWASP, "CSV Injection"), also full-width."""


def write_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Lay a table out so that spreadsheets open it with its accents and run nothing in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([as_text(cell) for cell in head])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_text(cell: str) -> str:
    """Make a cell stand as text: an apostrophe before what would be read as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell
