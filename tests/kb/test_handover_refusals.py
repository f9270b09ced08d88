"""A package that was touched, or is none, is refused, and the file is named."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from kb.audit import OPERATOR
from kb.errors import HandoverError
from kb.handover.export import export_party
from kb.handover.restore import import_package
from kb.store import Store
from tests.handover_office import Office, held, lines, reseal


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
