"""Accounts that come with a package: known by name, opened by nobody until reset."""

from collections.abc import Iterable

from kb.catalogue.people import PeopleStore
from kb.handover.layout import PackedPerson
from kb.people import User


def bring_people(
    store: PeopleStore, people: Iterable[PackedPerson]
) -> tuple[dict[str, str], list[str]]:
    """Bring accounts in; tell who each is here, and the logins that have to be reset.

    One whose login is taken by somebody of the same party is that person. One of another party
    is not, for they would be given documents that were never theirs: the login is set apart.
    """
    known, added = {}, []
    for person in people:
        user = store.by_id(person.id) or _same(store, person)
        if user is None:
            user = _newcomer(store, person)
            with store.writing.begin() as connection:
                store.add(connection, user, "")
            added.append(user.login)
        known[person.id] = user.id
    return known, added


def _same(store: PeopleStore, person: PackedPerson) -> User | None:
    user = store.by_login(person.login)
    return user if user and user.party == person.party else None


def _newcomer(store: PeopleStore, person: PackedPerson) -> User:
    login = person.login
    if store.by_login(login):
        login = f"{login[:80]}@{person.id}"
    facts = person.model_dump() | {"login": login, "must_change": True}
    return User.model_validate(facts)
