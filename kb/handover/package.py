"""A package that came from elsewhere: nothing of it is believed before it is checked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from kb.access import is_audience
from kb.audit import Record
from kb.desk import Clearance, Decision
from kb.entente import DOMAIN, PARTY, TARGET_GROUP, Term
from kb.errors import HandoverError
from kb.handover import layout
from kb.handover.lines import Model, read_lines
from kb.nouns import DocumentFields, Link
from kb.originals import content_hash
from kb.thesaurus import Concept

_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_NAMES = (
    layout.DOCUMENTS,
    layout.LINKS,
    layout.DECISIONS,
    layout.CLEARANCES,
    layout.PEOPLE,
    layout.AUDIT,
    layout.TERMS,
)


@dataclass(frozen=True, slots=True)
class Package:
    """Read a package whose checksums held."""

    payload: Path
    id: str
    party: str

    def documents(self) -> Iterator[layout.PackedDocument]:
        """Read the documents, one at a time.

        Raises:
            HandoverError: at one that is not the package's party's, or uses words that the
                package does not bring.
        """
        words = {(term.vocabulary, term.key) for term in self.terms()}
        for document in self._lines(layout.DOCUMENTS, layout.PackedDocument):
            for name, value, fits in self._claims(document.fields, words):
                if not fits:
                    raise HandoverError(
                        "handover.field", document_id=document.id, field=name, value=value
                    )
            yield document

    def links(self) -> Iterator[Link]:
        """Read the bonds, also those whose other end is not in the package."""
        return self._lines(layout.LINKS, Link)

    def decisions(self) -> Iterator[Decision]:
        """Read what coordinators said."""
        return self._lines(layout.DECISIONS, Decision)

    def clearances(self) -> Iterator[Clearance]:
        """Read what was settled about personal data."""
        return self._lines(layout.CLEARANCES, Clearance)

    def people(self) -> Iterator[layout.PackedPerson]:
        """Read the accounts."""
        return self._lines(layout.PEOPLE, layout.PackedPerson)

    def audit(self) -> Iterator[Record]:
        """Read the records of the installation that the package is from."""
        return self._lines(layout.AUDIT, Record)

    def terms(self) -> Iterator[Term]:
        """Read the vocabularies."""
        return self._lines(layout.TERMS, Term)

    def plan(self) -> Iterator[layout.PackedThing]:
        """Read what goes with the party of the joint plan."""
        return self._later(layout.PLAN, layout.PackedThing)

    def exchange(self) -> Iterator[layout.PackedExchange]:
        """Read what was made of practices."""
        return self._later(layout.EXCHANGE, layout.PackedExchange)

    def concepts(self) -> Iterator[Concept]:
        """Read what people made of the thesaurus."""
        return self._later(layout.CONCEPTS, Concept)

    def original(self, digest: str) -> Path | None:
        """Locate an original; none where it was not kept.

        Raises:
            HandoverError: when it is not the file that its folder names.
        """
        files = [*layout.original_folder(self.payload, digest).glob("*")]
        if not files:
            return None
        if len(files) > 1 or content_hash(files[0]) != digest:
            raise HandoverError("handover.damaged", file=_inside(self.payload.parent, files[0]))
        return files[0]

    def _claims(
        self, fields: DocumentFields, words: set[tuple[str, str]]
    ) -> Iterator[tuple[str, str, bool]]:
        """Tell of each field that has rules what it says, and whether that may be."""
        party = fields.party == self.party and (PARTY, fields.party) in words
        yield "party", fields.party, party
        yield "audience", fields.audience, is_audience(fields.audience)
        for key in fields.domains:
            yield "domains", key, (DOMAIN, key) in words
        for key in fields.target_groups:
            yield "target_groups", key, (TARGET_GROUP, key) in words

    def _later(self, name: str, model: type[Model]) -> Iterator[Model]:
        """Read a file that earlier packages do not have."""
        return self._lines(name, model) if (self.payload / name).is_file() else iter(())

    def _lines(self, name: str, model: type[Model]) -> Iterator[Model]:
        return read_lines(self.payload / name, model)


def open_package(folder: Path) -> Package:
    """Check a package's checksums and layout, and open it.

    Raises:
        HandoverError: when it is none, is damaged, points outside itself, or is of a format
            that is not read here.
    """
    _refuse_pointers(folder)
    info = _checked(folder)
    if info.get(layout.FORMAT_TAG) != layout.FORMAT:
        found = str(info.get(layout.FORMAT_TAG, ""))
        raise HandoverError("handover.format", found=found, known=layout.FORMAT)
    package_id, party = str(info.get(layout.ID_TAG)), str(info.get(layout.PARTY_TAG))
    if not _IDENTIFIER.fullmatch(package_id):
        raise HandoverError("handover.damaged", file="bag-info.txt")
    for name in _NAMES:
        if not (folder / layout.PAYLOAD / name).is_file():
            raise HandoverError("handover.damaged", file=f"{layout.PAYLOAD}/{name}")
    return Package(folder / layout.PAYLOAD, package_id, party)


def _refuse_pointers(folder: Path) -> None:
    """Refuse links and lists of files to fetch: they would bring in what was never packed."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise HandoverError("handover.outside", file=_inside(folder, path))
    if (folder / "fetch.txt").exists():
        raise HandoverError("handover.outside", file="fetch.txt")


def _refuse_outside(entries: Iterable[str]) -> None:
    """Refuse names that leave the folder; the library lets those of a neighbour pass."""
    for entry in entries:
        if PurePath(entry).is_absolute() or ".." in PurePath(entry).parts:
            raise HandoverError("handover.outside", file=entry)


def _checked(folder: Path) -> dict[str, object]:
    import bagit

    try:
        bag = bagit.Bag(str(folder))
        _refuse_outside(bag.entries)
        # Every file's checksum is looked at; the sum of sizes would only hide which one it is.
        bag.info.pop("Payload-Oxum", None)
        bag.validate()
    except bagit.BagValidationError as error:
        first = error.details[0] if error.details else None
        file = str(getattr(first, "path", "") or error)
        raise HandoverError("handover.damaged", file=file) from error
    except (bagit.BagError, OSError, ValueError) as error:
        raise HandoverError("handover.none", folder=str(folder), reason=str(error)) from error
    return dict(bag.info)


def _inside(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
