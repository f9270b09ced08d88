"""What is handed out as files, to whoever may have them at that moment, and noted."""

from collections.abc import Callable

from kb.access import PUBLIC, AccessScope, scope_of
from kb.audit import GUEST, Action
from kb.errors import Forbidden
from kb.nouns import Document
from kb.people import User
from kb.plan import Period
from search.planning.calendar import Moment, events
from search.planning.ics import write_ics
from search.reporting.renderer import Format, renderer
from search.reporting.reports import Wanted
from ui.services import Services
from ui.texts import Texts


def original(opened: Services, carried: str, document_id: str) -> bytes:
    """Give a document's file to whoever carries a token, if they may read it now.

    Raises:
        NotFound: when there is none, or none for this reader.
    """
    user = opened.store.accounts.person(carried)
    scope = scope_of(user, opened.settings.guest_shelves)
    readable = opened.store.catalogue.reader.document(document_id, access=scope)
    record(opened, user, Action.DOWNLOAD, readable)
    return opened.store.originals.path(readable.content_hash).read_bytes()


def export(opened: Services, carried: str, table: Callable[[AccessScope], bytes]) -> bytes:
    """Give a table of what they may know now to whoever carries an administrator's token.

    Raises:
        Forbidden: when they are not.
    """
    user = opened.store.accounts.person(carried)
    if user is None or not user.administers:
        raise Forbidden("access.forbidden")
    exported = table(scope_of(user, opened.settings.guest_shelves))
    opened.store.audit.record(user.id, Action.EXPORTED, "audit")
    return exported


def coordinators_table(
    opened: Services, carried: str, table: Callable[[AccessScope], bytes], subject: str
) -> bytes:
    """Give a table of what they may read now to whoever carries a coordinator's token.

    Raises:
        Forbidden: when they are no coordinator.
    """
    user = opened.store.accounts.person(carried)
    if user is None or not user.coordinates:
        raise Forbidden("access.forbidden")
    exported = table(scope_of(user, opened.settings.guest_shelves))
    opened.store.audit.record(user.id, Action.EXPORTED, subject)
    return exported


def report(opened: Services, carried: str, period: Period, wanted: Wanted, kind: Format) -> bytes:
    """Draw the report on a period for whoever carries a token, if they coordinate now.

    Raises:
        Forbidden: when they do not.
    """
    user, scope = _member(opened, carried)
    file = renderer(kind).render(opened.reports.report(period, wanted, access=scope))
    days = {"starts": str(period.starts), "ends": str(period.ends)}
    details = {"format": kind.value, "language": wanted.language, **days}
    opened.store.audit.record(user.id, Action.REPORTED, **details)
    return file


def plan(opened: Services, carried: str, plan_id: str, wanted: Wanted, kind: Format) -> bytes:
    """Write a plan out for whoever carries a token, if they are a member now.

    Raises:
        Forbidden: when they are not.
        NotFound: when there is no such plan.
    """
    user, scope = _member(opened, carried)
    file = renderer(kind).render(opened.reports.plan(plan_id, wanted, access=scope))
    details = {"format": kind.value, "language": wanted.language}
    opened.store.audit.record(user.id, Action.REPORTED, plan_id, **details)
    return file


def calendar(opened: Services, carried: str, plan_id: str, wanted: Wanted) -> bytes:
    """Give a plan's days as a calendar to whoever carries a token, if they are a member now.

    Raises:
        Forbidden: when they are not.
        NotFound: when there is no such plan.
    """
    _, scope = _member(opened, carried)
    programme = opened.store.catalogue.plan.programme(plan_id, access=scope)
    texts = Texts(wanted.language)
    return write_ics(
        events(programme),
        name=programme.plan.title,
        stamp=wanted.today,
        words={moment: texts(f"plan.moment.{moment.value}") for moment in Moment},
        base=wanted.base,
    )


def _member(opened: Services, carried: str) -> tuple[User, AccessScope]:
    user = opened.store.accounts.person(carried)
    if user is None or user.must_change:
        raise Forbidden("access.forbidden")
    return user, scope_of(user, opened.settings.guest_shelves)


def record(opened: Services, user: User | None, action: Action, document: Document) -> None:
    """Note that somebody saw or took a document that not everybody may read."""
    if document.fields.audience != PUBLIC:
        opened.store.audit.record(user.id if user else GUEST, action, document.id)
