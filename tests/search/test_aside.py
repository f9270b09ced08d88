"""What is done beside its caller, and what in its turn."""

import threading

import pytest

from search.aside import Aside


def test_it_is_done_beside_whoever_asks_alone() -> None:
    aside = Aside()
    with aside.asking():
        assert aside.begin(threading.get_ident).result() != threading.get_ident()


def test_it_is_done_in_its_turn_where_others_ask_as_well() -> None:
    aside = Aside()
    with aside.asking(), aside.asking():
        assert aside.begin(threading.get_ident).result() == threading.get_ident()
    with aside.asking():
        assert aside.begin(threading.get_ident).result() != threading.get_ident()


def test_what_may_be_in_vain_is_begun_early_for_who_asks_alone_only() -> None:
    aside = Aside()
    with aside.asking():
        begun = aside.begin_early(threading.get_ident)
        assert begun is not None and begun.result() != threading.get_ident()
        with aside.asking():
            assert aside.begin_early(threading.get_ident) is None


@pytest.mark.parametrize("others", [0, 1])
def test_what_fails_fails_when_its_result_is_wanted(others: int) -> None:
    aside = Aside()

    def fail() -> None:
        raise ValueError("no")

    with aside.asking():
        if others:
            with aside.asking():
                begun = aside.begin(fail)
        else:
            begun = aside.begin(fail)
        with pytest.raises(ValueError, match="no"):
            begun.result()
