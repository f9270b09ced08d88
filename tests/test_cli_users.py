"""Accounts and the audit in the terminal, as programs and people meet them."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from kb.people import Role, User
from kb.settings import Settings
from kb.store import open_store
from tests.test_cli import run


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home of one account."""
    home = tmp_path_factory.mktemp("peopled") / "home"
    run(home, "user", "add", "Marie", "--name", "Marie T.", "--party", "qc", "--role", "expert")
    return home


@pytest.fixture
def home(peopled: Path, tmp_path: Path) -> Path:
    """Give each test a home of its own with the account in it."""
    return Path(shutil.copytree(peopled, tmp_path / "home"))


def users(home: Path) -> dict[str, User]:
    listed = json.loads(run(home, "user", "list", "--json"))
    return {each["login"]: User.model_validate(each) for each in listed}


def test_an_account_is_added_with_a_password_that_opens_it(home: Path) -> None:
    added = json.loads(
        run(home, "user", "add", "jean", "--party", "fr", "--email", "j@example.org",
            "--group", "b", "--group", "a", "--json")
    )  # fmt: skip
    assert added["user"]["login"] == "jean" and added["user"]["groups"] == ["a", "b"]
    assert users(home)["marie"].role is Role.EXPERT
    with open_store(Settings(home=home, database_url=""), own=False) as store:
        token = store.accounts.sign_in("jean", added["password"], address="")
        person = store.accounts.person(token)
    assert person and person.must_change and person.email == "j@example.org"


def test_people_get_lines_and_the_password_only_once(home: Path) -> None:
    password = run(home, "user", "reset", "marie").split()[-1]
    assert len(password) == 23
    listed = run(home, "user", "list")
    assert "Marie T." in listed and password not in listed
    assert password.encode() not in (home / "catalogue.sqlite").read_bytes()


def test_an_account_is_changed_disabled_and_enabled(home: Path) -> None:
    run(home, "user", "change", "MARIE", "--role", "coordinator", "--group", "pilot")
    marie = users(home)["marie"]
    assert (marie.role, marie.groups, marie.party) == (Role.COORDINATOR, ("pilot",), "qc")
    run(home, "user", "change", "marie", "--party", "fr", "--group", "")
    marie = users(home)["marie"]
    assert (marie.role, marie.groups, marie.party) == (Role.COORDINATOR, (), "fr")
    run(home, "user", "disable", "marie")
    assert users(home)["marie"].disabled and "disabled" in run(home, "user", "list")
    run(home, "user", "enable", "marie")
    assert not users(home)["marie"].disabled


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "marie"),
        ("user", "add", "jean", "--party", "be"),
        ("user", "add", "jean", "--role", "king"),
        ("user", "disable", "nobody"),
        ("user", "reset", "nobody"),
        ("user", "change", "nobody", "--role", "agent"),
        ("user", "change", "marie", "--party", "be"),
        ("audit", "list", "--since", "yesterday"),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, arguments: tuple[str, ...]) -> None:
    assert run(home, *arguments, status=2).strip()


def test_the_audit_is_listed_and_narrowed(home: Path) -> None:
    run(home, "user", "disable", "marie")
    records = json.loads(run(home, "audit", "list", "--json"))
    assert [each["action"] for each in records] == ["account_disabled", "account_added"]
    day = records[0]["at"][:10]
    narrowed = ("--actor", "operator", "--since", day, "--until", day, "--limit", "1")
    assert json.loads(run(home, "audit", "list", *narrowed, "--json")) == records[:1]
    assert "account_disabled" in run(home, "audit", "list", *narrowed)
    assert json.loads(run(home, "audit", "list", "--actor", "marie", "--json")) == []
    assert json.loads(run(home, "audit", "list", "--until", "2000-01-01", "--json")) == []


def test_verify_says_where_the_audit_does_not_hold(home: Path) -> None:
    run(home, "user", "disable", "marie")
    assert "holds" in run(home, "audit", "verify")
    assert json.loads(run(home, "audit", "verify", "--json")) == {"holds": True, "breach": None}
    with sqlite3.connect(home / "catalogue.sqlite") as connection:
        connection.execute("UPDATE audit SET actor = 'somebody' WHERE position = 1")
    assert "record 1 " in run(home, "audit", "verify", status=1)
    with sqlite3.connect(home / "catalogue.sqlite") as connection:
        connection.execute("DELETE FROM audit WHERE position = 2")
        connection.execute("UPDATE audit SET actor = 'operator' WHERE position = 1")
    connection.close()
    said = run(home, "audit", "verify", status=1)
    assert "record 2 is missing" in said
