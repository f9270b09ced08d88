"""The hand-over: what belongs to a party goes out whole, and comes back as it was."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import bagit
import pytest
from sqlalchemy import select

from kb.audit import OPERATOR, Action
from kb.catalogue.tables.desk import exports
from kb.desk import Clearance, Clearing, Decision, Verdict
from kb.errors import HandoverError, NotFound, PasserelleError
from kb.handover import export as exporting
from kb.handover.estate import Estate
from kb.handover.export import export_party
from kb.handover.layout import PackedDocument, safe_name
from kb.handover.placing import Placing
from kb.handover.restore import import_package
from kb.nouns import DocumentFields, Kind, Link, Relation, Status
from kb.people import Role, User
from kb.settings import Settings
from kb.store import Store, open_store
from tests.shelf import make_submission

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


class Office:
    """A store in which both parties have people and documents with their files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.marie = self.hire("marie", "qc")
        self.jean = self.hire("jean", "fr")
        self.sheet = self.put("Le mentorat.\n\nDeux passages.", title="Mentorat")
        self.put("Le mentorat, revu.", title="Mentorat", replaces=self.sheet)
        self.draft = self.put("Un brouillon.", title="Brouillon", status=Status.DRAFT)
        self.english = self.put("Mentoring.", title="Mentoring", language="en")
        self.other = self.put("Une fiche de la France.", title="Fiche", party="fr")
        self.bind(self.sheet, self.english)
        self.bind(self.sheet, self.other)
        self.settle()

    def hire(self, login: str, party: str) -> User:
        accounts = self.store.accounts
        return accounts.add(
            login, name=login.title(), party=party, role=Role.EXPERT, by=OPERATOR, groups=["pilot"]
        )[0]

    def put(
        self,
        text: str,
        *,
        title: str,
        party: str = "qc",
        language: str = "fr",
        status: Status = Status.PUBLISHED,
        replaces: str | None = None,
    ) -> str:
        file = self.folder / "file.txt"
        file.write_text(text, "utf-8")
        fields = DocumentFields(
            title=title, party=party, kind=Kind.DEBRIEF, language=language, audience="partners",
            status=status, year=2021, domains=("twinning", "digital"), target_groups=("youth",),
            sheet={"mission": "Observer."}, licence="CC BY 4.0", embargo=date(2025, 1, 2),
        )  # fmt: skip
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.store.originals.keep(file, digest)
        submission = make_submission(text, fields).model_copy(
            update={
                "content_hash": digest, "file_name": "Fiche nº 1.txt", "signature": b"\x00\xff",
                "marks": ("2021", "Mende"), "owner": self.marie.id if party == "qc" else "",
            }
        )  # fmt: skip
        vectors = self.store.encoder.encode_passages([each.text for each in submission.passages])
        return self.store.catalogue.writer.store(
            submission, vectors, self.store.encoder.name, replaces=replaces
        )

    def bind(self, one: str, other: str) -> None:
        self.store.catalogue.writer.link(
            Link(document_id=one, other_id=other, relation=Relation.TRANSLATION, score=0.75)
        )

    def settle(self) -> None:
        desk = self.store.catalogue.desk
        with desk.writing.begin() as connection:
            desk.add_decision(
                connection,
                Decision(
                    document_id=self.sheet, user_id=self.marie.id, party="qc",
                    verdict=Verdict.ACCEPT, audience="partners",
                    comment="Bien.", at=NOW,
                ),
            )  # fmt: skip
            desk.add_clearance(
                connection,
                Clearance(
                    document_id=self.sheet, kind="phone", datum="", action=Clearing.MASKED,
                    reason="", user_id=self.marie.id, at=NOW,
                ),
            )  # fmt: skip
        self.store.audit.record(self.marie.id, Action.ACCEPTED, self.sheet)
        self.store.audit.record(self.jean.id, Action.READ, self.other)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """Give an office that a test may spoil."""
    return Office(store, tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give an office that its users leave as they found it."""
    folder = tmp_path_factory.mktemp("office")
    with open_store(Settings(home=folder / "home", database_url=""), own=False) as opened:
        yield Office(opened, folder)


@pytest.fixture(scope="module")
def packed(shared: Office) -> Path:
    return export_party(shared.store, "qc", shared.folder / "qc", by=OPERATOR).path


@pytest.fixture
def package(packed: Path, tmp_path: Path) -> Path:
    """Give a package of the shared office that a test may spoil."""
    return Path(shutil.copytree(packed, tmp_path / "package"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    """Open an empty installation."""
    settings = Settings(home=tmp_path / "elsewhere", database_url="")
    with open_store(settings, own=False) as opened:
        yield opened


def held(store: Store, party: str = "qc") -> list[PackedDocument]:
    with store.catalogue.engine.connect() as connection:
        return list(Estate(connection, party).documents())


def everything(store: Store, party: str = "qc") -> list[object]:
    with store.catalogue.engine.connect() as connection:
        estate = Estate(connection, party)
        return [
            *estate.documents(), *estate.links(), *estate.decisions(), *estate.clearances(),
            *estate.terms(),
        ]  # fmt: skip


def lines(package: Path, name: str) -> list[dict[str, object]]:
    text = (package / "data" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def reseal(package: Path) -> None:
    bagit.Bag(str(package)).save(manifests=True)


def test_a_package_is_a_bag_that_others_can_check_and_read(package: Path, shared: Office) -> None:
    bag = bagit.Bag(str(package))
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}
    assert bag.info["Passerelle-Format"] == "1" and "Québec" in bag.info["Source-Organization"]
    for line in (package / "manifest-sha256.txt").read_text("utf-8").splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256((package / name).read_bytes()).hexdigest() == digest
    assert "documents.jsonl" in (package / "data" / "README.md").read_text("utf-8")
    shown = (package / "data" / "readable" / f"{shared.sheet}.md").read_text("utf-8")
    assert all(part in shown for part in ("# Mentorat", "Le mentorat, revu.", "Marie", "CC BY"))


def test_all_that_is_the_partys_is_in_it_and_nothing_else(package: Path, shared: Office) -> None:
    assert {each["id"] for each in lines(package, "documents.jsonl")} == {
        shared.sheet, shared.draft, shared.english,
    }  # fmt: skip
    originals = {path.parent.name: path for path in package.glob("data/originals/*/*")}
    assert len(originals) == 4, "every version of every document"
    assert {path.name for path in originals.values()} == {"Fiche nº 1.txt"}
    (person,) = lines(package, "people.jsonl")
    assert person["login"] == "marie" and person["groups"] == ["pilot"]
    whole = "".join(path.read_text("utf-8") for path in package.glob("data/*.jsonl"))
    assert "argon2" not in whole and "password" not in person
    assert "Une fiche de la France" not in whole and shared.jean.id not in whole
    assert len(lines(package, "links.jsonl")) == 2
    assert [each["action"] for each in lines(package, "audit.jsonl")] == [
        "account_added", "accepted",
    ]  # fmt: skip


def test_an_export_is_remembered(packed: Path, shared: Office) -> None:
    with shared.store.catalogue.engine.connect() as connection:
        row = connection.execute(select(exports).order_by(exports.c.id)).first()
    assert row and row.path == str(packed) and row.made_by == OPERATOR
    assert set(row.documents) == {shared.sheet, shared.draft, shared.english}
    record = shared.store.audit.records(actions=[Action.EXPORTED])[-1]
    assert record.action == "exported" and record.details == {"party": "qc", "documents": "3"}
    assert shared.store.audit.verify() is None


def test_two_exports_of_the_same_are_the_same_but_for_their_name(
    package: Path, shared: Office, tmp_path: Path
) -> None:
    again = export_party(shared.store, "qc", tmp_path / "again", by=OPERATOR).path
    manifests = [(each / "manifest-sha256.txt").read_text("utf-8") for each in (package, again)]
    assert manifests[0] == manifests[1]


def test_what_comes_back_is_what_went_out(package: Path, shared: Office, elsewhere: Store) -> None:
    restored = import_package(elsewhere, package, by=OPERATOR)
    assert (restored.party, restored.documents, restored.restored) == ("qc", 3, 3)
    assert restored.missing == ()
    assert held(elsewhere) == held(shared.store)
    wanted = [each for each in everything(shared.store) if shared.other not in str(each)]
    assert everything(elsewhere) == wanted
    for document in held(elsewhere):
        for version in document.versions:
            assert elsewhere.originals.path(version.content_hash).exists()


def test_the_second_party_brings_the_bonds_between_both(
    package: Path, shared: Office, elsewhere: Store, tmp_path: Path
) -> None:
    import_package(elsewhere, package, by=OPERATOR)
    other = export_party(shared.store, "fr", tmp_path / "fr", by=OPERATOR).path
    import_package(elsewhere, other, by=OPERATOR)
    assert everything(elsewhere) == everything(shared.store)
    assert everything(elsewhere, "fr") == everything(shared.store, "fr")


def test_people_come_back_without_a_password(
    package: Path, shared: Office, elsewhere: Store
) -> None:
    restored = import_package(elsewhere, package, by=OPERATOR)
    assert restored.logins == ("marie",)
    marie = elsewhere.catalogue.people.by_login("marie")
    assert marie == shared.marie and marie.must_change and marie.groups == ("pilot",)
    with pytest.raises(PasserelleError):
        elsewhere.accounts.sign_in("marie", "", address="")
    password = elsewhere.accounts.reset_password(marie, by=OPERATOR)
    assert elsewhere.accounts.person(elsewhere.accounts.sign_in("marie", password, address=""))


def test_a_login_that_is_taken_is_the_same_person_within_the_party_only(
    package: Path, shared: Office, elsewhere: Store
) -> None:
    theirs, _ = elsewhere.accounts.add(
        "marie", name="Marie F.", party="fr", role=Role.AGENT, by=OPERATOR
    )
    restored = import_package(elsewhere, package, by=OPERATOR)
    assert restored.logins == (f"marie@{shared.marie.id}",)
    assert {each.owner for each in held(elsewhere)} == {shared.marie.id}
    assert elsewhere.catalogue.people.by_id(theirs.id) == theirs


def test_an_account_of_the_same_party_takes_over_what_its_namesake_owned(
    package: Path, elsewhere: Store
) -> None:
    here, _ = elsewhere.accounts.add("marie", name="M.", party="qc", role=Role.AGENT, by=OPERATOR)
    restored = import_package(elsewhere, package, by=OPERATOR)
    assert restored.logins == ()
    assert {each.owner for each in held(elsewhere)} == {here.id}
    with elsewhere.catalogue.engine.connect() as connection:
        estate = Estate(connection, "qc")
        deciders = {each.user_id for each in estate.decisions()}
        assert deciders | {each.user_id for each in estate.clearances()} == {here.id}


def test_an_import_leaves_one_record_and_keeps_those_that_came(
    package: Path, shared: Office, elsewhere: Store
) -> None:
    import_package(elsewhere, package, by=OPERATOR)
    (record,) = elsewhere.audit.records()
    assert (record.action, record.details) == ("imported", {"party": "qc", "documents": "3"})
    kept = elsewhere.settings.home / "handover" / record.subject / "audit.jsonl"
    assert kept.read_bytes() == (package / "data" / "audit.jsonl").read_bytes()


def test_the_same_package_comes_in_once(package: Path, elsewhere: Store) -> None:
    import_package(elsewhere, package, by=OPERATOR)
    before = everything(elsewhere)
    with pytest.raises(HandoverError, match="imported here before"):
        import_package(elsewhere, package, by=OPERATOR)
    assert everything(elsewhere) == before


def test_a_party_that_has_other_documents_here_is_refused(
    package: Path, shared: Office, elsewhere: Store, tmp_path: Path
) -> None:
    Office(elsewhere, tmp_path)
    before = everything(elsewhere)
    with pytest.raises(HandoverError, match="KB_HOME"):
        import_package(elsewhere, package, by=OPERATOR)
    assert everything(elsewhere) == before
    assert not (elsewhere.settings.home / "handover").exists()


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_import_cut_short_goes_on(
    package: Path, shared: Office, elsewhere: Store, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    true = Placing.said
    placed: list[object] = []

    def failing(self: Placing, *said: object) -> None:
        if len(placed) == after:
            raise KeyboardInterrupt
        placed.append(said)
        true(self, *said)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Placing, "said", failing)
        with pytest.raises(KeyboardInterrupt):
            import_package(elsewhere, package, by=OPERATOR)
    assert held(elsewhere) == held(shared.store)[:after], "whole documents only"
    assert elsewhere.audit.records() == []
    restored = import_package(elsewhere, package, by=OPERATOR)
    assert (restored.documents, restored.restored) == (3, 3 - after)
    assert held(elsewhere) == held(shared.store)


def _append(path: str) -> Callable[[Path], object]:
    return lambda package: (package / path).write_text("{}\n", "utf-8")


def _first_original(package: Path) -> Path:
    return next(package.glob("data/originals/*/*"))


TAMPERED: list[tuple[str, Callable[[Path], object]]] = [
    ("data/documents.jsonl", _append("data/documents.jsonl")),
    ("data/people.jsonl", lambda package: (package / "data/people.jsonl").unlink()),
    ("data/originals/", lambda package: _first_original(package).write_text("other", "utf-8")),
    ("data/originals/", lambda package: _first_original(package).unlink()),
    ("data/added.txt", _append("data/added.txt")),
    ("bag-info.txt", _append("bag-info.txt")),
    ("manifest-sha256.txt", _append("manifest-sha256.txt")),
    ("bagit.txt", lambda package: (package / "bagit.txt").unlink()),
    ("bagit.txt", shutil.rmtree),
]


@pytest.mark.parametrize(("file", "tamper"), TAMPERED)
def test_a_package_that_was_touched_is_refused_and_the_file_named(
    package: Path, elsewhere: Store, file: str, tamper: Callable[[Path], object]
) -> None:
    tamper(package)
    with pytest.raises(HandoverError) as refused:
        import_package(elsewhere, package, by=OPERATOR)
    assert file in str(refused.value)
    assert held(elsewhere) == [] and elsewhere.audit.records() == []


def _link_out(package: Path) -> None:
    (package / "data" / "link.txt").symlink_to("/etc/hostname")


def _fetch(package: Path) -> None:
    (package / "fetch.txt").write_text("https://example.org/x 1 data/x\n", "utf-8")


def _list_outside(package: Path) -> None:
    neighbour = package.with_name(f"{package.name}-beside")
    neighbour.mkdir()
    (neighbour / "secret").write_text("x", "utf-8")
    for algorithm in ("sha256", "sha512"):
        digest = hashlib.new(algorithm, b"x").hexdigest()
        with (package / f"manifest-{algorithm}.txt").open("a", encoding="utf-8") as file:
            file.write(f"{digest}  ../{neighbour.name}/secret\n")
    for path in package.glob("tagmanifest-*"):
        path.unlink()


@pytest.mark.parametrize("lead_out", [_link_out, _fetch, _list_outside])
def test_a_package_that_points_outside_itself_is_refused(
    package: Path, elsewhere: Store, lead_out: Callable[[Path], None]
) -> None:
    lead_out(package)
    with pytest.raises(HandoverError, match="outside"):
        import_package(elsewhere, package, by=OPERATOR)
    assert held(elsewhere) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "../../../etc/passwd"}, "id"),
        ({"versions.0.content_hash": "../../../../etc/passwd"}, "content_hash"),
        ({"fields.party": "fr"}, "party"),
        ({"fields.audience": "nobody"}, "nobody"),
        ({"fields.domains": ["astrology"]}, "astrology"),
        ({"unheard_of": 1}, "unheard_of"),
        ({"version": 7}, "current version"),
        ({"passages.0.page": None}, "page"),
    ],
)
def test_a_well_sealed_package_of_nonsense_is_refused(
    package: Path, elsewhere: Store, change: dict[str, object], said: str
) -> None:
    path = package / "data" / "documents.jsonl"
    document = lines(package, "documents.jsonl")[0]
    for name, value in change.items():
        *parents, last = name.split(".")
        target: object = document
        for each in parents:
            target = target[int(each)] if isinstance(target, list) else target[each]  # type: ignore[index]
        target[last] = value  # type: ignore[index]
    path.write_text(json.dumps(document) + "\n", "utf-8")
    reseal(package)
    with pytest.raises(HandoverError, match=said):
        import_package(elsewhere, package, by=OPERATOR)
    assert held(elsewhere) == [] and elsewhere.catalogue.people.everyone() == []


def test_a_document_that_stands_twice_in_a_package_is_refused(
    package: Path, elsewhere: Store
) -> None:
    path = package / "data" / "documents.jsonl"
    path.write_text(path.read_text("utf-8") * 2, "utf-8")
    reseal(package)
    with pytest.raises(HandoverError, match=r"documents\.jsonl"):
        import_package(elsewhere, package, by=OPERATOR)


@pytest.mark.parametrize(
    ("tag", "value"),
    [("External-Identifier", "../../x"), ("Passerelle-Format", "2"), ("Passerelle-Party", "fr")],
)
def test_a_package_that_says_of_itself_what_cannot_be_is_refused(
    package: Path, elsewhere: Store, tag: str, value: str
) -> None:
    bag = bagit.Bag(str(package))
    bag.info[tag] = value
    bag.save()
    with pytest.raises(HandoverError):
        import_package(elsewhere, package, by=OPERATOR)
    assert held(elsewhere) == [] and not (elsewhere.settings.home / "handover").exists()


def test_an_original_under_a_wrong_name_is_refused(package: Path, elsewhere: Store) -> None:
    _first_original(package).write_text("something else", "utf-8")
    reseal(package)
    with pytest.raises(HandoverError, match="originals"):
        import_package(elsewhere, package, by=OPERATOR)


def test_a_missing_or_damaged_original_is_told_and_stops_nothing(
    office: Office, elsewhere: Store, tmp_path: Path
) -> None:
    digests = sorted({each.versions[0].content_hash for each in held(office.store)})
    office.store.originals.path(digests[0]).unlink()
    office.store.originals.path(digests[1]).write_text("damaged", "utf-8")
    exported = export_party(office.store, "qc", tmp_path / "out", by=OPERATOR)
    assert sorted(exported.missing) == digests[:2]
    restored = import_package(elsewhere, exported.path, by=OPERATOR)
    assert sorted(restored.missing) == digests[:2]
    assert held(elsewhere) == held(office.store)


def test_an_empty_folder_is_taken_and_a_full_one_left_alone(shared: Office, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export_party(shared.store, "qc", out, by=OPERATOR)
    before = sorted(out.rglob("*"))
    for taken in (out, shared.folder / "file.txt"):
        with pytest.raises(HandoverError, match="not empty"):
            export_party(shared.store, "qc", taken, by=OPERATOR)
    assert sorted(out.rglob("*")) == before
    with pytest.raises(NotFound):
        export_party(shared.store, "qc", tmp_path / "nowhere" / "out", by=OPERATOR)
    with pytest.raises(HandoverError, match="qc, fr"):
        export_party(shared.store, "be", tmp_path / "be", by=OPERATOR)


def test_a_failed_export_leaves_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = exporting._make_bag

    def erasing(*given: object) -> None:
        office.store.catalogue.writer.remove(office.draft)
        true(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting, "_make_bag", erasing)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(HandoverError, match="run it again"):
        export_party(office.store, "qc", tmp_path / "out", by=OPERATOR)

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_make_bag", full)
    with pytest.raises(HandoverError, match="No space left"):
        export_party(office.store, "qc", tmp_path / "out", by=OPERATOR)
    assert sorted(tmp_path.iterdir()) == before
    with office.store.catalogue.engine.connect() as connection:
        assert connection.execute(select(exports)).all() == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Fiche nº 1.pdf", "Fiche nº 1.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b\n:c?.txt", "a_b__c_.txt"),
        ("..", "document"),
        ("", "document"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
