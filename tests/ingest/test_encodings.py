"""Text is decoded whatever wrote it, and noise is refused."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encodings import decode

FRENCH = "Évaluation de la demande d’emploi à Québec : délai, carence, été, œuvre, 12 €."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_usual_encoding_is_found(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "mac_roman", "cp850"])
def test_old_code_pages_are_found(encoding: str) -> None:
    text = "Évaluation à Québec : délai, carence, été, forêt, garçon, île, où"
    assert decode(text.encode(encoding)) == text


def test_stray_bytes_in_utf8_are_read_as_windows_latin() -> None:
    assert decode("été à Laval ".encode() + "été".encode("cp1252")) == "été à Laval été"


def test_a_character_may_be_cut_at_the_end() -> None:
    assert decode("été".encode()[:-1], cut=True) == "ét"


def test_noise_is_refused() -> None:
    generator = random.Random(1)  # noqa: S311 - any bytes will do
    assert decode(generator.randbytes(4096)) is None
    assert decode(b"texte\0" * 50) is None


def test_padding_is_no_noise() -> None:
    assert decode(b"emploi\0") == "emploi\0"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"])))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is None or decoded == text.removeprefix("\ufeff")
