"""Character recognition by Tesseract, for pages that are pictures."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Self

from ingest.limits import ReadingJob
from ingest.readers.pages import PageBuilder, PlacedWord
from kb.nouns import Notice

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300
_LANGUAGES = ("fra", "eng")
# Sauvola's binarisation: text on grey or coloured areas is found as well.
_ADAPTIVE = ("-c", "thresholding_method=2")
# Tesseract's own threads wait for each other: on a busy machine a page takes minutes.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_AT_ONCE = 4
"""Pages read at once at most, where there are as many processors."""

_LEAST_CONFIDENCE = 20.0
_LEAST_MEAN = 55.0
_COLUMNS = 12
_WORD = "5"
_BROKEN = re.compile(r"[^\W\d_]-$")


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word, where Tesseract puts it (block, paragraph, line), and its box from 0 to 1.

    `confidence` runs from 0 to 100.
    """

    text: str
    confidence: float
    place: tuple[int, int, int]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in shades of grey, as a file in memory."""

    grey: bytes
    width: int
    height: int

    @classmethod
    def of(cls, image: "Image") -> Self:
        """Copy a picture."""
        file = io.BytesIO()
        image.convert("L").save(file, "PPM")
        return cls(file.getvalue(), *image.size)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A picture that is being read, or the code of why it is not."""

    words: Future[list[RecognisedWord]] | None = None
    refused: str = ""
    values: Mapping[str, int] = field(default_factory=dict)


class PageRecogniser:
    """Read pictures of pages, some at once, under the limits of one file."""

    def __init__(self, job: ReadingJob) -> None:
        """Prepare; Tesseract is looked for when the first page comes."""
        self._job = job
        self._pages = 0
        self.at_once = min(os.cpu_count() or 1, _AT_ONCE)
        self._pool = ThreadPoolExecutor(self.at_once)

    def close(self) -> None:
        """Begin nothing more; what is left of a file that failed is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, image: "Image") -> Recognition:
        """Begin to read a picture; it may change afterwards."""
        limits = self._job.limits
        if self._page_mode is None:
            return Recognition(refused="ocr.missing")
        if self._pages >= limits.ocr_pages:
            values = {"limit": limits.ocr_pages}
            return Recognition(refused="ocr.too_many_pages", values=values)
        self._pages += 1
        picture = Picture.of(image)
        seconds = limits.ocr_seconds_per_page
        return Recognition(self._pool.submit(recognise, picture, self._page_mode, seconds))

    def finish(self, recognition: Recognition, builder: PageBuilder) -> Notice | None:
        """Wait for what stands on a picture, and add it to the page.

        Returns:
            Why nothing was read, if so.
        """
        if recognition.words is None:
            return self.notice(recognition.refused, builder, **recognition.values)
        self._job.tell_clock("ocr")
        try:
            words = recognition.words.result()
        except subprocess.TimeoutExpired:
            limit = round(self._job.limits.ocr_seconds_per_page)
            return self.notice("ocr.slow", builder, limit=limit)
        except (subprocess.CalledProcessError, OSError):
            return self.notice("ocr.failed", builder)
        finally:
            self._job.tell_clock("text")
        if not any(map(_says_something, words)):
            return self.notice("ocr.nothing", builder)
        if mean_confidence(words) < _LEAST_MEAN:
            return self.notice("ocr.illegible", builder)
        add_words(builder, [word for word in words if word.confidence >= _LEAST_CONFIDENCE])
        return None if builder.length else self.notice("ocr.nothing", builder)

    def notice(self, code: str, builder: PageBuilder, **values: int) -> Notice:
        """Say why a page is not read."""
        return Notice(code=code, values={"file": self._job.name, "page": builder.number, **values})

    @cached_property
    def _page_mode(self) -> str | None:
        """Choose Tesseract's page mode: with orientation (1), without (3), None if missing.

        French without its language data loses every accent, which is worse than nothing.
        """
        languages = installed_languages()
        if not languages.issuperset(_LANGUAGES):
            return None
        return "1" if "osd" in languages else "3"


def installed_languages() -> frozenset[str]:
    """List the languages that Tesseract can read; none when it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listed = subprocess.run(  # noqa: S603 - the program found on the path, fixed arguments
        [program, "--list-langs"], capture_output=True, check=False, timeout=30
    )
    return frozenset(listed.stdout.decode("utf-8", "replace").split())


def recognise(picture: Picture, page_mode: str, seconds: float) -> list[RecognisedWord]:
    """Run Tesseract on a picture.

    Raises:
        subprocess.TimeoutExpired: when it takes longer than `seconds`.
        subprocess.CalledProcessError: when it fails.
    """
    program = shutil.which("tesseract") or "tesseract"
    languages = "+".join(_LANGUAGES)
    options = ["-l", languages, "--psm", page_mode, "--dpi", str(DPI), *_ADAPTIVE, "tsv"]
    run = subprocess.run(  # noqa: S603 - the program found on the path, fixed arguments
        [program, "stdin", "stdout", *options],
        input=picture.grey,
        capture_output=True,
        check=True,
        timeout=seconds,
        env=os.environ | _ONE_THREAD,
    )
    return list(_words(run.stdout.decode("utf-8", "replace"), picture.width, picture.height))


def add_words(builder: PageBuilder, words: Sequence[RecognisedWord]) -> None:
    """Add one block per paragraph that was recognised."""
    for _, paragraph in groupby(words, key=lambda word: word.place[:2]):
        builder.add_words("paragraph", _placed(list(paragraph)))


def mean_confidence(words: Sequence[RecognisedWord]) -> float:
    """Average the confidence over letters: a picture read as text gives strings of doubt."""
    telling = [word for word in words if _says_something(word)]
    letters = sum(len(word.text) for word in telling)
    return sum(word.confidence * len(word.text) for word in telling) / max(1, letters)


def _says_something(word: RecognisedWord) -> bool:
    """Tell a word or a number from rules and stains."""
    return any(map(str.isalnum, word.text))


def _placed(words: Sequence[RecognisedWord]) -> Iterator[PlacedWord]:
    """Mend words that a hyphen breaks at the end of a line."""
    joined = False
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        broken = (
            following is not None
            and following.place != word.place
            and following.text[:1].islower()
            and bool(_BROKEN.search(word.text))
        )
        yield PlacedWord(word.text.removesuffix("-") if broken else word.text, word.box, joined)
        joined = broken


def _words(table: str, width: int, height: int) -> Iterator[RecognisedWord]:
    """Read Tesseract's table of words (TSV)."""
    for row in table.splitlines():
        fields = row.split("\t")
        if len(fields) != _COLUMNS or fields[0] != _WORD or not fields[11].strip():
            continue
        left, top, wide, high = (float(value) for value in fields[6:10])
        yield RecognisedWord(
            text=fields[11],
            confidence=float(fields[10]),
            place=(int(fields[2]), int(fields[3]), int(fields[4])),
            box=(
                left / width,
                top / height,
                min(1.0, (left + wide) / width),
                min(1.0, (top + high) / height),
            ),
        )
