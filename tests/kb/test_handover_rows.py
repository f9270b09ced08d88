"""Between tables, nouns and lines of a package: nothing is lost on the way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from kb.catalogue import Catalogue
from kb.catalogue.schema import documents, links, pages, passages, versions
from kb.catalogue.tables.desk import clearances, decisions
from kb.catalogue.tables.people import users
from kb.desk import Clearance, Decision
from kb.handover.estate import Estate
from kb.handover.layout import PackedDocument, PackedPerson, PackedVersion, safe_name
from kb.handover.lines import read_lines, write_lines
from kb.handover.placing import Placing
from kb.nouns import Block, DocumentFields, Link, Notice, Page, Passage, WordBox

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
DAY = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
SMALL = st.integers(0, 50)
FRACTION = st.floats(0, 1)

FIELDS = st.builds(
    DocumentFields,
    title=TEXT,
    party=st.just("qc"),
    language=st.sampled_from(["fr", "en"]),
    audience=st.sampled_from(["public", "partners", "party", "group:é"]),
    year=st.none() | st.integers(1990, 2030),
    domains=st.sampled_from([(), ("digital",), ("twinning", "digital")]),
    target_groups=st.sampled_from([(), ("youth",)]),
    sheet=st.dictionaries(TEXT, TEXT, max_size=2),
    rights_owner=TEXT,
    licence=TEXT,
    attribution=TEXT,
    embargo=DAY,
    review_due=DAY,
)
NOTICE = st.builds(
    Notice, code=TEXT, values=st.dictionaries(TEXT, TEXT | st.integers(0, 9), max_size=2)
)
PAGE = st.builds(
    Page,
    number=st.just(1),
    label=TEXT,
    text=TEXT,
    blocks=st.tuples(st.builds(Block, start=SMALL, end=SMALL, level=SMALL)),
    unread=st.none() | NOTICE,
    words=st.tuples(
        st.builds(
            WordBox, start=SMALL, end=SMALL, left=FRACTION, top=FRACTION, right=FRACTION,
            bottom=FRACTION,
        )
    ),
)  # fmt: skip
PASSAGE = st.builds(
    Passage, page=SMALL, start=SMALL, end=SMALL, text=TEXT,
    heading_path=st.lists(TEXT, max_size=2).map(tuple), language=st.sampled_from(["fr", "en"]),
)  # fmt: skip


def version(number: int) -> st.SearchStrategy[PackedVersion]:
    return st.builds(
        PackedVersion,
        number=st.just(number),
        content_hash=st.just("0" * 64),
        file_name=TEXT,
        media_type=TEXT,
        information=st.dictionaries(TEXT, TEXT, max_size=2),
        notices=st.lists(NOTICE, max_size=2).map(tuple),
        marks=st.lists(TEXT, max_size=2).map(tuple),
        signature=st.binary(max_size=8),
        centroid=st.binary(max_size=8),
        encoder=TEXT,
        size=SMALL,
        passage_count=SMALL,
        created_at=MOMENT,
        pages=st.sampled_from([0, 1]).flatmap(lambda count: st.tuples(*[PAGE] * count)),
    )


DOCUMENT = st.integers(1, 2).flatmap(
    lambda count: st.builds(
        PackedDocument,
        id=st.just("d" * 32),
        fields=FIELDS,
        origin=TEXT,
        version=st.just(count),
        created_at=MOMENT,
        updated_at=MOMENT,
        submitted_at=st.none() | MOMENT,
        published_at=st.none() | MOMENT,
        owner=st.sampled_from(["", "a" * 32]),
        owner_login=st.just(""),
        owner_name=st.just(""),
        versions=st.tuples(*[version(number + 1) for number in range(count)]),
        passages=st.lists(PASSAGE, max_size=3).map(tuple),
    )
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("rows")
    opened = Catalogue.open(f"sqlite:///{folder / 'catalogue.sqlite'}")
    yield opened
    opened.close()


@given(document=DOCUMENT)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_comes_back_from_a_line_and_from_the_tables(
    catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory, document: PackedDocument
) -> None:
    path = tmp_path_factory.getbasetemp() / "documents.jsonl"
    write_lines(path, [document])
    assert path.read_text("utf-8").count("\n") == 1
    (read,) = read_lines(path, PackedDocument)
    assert read == document
    with catalogue.desk.writing.begin() as connection:
        Placing(connection, catalogue, {}).document(read)
        estate = Estate(connection, "qc")
        found = list(estate.documents())
        connection.execute(delete(documents).where(documents.c.id == document.id))
    assert found == [document]


@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_file_name_becomes_one_that_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe not in {"", ".", ".."} and len(safe.encode()) <= 255
    assert Path("folder", safe).resolve().parent == Path("folder").resolve()
    assert all(letter.isprintable() or letter.isspace() or ord(letter) > 160 for letter in safe)


@pytest.mark.parametrize(
    ("table", "noun", "left_out"),
    [
        (documents, {*DocumentFields.model_fields, *PackedDocument.model_fields}, {"shelf"}),
        (versions, {*PackedVersion.model_fields}, {"id", "document_id", "page_count"}),
        (pages, {*Page.model_fields}, {"version_id"}),
        (passages, {*Passage.model_fields}, {"id", "document_id", "position"}),
        (links, {*Link.model_fields}, set()),
        (decisions, {*Decision.model_fields}, {"id"}),
        (clearances, {*Clearance.model_fields}, {"id"}),
        (users, {*PackedPerson.model_fields}, {"password", "subject", "must_change"}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_column_goes_into_the_package_or_is_left_out_on_purpose(
    table: object, noun: set[str], left_out: set[str]
) -> None:
    columns = {column.name for column in table.columns}  # type: ignore[attr-defined]
    assert columns - noun == left_out
