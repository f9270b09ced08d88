"""What both parties made of practices and words: twins, adoptions, concepts; out and back again."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, insert, or_, select

from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables.twins import adoptions, twin_notes, twin_verdicts
from kb.handover.layout import PackedExchange, PackedNote
from kb.handover.package import Package
from kb.store import Store
from kb.twins import Adoption, Pair, Verdict


def packed_exchange(connection: Connection, party: str) -> Iterator[PackedExchange]:
    """Read what was decided and noted of pairs with the party's practices, and who took these up.

    Coordinators of both wrote it and read it, so it goes with either. What the party's offices took
    up of the other one's is in it as well; of practices of the other party only the id.
    """
    own = select(documents.c.id).where(documents.c.party == party)
    for row in _of(connection, twin_verdicts, _end(twin_verdicts, own)):
        yield PackedExchange(verdict=Verdict.model_validate(_paired(row)))
    for row in _of(connection, twin_notes, _end(twin_notes, own)):
        yield PackedExchange(note=PackedNote.model_validate(_paired(row)))
    ours = or_(adoptions.c.document_id.in_(own), adoptions.c.party == party)
    for row in _of(connection, adoptions, ours):
        yield PackedExchange(adoption=Adoption.model_validate({**row, "id": 0}))


def bring_exchange(store: Store, package: Package, people: Mapping[str, str]) -> None:
    """Add what is the party's to tell, is not here yet, and whose documents are."""
    own = {document.id for document in package.documents()}
    with store.catalogue.desk.writing.begin() as connection:
        here = set(connection.execute(select(documents.c.id)).scalars())
        for each in package.exchange():
            if not (each.ends <= here and _is_theirs(each, own, package.party)):
                continue
            for table, row in _rows(each, people):
                if not _is_there(connection, table, row):
                    connection.execute(insert(table).values(**row))


def bring_concepts(store: Store, package: Package, *, by: str) -> None:
    """Take over what was made of concepts, where nobody made anything of them here."""
    thesaurus = store.catalogue.thesaurus
    for concept in package.concepts():
        if not thesaurus.history(concept.key):
            with thesaurus.writing.begin() as connection:
                thesaurus.put(connection, concept, by=by)


def _is_theirs(packed: PackedExchange, own: Set[str], party: str) -> bool:
    """Tell whether a party's package may say something: it is about its documents or its offices.

    A pair is of two documents, of which one is the other party's.
    """
    if packed.adoption:
        return bool(packed.ends & own) or packed.adoption.party == party
    return len(packed.ends) == 2 and len(packed.ends & own) == 1


def _of(
    connection: Connection, table: Table, condition: ColumnElement[bool]
) -> Iterator[dict[str, Any]]:
    query: Select[Any] = select(table).where(condition).order_by(table.c.at, *table.primary_key)
    for row in connection.execute(query).mappings().all():
        yield {**row, "at": as_utc(row["at"])}


def _end(table: Table, own: Select[tuple[str]]) -> ColumnElement[bool]:
    return or_(table.c.document_id.in_(own), table.c.other_id.in_(own))


def _paired(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row of a pair with the pair as one thing, and without its number."""
    ends = {name: row[name] for name in Pair.model_fields}
    return {name: row[name] for name in row if name not in (*ends, "id")} | {"pair": ends}


def _rows(
    packed: PackedExchange, people: Mapping[str, str]
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Give the row that it is, with who its people are here."""
    if packed.verdict:
        yield twin_verdicts, _row(packed.verdict, people)
    if packed.note:
        yield twin_notes, _row(packed.note, people)
    if packed.adoption:
        yield adoptions, _row(packed.adoption, people)


def _row(item: Verdict | PackedNote | Adoption, people: Mapping[str, str]) -> dict[str, Any]:
    row = item.model_dump(exclude={"pair", "id"})
    if not isinstance(item, Adoption):
        row |= Pair.of(item.pair.document_id, item.pair.other_id).model_dump()
    return row | {"user_id": people.get(item.user_id, item.user_id)}


def _is_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Tell whether the same was said already: of a pair there is one verdict, whoever gave it."""
    names = ("document_id", "other_id") if table is twin_verdicts else tuple(row)
    same = (table.c[name] == row[name] for name in names)
    return connection.execute(select(table.c.document_id).where(*same)).first() is not None
