"""Topics and their readers: nobody learns from them what they may not read; nothing is left."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cli import app
from kb.access import AccessScope, scope_of
from kb.audit import Action
from kb.catalogue.feed import in_context
from kb.catalogue.tables.topics import topic_phrases, topic_places, topics
from kb.errors import Forbidden, NotFound, Unresolved
from kb.nouns import DocumentFields, Kind
from kb.people import User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from kb.topics import CIRCLES, State, Task, circle_for
from search.topics.curating import Curating
from search.topics.reading import Topic, TopicViews
from search.topics.tending import Tending
from tests.people import Crowd
from tests.shelf import make_submission

GUEST = AccessScope(frozenset({"public"}))
SUBJECTS = {
    "fr": {
        "mentorat": "Le mentorat des apprentis suit chaque apprenti boulanger en atelier.",
        "enquête": "L’enquête annuelle sur les besoins interroge les employeurs de la région.",
        "jumelage": "Le jumelage de bureaux rapproche deux agences par des visites d’étude.",
        "garde": "Les places en crèche aident les mères seules à chercher un emploi.",
    },
    "en": {
        "mentorat": "Mentoring of apprentices follows each baker’s apprentice in the workshop.",
        "enquête": "The annual survey of labour needs questions the employers of the region.",
        "jumelage": "Twinning of offices brings two agencies together through study visits.",
        "garde": "Nursery places help lone mothers to look for a job.",
    },
}


@dataclass
class House:
    """A store with its services of topics."""

    store: Store
    views: TopicViews
    tending: Tending
    curating: Curating

    def put(self, text: str, language: str = "fr", **fields: str) -> str:
        made = make_submission(
            text,
            DocumentFields(
                title=fields.get("title", "Fiche"),
                party=fields.get("party", "qc"),
                audience=fields.get("audience", "public"),
                kind=Kind.PRACTICE_SHEET,
                language=language,
                domains=("retention",),
                year=2023,
            ),
        )
        texts = [in_context(made.fields.title, (), each.text) for each in made.passages]
        encoder = self.store.encoder
        vectors = encoder.encode_passages(texts)
        return self.store.catalogue.writer.store(made, vectors, encoder.name)

    def stored_words(self) -> str:
        with self.store.catalogue.engine.connect() as connection:
            return " ".join(connection.execute(select(topic_phrases.c.phrase)).scalars())

    def members(self, circle: str) -> dict[str, str]:
        places = self.store.catalogue.topics.places(circle)
        return {each: place.topic_id for each, place in places.items()}

    def seen(self, access: AccessScope, domain: str = "") -> dict[str, Topic]:
        return self.views.topics(circle_for(access), domain, access=access)

    def compute(self) -> None:
        for circle in CIRCLES:
            self.store.catalogue.topic_jobs.ask(circle, Task.RECOMPUTE, by="operator")
        self.tending.work()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with sixteen public documents on four subjects, and topics."""
    home = tmp_path_factory.mktemp("topics") / "home"
    with opened(home) as house:
        for number in range(2):
            for language, subjects in SUBJECTS.items():
                for text in subjects.values():
                    party = "qc" if number else "fr"
                    house.put(f"{text} Essai {'x' * number}.", language, party=party)
        house.compute()
    return home


@pytest.fixture
def house(made: Path, tmp_path: Path) -> Iterator[House]:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    with opened(home) as house:
        yield house


@contextmanager
def opened(home: Path) -> Iterator[House]:
    """Open a home with its services of topics."""
    settings = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(settings) as store:
        catalogue = store.catalogue
        views = TopicViews(catalogue.topics, catalogue.topic_reader)
        curating = Curating(catalogue.topics, catalogue.topic_jobs, views, store.audit)
        yield House(store, views, Tending.over(store), curating)


def test_topics_are_named_in_both_languages_whatever_their_documents_are_in(house: House) -> None:
    seen = house.seen(GUEST)
    assert len(seen) >= 3 and sum(topic.documents for topic in seen.values()) == 16
    for topic in seen.values():
        documents = house.views.documents(topic, access=GUEST, limit=50)
        assert topic.parties.total() == len(documents) == topic.documents
        assert topic.label("fr") != topic.label("en") != ""


def test_narrow_documents_shape_nothing_and_are_placed_for_those_who_may_read(house: House) -> None:
    before = house.members("public")
    secret = house.put("Le mentorat des apprentis quokkas.", audience="group:pilote")
    party = house.put("Le jumelage de bureaux wombats.", audience="party", party="fr")
    shared = house.put("L’enquête annuelle numbats.", audience="partners")
    house.tending.settle()
    pilot = AccessScope(GUEST.shelves | {"group:pilote"})
    assert sum(each.documents for each in house.seen(pilot).values()) == 17
    assert sum(each.documents for each in house.seen(GUEST).values()) == 16
    assert shared not in house.members("public")
    assert {secret, party} < house.members("public").keys()
    house.compute()
    for circle in CIRCLES:
        assert {secret, party} < house.members(circle).keys()
    assert "quokka" not in house.stored_words() and "wombat" not in house.stored_words()
    assert {key: house.members("public")[key] for key in before} == before
    points = house.views.points("public", "retention", (), access=GUEST)
    assert {point.document_id for point in points} == before.keys()


