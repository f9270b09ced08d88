"""A party leaves: the whole sample corpus goes out, comes back elsewhere, and answers the same."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.handover.estate import Estate
from kb.handover.layout import PackedDocument
from kb.nouns import KnownText, Link
from kb.settings import STATIC_ENCODER
from kb.store import Store
from search.nouns import Question
from search.retriever import Retriever
from tests.roads.setups import Embedded, OnServers, Setup
from tests.servers import S3_KEYS, PostgresServer, servers_started
from tests.test_cli import run

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PARTIES = ("qc", "fr")
FEW = ("qc-accueil-commun-longueuil", "fr-jeu-cartes-competences", "fr-cej-valence")
"""Documents that go over the servers, with their translations."""

Hits = list[tuple[str, str, float]]


@dataclass(frozen=True)
class Road:
    """A hand-over that was done.

    Attributes:
        packages: the folder in which each party's package lies.
        questions: what to ask before and after.
    """

    before: Setup
    after: Setup
    packages: Path
    questions: tuple[str, ...]


def terminal(setup: Setup, *arguments: str, status: int = 0) -> str:
    settings = dict(setup.environment())
    return run(Path(settings.pop("KB_HOME")), *arguments, status=status, **settings)


def handed_over(before: Setup, after: Setup, packages: Path, questions: tuple[str, ...]) -> Road:
    """Export both parties through the terminal, and import them into an empty installation."""
    for party in PARTIES:
        package = packages / party
        exported = json.loads(terminal(before, "export", "--party", party, str(package), "--json"))
        imported = json.loads(terminal(after, "import", str(package), "--json"))
        assert imported["documents"] == imported["restored"] == exported["documents"] > 0
        assert exported["missing"] == imported["missing"] == []
    return Road(before, after, packages, questions)


@pytest.fixture(scope="module")
def embedded(loaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Road:
    """Hand the sample corpus over, from one home to another."""
    folder = tmp_path_factory.mktemp("leaving")
    # Without its indexes, which are views.
    home = shutil.copytree(loaded_once, folder / "home", ignore=shutil.ignore_patterns("indexes"))
    lines = (CORPUS / "queries.jsonl").read_text("utf-8").splitlines()
    questions = tuple(json.loads(line)["text"] for line in lines)
    return handed_over(Embedded(home), Embedded(folder / "elsewhere"), folder, questions)


@pytest.fixture(scope="module")
def servers_and_back(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Road, Road]]:
    """Hand a few documents over, from servers to a home, and from there to other servers."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in S3_KEYS.items():
            patched.setenv(name, value)
        first, last = (
            OnServers(stack.enter_context(servers_started(folder / name, postgres)))
            for name in ("first", "last")
        )
        titles = take_in_few(first, folder / "few")
        home = Embedded(folder / "home", str(STATIC_ENCODER))
        (folder / "out").mkdir()
        (folder / "back").mkdir()
        yield (
            handed_over(first, home, folder / "out", titles),
            handed_over(home, last, folder / "back", titles),
        )


def take_in_few(setup: Setup, folder: Path) -> tuple[str, ...]:
    """Take in some of the sample corpus; give the documents' titles."""
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    few = [each for each in entries if {each["id"], each["translation_of"]} & set(FEW)]
    for each in few:
        (folder / each["file"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CORPUS / each["file"], folder / each["file"])
    listed = "\n".join(json.dumps(each) for each in few)
    (folder / "manifest.jsonl").write_text(listed, "utf-8")
    given = Given(party="qc", audience="partners")
    with setup.alone() as store, Sandbox() as sandbox:
        assert len(list(Ingest(store, sandbox).take_in_all([folder], given))) == len(few)
    return tuple(each["title"] for each in few)


@pytest.fixture(scope="module", params=["embedded", "from servers", "to servers"])
def road(request: pytest.FixtureRequest) -> Road:
    """Give a hand-over that was done."""
    if request.param == "embedded":
        done: Road = request.getfixturevalue("embedded")
        return done
    both: tuple[Road, Road] = request.getfixturevalue("servers_and_back")
    return both[request.param == "to servers"]


@pytest.fixture(scope="module")
def stores(road: Road) -> Iterator[tuple[Store, Store]]:
    with road.before.alone() as before, road.after.alone() as after:
        yield before, after


def documents(store: Store) -> list[PackedDocument]:
    with store.catalogue.engine.connect() as connection:
        return [each for party in PARTIES for each in Estate(connection, party).documents()]


def bonds(store: Store) -> list[Link]:
    with store.catalogue.engine.connect() as connection:
        return [each for party in PARTIES for each in Estate(connection, party).links()]


def known(store: Store) -> list[KnownText]:
    return sorted(store.catalogue.feed.known_texts(), key=lambda text: text.document_id)


def hits(store: Store, questions: tuple[str, ...]) -> Iterator[Hits]:
    retriever, scope = Retriever.over(store), store.catalogue.reader.every_scope()
    for text in questions:
        answer = retriever.answer(Question(text=text), access=scope)
        assert not answer.without_meaning
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


def test_every_question_finds_the_same(road: Road, stores: tuple[Store, Store]) -> None:
    before, after = stores
    found = 0
    for question, old, new in zip(
        road.questions, hits(before, road.questions), hits(after, road.questions), strict=True
    ):
        assert [hit[:2] for hit in new] == [hit[:2] for hit in old], question
        assert [hit[2] for hit in new] == pytest.approx([hit[2] for hit in old], abs=1e-4)
        found += len(new)
    assert found > len(road.questions)


def test_the_new_installation_is_sound(road: Road) -> None:
    assert "holds" in terminal(road.before, "audit", "verify")
    assert "holds" in terminal(road.after, "audit", "verify")
    findings = {
        each["check"]: each for each in json.loads(terminal(road.after, "doctor", "--json"))
    }
    assert findings["originals"]["state"] == "ok"
    records = json.loads(terminal(road.after, "audit", "list", "--json"))
    assert [each["action"] for each in records if each["action"] == "imported"] == ["imported"] * 2


def test_what_cannot_be_handed_over_is_said_in_a_line(embedded: Road) -> None:
    before, after, packages = embedded.before, embedded.after, embedded.packages
    package = packages / "qc"
    assert "not empty" in terminal(before, "export", "--party", "qc", str(package), status=2)
    assert "qc, fr" in terminal(before, "export", "--party", "be", str(packages / "be"), status=2)
    assert "before" in terminal(after, "import", str(package), status=2)
    assert "bagit.txt" in terminal(after, "import", str(packages / "home"), status=2)
    damaged = Path(shutil.copytree(package, packages / "damaged"))
    (damaged / "data" / "links.jsonl").write_text("", "utf-8")
    assert "data/links.jsonl" in terminal(after, "import", str(damaged), status=2)
