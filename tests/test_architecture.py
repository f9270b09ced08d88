"""The shape of the house: imports go one way, and heavy libraries stay off the quick roads."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {
    "kb": {"kb"},
    "ingest": {"ingest", "kb"},
    "search": {"search", "kb"},
    "ui": {"ui", "search", "ingest", "kb"},
}
OURS = {"kb", "ingest", "search", "ui", "app", "cli", "run", "corpus", "encoder", "benchmarks"}
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "common", "misc"}


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("folder", sorted(ALLOWED))
def test_imports_go_one_way(folder: str) -> None:
    wrong = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sources(folder)
        for name in imports(path)
        if name.split(".")[0] in OURS - ALLOWED[folder]
    }
    assert not wrong


def test_only_the_faces_know_streamlit_and_only_adapters_know_chroma() -> None:
    for folder in ("kb", "ingest", "search"):
        for path in sources(folder):
            names = {name.split(".")[0] for name in imports(path)}
            assert "streamlit" not in names, path
            if path.stem not in {"vectors", "vector_collections", "vector_server"}:
                assert "chromadb" not in names, path


def test_only_the_session_touches_streamlits_state_and_caches() -> None:
    for path in [ROOT / "app.py", *sources("ui")]:
        if path.parent != ROOT / "ui" / "session":
            text = path.read_text("utf-8")
            assert "session_state" not in text and "cache_" not in text, path


def test_no_file_has_a_name_that_says_nothing() -> None:
    for folder in ALLOWED:
        assert not {path.stem for path in sources(folder)} & FORBIDDEN_NAMES


def test_a_search_in_the_terminal_never_loads_torch_or_streamlit() -> None:
    program = (
        "import sys, cli\n"
        "from search.retriever import Retriever\n"
        "from kb.store import open_store\n"
        "from kb.settings import Settings\n"
        "from search.nouns import Question\n"
        "from pathlib import Path\n"
        "import tempfile\n"
        "with tempfile.TemporaryDirectory() as home:\n"
        "    with open_store(Settings(home=Path(home), database_url='')) as store:\n"
        "        scope = store.catalogue.reader.every_scope()\n"
        "        Retriever.over(store).answer(Question(text='emploi'), access=scope)\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'streamlit', 'pandas'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
