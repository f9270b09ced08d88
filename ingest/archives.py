"""Folders and ZIP archives are walked to the documents in them."""

import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.limits import ReadingLimits
from ingest.readers.zips import DAMAGE, open_zip, too_inflated
from ingest.sniff_zip import is_archive
from kb.errors import LimitExceeded, UnreadableFile
from kb.problems import Problem

_DEEPEST = 2
_STEP = 1 << 20
_LITTER = ("__macosx", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One document to be, or the reason why there is none.

    Attributes:
        name: what to call it: `archive.zip/inner/file.pdf`, `folder/file.pdf` or `file.pdf`.
        path: where its bytes are; for a member of an archive, only until the next one is asked
            for.
        origin: the file it came from and where in it, `/srv/drop/archive.zip!inner/file.pdf`.
        problem: why it cannot be read, if so.
    """

    name: str
    path: Path
    origin: str
    problem: Problem | None = None

    @property
    def is_fleeting(self) -> bool:
        """Tell whether the bytes are there only until the next file is asked for."""
        return self.origin != str(self.path)


def files_in(path: Path, limits: ReadingLimits) -> Iterator[FoundFile]:
    """List the files of a folder or a ZIP archive, sorted; a single file is listed alone.

    Hidden files, links that lead out of the folder and archives that cannot be opened are listed
    with their problem, so that nothing is left out in silence. An office document, though a ZIP
    file too, is a document.
    """
    if path.is_dir():
        for file in _walk(path, path):
            yield from _opened(file, limits) if file.problem is None else (file,)
    else:
        yield from _opened(FoundFile(path.name, path, str(path)), limits)


def _walk(folder: Path, root: Path) -> Iterator[FoundFile]:
    """List the files below a folder."""
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        name = path.relative_to(root).as_posix()
        if path.name.casefold() in _LITTER:
            continue
        if path.name.startswith("."):
            yield _refused(name, path, "archive.hidden")
        elif path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            yield _refused(name, path, "archive.symlink")
        elif path.is_dir():
            if not path.is_symlink():
                yield from _walk(path, root)
        else:
            yield FoundFile(name, path, str(path))


def _refused(name: str, path: Path, code: str) -> FoundFile:
    """List a file that is not read."""
    return FoundFile(name, path, str(path), Problem(code, {"file": name}))


def _opened(file: FoundFile, limits: ReadingLimits) -> Iterator[FoundFile]:
    """Pass a document on; open an archive."""
    room = _Room(limits)
    yield from _unpacked(file, room, depth=1)


@dataclass(slots=True)
class _Room:
    """What one archive may still unpack to, archives within it included."""

    limits: ReadingLimits
    bytes_left: int = field(init=False)
    members_left: int = field(init=False)

    def __post_init__(self) -> None:
        """Start with the whole allowance."""
        self.bytes_left = self.limits.inflated_bytes
        self.members_left = self.limits.members


def _unpacked(file: FoundFile, room: _Room, *, depth: int) -> Iterator[FoundFile]:
    """List what an archive holds, or the file itself if it is none."""
    try:
        if not _may_be_opened(file.path, room) or not is_archive(file.path, file.name, room.limits):
            yield file
        elif depth > _DEEPEST:
            yield _with_problem(file, Problem("archive.too_deep", {"file": file.name}))
        else:
            yield from _members(file, room, depth)
    except UnreadableFile as error:
        yield _with_problem(file, error.problem)


def _may_be_opened(path: Path, room: _Room) -> bool:
    """Leave pipes, devices and files that are too large alone; reading them says why."""
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and 0 < found.st_size <= room.limits.file_bytes


def _members(file: FoundFile, room: _Room, depth: int) -> Iterator[FoundFile]:
    """Unpack the members one by one, each into a folder that goes when the next one comes."""
    with open_zip(file.path, file.name, room.limits) as container:
        for member in sorted(container.infolist(), key=lambda each: each.filename):
            inner = harmless_name(member.filename)
            if member.is_dir() or inner is None:
                continue
            room.members_left -= 1
            if room.members_left < 0:
                raise LimitExceeded("limit.members", file=file.name, limit=room.limits.members)
            separator = "/" if "!" in file.origin else "!"
            found = FoundFile(f"{file.name}/{inner}", Path(), f"{file.origin}{separator}{inner}")
            yield from _member(container, member, found, room, depth)


def _member(
    container: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    found: FoundFile,
    room: _Room,
    depth: int,
) -> Iterator[FoundFile]:
    """Unpack one member and list it, or what is in it."""
    if PurePosixPath(found.name).name.startswith("."):
        yield _with_problem(found, Problem("archive.hidden", {"file": found.name}))
        return
    if member.flag_bits & 1:
        yield _with_problem(found, Problem("zip.encrypted", {"file": found.name}))
        return
    with _extracted(container, member, found.name, room) as extracted:
        if isinstance(extracted, Problem):
            yield _with_problem(found, extracted)
        else:
            whole = FoundFile(found.name, extracted, found.origin)
            yield from _unpacked(whole, room, depth=depth + 1)


@contextmanager
def _extracted(
    container: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, room: _Room
) -> Iterator[Path | Problem]:
    """Write a member to a file of our own naming, counting what it really unpacks to.

    Raises:
        LimitExceeded: when the archive unpacks to more than is allowed.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-archive-") as folder:
        path = Path(folder, "member" + _suffix(name))
        try:
            with container.open(member) as stream, path.open("wb") as file:
                while step := stream.read(_STEP):
                    room.bytes_left -= len(step)
                    if room.bytes_left < 0:
                        raise too_inflated(name, room.limits)
                    file.write(step)
        except DAMAGE:
            yield Problem("zip.damaged", {"file": name})
            return
        yield path


def harmless_name(name: str) -> str | None:
    """Make a member's name relative and free of ways out; None when it is only litter."""
    parts = [_printable(part) for part in name.replace("\\", "/").split("/") if part]
    parts = [part for part in parts if part not in (".", "..")]
    if not parts or any(part.casefold() in _LITTER for part in parts):
        return None
    return "/".join(parts)


def _printable(part: str) -> str:
    return "".join(c for c in part if c.isprintable()).replace(":", "_") or "_"


def _suffix(name: str) -> str:
    """Keep a plain ending, which may choose between kinds of text."""
    suffix = os.path.splitext(name)[1]
    return suffix if suffix[1:].isalnum() and len(suffix) <= 8 else ""


def _with_problem(file: FoundFile, problem: Problem) -> FoundFile:
    """List a file with what is wrong with it."""
    return FoundFile(file.name, file.path, file.origin, problem)
