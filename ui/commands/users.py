"""Accounts in the terminal: whoever can run this holds the files, and needs no password."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from kb.accounts import Accounts
from kb.audit import OPERATOR
from kb.errors import AccountError
from kb.people import Role, User
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="Add, list and change accounts.")

Login = Annotated[str, typer.Argument(help="What is typed to sign in.")]
Groups = Annotated[
    list[str] | None, typer.Option("--group", help="Group; repeatable. Empty to leave all.")
]


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The login if left out.")] = "",
    party: Annotated[str, typer.Option(help="qc or fr; the installation's if left out.")] = "",
    role: Annotated[Role, typer.Option()] = Role.AGENT,
    email: Annotated[str, typer.Option()] = "",
    group: Groups = None,
    as_json: Json = False,
) -> None:
    """Add an account and print its first password, which is not shown again."""
    with _accounts() as accounts:
        user, password = accounts.add(
            login,
            name=name,
            party=party or settings_said().party,
            role=role,
            by=OPERATOR,
            email=email,
            groups=group or (),
        )
    _print_password(user, password, as_json=as_json)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List all accounts."""
    with _accounts() as accounts:
        everyone = accounts.people.everyone()
    if as_json:
        print_json([_user_json(user) for user in everyone])
        return
    for user in everyone:
        state = "disabled" if user.disabled else ""
        facts = (user.party, user.role, user.name, *user.groups, state)
        typer.echo(f"{user.login:<20} {' · '.join(filter(None, facts))}")


@app.command()
def disable(login: Login) -> None:
    """Keep somebody from signing in; their sessions end."""
    _set_disabled(login, disabled=True)


@app.command()
def enable(login: Login) -> None:
    """Let somebody sign in again."""
    _set_disabled(login, disabled=False)


@app.command()
def reset(login: Login, as_json: Json = False) -> None:
    """Give somebody a new password and print it; their sessions end."""
    with _accounts() as accounts:
        user = _known(accounts, login)
        password = accounts.reset_password(user, by=OPERATOR)
    _print_password(user, password, as_json=as_json)


@app.command()
def change(
    login: Login,
    role: Annotated[Role | None, typer.Option()] = None,
    party: Annotated[str, typer.Option(help="qc or fr.")] = "",
    group: Groups = None,
) -> None:
    """Change somebody's role, party or groups; what is not given stays."""
    with _accounts() as accounts:
        user = _known(accounts, login)
        groups = {each.strip() for each in group or ()} - {""}
        changed = {
            "role": role or user.role,
            "party": party or user.party,
            "groups": user.groups if group is None else tuple(sorted(groups)),
        }
        accounts.change(user.model_copy(update=changed), by=OPERATOR)


@contextmanager
def _accounts() -> Iterator[Accounts]:
    with opened(settings_said(), own=False) as store:
        yield store.accounts


def _set_disabled(login: str, *, disabled: bool) -> None:
    with _accounts() as accounts:
        user = _known(accounts, login)
        accounts.change(user.model_copy(update={"disabled": disabled}), by=OPERATOR)


def _known(accounts: Accounts, login: str) -> User:
    user = accounts.people.by_login(login.strip().casefold())
    if user is None:
        raise AccountError("account.unknown", login=login)
    return user


def _print_password(user: User, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"user": _user_json(user), "password": password})
    else:
        typer.echo(f"{user.login}  {password}")


def _user_json(user: User) -> dict[str, object]:
    return user.model_dump(mode="json", exclude={"subject"})
