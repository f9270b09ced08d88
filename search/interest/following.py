"""Follows: what a person wants to be told of, made and changed by that person alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from kb.access import AccessScope
from kb.catalogue.follows import FollowStore
from kb.errors import Unresolved
from kb.interest import Follow, FollowKind, Frequency
from kb.nouns import Filters
from kb.people import User
from search.nouns import Mode, Question

_MOST = 100
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Following:
    """Keep what people follow."""

    store: FollowStore
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def of(self, user: User) -> list[Follow]:
        """List what somebody follows, by age."""
        return self.store.of(user.id)

    def find(self, user: User, kind: FollowKind, key: str) -> Follow | None:
        """Find what somebody follows by its kind and key."""
        return self.store.find(user.id, kind, key)

    def follow(
        self, user: User, kind: FollowKind, key: str, name: str = "", *, access: AccessScope
    ) -> None:
        """Follow something from now on; what is there already is not new.

        Raises:
            Unresolved: when somebody follows more than anybody could read about.
        """
        if len(self.store.of(user.id)) >= _MOST:
            raise Unresolved("follow.too_many", most=_MOST)
        self.store.add(
            Follow(
                id=uuid4().hex,
                user_id=user.id,
                kind=kind,
                key=key,
                name=_tidy(name),
                frequency=Frequency.WEEKLY,
                paused=False,
                created_at=self.clock(),
                examined=self.store.note_appearances(),
                shelves=tuple(sorted(access.shelves)),
            )
        )

    def rename(self, user: User, follow_id: str, name: str) -> None:
        """Call a follow something else."""
        if tidy := _tidy(name):
            self.store.change(user.id, follow_id, name=tidy)

    def pause(self, user: User, follow_id: str, *, paused: bool) -> None:
        """Stop being told of a follow, or go on where it was stopped."""
        self.store.change(user.id, follow_id, paused=paused)

    def tell(self, user: User, follow_id: str, frequency: Frequency) -> None:
        """Choose how often a mail tells of a follow."""
        self.store.change(user.id, follow_id, frequency=frequency.value)

    def drop(self, user: User, follow_id: str) -> None:
        """Follow something no longer."""
        self.store.remove(user.id, follow_id)


def search_key(question: Question) -> str:
    """Write what a saved search asks: its question, mode and filters, as JSON in one form."""
    given = {
        name: list(value)
        for name, value in question.filters.model_dump(exclude={"documents"}).items()
        if value
    }
    asked = {"q": " ".join(question.text.split()), "filters": given}
    if question.mode is not Mode.HYBRID:
        asked["mode"] = question.mode.value
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def saved_question(key: str) -> Question:
    """Read what a saved search asks."""
    asked = json.loads(key)
    return Question(
        text=asked["q"],
        filters=Filters.model_validate(asked["filters"]),
        mode=Mode(asked.get("mode", Mode.HYBRID)),
    )


def _tidy(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]
