"""Settings: read from the environment, and refused with their name."""

import pytest

from kb.errors import SettingsError
from kb.settings import read_settings


def test_guests_read_what_is_public_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_READERS", raising=False)
    assert read_settings().guest_shelves == {"public"}
    monkeypatch.setenv("KB_READERS", "public,party:qc,group:pilote")
    assert read_settings().guest_shelves == {"public", "party:qc", "group:pilote"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("KB_READERS", "everybody"), ("KB_LANGUAGE", "es"), ("KB_CONTRIBUTIONS", "perhaps")],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_settings()
