"""Files handed to workers from the terminal."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from ingest.limits import ReadingLimits
from ingest.listing import files_of
from ingest.reports import FileReport, Given
from kb.errors import AccountError, StoreError
from kb.people import User
from kb.store import Store
from ui.services import queue_over


def by_workers(
    store: Store, paths: Iterable[Path], given: Given, draft_for: str, *, wait: bool
) -> Iterator[FileReport]:
    """Hand files to workers, and report on each as it is done; those that cannot be, at once.

    Raises:
        StoreError: when no worker answers; what was handed over stays.
    """
    queue, asked = queue_over(store), dict[int, str]()
    user = _person(store, draft_for)
    own = given.model_copy(update={"party": user.party}) if user else given
    for found, told in files_of(paths, own, ReadingLimits()):
        put = queue.put(found, told, user=user.id if user else "")
        if isinstance(put, FileReport):
            yield put
        else:
            asked[put] = found.name
    if not wait:
        typer.echo(f"{len(asked)} files are in the queue.", err=True)
        return
    left = len(asked)
    try:
        for report in queue.reports(asked):
            left -= 1
            yield report
    except StoreError as error:
        if error.problem.code != "work.no_worker":
            raise
        raise StoreError("work.left", count=left) from error


def _person(store: Store, login: str) -> User | None:
    if not login:
        return None
    user = store.catalogue.people.by_login(login)
    if user is None:
        raise AccountError("account.unknown", login=login)
    return user
