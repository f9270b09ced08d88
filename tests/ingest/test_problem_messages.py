"""Every message exists in both languages, with the same placeholders."""

import re
from pathlib import Path
from string import Formatter

import pytest

from kb.problems import messages

ROOT = Path(__file__).resolve().parents[2]
READING = ("readers/*.py", "sniff*.py", "archives.py", "reading.py", "sandbox.py", "child.py")
RAISED = re.compile(r'"((?:file|reader|kind|office|zip|pdf|image|ocr|limit|archive)\.[a-z_]+)"')


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_that_reading_raises_has_a_message() -> None:
    codes = {
        code
        for pattern in READING
        for path in (ROOT / "ingest").glob(pattern)
        for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert codes and codes <= messages("en").keys()


@pytest.mark.parametrize("code", sorted(messages("en")))
def test_both_languages_ask_for_the_same_values(code: str) -> None:
    assert placeholders(messages("fr")[code]) == placeholders(messages("en")[code])


@pytest.mark.parametrize("code", [code for code in messages("en") if RAISED.match(f'"{code}"')])
def test_reading_problems_name_the_file_and_say_what_to_do(code: str) -> None:
    for language in ("fr", "en"):
        text = messages(language)[code]
        assert "{file}" in text
        assert len(re.findall(r"[.!?](?:\s|$)|;", text)) >= 2
    assert not re.search(r"[^\u202f\s][;!?»]|[^\u00a0\s]:(?!//)", messages("fr")[code])
