"""The form of a document's fields."""

import pytest

from ingest.labels import sheet_words
from kb.nouns import Kind
from ui.fields import SHEETS


@pytest.mark.parametrize("kind", [Kind.PRACTICE_SHEET, Kind.DEBRIEF])
def test_every_field_that_is_drafted_can_be_edited(kind: Kind) -> None:
    """What the form does not show would be lost as soon as it is saved."""
    drafted = tuple(sheet_words()[kind.value])
    assert tuple(key for key in SHEETS[kind] if key in drafted) == drafted
