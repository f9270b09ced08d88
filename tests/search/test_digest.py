"""The digest: each document once for each follow, and nothing that its reader may not read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kb.access import AccessScope, scope_of
from kb.audit import OPERATOR
from kb.catalogue.tables.interest import tellings
from kb.catalogue.tellings import PERIODS
from kb.errors import Unresolved
from kb.interest import FollowKind, Frequency
from kb.nouns import DocumentFields, Filters, Kind
from kb.people import Role, User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.interest.following import saved_question, search_key
from search.interest.mailing import Mailing
from search.nouns import Mode, Question
from tests.people import Crowd
from tests.shelf import Shelf
from ui.interest import Interest
from ui.services import services_over

TEXT = "Les apprentis tonneliers apprennent le cintrage du merrain auprès d’un mentor."
FURTHER = "Un mentor montre aux apprentis tonneliers comment poser les cercles du fût."
OTHER = "La navette relie la gare au parc industriel chaque matin."
QUESTION = search_key(Question(text="apprentis tonneliers"))
GUESTS = frozenset({"public"})


NUMBERS = count()


class Post:
    """Take one person's mail instead of sending it."""

    def __init__(self, user: User) -> None:
        self.sent: list[tuple[str, str]] = []
        self._address = user.email

    def send(self, to: str, subject: str, body: str) -> None:
        if to == self._address:
            self.sent.append((subject, body))


