"""What follows documents waits until no more are coming, but not for ever."""

from search.lull import Lull


class Catalogue:
    """A catalogue and a clock, moved by hand."""

    def __init__(self) -> None:
        self.change, self.time = 7, 100.0


def test_it_waits_while_something_comes_and_is_done_once_nothing_does() -> None:
    catalogue, done = Catalogue(), []
    lull = Lull(lambda: done.append(catalogue.change), lambda: catalogue.change)
    for change in (8, 9, 10):
        catalogue.change = change
        lull.turn()
    assert done == []
    lull.turn()
    assert done == [10]


def test_where_something_comes_all_the_time_it_is_done_now_and_then() -> None:
    catalogue, done = Catalogue(), []
    lull = Lull(
        lambda: done.append(catalogue.time), lambda: catalogue.change, 60.0, lambda: catalogue.time
    )
    for _ in range(140):
        catalogue.change, catalogue.time = catalogue.change + 1, catalogue.time + 1
        lull.turn()
    assert done == [160.0, 220.0]


def test_it_waits_while_people_do_but_not_for_ever() -> None:
    catalogue, done, crowd = Catalogue(), list[float](), [3]
    lull = Lull(
        lambda: done.append(catalogue.time),
        lambda: catalogue.change,
        60.0,
        lambda: catalogue.time,
        lambda: crowd[0],
    )
    for _ in range(70):
        catalogue.time += 1
        lull.turn()
    assert done == [160.0]
    crowd[0] = 0
    lull.turn()
    assert done == [160.0, 170.0]
