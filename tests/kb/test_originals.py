"""Originals: kept whole, once, and swept only when nobody refers to them."""

import os
import time
from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.originals import Originals, content_hash


def test_a_file_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"contenu")
    originals = Originals(tmp_path / "originals")
    digest = content_hash(source)
    originals.keep(source, digest)
    originals.keep(source, digest)
    assert originals.path(digest).read_bytes() == b"contenu"
    assert list(originals.stored()) == [digest]


def test_a_missing_original_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Originals(tmp_path).path("0" * 64)


def test_sweeping_spares_what_is_wanted_and_what_is_new(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    digests = []
    for name in ("wanted", "fresh", "orphan"):
        (tmp_path / name).write_text(name, "utf-8")
        digests.append(content_hash(tmp_path / name))
        originals.keep(tmp_path / name, digests[-1])
    wanted, fresh, orphan = digests
    long_ago = time.time() - 7200
    os.utime(originals.path(orphan), (long_ago, long_ago))
    assert originals.sweep({wanted}) == 1
    assert set(originals.stored()) == {wanted, fresh}
