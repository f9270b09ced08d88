"""Held-out texts are recognised whatever their accents, capitals and neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from encoder.heldout import fold, hold_out

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_folding_leaves_letters_alone() -> None:
    assert fold("L'École, n° 12 !") == "lecolen"


def test_an_equal_text_is_covered_but_its_part_is_not() -> None:
    held_out = hold_out(["Où est l'agence ?"])
    assert held_out.covers("ou est L’AGENCE")
    assert not held_out.covers("Où est")


@given(st.text(_LETTERS, max_size=90), st.text(_LETTERS, min_size=120, max_size=200))
def test_a_long_copy_inside_a_text_is_covered(before: str, copied: str) -> None:
    held_out = hold_out([copied])
    assert held_out.covers(f"{before} {copied}")
    assert held_out.equals(f"{before} {copied}") == (not before)
