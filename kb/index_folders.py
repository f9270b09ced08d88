"""Where a home's indexes stand: one made for another encoder stands elsewhere."""

import logging
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kb.disk import disk_trouble
from kb.errors import IndexInUse, is_panic
from kb.ownership import Ownership
from kb.placemark import read_position
from kb.ports import Encoder, WordEncoder

_LOG = logging.getLogger(__name__)
Index = TypeVar("Index")

_VECTORS_FORMAT = 3
"""Part of the folder's name: collections by shelf and language, below a numbered folder."""

_NO_DAMAGE = (ImportError, MemoryError, PermissionError)

_OF_ENCODER = re.compile(r"(?:vectors-\d+|facts)-(.+)")


@dataclass(frozen=True, slots=True)
class IndexFolders:
    """Name the folder of each index below one root."""

    root: Path
    encoder: Encoder
    word_encoder: WordEncoder

    @property
    def vectors(self) -> Path:
        """Give the folder of vectors, where they are embedded."""
        return self.root / _vectors(self.encoder.name)

    @property
    def words(self) -> Path:
        """Give the folder of words."""
        return self.root / "words"

    @property
    def tokens(self) -> Path:
        """Give the folder of tokens."""
        return self.root / f"tokens-{_folder_name(self.word_encoder.name)}"

    @property
    def facts(self) -> Path:
        """Give the folder of what candidates are weighed and filtered by."""
        return self.root / _facts(self.encoder.name)

    @property
    def cleaned(self) -> Path:
        """Give the folder that tells up to which change this home is free of what was erased."""
        return self.root / "cleaned"

    @property
    def owner(self) -> Path:
        """Give the folder of the lock on this encoder's indexes.

        It also tells, while the encoder does not serve yet, up to which change they are free of
        what was erased.
        """
        return self._owner(_folder_name(self.encoder.name))

    def sweep(self, kept: Iterable[str] = ()) -> None:
        """Remove what earlier formats left, and all encoders but this one and those kept."""
        self.keep(kept)
        for pattern in ("vectors-*", "tokens-*"):
            for other in self.root.glob(pattern):
                if other != self.tokens and not _OF_ENCODER.fullmatch(other.name):
                    shutil.rmtree(other)

    def keep(self, kept: Iterable[str]) -> None:
        """Remove the indexes of all encoders but this one, those kept, and those in use."""
        names = {name for each in (self.encoder.name, *kept) for name in _folders(each)}
        own = _folder_name(self.encoder.name)
        for folder, encoder in list(self._of_encoders()):
            if folder.name in names:
                continue
            if encoder == own:
                shutil.rmtree(folder)
                continue
            with suppress(IndexInUse), Ownership(self._owner(encoder)):
                shutil.rmtree(folder)

    def forget_others(self, asked: int) -> bool:
        """Remove the indexes of encoders that do not serve: they are made anew if need be.

        Tells whether none is left that may hold what was erased up to a change; one that another
        process is making is freed of it there.
        """
        own = _folder_name(self.encoder.name)
        free = True
        for name in sorted({name for _, name in self._of_encoders()} - {own}):
            try:
                with Ownership(self._owner(name)):
                    for folder, other in list(self._of_encoders()):
                        if other == name:
                            shutil.rmtree(folder)
            except IndexInUse:
                free = free and read_position(self._owner(name)) >= asked
        return free

    def _of_encoders(self) -> Iterator[tuple[Path, str]]:
        for folder in self.root.glob("*"):
            if found := _OF_ENCODER.fullmatch(folder.name):
                yield folder, found[1]

    def _owner(self, name: str) -> Path:
        return self.root / "owners" / name


def opened_index(
    index: Callable[[Path], Index],
    folder: Path,
    is_sound: Callable[[Path], bool] = lambda folder: True,
) -> Index:
    """Open an index; one that is damaged is thrown away, and followed again from the start.

    What fails for want of a library, memory, room or rights says nothing against the index.

    Args:
        index: opens a folder.
        folder: where it stands; it need not be there.
        is_sound: looks at its files before they are opened.
    """
    try:
        if folder.exists() and not is_sound(folder):
            _LOG.warning("the index in %s is damaged; rebuilding it", folder)
            shutil.rmtree(folder)
        return index(folder)
    except BaseException as error:
        if not _is_damage(error):
            raise
        _LOG.exception("the index in %s cannot be opened; rebuilding it", folder)
        shutil.rmtree(folder)
        return index(folder)


def _is_damage(error: BaseException) -> bool:
    if isinstance(error, _NO_DAMAGE) or disk_trouble(error):
        return False
    return isinstance(error, Exception) or is_panic(error)


def _vectors(encoder: str) -> str:
    return f"vectors-{_VECTORS_FORMAT}-{_folder_name(encoder)}"


def _facts(encoder: str) -> str:
    return f"facts-{_folder_name(encoder)}"


def _folders(encoder: str) -> tuple[str, str]:
    return _vectors(encoder), _facts(encoder)


def _folder_name(encoder: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", encoder)
