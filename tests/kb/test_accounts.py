"""Accounts: who is let in, for how long, and what nobody can find out by trying."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

import kb.accounts
from kb.accounts import Accounts, session_key
from kb.audit import OPERATOR
from kb.catalogue.tables.people import attempts, sessions
from kb.errors import AccountError, SignInRefused
from kb.people import Role, User
from kb.store import Store

HERE = "192.0.2.1"
GOOD = "sept grenouilles sous la banquise"


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return store.accounts


@pytest.fixture
def marie(accounts: Accounts) -> User:
    """Add an expert whose password is GOOD."""
    user, first = accounts.add("Marie", name="Marie", party="qc", role=Role.EXPERT, by=OPERATOR)
    accounts.change_password(user, first, GOOD, token="")
    known = accounts.people.by_id(user.id)
    assert known
    return known


def refusal(accounts: Accounts, login: str, password: str, address: str = HERE) -> str:
    with pytest.raises(SignInRefused) as refused:
        accounts.sign_in(login, password, address=address)
    return str(refused.value)


def actions(store: Store) -> list[str]:
    return [record.action for record in store.audit.records()]


def test_who_knows_the_password_is_let_in(accounts: Accounts, marie: User, store: Store) -> None:
    token = accounts.sign_in(" MARIE ", GOOD, address=HERE, device="Firefox")
    assert accounts.person(token) == marie
    (session,) = accounts.people.sessions_of(marie.id)
    assert (session.key, session.device) == (session_key(token), "Firefox")
    assert token not in session.model_dump_json(), "what is kept opens nothing"
    assert actions(store)[0] == "sign_in"


def test_passwords_are_kept_as_argon2_hashes(accounts: Accounts, marie: User) -> None:
    assert accounts.people.password_of(marie.id).startswith("$argon2id$")


def test_a_first_password_has_to_be_changed(accounts: Accounts) -> None:
    user, first = accounts.add("jean", name="", party="fr", role=Role.AGENT, by=OPERATOR)
    assert user.must_change and user.name == "jean"
    accounts.change_password(user, first, GOOD, token="")
    known = accounts.people.by_id(user.id)
    assert known and not known.must_change


def test_an_unknown_login_cannot_be_told_from_a_wrong_password(
    accounts: Accounts, marie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    hasher = accounts.passwords.hasher

    class Counting:
        hash = staticmethod(hasher.hash)

        @staticmethod
        def verify(stored: str, password: str) -> Any:
            compared.append(stored[:15])
            return hasher.verify(stored, password)

    monkeypatch.setitem(accounts.passwords.__dict__, "hasher", Counting)
    known = refusal(accounts, marie.login, "a wrong password")
    unknown = refusal(accounts, "nobody", "a wrong password")
    accounts.change(marie.model_copy(update={"disabled": True}), by=OPERATOR)
    assert known == unknown == refusal(accounts, marie.login, GOOD)
    assert len(compared) == 3 and len(set(compared)) == 1, "each costs one hash of the same kind"


def test_too_many_tries_close_a_login_for_a_while(accounts: Accounts, marie: User) -> None:
    refused = {refusal(accounts, marie.login, f"wrong {number}") for number in range(5)}
    assert len(refused) == 1
    closed = refusal(accounts, marie.login, GOOD, address="192.0.2.2")
    assert closed not in refused and "15" in closed
    assert {refusal(accounts, "nobody", "wrong") for _ in range(5)} == refused
    assert refusal(accounts, "nobody", "wrong") == closed, "an unknown login closes as well"
    accounts.people.forget_attempts(kb.accounts._digest(f"login:{marie.login}"))
    assert accounts.sign_in(marie.login, GOOD, address=HERE)


def test_tries_are_forgiven_with_time_and_with_success(
    accounts: Accounts, marie: User, store: Store
) -> None:
    for number in range(5):
        refusal(accounts, marie.login, f"wrong {number}")
    with accounts.people.writing.begin() as connection:
        earlier = datetime.now(UTC) - timedelta(minutes=16)
        connection.execute(update(attempts).values(at=earlier))
    for _ in range(2):
        for number in range(4):
            refusal(accounts, marie.login, f"wrong {number}")
        accounts.sign_in(marie.login, GOOD, address=HERE)


def test_one_address_cannot_try_every_login(
    accounts: Accounts, marie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.accounts, "_TRIES_BY_ADDRESS", 3)
    for number in range(3):
        refusal(accounts, f"login{number}", "wrong")
    assert "15" in refusal(accounts, marie.login, GOOD)
    assert accounts.sign_in(marie.login, GOOD, address="192.0.2.2")


@pytest.mark.parametrize(
    ("column", "back"), [("expires_at", timedelta(hours=13)), ("seen_at", timedelta(hours=4))]
)
def test_a_session_ends_with_its_time_or_when_idle(
    accounts: Accounts, marie: User, column: str, back: timedelta
) -> None:
    token = accounts.sign_in(marie.login, GOOD, address=HERE)
    with accounts.people.writing.begin() as connection:
        moment = datetime.now(UTC) - back
        connection.execute(update(sessions).values({column: moment}))
    assert accounts.person(token) is None


def test_using_a_session_keeps_it_open(accounts: Accounts, marie: User) -> None:
    token = accounts.sign_in(marie.login, GOOD, address=HERE)
    earlier = datetime.now(UTC) - timedelta(hours=2)
    with accounts.people.writing.begin() as connection:
        connection.execute(update(sessions).values(seen_at=earlier))
    assert accounts.person(token) == marie
    session = accounts.people.session(session_key(token))
    assert session and session.seen_at > earlier + timedelta(hours=1)


def test_a_session_lasts_no_longer_than_it_may(accounts: Accounts, marie: User) -> None:
    brief = replace(accounts, lifetime=timedelta(0))
    assert brief.person(brief.sign_in(marie.login, GOOD, address=HERE)) is None


@pytest.mark.parametrize("token", ["", "made up", "é" * 50])
def test_a_token_nobody_was_given_is_nobodys(accounts: Accounts, token: str) -> None:
    assert accounts.person(token) is None
    accounts.sign_out(token)


def test_signing_out_ends_one_session_and_revoking_ends_all(
    accounts: Accounts, marie: User, store: Store
) -> None:
    first, second, third = (accounts.sign_in("marie", GOOD, address=HERE) for _ in range(3))
    accounts.sign_out(first)
    assert accounts.person(first) is None and accounts.person(second) == marie
    assert accounts.revoke(marie, by=marie.id, but_token=second) == 1
    assert accounts.person(third) is None and accounts.person(second) == marie
    assert accounts.revoke(marie, by=OPERATOR) == 1
    assert accounts.person(second) is None
    assert actions(store)[:3] == ["sessions_revoked", "sessions_revoked", "sign_out"]


def test_a_new_password_ends_every_other_session(accounts: Accounts, marie: User) -> None:
    here, elsewhere = (accounts.sign_in("marie", GOOD, address=HERE) for _ in range(2))
    accounts.change_password(marie, GOOD, f"{GOOD} et plus", token=here)
    assert accounts.person(here) == marie and accounts.person(elsewhere) is None
    refusal(accounts, "marie", GOOD)
    assert accounts.sign_in("marie", f"{GOOD} et plus", address=HERE)


def test_only_who_knows_the_old_password_changes_it(accounts: Accounts, marie: User) -> None:
    for number in range(5):
        with pytest.raises(SignInRefused):
            accounts.change_password(marie, f"wrong {number}", f"{GOOD} et plus", token="")
    with pytest.raises(SignInRefused, match="15"):
        accounts.change_password(marie, GOOD, f"{GOOD} et plus", token="")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("brume-xk7", "12"),
        ("x" * 201, "12"),
        ("password1234", "guessed"),
        ("aaaaaaaaaaaaaa", "guessed"),
        ("mariemarie12", "guessed"),
        ("passerelle12", "guessed"),
    ],
)
def test_short_and_weak_passwords_are_refused(
    accounts: Accounts, marie: User, password: str, said: str
) -> None:
    with pytest.raises(AccountError, match=said):
        accounts.change_password(marie, GOOD, password, token="")
    assert accounts.sign_in("marie", GOOD, address=HERE)


def test_a_reset_password_opens_a_closed_login_and_must_be_changed(
    accounts: Accounts, marie: User, store: Store
) -> None:
    token = accounts.sign_in("marie", GOOD, address=HERE)
    for number in range(5):
        refusal(accounts, "marie", f"wrong {number}")
    password = accounts.reset_password(marie, by=OPERATOR)
    assert accounts.person(token) is None
    person = accounts.person(accounts.sign_in("marie", password, address=HERE))
    assert person and person.must_change
    refusal(accounts, "marie", GOOD)
    assert "password_reset" in actions(store)
    assert password not in "".join(each.model_dump_json() for each in store.audit.records())


def test_who_is_disabled_is_out_at_once_and_may_come_back(
    accounts: Accounts, marie: User, store: Store
) -> None:
    token = accounts.sign_in("marie", GOOD, address=HERE)
    accounts.change(marie.model_copy(update={"disabled": True}), by=OPERATOR)
    assert accounts.person(token) is None
    refusal(accounts, "marie", GOOD)
    accounts.change(marie, by=OPERATOR)
    assert accounts.person(token) is None, "the session does not come back"
    assert accounts.person(accounts.sign_in("marie", GOOD, address=HERE)) == marie
    assert {"account_disabled", "account_enabled"} <= set(actions(store))


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": Role.AGENT}])
def test_the_last_administrator_stays(accounts: Accounts, change: dict[str, object]) -> None:
    added = accounts.first_administrator("qc", by=OPERATOR)
    assert added and accounts.first_administrator("qc", by=OPERATOR) is None
    admin, _ = added
    gone, _ = accounts.add("gone", name="", party="fr", role=Role.ADMINISTRATOR, by=OPERATOR)
    accounts.change(gone.model_copy(update={"disabled": True}), by=OPERATOR)
    with pytest.raises(AccountError, match="last administrator"):
        accounts.change(admin.model_copy(update=change), by=OPERATOR)
    accounts.change(gone, by=OPERATOR)
    accounts.change(admin.model_copy(update=change), by=OPERATOR)


@pytest.mark.parametrize("login", ["", "x", "a b", "marie", "a" * 121, "<script>"])
def test_no_account_gets_a_login_that_is_none_or_taken(
    accounts: Accounts, marie: User, login: str
) -> None:
    with pytest.raises(AccountError):
        accounts.add(login, name="", party="qc", role=Role.AGENT, by=OPERATOR)


def test_nobody_belongs_to_a_party_that_is_none(accounts: Accounts, marie: User) -> None:
    with pytest.raises(AccountError, match="qc, fr"):
        accounts.add("jean", name="", party="be", role=Role.AGENT, by=OPERATOR)
    with pytest.raises(AccountError, match="qc, fr"):
        accounts.change(marie.model_copy(update={"party": "be"}), by=OPERATOR)


def test_an_account_of_a_single_sign_on_has_no_password(accounts: Accounts) -> None:
    user, password = accounts.add(
        "ada@example.org", name="Ada", party="qc", role=Role.AGENT, by=OPERATOR, subject="idp|1"
    )
    assert password == "" and accounts.people.by_subject("idp|1") == user
    for attempt in ("", "anything at all"):
        refusal(accounts, user.login, attempt)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, accounts: Accounts) -> Iterator[None]:
    """Hash cheaply: what is tested is not the cost of a hash."""
    from argon2 import PasswordHasher

    monkeypatch.setitem(
        accounts.passwords.__dict__,
        "hasher",
        PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    yield
