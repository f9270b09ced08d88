"""The hand-over: what belongs to a party goes out whole, and comes back as it was."""

import hashlib
from pathlib import Path

import bagit
import pytest
from sqlalchemy import select

from kb.audit import OPERATOR, Action
from kb.catalogue.tables.desk import exports
from kb.errors import HandoverError, NotFound, PasserelleError
from kb.handover import export as exporting
from kb.handover.estate import Estate
from kb.handover.export import export_party
from kb.handover.layout import safe_name
from kb.handover.placing import Placing
from kb.handover.restore import import_package
from kb.people import Role
from kb.store import Store
from tests.handover_office import Office, everything, held, lines


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
    assert "Une fiche de la France" not in whole
    assert f'"{shared.jean.login}"' not in whole and f'"{shared.jean.name}"' not in whole
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