def test_what_only_the_partners_read_never_names_what_the_public_sees(house: House) -> None:
    for number in range(12):
        text = f"La pêche au homard des Îles, saison {'n' * number}."
        house.put(text, title="Pêche au homard", audience="partners")
    house.compute()
    partners = CIRCLES["partners"]
    said = [phrase for topic in house.seen(partners).values() for phrase in topic.phrases["fr"]]
    assert any("homard" in phrase for phrase in said)
    assert circle_for(GUEST) == "public" and circle_for(partners) == "partners"
    assert not {*house.seen(GUEST)} & {*house.seen(partners)}
    for topic in house.seen(GUEST).values():
        assert "homard" not in str(topic.phrases)
    hidden = next(each for each in house.seen(partners).values() if "homard" in str(each.phrases))
    with pytest.raises(NotFound):
        house.views.topic(hidden.id, access=GUEST)


def test_an_unknown_topic_is_not_found(house: House) -> None:
    for topic_id in ("", "0" * 32, "' or 1=1 --", "\x00", "é" * 500):
        with pytest.raises(NotFound):
            house.views.topic(topic_id, access=GUEST)


def test_nobody_without_a_shelf_of_the_public_sees_topics(house: House) -> None:
    nobody = AccessScope(frozenset())
    assert circle_for(nobody) == "" and house.views.topics("public", access=nobody) == {}
    assert house.views.points("public", "", (), access=nobody) == []


def test_a_new_document_finds_its_place_and_moves_nobody(house: House) -> None:
    rows = house.store.catalogue.topics
    before = rows.places("public")
    text = "Le mentorat des apprentis suit chaque apprenti boucher en atelier."
    new = house.put(text)
    house.tending.settle()
    after = rows.places("public")
    assert {key: after[key] for key in before} == before
    documents = house.store.catalogue.reader.documents(before, access=GUEST)
    like = {
        before[key].topic_id
        for key, each in documents.items()
        if "mentorat" in str(house.store.catalogue.reader.passages_of(key, access=GUEST))
    }
    assert after[new].topic_id in like and documents
    stamp = rows.circle("public")
    house.tending.settle()
    assert rows.circle("public") == stamp, "nothing is written when nothing changed"


def test_withdrawn_is_hidden_at_once_and_erased_is_gone_from_every_row(house: House) -> None:
    quokka = house.put("La tonnellerie du quokka forme.", title="La tonnellerie du quokka")
    house.compute()
    assert "quokka" in house.stored_words()
    house.store.eraser.withdraw(quokka, actor="operator")
    assert not any("quokka" in str(topic.phrases) for topic in house.seen(GUEST).values())
    house.store.eraser.request(quokka, actor="operator")
    assert "quokka" not in house.stored_words()
    house.tending.settle()
    house.tending.work()
    receipt = house.store.eraser.complete(quokka)
    assert receipt.checked.columns > 9
    assert "quokka" not in house.stored_words()
    with house.store.catalogue.engine.connect() as connection:
        assert quokka not in set(connection.execute(select(topic_places.c.document_id)).scalars())
    home = house.store.settings.home
    assert not [path for path in home.glob("catalogue*") if b"quokka" in path.read_bytes()]


def test_what_is_erased_while_topics_are_computed_does_not_come_back(house: House) -> None:
    gone = house.put("La tonnellerie du quokka forme des tonneliers.", title="Le quokka tonnelier")

    def told(step: str, _done: int, _total: int) -> None:
        if step == "writing":
            house.store.catalogue.writer.remove(gone)

    house.tending.recomputing.recompute("public", told)
    assert "quokka" not in house.stored_words() and gone not in house.members("public")


def test_what_leaves_takes_its_phrases_and_the_topic_is_named_again(house: House) -> None:
    topic, document_id = next(
        (row.topic_id, row.document_id) for row in _phrases(house) if row.language == "fr"
    )
    house.store.eraser.withdraw(document_id, actor="operator")
    house.tending.settle()
    assert document_id not in {row.document_id for row in _phrases(house)}
    house.tending.work()
    job = house.store.catalogue.topic_jobs.latest(_circle(house, topic))
    assert job is not None and (job.task, job.state) == (Task.RELABEL, State.DONE)
    assert all(each.phrases["fr"] for each in house.seen(GUEST).values())


def _phrases(house: House) -> list[Any]:
    with house.store.catalogue.engine.connect() as connection:
        query = select(topic_phrases).order_by(topic_phrases.c.topic_id, topic_phrases.c.rank)
        return list(connection.execute(query))


def _circle(house: House, topic: str) -> str:
    with house.store.catalogue.engine.connect() as connection:
        found = connection.execute(select(topics.c.circle).where(topics.c.id == topic))
        return str(found.scalar_one())


