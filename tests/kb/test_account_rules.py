"""What an account may be, and what the audit tells of a change."""

import pytest

from kb.account_rules import is_email
from kb.accounts import Accounts
from kb.audit import OPERATOR, Action
from kb.errors import AccountError
from kb.people import Role, User
from kb.store import Store
from tests.people import Crowd


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return store.accounts


@pytest.fixture
def marie(store: Store) -> User:
    return Crowd(store).add("marie", Role.EXPERT)


def kept(accounts: Accounts, user: User) -> User:
    known = accounts.people.by_id(user.id)
    assert known
    return known


@pytest.mark.parametrize(
    "address", ["marie@example.org", "m.roy+x@sous.exemple.qc.ca", "élise@école.fr"]
)
def test_mail_may_go_to_an_address(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    ["pasunemail", "marie@", "@example.org", "marie@example", "marie@example.", "a b@example.org",
     "a@b@example.org", "marie@example.org,jean@example.org", "Marie <marie@example.org>",
     "marie@example.org\nBcc: all@example.org", "m" * 250 + "@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(accounts: Accounts, marie: User, address: str) -> None:
    with pytest.raises(AccountError, match="no e-mail address"):
        accounts.add("jean", name="", party="qc", role=Role.AGENT, by=OPERATOR, email=address)
    assert accounts.people.by_login("jean") is None
    with pytest.raises(AccountError, match="no e-mail address"):
        accounts.change(marie.model_copy(update={"email": address}), by=OPERATOR)
    assert kept(accounts, marie).email == ""


def test_an_address_of_before_the_rule_stops_no_other_change(
    accounts: Accounts, marie: User
) -> None:
    old = marie.model_copy(update={"email": "pasunemail"})
    with accounts.people.writing.begin() as connection:
        accounts.people.change(connection, old)
    accounts.change(old.model_copy(update={"role": Role.AGENT}), by=OPERATOR)
    assert kept(accounts, marie).role is Role.AGENT


def test_name_and_address_are_corrected_and_only_their_kind_is_recorded(
    accounts: Accounts, marie: User, store: Store
) -> None:
    facts = {"name": " Marie Roy ", "email": "marie@example.org "}
    accounts.change(marie.model_copy(update=facts), by=OPERATOR)
    known = kept(accounts, marie)
    assert (known.name, known.email) == ("Marie Roy", "marie@example.org")
    accounts.change(known.model_copy(update={"name": " ", "role": Role.AGENT}), by=OPERATOR)
    assert kept(accounts, marie).name == "marie"
    last, first = store.audit.records(actions=[Action.ACCOUNT_CHANGED])
    assert first.details == {"changed": "name email"}
    assert last.details == {"from": "expert", "to": "agent", "changed": "name"}
    assert accounts.people.password_of(marie.id)


def test_an_empty_login_is_missing_not_wrong(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="login is missing"):
        accounts.add("  ", name="", party="qc", role=Role.AGENT, by=OPERATOR)
