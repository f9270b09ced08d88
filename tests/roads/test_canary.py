"""A canary is planted wherever a document leaves something, erased, and searched for in all bytes.

The same search runs before the erasure and must find it: a search that finds nothing proves
nothing.
"""

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import insert, select, update

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.audit import Action
from kb.catalogue.rows import pack_vector, unpack_vectors
from kb.catalogue.schema import embeddings, passages, versions
from kb.catalogue.tables.desk import exports
from kb.desk import Clearance, Clearing, Decision, Verdict
from kb.encoders.static import StaticEncoder
from kb.index_nouns import Vectors
from kb.nouns import Link, Relation
from kb.people import Role
from kb.receipts import verify
from kb.settings import STATIC_ENCODER
from kb.store import Store
from search.nouns import Question
from search.pictures import PagePictures
from search.retriever import Retriever
from tests.rawbytes import files, holds_vector
from tests.roads.forked import erasing
from tests.roads.setups import Embedded, OnServers, Running, Setup
from tests.servers import S3_KEYS, servers_started

CANARY = "Zéphyrquartzelles"
PLAIN = "zephyrquartzelles"
SECRET = f"Le dispositif {CANARY} accompagne les soudeuses de la gare de Mende vers l’emploi."

ROUNDS = {Embedded: 6, OnServers: int(os.environ.get("KB_TEST_ROUNDS", "1"))}


@dataclass(frozen=True, slots=True)
class Planted:
    """What there is to find of the documents."""

    document_ids: tuple[str, ...]
    needles: dict[str, bytes]
    vectors: Vectors


@pytest.fixture(params=["embedded", "servers"])
def setup(
    request: pytest.FixtureRequest, memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Setup]:
    """Give an empty installation."""
    root = memory / tmp_path.name
    if request.param == "embedded":
        yield Embedded(root / "home")
        return
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    with servers_started(root, request.getfixturevalue("postgres")) as servers:
        yield OnServers(servers)


@pytest.fixture
def planted(setup: Setup, tmp_path: Path) -> Planted:
    """Plant the canary, among documents that stay, then let go of the installation."""
    return plant(setup, tmp_path)


def test_nothing_of_an_erased_document_is_left_in_any_byte(setup: Setup, planted: Planted) -> None:
    before = found(setup, planted)
    assert before.keys() == {*planted.needles, "vectors"}
    assert setup.places <= set().union(*before.values())
    with setup.opened() as running:
        old_segments = segments(setup)
        asked = Question(text="navette vers la gare", limit=50)
        others = [others_of(asked, store, planted) for store in running.everyone]
        assert all(others)
        for document_id in planted.document_ids:
            running.store.eraser.withdraw(document_id, actor="u1")
        running.catch_up()
        for document_id in planted.document_ids:
            running.store.eraser.request(document_id, actor="u1")
        assert not running.others or not running.last.eraser.finish(), "not all are clean yet"
        receipts = running.finish()
        assert [others_of(asked, store, planted) for store in running.everyone] == others
        assert [each.document_id for each in receipts] == list(planted.document_ids)
        assert all(verify(each, running.store.eraser.signer.key) for each in receipts)
        assert not segments(setup) & old_segments
        setup.sweep()
        assert found(setup, planted) == {}
    assert found(setup, planted) == {}
    with setup.opened() as running:
        _live_on(running, setup.homes()[0].parent / "later")
        assert found(setup, planted) == {}
        assert running.store.audit.verify() is None
    assert names_left(setup, planted) <= setup.naming


def test_killed_between_request_and_end_nothing_is_left_either(
    setup: Setup, planted: Planted
) -> None:
    with setup.opened() as running:
        for document_id in planted.document_ids:
            running.store.eraser.withdraw(document_id, actor="u1")
            running.store.eraser.request(document_id, actor="u1")
    assert found(setup, planted) != {}
    with setup.opened() as running:
        running.finish()
        assert len(running.store.eraser.receipts()) == 2
        setup.sweep()
        assert found(setup, planted) == {}


def plant(setup: Setup, tmp_path: Path) -> Planted:
    with setup.opened() as running:
        ids = _plant(running, tmp_path)
        planted = Planted(ids, *_traces_of(running.store, ids))
    setup.settle()
    return planted