@dataclass(frozen=True, slots=True)
class Numbered(Shelf):
    """Store documents that never have the same content: the tests share a store."""

    def put(self, text: str, **facts: Any) -> str:
        return Shelf(self.store).put(f"{text} Relevé {next(NUMBERS)}.", **facts)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Open one store for all: each test has people of its own, and only what is new matters."""
    home = tmp_path_factory.mktemp("digest") / "home"
    chosen = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as opened:
        yield opened


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Numbered(store)


@pytest.fixture(scope="module")
def interest(store: Store) -> Interest:
    return services_over(store).interest


@pytest.fixture
def agent(store: Store) -> User:
    return person(store, Role.AGENT, "fr")


def person(store: Store, role: Role, party: str) -> User:
    return Crowd(store).add(f"p{next(NUMBERS)}.x", role, party)


def read(interest: Interest, store: Store, user: User) -> list[str]:
    """List what is new to somebody, as they are known now."""
    known = store.catalogue.people.by_id(user.id)
    assert known is not None
    interest.digest.catch_up(known)
    found = interest.digest.news(known, access=scope_of(known, GUESTS))
    return [each.document_id for each in found]


def follow(interest: Interest, user: User, key: str = QUESTION) -> None:
    kind = FollowKind.SEARCH if key.startswith("{") else FollowKind.DOMAIN
    interest.following.follow(user, kind, key, "x", access=scope_of(user, GUESTS))


def fields(audience: str = "public", title: str = "Fiche", party: str = "qc") -> DocumentFields:
    return DocumentFields(
        title=title, party=party, kind=Kind.PRACTICE_SHEET, language="fr", audience=audience,
        year=2023, domains=("retention",),
    )  # fmt: skip


def test_only_what_comes_after_is_new_and_only_what_answers(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    shelf.put(TEXT)
    follow(interest, agent)
    assert read(interest, store, agent) == []
    new = shelf.put(FURTHER, title="Cercles")
    shelf.put(OTHER, title="Navette")
    assert read(interest, store, agent) == [new]
    assert read(interest, store, agent) == [new]


def test_what_searches_do_not_find_yet_is_told_once_they_do(
    store: Store, interest: Interest, agent: User
) -> None:
    follow(interest, agent)
    with open_store(store.settings, own=False) as beside:
        new = Numbered(beside).put(TEXT)
    assert read(interest, store, agent) == []
    assert interest.digest.turn() == 0
    store.catch_up()
    assert read(interest, store, agent) == [new]


def test_the_turn_of_the_follower_finds_the_same(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    follow(interest, agent)
    new = shelf.put(TEXT)
    while interest.digest.turn():
        pass
    access, told = scope_of(agent, GUESTS), store.catalogue.tellings
    (found,) = interest.digest.news(agent, access=access)
    assert (found.document_id, found.seen) == (new, False)
    assert told.unseen(agent.id, access=access) == 1
    told.see([found])
    assert told.unseen(agent.id, access=access) == 0


def test_a_correction_is_not_new_but_a_new_version_is(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    document = shelf.put(TEXT)
    follow(interest, agent)
    store.catalogue.writer.revise(document, fields(title="Fiche corrigée"))
    assert read(interest, store, agent) == []
    shelf.put(f"{TEXT} {FURTHER}", title="Fiche", replaces=document)
    assert read(interest, store, agent) == [document]


def test_what_comes_to_ones_shelf_is_new(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    document = shelf.put(TEXT, audience="party")
    follow(interest, agent)
    store.catalogue.writer.revise(document, fields("partners"))
    store.catch_up()
    assert read(interest, store, agent) == [document]


def test_whoever_joins_a_group_is_told_of_what_it_reads(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    document = shelf.put(TEXT, audience="group:pilote")
    shelf.put(TEXT, title="Autre", audience="group:comité")
    follow(interest, agent)
    assert read(interest, store, agent) == []
    store.accounts.change(agent.model_copy(update={"groups": ("pilote",)}), by=OPERATOR)
    assert read(interest, store, agent) == [document]
    store.accounts.change(agent, by=OPERATOR)
    assert read(interest, store, agent) == []


@pytest.mark.parametrize("how", ["withdrawn", "erased", "moved"])
def test_what_may_not_be_read_any_more_disappears(
    store: Store, shelf: Shelf, interest: Interest, agent: User, how: str
) -> None:
    follow(interest, agent)
    document = shelf.put(TEXT, audience="partners")
    assert read(interest, store, agent) == [document]
    if how == "moved":
        store.catalogue.writer.revise(document, fields("party"))
    elif how == "withdrawn":
        store.eraser.withdraw(document, actor=OPERATOR)
    else:
        store.eraser.erase(document, actor=OPERATOR)
    assert read(interest, store, agent) == []
    assert store.catalogue.tellings.unseen(agent.id, access=scope_of(agent, GUESTS)) == 0
    query = select(tellings.c.document_id).where(tellings.c.document_id == document)
    with store.catalogue.engine.connect() as connection:
        left = connection.execute(query).first()
    assert bool(left) is (how != "erased")


@pytest.mark.parametrize(
    ("role", "party", "audiences"),
    [
        (Role.AGENT, "fr", {"public", "partners"}),
        (Role.EXPERT, "qc", {"public", "partners", "party"}),
        (Role.COORDINATOR, "fr", {"public", "partners"}),
    ],
)
def test_everybody_is_told_of_what_they_read(
    store: Store, shelf: Shelf, interest: Interest, role: Role, party: str, audiences: set[str]
) -> None:
    user = person(store, role, party)
    follow(interest, user)
    follow(interest, user, "retention")
    made = {
        shelf.put(TEXT, title=f"Fiche {audience}", audience=audience): audience
        for audience in ("public", "partners", "party", "group:pilote")
    }
    assert {made[each] for each in read(interest, store, user)} == audiences
    guest = AccessScope(GUESTS)
    shown = interest.digest.news(user, access=guest)
    assert {made[each.document_id] for each in shown} == {"public"}


def test_a_domain_is_followed(store: Store, shelf: Shelf, interest: Interest, agent: User) -> None:
    follow(interest, agent, "mobility")
    shelf.put(TEXT)
    new = shelf.put(OTHER, title="Navette", domains=("mobility",))
    assert read(interest, store, agent) == [new]


def test_filters_of_a_saved_search_hold(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    asked = Question(text="apprentis tonneliers", filters=Filters(parties=("fr",)))
    follow(interest, agent, search_key(asked))
    shelf.put(TEXT)
    assert read(interest, store, agent) == []
    new = shelf.put(FURTHER, title="Cercles", party="fr")
    assert read(interest, store, agent) == [new]


def test_nothing_is_told_while_it_pauses_and_all_when_it_goes_on(
    store: Store, shelf: Shelf, interest: Interest, agent: User
) -> None:
    follow(interest, agent)
    (known,) = interest.following.of(agent)
    interest.following.pause(agent, known.id, paused=True)
    document = shelf.put(TEXT)
    assert read(interest, store, agent) == []
    interest.following.pause(agent, known.id, paused=False)
    assert read(interest, store, agent) == [document]


def test_follows_are_their_owners_alone(store: Store, interest: Interest, agent: User) -> None:
    follow(interest, agent)
    (known,) = interest.following.of(agent)
    other = person(store, Role.EXPERT, "qc")
    interest.following.rename(other, known.id, "Autre")
    interest.following.drop(other, known.id)
    assert interest.following.of(other) == []
    assert interest.following.of(agent) == [known]


def test_nobody_follows_more_than_can_be_read(interest: Interest, agent: User) -> None:
    for number in range(100):
        follow(interest, agent, search_key(Question(text=f"question {number}")))
    with pytest.raises(Unresolved):
        follow(interest, agent, search_key(Question(text="une de trop")))
    assert len(interest.following.of(agent)) == 100


@given(
    text=st.text(min_size=1),
    mode=st.sampled_from(Mode),
    parties=st.lists(st.sampled_from(["qc", "fr"]), unique=True),
    years=st.lists(st.integers(1990, 2030), unique=True),
)
def test_a_saved_search_asks_what_was_saved(
    text: str, mode: Mode, parties: list[str], years: list[int]
) -> None:
    filters = Filters(parties=tuple(parties), years=tuple(years))
    asked = Question(text=text, mode=mode, filters=filters, offset=20)
    saved = saved_question(search_key(asked))
    assert (saved.mode, saved.filters, saved.offset) == (mode, filters, 0)
    assert saved.text == " ".join(text.split())
    assert search_key(saved) == search_key(asked)


@pytest.fixture
def mailing(store: Store, interest: Interest) -> Callable[[Post, Callable[[], datetime]], Mailing]:
    def over(post: Post, clock: Callable[[], datetime]) -> Mailing:
        own = interest.mailing
        return Mailing(
            own.digest, own.tellings, own.people, own.reader, post, own.name,
            "https://kb.example", clock,
        )  # fmt: skip

    return over


def addressed(store: Store, user: User, language: str = "fr") -> User:
    user = user.model_copy(update={"email": f"{user.login}@exemple.org", "language": language})
    store.accounts.change(user, by=OPERATOR)
    return user


def test_a_mail_names_public_documents_and_counts_the_others(
    store: Store, shelf: Shelf, interest: Interest, agent: User, mailing: Any
) -> None:
    agent = addressed(store, agent)
    post = Post(agent)
    follow(interest, agent)
    shelf.put(TEXT, title="Tonneliers de Cognac")
    shelf.put(FURTHER, title="Secret des cercles", audience="partners")
    shelf.put(FURTHER, title="Autre secret", audience="party")
    interest.digest.catch_up(agent)
    mailing(post, lambda: datetime.now(UTC)).turn()
    ((subject, body),) = post.sent
    assert "semaine" in subject
    assert "Tonneliers de Cognac" in body
    assert "1 document réservé" in body
    assert "ecret" not in body
    assert "https://kb.example/follows" in body


def test_a_mail_leaves_out_what_is_not_for_its_addressee_any_more(
    store: Store, shelf: Shelf, interest: Interest, agent: User, mailing: Any
) -> None:
    agent = addressed(store, agent, "en")
    post = Post(agent)
    follow(interest, agent)
    document = shelf.put(TEXT, title="Tonneliers de Cognac")
    interest.digest.catch_up(agent)
    store.eraser.withdraw(document, actor=OPERATOR)
    mailing(post, lambda: datetime.now(UTC)).turn()
    shelf.put(FURTHER, title="Cercles")
    interest.digest.catch_up(agent)
    store.accounts.change(agent.model_copy(update={"disabled": True}), by=OPERATOR)
    mailing(post, lambda: datetime.now(UTC)).turn()
    assert post.sent == []
    store.accounts.change(agent, by=OPERATOR)
    mailing(post, lambda: datetime.now(UTC)).turn()
    ((_, body),) = post.sent
    assert "Cercles" in body
    assert "Cognac" not in body


STEP = st.tuples(
    st.integers(1, 60 * 24 * 4), st.booleans(), st.sampled_from([each.value for each in Frequency])
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=2, max_size=10))
def test_mails_keep_their_distance_and_tell_nothing_twice(
    store: Store, interest: Interest, documents: list[str], mailing: Any, steps: Any
) -> None:
    """Whatever the clock says: a day or a week between mails, and each news in one mail."""
    agent = addressed(store, person(store, Role.AGENT, "fr"))
    follow(interest, agent)
    (known,) = interest.following.of(agent)
    now, sent, told, waiting = datetime(2026, 1, 1, tzinfo=UTC), [], [], list(documents)
    for minutes, brings, frequency in steps:
        now += timedelta(minutes=minutes)
        interest.following.tell(agent, known.id, Frequency(frequency))
        if brings and waiting:
            found = [(waiting.pop(), 1)]
            store.catalogue.follows.settle(known, found, known.examined, list(known.shelves))
        post, before = Post(agent), _mailed(store, known.id)
        mailing(post, lambda moment=now: moment).turn()
        new = _mailed(store, known.id) - before
        assert bool(new) == bool(post.sent)
        assert frequency != Frequency.NEVER or not post.sent
        sent += [(now, frequency) for _ in post.sent]
        told += sorted(new)
    assert len(told) == len(set(told))
    for frequency, least in PERIODS.items():
        moments = [moment for moment, each in sent if each == frequency]
        gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
        assert all(gap >= least for gap in gaps)


@pytest.fixture(scope="module")
def documents(store: Store) -> list[str]:
    """Put documents there that the tests of mails make new to somebody."""
    return [Numbered(store).put(OTHER, title=f"Navette {number}") for number in range(6)]


def _mailed(store: Store, follow_id: str) -> set[str]:
    query = select(tellings.c.document_id).where(
        tellings.c.follow_id == follow_id, tellings.c.mailed
    )
    with store.catalogue.engine.connect() as connection:
        return set(connection.execute(query).scalars())
