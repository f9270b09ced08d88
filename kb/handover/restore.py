"""Restore a package into an installation that holds nothing of its party yet."""

import shutil
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kb.audit import Action
from kb.catalogue.engine import insert_ignoring
from kb.catalogue.schema import documents, terms
from kb.desk import Clearance, Decision
from kb.errors import HandoverError
from kb.handover import layout
from kb.handover.exchange import bring_concepts, bring_exchange
from kb.handover.package import Package, open_package
from kb.handover.people import bring_people
from kb.handover.placing import Placing
from kb.handover.plan import bring_plan
from kb.store import Store

Said = TypeVar("Said", Decision, Clearance)

FOLDER = "handover"
"""Under the home: the audits that came with packages, which this one's chain cannot hold."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came in.

    Attributes:
        restored: documents brought in now; the others were there from an import cut short.
        logins: accounts that came without a password.
        missing: content hashes of originals that the package does not hold.
    """

    party: str
    documents: int
    restored: int
    logins: tuple[str, ...]
    missing: tuple[str, ...]


def import_package(store: Store, folder: Path, *, by: str) -> Restored:
    """Restore a package, one transaction a document; cut short, it goes on when called again.

    Raises:
        HandoverError: when the package cannot be believed, was imported before, or its party
            has documents here that are not in it. Nothing is changed then.
    """
    package = open_package(folder.resolve())
    waiting = _to_restore(store, package)
    _keep_audit(store, package)
    _bring_terms(store, package)
    people, logins = bring_people(store.catalogue.people, package.people())
    missing = _bring_documents(store, package, waiting, people)
    bring_plan(store, package, people)
    bring_exchange(store, package, people)
    bring_concepts(store, package, by=by)
    count = _bring_links(store, package)
    store.audit.record(by, Action.IMPORTED, package.id, party=package.party, documents=str(count))
    return Restored(package.party, count, len(waiting), tuple(logins), tuple(missing))


def _to_restore(store: Store, package: Package) -> set[str]:
    """Read the whole package once before anything is written; tell which documents to bring."""
    ids = [document.id for document in package.documents()]
    packed = set(ids)
    if len(ids) > len(packed):
        raise HandoverError("handover.damaged", file=f"{layout.PAYLOAD}/{layout.DOCUMENTS}")
    others = (
        package.links,
        package.decisions,
        package.clearances,
        package.people,
        package.audit,
        package.plan,
        package.exchange,
        package.concepts,
    )
    for lines in others:
        deque(lines(), maxlen=0)
    if store.audit.records(actions=[Action.IMPORTED], subject=package.id):
        raise HandoverError("handover.already", party=package.party)
    here = _parties(store)
    own = {document_id for document_id, party in here.items() if party == package.party}
    if own - packed or (packed & here.keys()) - own:
        raise HandoverError("handover.present", party=package.party, count=len(own))
    return packed - own


def _parties(store: Store) -> dict[str, str]:
    with store.catalogue.engine.connect() as connection:
        rows = connection.execute(select(documents.c.id, documents.c.party))
        return {row.id: row.party for row in rows}


def _keep_audit(store: Store, package: Package) -> None:
    kept = store.settings.home / FOLDER / package.id
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = kept / f".{layout.AUDIT}"
    shutil.copyfile(package.payload / layout.AUDIT, fresh)
    fresh.replace(kept / layout.AUDIT)


def _bring_terms(store: Store, package: Package) -> None:
    rows = [term.model_dump() for term in package.terms()]
    with store.catalogue.desk.writing.begin() as connection:
        if rows:
            connection.execute(insert_ignoring(store.catalogue.engine, terms), rows)


def _bring_documents(
    store: Store, package: Package, waiting: set[str], people: Mapping[str, str]
) -> list[str]:
    """Bring in what is waiting; list the originals that are missing."""
    decided, cleared = _by_document(package.decisions()), _by_document(package.clearances())
    missing = []
    for document in package.documents():
        if document.id not in waiting:
            continue
        missing += _keep_originals(store, package, document)
        _place(store, document, people, decided[document.id], cleared[document.id])
    return missing


def _place(
    store: Store,
    document: layout.PackedDocument,
    people: Mapping[str, str],
    decided: Iterable[Decision],
    cleared: Iterable[Clearance],
) -> None:
    try:
        with store.catalogue.desk.writing.begin() as connection:
            placing = Placing(connection, store.catalogue, people)
            placing.document(document)
            placing.said(decided, cleared)
    except IntegrityError as error:
        # Two pages of one number, say: no export wrote that.
        file = f"{layout.PAYLOAD}/{layout.DOCUMENTS}"
        raise HandoverError("handover.damaged", file=file) from error


def _by_document(lines: Iterable[Said]) -> defaultdict[str, list[Said]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for line in lines:
        found[line.document_id].append(line)
    return found


def _keep_originals(store: Store, package: Package, document: layout.PackedDocument) -> list[str]:
    missing = []
    for digest in dict.fromkeys(version.content_hash for version in document.versions):
        if original := package.original(digest):
            store.originals.keep(original, digest)
        elif not document.masked:
            missing.append(digest)
    return missing


def _bring_links(store: Store, package: Package) -> int:
    """Bring in the bonds whose two ends are here; count the party's documents."""
    here = _parties(store)
    for link in package.links():
        if link.document_id in here and link.other_id in here:
            store.catalogue.writer.link(link)
    return list(here.values()).count(package.party)
