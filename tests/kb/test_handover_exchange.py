"""What both parties made of practices and words goes with whoever leaves, and comes back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kb.audit import OPERATOR
from kb.catalogue.tables.twins import adoptions, twin_notes, twin_verdicts
from kb.errors import HandoverError
from kb.handover.export import export_party
from kb.handover.restore import import_package
from kb.store import Store
from kb.thesaurus import Concept, Equivalence
from kb.twins import Pair, TwinState
from tests.handover_office import Office, lines, reseal


def test_it_is_in_the_package(package: Path, shared: Office, tmp_path: Path) -> None:
    said = {name for each in lines(package, "exchange.jsonl") for name in each if each[name]}
    assert said == {"verdict", "note", "adoption"}
    assert [each["key"] for each in lines(package, "concepts.jsonl")] == ["binome"]
    theirs = export_party(shared.store, "fr", tmp_path / "fr", by=OPERATOR).path
    assert lines(theirs, "exchange.jsonl") == lines(package, "exchange.jsonl")


def test_what_needs_a_document_that_is_not_here_waits_for_the_other_party(
    package: Path, shared: Office, elsewhere: Store, tmp_path: Path
) -> None:
    import_package(elsewhere, package, by=OPERATOR)
    assert counts(elsewhere) == {"twin_verdicts": 0, "twin_notes": 0, "adoptions": 1}
    assert elsewhere.catalogue.thesaurus.concept("binome").qc == ("pairage",)
    theirs = export_party(shared.store, "fr", tmp_path / "fr", by=OPERATOR).path
    import_package(elsewhere, theirs, by=OPERATOR)
    assert counts(elsewhere) == {"twin_verdicts": 1, "twin_notes": 1, "adoptions": 1}


def test_what_was_decided_here_stays(package: Path, shared: Office, elsewhere: Store) -> None:
    theirs = export_party(shared.store, "fr", package.parent / "fr", by=OPERATOR).path
    import_package(elsewhere, theirs, by=OPERATOR)
    mine = Concept(key="binome", relation=Equivalence.EXACT, qc=("tandem",), fr=("binôme",))
    with elsewhere.catalogue.thesaurus.writing.begin() as connection:
        elsewhere.catalogue.thesaurus.put(connection, mine, by=OPERATOR)
    before = len(elsewhere.catalogue.thesaurus.history("binome"))
    import_package(elsewhere, package, by=OPERATOR)
    assert elsewhere.catalogue.thesaurus.concept("binome") == mine
    assert len(elsewhere.catalogue.thesaurus.history("binome")) == before
    assert counts(elsewhere) == {"twin_verdicts": 1, "twin_notes": 1, "adoptions": 1}
    with elsewhere.catalogue.engine.connect() as connection:
        row = connection.execute(select(twin_verdicts)).one()
        assert (row.state, row.user_id) == (TwinState.CONFIRMED, shared.marie.id)
        assert Pair.of(row.document_id, row.other_id) == Pair.of(shared.sheet, shared.other)
        assert connection.execute(select(adoptions.c.outcome)).scalar() == "Deux binômes sur trois."


@pytest.mark.parametrize("name", ["exchange.jsonl", "concepts.jsonl"])
def test_a_line_that_says_what_cannot_be_is_refused(
    package: Path, elsewhere: Store, name: str
) -> None:
    file = package / "data" / name
    file.write_text(file.read_text("utf-8").replace("confirmed", "maybe").replace("binome", "É"))
    reseal(package)
    with pytest.raises(HandoverError, match=name):
        import_package(elsewhere, package, by=OPERATOR)
    assert counts(elsewhere) == {"twin_verdicts": 0, "twin_notes": 0, "adoptions": 0}


def test_an_adoption_without_its_time_is_refused(package: Path, elsewhere: Store) -> None:
    rewrite(package, lambda line: line["adoption"] and line["adoption"].update(at=None))
    with pytest.raises(HandoverError, match="exchange.jsonl"):
        import_package(elsewhere, package, by=OPERATOR)


def test_a_package_says_nothing_of_what_is_not_its_partys(
    package: Path, shared: Office, elsewhere: Store, tmp_path: Path
) -> None:
    theirs = export_party(shared.store, "fr", tmp_path / "fr", by=OPERATOR).path
    import_package(elsewhere, theirs, by=OPERATOR)

    def claim(line: dict[str, Any]) -> None:
        for said in filter(None, (line["verdict"], line["note"])):
            said["pair"] = {"document_id": shared.sheet, "other_id": shared.english}
        if line["adoption"]:
            line["adoption"] |= {"document_id": shared.other, "party": "fr"}

    rewrite(package, claim)
    import_package(elsewhere, package, by=OPERATOR)
    assert counts(elsewhere) == {"twin_verdicts": 0, "twin_notes": 0, "adoptions": 0}


def test_a_pair_is_one_whichever_end_is_named_first(
    package: Path, shared: Office, elsewhere: Store, tmp_path: Path
) -> None:
    theirs = export_party(shared.store, "fr", tmp_path / "fr", by=OPERATOR).path
    import_package(elsewhere, theirs, by=OPERATOR)

    def turn(line: dict[str, Any]) -> None:
        for said in filter(None, (line["verdict"], line["note"])):
            said["pair"] = dict(
                zip(("other_id", "document_id"), sorted(said["pair"].values()), strict=True)
            )

    rewrite(package, turn)
    import_package(elsewhere, package, by=OPERATOR)
    with elsewhere.catalogue.engine.connect() as connection:
        for table in (twin_verdicts, twin_notes):
            row = connection.execute(select(table)).one()
            assert row.document_id < row.other_id


def rewrite(package: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Have a package's exchange say something else, well sealed."""
    said = lines(package, "exchange.jsonl")
    for line in said:
        change(line)
    text = "".join(f"{json.dumps(line)}\n" for line in said)
    (package / "data" / "exchange.jsonl").write_text(text, "utf-8")
    reseal(package)


def test_a_package_from_before_holds_none(package: Path, elsewhere: Store) -> None:
    for name in ("exchange.jsonl", "concepts.jsonl"):
        (package / "data" / name).unlink()
    reseal(package)
    assert import_package(elsewhere, package, by=OPERATOR).documents == 3
    assert counts(elsewhere) == {"twin_verdicts": 0, "twin_notes": 0, "adoptions": 0}


def counts(store: Store) -> dict[str, int]:
    with store.catalogue.engine.connect() as connection:
        return {
            table.name: len(connection.execute(select(table)).all())
            for table in (twin_verdicts, twin_notes, adoptions)
        }
