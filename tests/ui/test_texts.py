"""Days and times, and what is said of browsers, as people say them."""

from datetime import UTC, date, datetime

import pytest

from ui.doors.devices import device_name
from ui.texts import Texts

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 Version/17.5 Safari/605.1"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


def test_days_and_moments_are_said_in_each_language() -> None:
    at = datetime(2026, 11, 29, 21, 7, tzinfo=UTC)
    assert Texts("fr").day(at) == "29 novembre 2026"
    assert Texts("fr").day(date(2026, 12, 1)) == "1er décembre 2026"
    assert Texts("en").day(at) == "29 November 2026"
    assert Texts("fr").moment(at) == "29 novembre 2026 à 21\u00a0h\u00a007 UTC"
    assert Texts("en").moment(at) == "29 November 2026, 21:07 UTC"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CHROME, "Chrome, Linux"),
        (ANDROID, "Chrome, Android"),
        (EDGE, "Edge, Windows"),
        (SAFARI, "Safari, macOS"),
        (FIREFOX, "Firefox, Windows"),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ],
)
def test_a_browser_is_named_shortly(said: str, name: str) -> None:
    assert device_name(said) == name
