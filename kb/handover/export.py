"""Write all that belongs to a party as a package; see `kb.handover.layout`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from sqlalchemy import Connection, insert

from kb.audit import Action
from kb.catalogue.tables.desk import exports
from kb.entente import PARTY, Term
from kb.errors import HandoverError, NotFound
from kb.handover import layout
from kb.handover.estate import Estate
from kb.handover.exchange import packed_exchange
from kb.handover.lines import write_lines
from kb.handover.plan import packed_plan
from kb.handover.readable import by_key, readable
from kb.originals import content_hash
from kb.ports import OriginalFiles
from kb.store import Store

_READ_ME = Path(__file__).with_name(layout.READ_ME)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        missing: content hashes of originals that are not there, or not whole.
    """

    path: Path
    package_id: str
    documents: int
    missing: tuple[str, ...]


def export_party(store: Store, party: str, out: Path, *, by: str) -> Exported:
    """Write a party's package to a folder that is not there yet, all of it or nothing.

    Raises:
        HandoverError: when the party is unknown, the folder is taken or cannot be written, or
            documents came or went meanwhile.
    """
    term = _known(store, party)
    out = out.resolve()
    package_id = uuid4().hex
    with _beside(out) as folder:
        with store.catalogue.engine.connect() as connection:
            estate = Estate(connection, party)
            missing = _write(estate, store.originals, folder)
        _make_bag(folder, term, package_id)
        with store.catalogue.desk.writing.begin() as connection:
            _refuse_other(connection, estate)
            _record(connection, store, estate, out, by=by, package_id=package_id)
        folder.rename(out)
    return Exported(out, package_id, len(estate.document_ids), tuple(missing))


def _known(store: Store, party: str) -> Term:
    parties = {term.key: term for term in store.catalogue.vocabulary.terms(PARTY)}
    if party not in parties:
        raise HandoverError("handover.party", party=party, known=", ".join(parties))
    return parties[party]


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Give a folder beside `out` that only its owner reads; what is left of it goes away."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise HandoverError("handover.occupied", folder=str(out))
    if not out.parent.is_dir():
        raise NotFound("file.not_found", file=str(out.parent))
    try:
        folder = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise HandoverError("handover.unwritable", folder=str(out), reason=reason) from error


def _write(estate: Estate, originals: OriginalFiles, folder: Path) -> list[str]:
    """Write the payload; list the originals that are missing."""
    shutil.copyfile(_READ_ME, folder / layout.READ_ME)
    (folder / layout.READABLE).mkdir()
    copier = _Copier(originals, folder, set(), [])
    write_lines(folder / layout.DOCUMENTS, _beside_others(estate, copier, folder))
    write_lines(folder / layout.LINKS, estate.links())
    write_lines(folder / layout.DECISIONS, estate.decisions())
    write_lines(folder / layout.CLEARANCES, estate.clearances())
    write_lines(folder / layout.PEOPLE, estate.people())
    write_lines(folder / layout.AUDIT, estate.audit())
    write_lines(folder / layout.TERMS, estate.terms())
    write_lines(folder / layout.PLAN, packed_plan(estate.connection, estate.party))
    write_lines(folder / layout.EXCHANGE, packed_exchange(estate.connection, estate.party))
    write_lines(folder / layout.CONCEPTS, estate.concepts())
    return copier.missing


def _beside_others(
    estate: Estate, copier: "_Copier", folder: Path
) -> Iterator[layout.PackedDocument]:
    """Pass documents on, writing each one's originals and readable text on the way."""
    terms = by_key(estate.terms())
    for document in estate.documents():
        copier.copy(document)
        text = readable(document, terms)
        (folder / layout.READABLE / f"{document.id}.md").write_text(text, "utf-8")
        yield document


@dataclass(frozen=True, slots=True)
class _Copier:
    """Copy each original once."""

    originals: OriginalFiles
    folder: Path
    done: set[str]
    missing: list[str]

    def copy(self, document: layout.PackedDocument) -> None:
        for version in document.versions:
            digest = version.content_hash
            if digest in self.done:
                continue
            self.done.add(digest)
            # Of what was masked the file as given is not kept, on purpose.
            if not self._copied(digest, version.file_name) and not document.masked:
                self.missing.append(digest)

    def _copied(self, digest: str, file_name: str) -> bool:
        try:
            source = self.originals.path(digest)
        except NotFound:
            return False
        target = layout.original_folder(self.folder, digest) / layout.safe_name(file_name)
        target.parent.mkdir(parents=True)
        shutil.copyfile(source, target)
        if content_hash(target) == digest:
            return True
        shutil.rmtree(target.parent)
        return False


def _make_bag(folder: Path, party: Term, package_id: str) -> None:
    import bagit

    info = {
        "Source-Organization": party.fr,
        "Bagging-Date": datetime.now(UTC).date().isoformat(),
        layout.ID_TAG: package_id,
        layout.PARTY_TAG: party.key,
        layout.FORMAT_TAG: layout.FORMAT,
    }
    bagit.make_bag(str(folder), info, checksums=list(layout.CHECKSUMS))


def _refuse_other(connection: Connection, estate: Estate) -> None:
    """Make sure that a document erased meanwhile is not in what was written."""
    if Estate(connection, estate.party).document_ids != estate.document_ids:
        raise HandoverError("handover.moved")


def _record(
    connection: Connection, store: Store, estate: Estate, out: Path, *, by: str, package_id: str
) -> None:
    """Remember where copies went: an erasure has to say so, and the audit who made them."""
    ids = estate.document_ids
    row = {"path": str(out), "documents": ids, "made_by": by, "at": datetime.now(UTC)}
    connection.execute(insert(exports).values(**row))
    count = str(len(ids))
    store.audit.append(
        connection, by, Action.EXPORTED, package_id, party=estate.party, documents=count
    )