def test_names_and_merges_by_hand_outlive_computations_and_are_recorded(house: House) -> None:
    anne = Crowd(house.store).coordinator()
    first, second, *_ = house.seen(_scope(anne)).values()
    house.curating.rename(first.id, "  Le mentorat ", "Mentoring", anne)
    house.curating.merge(second.id, first.id, anne)
    for _ in range(2):
        house.compute()
        seen = house.seen(_scope(anne))
        one = seen[first.id]
        assert (one.label("fr"), one.label("en")) == ("Le mentorat", "Mentoring")
        assert one.documents == first.documents + second.documents and second.id not in seen
        assert house.views.topic(second.id, access=_scope(anne)) == one
    (part,) = house.views.parts(one, access=_scope(anne))
    assert part.id == second.id and part.label("fr")
    house.curating.separate(second.id, anne)
    house.curating.rename(first.id, "", "", anne)
    house.tending.work()
    seen = house.seen(_scope(anne))
    assert seen[second.id].documents == second.documents
    assert seen[first.id].label("fr") == first.label("fr")
    records = [(r.action, r.actor) for r in house.store.audit.records(actor=anne.id)]
    assert records == [
        (action, anne.id)
        for action in (
            Action.TOPIC_RENAMED, Action.TOPIC_SEPARATED, Action.TOPIC_MERGED, Action.TOPIC_RENAMED
        )
    ]  # fmt: skip


def test_only_coordinators_decide_and_only_on_what_they_see(house: House) -> None:
    crowd = Crowd(house.store)
    expert, anne = crowd.expert(), crowd.coordinator()
    first, second, *_ = house.seen(_scope(anne))
    for refused in (
        lambda: house.curating.rename(first, "Nom", "", expert),
        lambda: house.curating.merge(first, second, expert),
        lambda: house.curating.separate(first, expert),
        lambda: house.curating.recompute("public", expert),
    ):
        with pytest.raises(Forbidden):
            refused()
    with pytest.raises(Unresolved):
        house.curating.merge(first, first, anne)
    with pytest.raises(Unresolved):
        house.curating.rename(first, "x" * 200, "", anne)
    with pytest.raises(NotFound):
        house.curating.recompute("group:pilote", anne)
    assert house.curating.recompute("public", anne).state is State.WAITING
    public = next(iter(house.seen(GUEST)))
    with pytest.raises(Unresolved):
        house.curating.merge(first, public, anne)


def _scope(user: User) -> AccessScope:
    return scope_of(user, GUEST.shelves)


def test_topics_come_by_themselves_once_documents_stop_coming(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        for subjects in SUBJECTS.values():
            for text in subjects.values():
                house.put(text)
                house.put(f"{text} Suite.")
        jobs = house.store.catalogue.topic_jobs
        house.tending.settle()
        assert not jobs.waiting(), "documents may still be coming"
        house.tending.settle()
        assert jobs.waiting()
        house.tending.work()
        assert house.seen(GUEST) and not jobs.waiting()
        house.tending.settle()
        house.tending.settle()
        assert not jobs.waiting()


def test_the_job_of_a_process_that_died_is_done_by_the_next_and_not_for_ever(house: House) -> None:
    jobs = house.store.catalogue.topic_jobs
    asked = jobs.ask("public", Task.RECOMPUTE, by="operator")
    assert jobs.ask("public", Task.RECOMPUTE, by="operator") == asked
    for _ in range(2):
        assert jobs.take() is not None
        assert jobs.take_back() == 1 and jobs.waiting()
    assert jobs.take() is not None
    jobs.take_back()
    assert jobs.job(asked.id).state is State.FAILED and not jobs.waiting()


def test_a_job_that_fails_is_tried_again_and_the_topics_stay(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = house.seen(GUEST)
    job = house.store.catalogue.topic_jobs.ask("public", Task.RECOMPUTE, by="operator")
    with monkeypatch.context() as patched:
        patched.setattr("search.topics.recomputing.lay_out", _die)
        house.tending.work()
    assert house.store.catalogue.topic_jobs.job(job.id).state is State.FAILED
    assert house.seen(GUEST) == before and "a job on topics failed" in caplog.text


def test_topics_are_listed_and_found_anew_in_the_terminal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_HOME", str(house.store.settings.home))
    monkeypatch.setenv("KB_ENCODER", str(STATIC_ENCODER))
    worker = threading.Thread(target=_work_once_asked, args=[house])
    worker.start()
    done = CliRunner().invoke(app, ["topics", "recompute", "--circle", "public", "--json"])
    worker.join()
    assert done.exit_code == 0 and json.loads(done.output)[0]["state"] == "done"
    listed = CliRunner().invoke(app, ["topics", "list", "--circle", "public", "--json"])
    assert {each["id"] for each in json.loads(listed.output)} == house.seen(GUEST).keys()
    assert CliRunner().invoke(app, ["topics", "recompute", "--circle", "x"]).exit_code == 2


def _work_once_asked(house: House) -> None:
    """Do what the app does beside a command: the house owns the indexes."""
    for _ in range(600):
        if house.store.catalogue.topic_jobs.waiting():
            return house.tending.work()
        time.sleep(0.05)


def _die(*_: object) -> None:
    raise MemoryError
