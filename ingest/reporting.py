"""How it went with one file: whatever is wrong with it is in its report, never raised."""

import logging
from collections.abc import Callable, Iterable

from ingest.archives import FoundFile
from ingest.reports import FileReport, Outcome
from kb.errors import (
    AlreadyStored,
    InvalidDocument,
    NotForReading,
    NotFound,
    PasserelleError,
    StoreError,
    UnreadableFile,
)
from kb.nouns import Link, Notice, Submission

_LOG = logging.getLogger(__name__)


def reported(found: FoundFile, take_in: Callable[[], FileReport]) -> FileReport:
    """Take a file in, and turn every failure into a report that names the file."""
    try:
        return take_in()
    except (AlreadyStored, NotForReading) as error:
        return _skipped(found, error)
    except PasserelleError as error:
        return _failed(found, error)
    except OSError as error:
        return _failed(
            found,
            UnreadableFile("file.unreachable", file=found.name, reason=str(error.strerror)),
        )
    except Exception:
        _LOG.exception("unexpected failure at %s", found.name)
        return _failed(found, UnreadableFile("file.unexpected", file=found.name))


def refused(found: FoundFile, take_in: Callable[[], object]) -> FileReport | None:
    """Take a file in, and report on what is wrong with the file itself; other failures pass.

    What may go better another time is for who runs the job to try again.
    """
    try:
        take_in()
    except (AlreadyStored, NotForReading) as error:
        return _skipped(found, error)
    except StoreError as error:
        if not isinstance(error, InvalidDocument | NotFound):
            raise
        return _failed(found, error)
    except PasserelleError as error:
        return _failed(found, error)
    return None


def read_report(
    found: FoundFile,
    submission: Submission,
    document_id: str,
    links: Iterable[Link] = (),
    *,
    new_version: bool = False,
) -> FileReport:
    """Report on a file that was taken in."""
    pages = submission.parsed.pages
    unread = [page.unread for page in pages if page.unread]
    return FileReport(
        file=found.name,
        outcome=Outcome.READ,
        document_id=document_id,
        title=submission.fields.title,
        passages=len(submission.passages),
        pages=len(pages),
        unread_pages=len(unread),
        notices=(*submission.parsed.notices, *unread),
        links=tuple(links),
        new_version=new_version,
    )


def _skipped(found: FoundFile, error: PasserelleError) -> FileReport:
    known = error.problem.values.get("document_id")
    return FileReport(
        file=found.name,
        outcome=Outcome.SKIPPED,
        reason=_notice(error),
        document_id=str(known) if known else None,
    )


def _failed(found: FoundFile, error: PasserelleError) -> FileReport:
    return FileReport(file=found.name, outcome=Outcome.FAILED, reason=_notice(error))


def _notice(error: PasserelleError) -> Notice:
    return Notice(code=error.problem.code, values=dict(error.problem.values))
