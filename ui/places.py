"""Where the pages are, and for whom."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from kb.people import User

SEARCH = "pages/search.py"
THEMES = "pages/themes.py"
DOMAIN = "pages/domain.py"
TOPIC = "pages/topic.py"
CONTRIBUTE = "pages/contribute.py"
DRAFT = "pages/draft.py"
REVIEW = "pages/review.py"
SUBMISSION = "pages/submission.py"
NEWS = "pages/news.py"
FOLLOWS = "pages/follows.py"
INSIGHT = "pages/insight.py"
PEOPLE = "pages/people.py"
AUDIT = "pages/audit.py"
DOCUMENT = "pages/document.py"
TWINS = "pages/twins.py"
TWIN = "pages/twin.py"
GAPS = "pages/gaps.py"
PLAN = "pages/plan.py"
ACTIVITY = "pages/activity.py"
REPORT = "pages/report.py"
THESAURUS = "pages/thesaurus.py"
TOKENS = "pages/tokens.py"
STATUS = "pages/status.py"

COORDINATE = "coordinate"
ADMINISTER = "administer"


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
    """One page: its file, the name in its address, for whom it exists, and where it is listed.

    `section` names the menu of the navigation that lists it; without one it stands on its own.
    """

    path: str
    name: str
    allowed: Callable[[User | None], bool] = _everybody
    listed: bool = True
    section: str = ""


PAGES = (
    Place(SEARCH, "search"),
    Place(THEMES, "themes"),
    Place(DOMAIN, "domain", listed=False),
    Place(TOPIC, "topic", listed=False),
    Place(THESAURUS, "thesaurus"),
    Place(CONTRIBUTE, "contribute", _contributors),
    Place(DRAFT, "draft", _contributors, listed=False),
    Place(FOLLOWS, "follows", _members),
    Place(NEWS, "news", _members),
    Place(TOKENS, "tokens", _members, listed=False),
    Place(REVIEW, "review", _coordinators, section=COORDINATE),
    Place(SUBMISSION, "submission", _coordinators, listed=False),
    Place(GAPS, "gaps", _coordinators, section=COORDINATE),
    Place(TWINS, "twins", _coordinators, section=COORDINATE),
    Place(TWIN, "twin", _members, listed=False),
    Place(PLAN, "plan", _members, section=COORDINATE),
    Place(ACTIVITY, "activity", _members, listed=False),
    Place(REPORT, "report", _coordinators, section=COORDINATE),
    Place(INSIGHT, "insight", _coordinators, section=COORDINATE),
    Place(PEOPLE, "people", _administrators, section=ADMINISTER),
    Place(AUDIT, "audit", _administrators, section=ADMINISTER),
    Place(STATUS, "status", _administrators, section=ADMINISTER),
    Place(DOCUMENT, "document", listed=False),
)


def menus(user: User | None) -> frozenset[str]:
    """Name the sections that are menus to somebody: those that list more than one page."""
    listed = Counter(each.section for each in PAGES if each.listed and each.allowed(user))
    return frozenset(section for section, count in listed.items() if section and count > 1)
