"""Pages that are pictures are recognised, or said to be unread."""

import threading
import time
from itertools import count
from pathlib import Path

import pytest

from ingest.limits import Clock, ReadingJob, ReadingLimits
from ingest.readers import ocr
from ingest.readers.ocr import Picture, RecognisedWord, add_words, installed_languages
from ingest.readers.pages import PageBuilder
from ingest.reading import read_file
from tests.ingest.files import outline, paragraph, pdf, picture_of, read, scan

LINES = (
    "Les conseillers reçoivent chaque personne dans la semaine de",
    "son inscription et dressent avec elle un premier bilan de ses",
    "compétences, de ses métiers et de ses contraintes.",
)
needs_ocr = pytest.mark.skipif(
    not installed_languages() >= {"fra", "eng"}, reason="tesseract with fra and eng is missing"
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return pdf(tmp_path / "ecrit.pdf", paragraph(100, *LINES, size=14))


@needs_ocr
@pytest.mark.parametrize("turned", [0, 180])
def test_a_scan_gives_its_words_and_where_they_stand(
    tmp_path: Path, written: Path, turned: int
) -> None:
    page = read(scan(tmp_path / "scan.pdf", written, turned=turned)).pages[0]
    expected = " ".join(LINES).split()
    found = [page.text[word.start : word.end] for word in page.words]
    assert sum(word in found for word in expected) >= 0.9 * len(expected)
    first = page.words[found.index("conseillers")]
    assert 0 <= first.left < first.right <= 1 and 0 <= first.top < first.bottom <= 1
    assert (first.top < 0.5) == (turned == 0)


@needs_ocr
def test_a_picture_file_is_read(tmp_path: Path, written: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(picture_of(written))
    document = read(path)
    assert "conseillers" in document.pages[0].text
    assert document.media_type == "image/png"


def test_without_tesseract_every_scan_says_so(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    page = read(scan(tmp_path / "scan.pdf", written)).pages[0]
    assert page.text == ""
    assert page.unread is not None
    assert page.unread.code == "ocr.missing"
    assert page.unread.values == {"file": "scan.pdf", "page": 1}


def test_without_french_data_nothing_is_read_rather_than_read_badly(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset(("eng", "osd")))
    page = read(scan(tmp_path / "scan.pdf", written)).pages[0]
    assert page.unread is not None and page.unread.code == "ocr.missing"


@needs_ocr
def test_limits_hold_for_recognition(tmp_path: Path, written: Path) -> None:
    clocks: list[Clock] = []
    path = scan(tmp_path / "scan.pdf", written)
    job = ReadingJob(path, "scan.pdf", ReadingLimits(ocr_seconds_per_page=0.001), clocks.append)
    page = read_file(job).pages[0]
    assert page.unread is not None and page.unread.code == "ocr.slow"
    assert clocks == ["ocr", "text"]
    page = read(path, ocr_pages=0).pages[0]
    assert page.unread is not None and page.unread.code == "ocr.too_many_pages"


def test_two_pages_are_recognised_at_once_and_stay_in_order(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, numbers = threading.Barrier(2, timeout=20), count(1)

    def recognise(picture: Picture, page_mode: str, seconds: float) -> list[RecognisedWord]:
        both.wait()
        # The first of each two is done last.
        time.sleep(0.2 * (picture.width % 2))
        return [RecognisedWord(f"page{picture.width}", 90.0, (1, 1, 1), (0.1, 0.1, 0.2, 0.2))]

    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset(("fra", "eng")))
    monkeypatch.setattr(Picture, "of", lambda image: Picture(b"", next(numbers), 1))
    monkeypatch.setattr(ocr, "recognise", recognise)
    document = read(scan(tmp_path / "scan.pdf", written, copies=4))
    assert [page.text for page in document.pages] == [f"page{number}" for number in range(1, 5)]


def test_words_broken_by_a_line_are_joined_and_keep_both_places() -> None:
    words = [
        RecognisedWord("accompa-", 90, (1, 1, 1), (0.8, 0.1, 0.9, 0.2)),
        RecognisedWord("gnement", 90, (1, 1, 2), (0.1, 0.2, 0.2, 0.3)),
        RecognisedWord("Suite", 90, (2, 1, 1), (0.1, 0.5, 0.2, 0.6)),
    ]
    builder = PageBuilder(1)
    add_words(builder, words)
    page = builder.build()
    assert outline(page) == [("paragraph", "accompagnement"), ("paragraph", "Suite")]
    assert [page.text[w.start : w.end] for w in page.words] == ["accompa", "gnement", "Suite"]
