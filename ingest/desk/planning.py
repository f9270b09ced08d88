"""Coordinators write the plan: everything is checked, and noted in the audit."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection

from kb.access import AccessScope, scope_of
from kb.audit import OPERATOR, Action
from kb.entente import DOMAIN, MEANS, PARTY
from kb.errors import Forbidden, InvalidDocument, Unresolved
from kb.people import User
from kb.plan import Activity, Attachment, Group, Meeting, OfPlan, Plan, Planned
from kb.store import Store

Item = TypeVar("Item", bound=Planned)

_WORDS = (("means", MEANS), ("domains", DOMAIN), ("parties", PARTY))


class Planning:
    """Add, change and remove what is in the plan; coordinators of either party may."""

    def __init__(self, store: Store) -> None:
        """Write into an open store."""
        self._store = store
        self._plan = store.catalogue.plan

    def save(self, item: Item, user: User | None) -> Item:
        """Add something new to the plan, or write what was changed; nobody is the operator.

        Raises:
            Forbidden: to people who do not coordinate.
            InvalidDocument: when something does not go together.
            NotFound: when it, its plan or what it hangs on is not there.
            Overtaken: when somebody else changed it meanwhile.
        """
        access = self._writing(user)
        checked = self._checked(item, access)
        action = Action.REPLANNED if item.id else Action.PLANNED
        with self._plan.writing.begin() as connection:
            saved = self._plan.save(connection, checked)
            self._note(connection, access, action, saved)
        return saved

    def remove(self, kind: type[Planned], item_id: str, user: User | None) -> None:
        """Remove something from the plan, with what hangs on it.

        Raises:
            Forbidden: to people who do not coordinate.
            NotFound: when it is not there.
        """
        access = self._writing(user)
        item = self._plan.item(kind, item_id, access=access)
        with self._plan.writing.begin() as connection:
            self._plan.remove(connection, item)
            self._note(connection, access, Action.UNPLANNED, item)

    def attach(self, attachment: Attachment, user: User | None) -> None:
        """Hang a document on an activity or a meeting.

        Raises:
            Forbidden: to people who do not coordinate.
            NotFound: when the document, for this person, or its place is not there.
        """
        self._hang(attachment, user, self._plan.attach)

    def detach(self, attachment: Attachment, user: User | None) -> None:
        """Take a document off an activity or a meeting.

        Raises:
            Forbidden: to people who do not coordinate.
            NotFound: when the document, for this person, or its place is not there.
        """
        self._hang(attachment, user, self._plan.detach)

    def _hang(
        self,
        attachment: Attachment,
        user: User | None,
        write: Callable[[Connection, Attachment], None],
    ) -> None:
        access = self._writing(user)
        self._store.catalogue.reader.document(attachment.document_id, access=access)
        owner: Activity | Meeting
        if attachment.activity_id:
            owner = self._plan.item(Activity, attachment.activity_id, access=access)
        else:
            owner = self._plan.item(Meeting, attachment.meeting_id or "", access=access)
        with self._plan.writing.begin() as connection:
            write(connection, attachment)
            self._note(connection, access, Action.REPLANNED, owner)

    def _writing(self, user: User | None) -> AccessScope:
        """Give what somebody who may write the plan reads."""
        if user is None:
            everything = self._store.catalogue.reader.every_scope()
            return AccessScope(everything.shelves, person=OPERATOR, decides_for=OPERATOR)
        if not user.coordinates or user.disabled:
            raise Forbidden("access.forbidden")
        return scope_of(user, frozenset())

    def _checked(self, item: Item, access: AccessScope) -> Item:
        """Read a noun again as it will be stored, and hold it to the plan and the agreement."""
        try:
            checked = type(item).model_validate(item.model_dump(warnings=False))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise InvalidDocument("plan.invalid", field=field, reason=first["msg"]) from error
        _check_title(checked)
        _check_days(checked)
        self._check_words(checked)
        self._check_places(checked, access)
        return checked

    def _check_words(self, item: Planned) -> None:
        for name, vocabulary in _WORDS:
            self._check_keys(vocabulary, getattr(item, name, ()))
        if isinstance(item, Activity) and item.owner_party:
            self._check_keys(PARTY, (item.owner_party,))

    def _check_keys(self, vocabulary: str, keys: Iterable[str]) -> None:
        known = [term.key for term in self._store.catalogue.vocabulary.terms(vocabulary)]
        for key in keys:
            if key not in known:
                raise InvalidDocument("plan.unknown_term", key=key, known=", ".join(known))

    def _check_places(self, item: Planned, access: AccessScope) -> None:
        """Make sure that what something hangs on is there, and in the same plan."""
        if not isinstance(item, OfPlan):
            return
        self._plan.item(Plan, item.plan_id, access=access)
        places: tuple[tuple[type[OfPlan], str], ...] = (
            (Group, "group_id"),
            (Meeting, "meeting_id"),
            (Activity, "activity_id"),
        )
        for kind, name in places:
            place_id = getattr(item, name, None)
            if place_id and self._plan.item(kind, place_id, access=access).plan_id != item.plan_id:
                raise Unresolved("plan.other_plan")

    def _note(
        self, connection: Connection, access: AccessScope, action: Action, item: Planned
    ) -> None:
        kind = type(item).__name__.lower()
        self._store.audit.append(connection, access.person, action, item.id, kind=kind)


def _check_title(item: Planned) -> None:
    words = getattr(item, "title", "") or getattr(item, "name", "") or getattr(item, "text", "")
    if not words:
        raise InvalidDocument("plan.title_missing")


def _check_days(item: Planned) -> None:
    first = getattr(item, "starts", None) or getattr(item, "day", None)
    last = getattr(item, "ends", None) or getattr(item, "until", None)
    if first and last and last < first:
        raise InvalidDocument("plan.period")
