"""The library that draws charts, ready for use by several threads."""

from typing import Any


def altair() -> Any:
    """Give altair, with pandas read in first.

    altair takes pandas from the modules already there, and would find one that another thread,
    such as the one that looks for topics, is only half done with importing.
    """
    import pandas  # noqa: F401 - see above
    import altair as library  # isort: skip

    return library
