"""What is said of each file that was taken in, or was not."""

from enum import StrEnum

from kb.nouns import Frozen, Kind, Link, Notice


class Outcome(StrEnum):
    """How it went with one file."""

    READ = "read"
    SKIPPED = "skipped"
    FAILED = "failed"


class Given(Frozen):
    """What is known of a file before it is read: from its owner, or from a manifest.

    What is not given is drafted from the text.
    """

    party: str
    audience: str
    title: str = ""
    kind: Kind | None = None
    language: str = ""
    year: int | None = None
    domains: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    rights_owner: str = ""
    licence: str = ""
    attribution: str = ""
    replaces: str | None = None


class FileReport(Frozen):
    """The outcome of one file.

    Attributes:
        file: path, or path inside an archive.
        reason: why it was skipped or failed, and what to do.
        pages: how many pages it has, and `unread_pages` how many of them could not be read.
        notices: what was left out or is unsure.
        links: near-duplicates and probable translations among the documents known.
        new_version: whether it supersedes an earlier version of the same document.
    """

    file: str
    outcome: Outcome
    reason: Notice | None = None
    document_id: str | None = None
    title: str = ""
    passages: int = 0
    pages: int = 0
    unread_pages: int = 0
    notices: tuple[Notice, ...] = ()
    links: tuple[Link, ...] = ()
    new_version: bool = False
