"""Some of the passages held in memory, by their rows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Choice:
    """Rows in rising order, whatever the language and language by language.

    Attributes:
        languages: of every row held, by number.
        known: how many languages there are.
    """

    rows: Rows
    languages: NDArray[np.int32]
    known: int

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    @cached_property
    def spoken(self) -> tuple[Rows, ...]:
        """Give the rows of each language."""
        own = self.languages[self.rows]
        return tuple(self.rows[own == language] for language in range(self.known))
