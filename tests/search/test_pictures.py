"""Pages as pictures: drawn once, marked where the passage stands, never for others."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.access import AccessScope
from kb.errors import NotFound, StoreError
from kb.store import Store
from search.pictures import PagePictures

PUBLIC = AccessScope(frozenset({"public"}))
LINES = (
    "La navette part de la gare",
    "chaque matin à sept heures",
    "et arrive au parc industriel.",
)


@pytest.fixture
def document_id(store: Store, tmp_path: Path) -> Iterator[str]:
    """Store a PDF of one page with three lines in its middle."""
    path = tmp_path / "navette.pdf"
    canvas = Canvas(str(path), pagesize=(600, 800))
    for number, line in enumerate(LINES):
        canvas.drawString(100, 400 - 16 * number, line)
    canvas.save()
    with Sandbox() as sandbox:
        given = Given(party="qc", audience="public")
        (report,) = Ingest(store, sandbox).take_in_all([path], given)
    assert report.document_id
    yield report.document_id


@pytest.fixture
def pictures(store: Store, tmp_path: Path) -> PagePictures:
    """Draw into a folder of the test."""
    return PagePictures(store.catalogue.reader, store.originals, tmp_path / "pictures")


def yellow_rows(picture: bytes) -> list[int]:
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    red, green, blue = pixels[:, pixels.shape[1] // 4].T
    return [int(row) for row in np.flatnonzero((red > 200) & (green > 150) & (blue < 120))]


def test_the_cited_passage_is_marked_where_it_stands(
    pictures: PagePictures, store: Store, document_id: str
) -> None:
    (passage,) = store.catalogue.reader.passages_of(document_id, access=PUBLIC)
    plain = pictures.picture(document_id, 1, None, access=PUBLIC)
    marked = pictures.picture(document_id, 1, passage.passage, access=PUBLIC)
    height = Image.open(io.BytesIO(plain)).height
    assert yellow_rows(plain) == []
    rows = yellow_rows(marked)
    assert rows
    assert 0.45 < rows[0] / height and rows[-1] / height < 0.58


def test_pictures_are_only_for_those_who_may_read(pictures: PagePictures, document_id: str) -> None:
    with pytest.raises(NotFound):
        pictures.picture(document_id, 1, None, access=AccessScope(frozenset({"partners"})))
    with pytest.raises(NotFound):
        pictures.picture(document_id, 2, None, access=PUBLIC)


def test_a_page_that_cannot_be_drawn_is_said(
    pictures: PagePictures, store: Store, document_id: str
) -> None:
    document = store.catalogue.reader.document(document_id, access=PUBLIC)
    store.originals.path(document.content_hash).write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(StoreError):
        pictures.picture(document_id, 1, None, access=PUBLIC)


def test_a_page_erased_while_it_is_drawn_leaves_no_picture(
    pictures: PagePictures, store: Store, document_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = store.catalogue.reader.document(document_id, access=PUBLIC)
    draw = subprocess.run

    def drawn_too_late(*arguments: Any, **options: Any) -> Any:
        done = draw(*arguments, **options)
        store.originals.forget(document.content_hash)
        return done

    monkeypatch.setattr("search.pictures.subprocess.run", drawn_too_late)
    with pytest.raises(NotFound):
        pictures.picture(document_id, 1, None, access=PUBLIC)
    assert not [path for path in pictures.folder.rglob("*") if path.is_file()]
