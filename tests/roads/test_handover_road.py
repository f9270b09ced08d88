"""A party leaves: the whole sample corpus goes out, comes back elsewhere, and answers the same."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.handover.estate import Estate
from kb.handover.layout import PackedDocument
from kb.nouns import KnownText, Link
from kb.settings import Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from tests.test_cli import run

ROOT = Path(__file__).resolve().parents[2]
PARTIES = ("qc", "fr")

Hits = list[tuple[str, str, float]]


@pytest.fixture(scope="module")
def home(loaded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the loaded home, but for its indexes, which are views that an app may be using."""
    home = tmp_path_factory.mktemp("leaving") / "home"
    return Path(shutil.copytree(loaded_home, home, ignore=shutil.ignore_patterns("indexes")))


@pytest.fixture(scope="module")
def elsewhere(home: Path) -> Path:
    """Export both parties through the terminal, and import them into an empty home."""
    elsewhere = home.parent / "elsewhere"
    for party in PARTIES:
        package = home.parent / party
        exported = json.loads(run(home, "export", "--party", party, str(package), "--json"))
        imported = json.loads(run(elsewhere, "import", str(package), "--json"))
        assert imported["documents"] == imported["restored"] == exported["documents"] > 0
        assert exported["missing"] == imported["missing"] == []
    return elsewhere


@pytest.fixture(scope="module")
def stores(home: Path, elsewhere: Path) -> Iterator[tuple[Store, Store]]:
    with (
        open_store(Settings(home=home, database_url="")) as before,
        open_store(Settings(home=elsewhere, database_url="")) as after,
    ):
        yield before, after


def documents(store: Store) -> list[PackedDocument]:
    with store.catalogue.engine.connect() as connection:
        return [each for party in PARTIES for each in Estate(connection, party).documents()]


def bonds(store: Store) -> list[Link]:
    with store.catalogue.engine.connect() as connection:
        return [each for party in PARTIES for each in Estate(connection, party).links()]


def known(store: Store) -> list[KnownText]:
    return sorted(store.catalogue.feed.known_texts(), key=lambda text: text.document_id)


def hits(store: Store, questions: list[str]) -> Iterator[Hits]:
    retriever, scope = Retriever.over(store), store.catalogue.reader.every_scope()
    for text in questions:
        answer = retriever.answer(Question(text=text), access=scope)
        yield [(hit.document.id, hit.passage.passage.text, hit.score) for hit in answer.hits]


def test_every_document_comes_back_with_its_fields_pages_passages_and_bonds(
    stores: tuple[Store, Store],
) -> None:
    before, after = stores
    assert documents(after) == documents(before)
    assert bonds(after) == bonds(before) != []
    assert known(after) == known(before), "duplicates and translations are known as before"


def test_every_original_comes_back(stores: tuple[Store, Store]) -> None:
    before, after = stores
    assert set(after.originals.stored()) == set(before.originals.stored())
    for digest in before.originals.stored():
        assert (
            after.originals.path(digest).read_bytes() == before.originals.path(digest).read_bytes()
        )


def test_every_judged_question_finds_the_same(stores: tuple[Store, Store]) -> None:
    lines = (ROOT / "corpus" / "queries.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines]
    before, after = stores
    found = 0
    for question, old, new in zip(
        questions, hits(before, questions), hits(after, questions), strict=True
    ):
        assert [hit[:2] for hit in new] == [hit[:2] for hit in old], question
        assert [hit[2] for hit in new] == pytest.approx([hit[2] for hit in old], abs=1e-4)
        found += len(new)
    assert found > len(questions)


def test_the_new_installation_is_sound(home: Path, elsewhere: Path) -> None:
    assert "holds" in run(home, "audit", "verify") and "holds" in run(elsewhere, "audit", "verify")
    findings = {each["check"]: each for each in json.loads(run(elsewhere, "doctor", "--json"))}
    assert findings["originals"]["state"] == "ok"
    records = json.loads(run(elsewhere, "audit", "list", "--json"))
    assert [each["action"] for each in records] == ["imported", "imported"]


def test_what_cannot_be_handed_over_is_said_in_a_line(home: Path, elsewhere: Path) -> None:
    package = home.parent / "qc"
    assert "not empty" in run(home, "export", "--party", "qc", str(package), status=2)
    assert "qc, fr" in run(home, "export", "--party", "be", str(home.parent / "be"), status=2)
    assert "before" in run(elsewhere, "import", str(package), status=2)
    assert "bagit.txt" in run(elsewhere, "import", str(home), status=2)
    damaged = Path(shutil.copytree(package, home.parent / "damaged"))
    (damaged / "data" / "links.jsonl").write_text("", "utf-8")
    assert "data/links.jsonl" in run(elsewhere, "import", str(damaged), status=2)
