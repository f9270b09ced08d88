"""The way in: what becomes of files, good, bad, known, new versions and translations."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingest
from ingest.reports import FileReport, Given, Outcome
from ingest.sandbox import Sandbox
from kb.access import AccessScope
from kb.nouns import Kind, Relation
from kb.store import Store

GIVEN = Given(party="qc", audience="public")
EVERYONE = AccessScope(frozenset({"public"}))

SHEET = """# Navettes vers le parc industriel

## Contexte
En 2021, l’agence de Mende a constaté que 14 chercheurs d’emploi refusaient un poste faute de
transport vers le parc industriel de Lozère.

## Objectifs
Relier la gare au parc chaque matin, du lundi au vendredi, à partir de mars 2022.

## Résultats
62 personnes ont pris un poste et 48 y étaient encore six mois plus tard.
"""

TRANSLATION = """# Shuttles to the industrial park

## Context
In 2021, the Mende agency found that 14 job seekers turned down a job for want of transport to the
industrial park of Lozère.

## Objectives
Link the station to the park every morning, Monday to Friday, from March 2022.

## Results
62 people took a job and 48 still held it six months later.
"""


@pytest.fixture
def ingest(store: Store) -> Iterator[Ingest]:
    """Take files into an empty store."""
    with Sandbox() as sandbox:
        yield Ingest(store, sandbox)


def take(ingest: Ingest, *paths: Path, given: Given = GIVEN) -> list[FileReport]:
    return list(ingest.take_in_all(paths, given))


def write(path: Path, text: str = SHEET) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_sheet_is_read_with_its_fields(ingest: Ingest, store: Store, tmp_path: Path) -> None:
    (report,) = take(ingest, write(tmp_path / "navettes.md"))
    assert report.outcome is Outcome.READ
    assert report.document_id
    document = store.catalogue.reader.document(report.document_id, access=EVERYONE)
    assert document.fields.title == "Navettes vers le parc industriel"
    assert document.fields.kind is Kind.PRACTICE_SHEET
    assert document.fields.language == "fr"
    assert "mobility" in document.fields.domains
    assert {"context", "objectives", "results"} <= document.fields.sheet.keys()
    assert store.originals.path(document.content_hash).read_text("utf-8") == SHEET
    passages = store.catalogue.reader.passages_of(document.id, access=EVERYONE)
    for stored in passages:
        page = store.catalogue.reader.page(document.id, stored.passage.page, access=EVERYONE)
        assert page.text[stored.passage.start : stored.passage.end] == stored.passage.text


def test_what_is_given_stands(ingest: Ingest, store: Store, tmp_path: Path) -> None:
    given = Given(
        party="fr",
        audience="public",
        title="Un autre titre",
        kind=Kind.DEBRIEF,
        year=2019,
        domains=("surveys",),
    )
    (report,) = take(ingest, write(tmp_path / "navettes.md"), given=given)
    assert report.document_id
    fields = store.catalogue.reader.document(report.document_id, access=EVERYONE).fields
    assert (fields.title, fields.party, fields.kind, fields.year, fields.domains) == (
        "Un autre titre", "fr", Kind.DEBRIEF, 2019, ("surveys",),
    )  # fmt: skip


def test_the_same_content_twice_is_a_no_op(ingest: Ingest, store: Store, tmp_path: Path) -> None:
    (first,) = take(ingest, write(tmp_path / "a.md"))
    again, copy = take(ingest, tmp_path / "a.md", write(tmp_path / "copy.md"))
    assert (again.outcome, copy.outcome) == (Outcome.SKIPPED, Outcome.SKIPPED)
    assert again.document_id == copy.document_id == first.document_id
    assert again.reason and again.reason.code == "document.already_stored"
    assert store.catalogue.feed.latest() == 1


def test_a_changed_file_supersedes_the_old_version(
    ingest: Ingest, store: Store, tmp_path: Path
) -> None:
    (first,) = take(ingest, write(tmp_path / "navettes.md"))
    (second,) = take(ingest, write(tmp_path / "navettes.md", SHEET + "\nUne suite en 2024.\n"))
    moved = write(tmp_path / "elsewhere" / "navettes.md", SHEET + "\nUne autre suite en 2025.\n")
    (third,) = take(ingest, moved)
    assert second.new_version and third.new_version
    assert first.document_id == second.document_id == third.document_id
    assert first.document_id
    assert store.catalogue.reader.document(first.document_id, access=EVERYONE).version == 3


def test_a_namesake_with_another_text_is_another_document(ingest: Ingest, tmp_path: Path) -> None:
    (first,) = take(ingest, write(tmp_path / "a" / "fiche.md"))
    other = "# Mentorat\n\nDes soudeurs à la retraite accompagnent des apprentis de Rimouski.\n"
    (second,) = take(ingest, write(tmp_path / "b" / "fiche.md", other))
    assert second.outcome is Outcome.READ
    assert second.document_id != first.document_id


def test_near_duplicates_and_translations_are_pointed_out(
    ingest: Ingest, store: Store, tmp_path: Path
) -> None:
    (first,) = take(ingest, write(tmp_path / "navettes.md"))
    (twin,) = take(ingest, write(tmp_path / "twin.md", SHEET.replace("48", "47")))
    (sister,) = take(ingest, write(tmp_path / "shuttles.md", TRANSLATION))
    assert [(link.relation, link.other_id) for link in twin.links] == [
        (Relation.DUPLICATE, first.document_id)
    ]
    assert {link.relation for link in sister.links} == {Relation.TRANSLATION}
    assert sister.document_id
    linked = store.catalogue.reader.links(sister.document_id, access=EVERYONE)
    assert first.document_id in {other.id for _, other in linked}


def test_one_bad_file_never_stops_a_batch(ingest: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    write(folder / "a.md")
    (folder / "b.pdf").write_bytes(b"%PDF-1.4\nnothing of the kind")
    (folder / "c.txt").write_bytes(b"")
    (folder / ".hidden.md").write_text("caché", "utf-8")
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.writestr("inner/e.md", TRANSLATION)
    reports = {report.file: report for report in take(ingest, folder)}
    outcomes = {name: report.outcome for name, report in reports.items()}
    assert outcomes == {
        ".hidden.md": Outcome.SKIPPED,
        "a.md": Outcome.READ,
        "b.pdf": Outcome.FAILED,
        "c.txt": Outcome.FAILED,
        "d.zip/inner/e.md": Outcome.READ,
    }
    assert all(report.reason for report in reports.values() if report.outcome is not Outcome.READ)


def test_a_manifest_says_what_files_are(ingest: Ingest, store: Store, tmp_path: Path) -> None:
    write(tmp_path / "documents" / "x.md")
    write(tmp_path / "unlisted.md", TRANSLATION)
    write(
        tmp_path / "manifest.jsonl",
        '{"file": "documents/x.md", "party": "fr", "audience": "public", "title": "X", '
        '"kind": "publication", "illustrative": true}\n',
    )
    (report,) = take(ingest, tmp_path)
    assert report.document_id
    fields = store.catalogue.reader.document(report.document_id, access=EVERYONE).fields
    assert (fields.title, fields.party, fields.kind) == ("X", "fr", Kind.PUBLICATION)


def test_a_failure_of_our_own_is_reported_not_raised(
    ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("ingest.preparing.split", fail)
    (report,) = take(ingest, write(tmp_path / "a.md"))
    assert report.outcome is Outcome.FAILED
    assert report.reason and report.reason.code == "file.unexpected"
