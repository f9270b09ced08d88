"""The locale files: same keys, same placeholders, and French that is French."""

import ast
import re
from pathlib import Path
from string import Formatter

from kb.problems import messages
from ui.texts import Texts, read_locale

ROOT = Path(__file__).resolve().parents[2]
FR, EN = read_locale("fr"), read_locale("en")
ENGLISH = re.compile(
    r"\b(the|and|of|search|document not|page of|your|with|without|from|was|were|this|that|"
    r"choose|file|files|add|open|close|next|previous|clear|nothing|found|question in)\b",
    re.IGNORECASE,
)
KEYS = re.compile(r"""texts(?:\.count)?\(\s*(f?)["']([a-z_.{}]+)["']""")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert FR.keys() == EN.keys()


def test_both_languages_fill_the_same_placeholders() -> None:
    assert not {key for key in FR if placeholders(FR[key]) != placeholders(EN[key])}


def test_no_english_in_the_french_texts() -> None:
    said = {key: re.sub(r"\{\w+\}", "", FR[key]) for key in set(FR) - {"app.switch"}}
    assert not {key: text for key, text in said.items() if ENGLISH.search(text)}


def test_french_typography() -> None:
    wrong = re.compile(r"[^\u202f\s(][;!?»]|[^\u00a0\s]:(?!/)\s|'")
    assert not {key: text for key, text in FR.items() if wrong.search(text)}


def test_every_key_that_the_pages_use_exists() -> None:
    used = set()
    for path in (ROOT / "ui").rglob("*.py"):
        for formatted, key in KEYS.findall(path.read_text("utf-8")):
            pattern = re.escape(key).replace(r"\{", "{").replace(r"\}", "}")
            pattern = re.sub(r"\{[^}]*\}", "[a-z0-9_]+", pattern) if formatted else pattern
            used.add(pattern)
    for pattern in used:
        found = [key for key in FR if re.fullmatch(rf"{pattern}(\.one|\.many)?", key)]
        assert found, pattern


def test_pages_hold_no_words_of_their_own() -> None:
    """Every text of two words or more in a page comes from the locale files."""
    for path in (ROOT / "ui" / "pages").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[A-ZÀ-Ý][\w’' ]+ [\w’' ]+", node.value)
        }
        docstrings = _docstrings(tree)
        assert not {text for text in texts if text not in docstrings}, path


def test_counts_agree_with_each_language() -> None:
    assert Texts("fr").count("search.count", 0) == "0 document"
    assert Texts("en").count("search.count", 0) == "0 documents"
    assert Texts("fr").count("search.count", 2) == "2 documents"


def test_problems_are_told_in_both_languages() -> None:
    assert messages("fr").keys() == messages("en").keys()
    assert not any(text == messages("en")[code] for code, text in messages("fr").items())


def _docstrings(tree: ast.AST) -> set[str | None]:
    return {
        ast.get_docstring(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    }
