"""Where the pages are, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.people import User

SEARCH = "pages/search.py"
THEMES = "pages/themes.py"
CONTRIBUTE = "pages/contribute.py"
DRAFT = "pages/draft.py"
REVIEW = "pages/review.py"
SUBMISSION = "pages/submission.py"
NEWS = "pages/news.py"
PEOPLE = "pages/people.py"
AUDIT = "pages/audit.py"
DOCUMENT = "pages/document.py"


def _everybody(_user: User | None) -> bool:
    return True


def _members(user: User | None) -> bool:
    return user is not None


def _contributors(user: User | None) -> bool:
    return user is not None and user.contributes


def _coordinators(user: User | None) -> bool:
    return user is not None and user.coordinates


def _administrators(user: User | None) -> bool:
    return user is not None and user.administers


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its file, the name in its address, and for whom it exists."""

    path: str
    name: str
    allowed: Callable[[User | None], bool] = _everybody
    listed: bool = True


PAGES = (
    Place(SEARCH, "search"),
    Place(THEMES, "themes"),
    Place(CONTRIBUTE, "contribute", _contributors),
    Place(DRAFT, "draft", _contributors, listed=False),
    Place(REVIEW, "review", _coordinators),
    Place(SUBMISSION, "submission", _coordinators, listed=False),
    Place(NEWS, "news", _members),
    Place(PEOPLE, "people", _administrators),
    Place(AUDIT, "audit", _administrators),
    Place(DOCUMENT, "document", listed=False),
)