def _plant(running: Running, tmp_path: Path) -> tuple[str, ...]:
    store, folder = running.store, tmp_path / "given"
    folder.mkdir(exist_ok=True)
    pdf, sheet = folder / f"{PLAIN}.pdf", folder / f"{CANARY}.md"
    for number in range(6):
        text = f"# Navette {number}\n\nUne navette relie la gare numéro {number} au parc.\n"
        (folder / f"navette-{number}.md").write_text(text, "utf-8")
    _take_in(store, sorted(folder.glob("*.md")), audience="public")
    ids = []
    for version in (1, 2):
        _draw(pdf, f"Version {version}. {SECRET}")
        sheet.write_text(f"# {CANARY}\n\nVersion {version}. {SECRET}\n\nSuite {CANARY}.\n", "utf-8")
        ids = _take_in(store, [pdf, sheet], audience="party")
        running.catch_up()
    scope = store.catalogue.reader.every_scope()
    pictures = PagePictures(store.catalogue.reader, store.originals, store.settings.pictures)
    passage = store.catalogue.reader.passages_of(ids[0], access=scope)[0].passage
    assert pictures.picture(ids[0], 1, passage, access=scope)
    for document_id in ids:
        _hang_on(store, document_id, other=store.catalogue.feed.published()[0])
        _export(store, document_id)
    running.catch_up()
    return tuple(ids)


def _take_in(store: Store, paths: list[Path], *, audience: str) -> list[str]:
    given = Given(party="qc", audience=audience)
    with Sandbox() as sandbox:
        reports = list(Ingest(store, sandbox).take_in_all(paths, given))
    return [report.document_id for report in reports if report.document_id]


def _draw(path: Path, text: str) -> None:
    canvas = Canvas(str(path), pagesize=(900, 800), pageCompression=0)
    canvas.setTitle(f"Guide {CANARY}")
    canvas.drawString(60, 400, text)
    canvas.save()


def _hang_on(store: Store, document_id: str, *, other: str) -> None:
    """Fill every table that may say something of a document."""
    writer, desk = store.catalogue.writer, store.catalogue.desk
    everything = store.catalogue.reader.every_scope()
    fields = store.catalogue.reader.document(document_id, access=everything).fields
    told = {"sheet": {"mission": f"Mission {CANARY}."}, "rights_owner": f"Fondation {CANARY}"}
    writer.revise(document_id, fields.model_copy(update=told))
    if other != document_id:
        link = Link(document_id=document_id, other_id=other, relation=Relation.DUPLICATE, score=0.5)
        writer.link(link)
    known = store.accounts.people.by_login("anne")
    anne = (
        known
        or store.accounts.add(
            "anne", name="Anne", party="qc", role=Role.COORDINATOR, by="operator"
        )[0]
    )
    now, same = datetime.now(UTC), {"document_id": document_id, "user_id": anne.id}
    said = Decision(
        **same,
        party="qc",
        verdict=Verdict.ACCEPT,
        audience="party",
        comment=f"Oui, {CANARY}",
        at=now,
    )
    cleared = Clearance(
        **same, kind="name", datum=CANARY, action=Clearing.KEPT, reason=f"{CANARY}!", at=now
    )
    with desk.writing.begin() as connection:
        desk.add_decision(connection, said)
        desk.add_clearance(connection, cleared)
        desk.write_letter(connection, [anne.id], document_id, "accepted", f"Lettre {CANARY}")
        store.audit.append(connection, anne.id, Action.ACCEPTED, document_id)


def _export(store: Store, document_id: str) -> None:
    folder = store.settings.home / "exports" / document_id[:8]
    folder.mkdir(parents=True)
    (folder / "passages.csv").write_text(SECRET, "utf-8")
    with store.catalogue.desk.writing.begin() as connection:
        row = {"path": str(folder), "documents": [document_id], "made_by": "u1"}
        connection.execute(insert(exports).values(**row, at=datetime.now(UTC)))


def _traces_of(store: Store, ids: tuple[str, ...]) -> tuple[dict[str, bytes], Vectors]:
    """List the forms in which a canary may lie in a file, and the vectors of its passages."""
    with store.catalogue.engine.connect() as connection:
        own = passages.c.document_id.in_(ids)
        query = select(passages.c.text, embeddings.c.vector).join(
            embeddings, embeddings.c.passage_id == passages.c.id
        )
        rows = connection.execute(query.where(own)).all()
        centroids = select(versions.c.centroid).where(versions.c.document_id.in_(ids))
        middles = list(connection.execute(centroids).scalars())
    vectors = unpack_vectors(row.vector for row in rows)
    long = max((row.text for row in rows), key=len)
    needles = {
        "utf-8": CANARY.encode(),
        "folded": PLAIN.encode(),
        "json": json.dumps(CANARY)[1:-1].encode(),
        "tokens": StaticEncoder(STATIC_ENCODER).tokens([long])[0][2:10].tobytes(),
        "halves": pack_vector(vectors[0])[:64],
        "centroid": middles[0][:64],
        "floats": vectors[0].tobytes()[:64],
    }
    for number, row in enumerate(rows):
        needles[f"halves {number}"] = row.vector
    return needles, vectors


