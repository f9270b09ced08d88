"""What a process tells the others of itself."""

from kb.heart import Heart
from kb.store import Store
from kb.work import ProcessKind, Standing

_BEATS = 6
"""Beats within the time after which a silent process counts as dead."""


def heart_of(store: Store, kind: ProcessKind) -> Heart:
    """Make the heart of a process that has a store open."""

    def standing() -> Standing:
        return Standing(
            words_position=store.words.position, erased_through=store.eraser.cleaned_through
        )

    return Heart(store.catalogue, kind, standing, store.settings.work_patience / _BEATS)