def found(setup: Setup, planted: Planted) -> dict[str, set[str]]:
    """Search the bytes of all that is kept: the places that hold each needle."""
    hits: dict[str, set[str]] = {}
    for place, path, content in setup.contents():
        for name, needle in planted.needles.items():
            if needle in content:
                hits.setdefault(name, set()).add(place)
        if any(holds_vector(content, vector) for vector in planted.vectors):
            hits.setdefault("vectors", set()).add(place)
        wide = [
            form.encode(code) for form in (CANARY, PLAIN) for code in ("utf-16-le", "utf-16-be")
        ]
        if any(form in content for form in wide) or PLAIN in path.name:
            hits.setdefault("wide or named", set()).add(place)
    return hits


def segments(setup: Setup) -> set[Path]:
    """Name the files in which tantivy packs words so that no plain search finds them."""
    packed = (".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm")
    return {path for home in setup.homes() for path in files(home) if path.suffix in packed}


def names_left(setup: Setup, planted: Planted) -> set[str]:
    """Tell which places still name the documents: the receipts do."""
    ids = [document_id.encode() for document_id in planted.document_ids]
    return {place for place, _, content in setup.contents() if any(each in content for each in ids)}


def others_of(asked: Question, store: Store, planted: Planted) -> set[str]:
    answer = Retriever.over(store).answer(asked, access=store.catalogue.reader.every_scope())
    assert not answer.without_meaning
    return {hit.document.id for hit in answer.hits} - set(planted.document_ids)


def _live_on(running: Running, folder: Path) -> None:
    """Write more into every index: nothing may come back with it."""
    folder.mkdir()
    for number in range(3):
        text = f"# Atelier {number}\n\nUn atelier de soudure numéro {number}.\n"
        (folder / f"atelier-{number}.md").write_text(text, "utf-8")
    assert len(_take_in(running.store, sorted(folder.glob("*.md")), audience="public")) == 3
    running.catch_up()


def test_killed_at_any_moment_an_erasure_is_completed(
    setup: Setup, planted: Planted, tmp_path: Path
) -> None:
    moments = random.Random(20221124)  # noqa: S311 - moments, not secrets
    whole_ones = spares(setup, planted, tmp_path)
    whole = erase_for(None, *next(whole_ones))
    for spare, own in islice(whole_ones, ROUNDS[type(setup)]):
        erase_for(moments.uniform(0, whole), spare, own)
        with spare.opened() as running:
            for document_id in own.document_ids:
                running.erase(document_id)
            receipts = {each.document_id for each in running.store.eraser.receipts()}
            assert receipts >= set(own.document_ids)
            assert running.store.audit.verify() is None
            spare.sweep()
            assert found(spare, own) == {}


def spares(setup: Setup, planted: Planted, tmp_path: Path) -> Iterator[tuple[Setup, Planted]]:
    """Give installations with the canary in them, for one erasure each."""
    if isinstance(setup, Embedded):
        yield from ((copied(setup.home, f"copy-{number}"), planted) for number in count())
    while True:
        yield setup, planted
        planted = plant(setup, tmp_path)


def copied(home: Path, name: str) -> Embedded:
    copy = Embedded(shutil.copytree(home, home.parent / name))
    with copy.alone() as store, store.catalogue.desk.writing.begin() as connection:
        # Exports are recorded by where they lie, which is another place in a copy.
        for row in connection.execute(select(exports)).all():
            moved = str(copy.home / Path(row.path).relative_to(home))
            changed = update(exports).where(exports.c.id == row.id)
            connection.execute(changed.values(path=moved))
    return copy


def erase_for(seconds: float | None, setup: Setup, planted: Planted) -> float:
    """Erase in a process of its own, killed after a while if it is not done; tell how long."""
    process = erasing(setup.environment(), planted.document_ids)
    began = time.monotonic()
    process.join(seconds)
    assert seconds is not None or process.exitcode == 0
    process.kill()
    process.join()
    return time.monotonic() - began
