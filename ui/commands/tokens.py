"""Access tokens in the terminal, and the server for assistants."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from kb.access_tokens import AccessToken, AccessTokens, Scope
from kb.audit import OPERATOR
from kb.errors import AccountError
from kb.store import Store
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="Make, list and revoke access tokens.")


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="In whose name it asks.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[Scope] | None, typer.Option(help="Repeatable; search and read if left out.")
    ] = None,
    days: Annotated[int, typer.Option(min=0, help="Days it is good for; 0 for no end.")] = 365,
    as_json: Json = False,
) -> None:
    """Make a token for somebody and print it; it is not shown again."""
    end = (datetime.now(UTC) + timedelta(days=days)).date() if days else None
    with opened(settings_said(), own=False) as store:
        user = store.catalogue.people.by_login(login.strip().casefold())
        if user is None:
            raise AccountError("account.unknown", login=login)
        wanted = scope or (Scope.SEARCH, Scope.READ)
        token, secret = _tokens(store).make(user, name, wanted, by=OPERATOR, expires_on=end)
    if as_json:
        print_json({"token": _token_json(token, user.login), "secret": secret})
    else:
        typer.echo(secret)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List all tokens; what opens is not kept and cannot be shown."""
    with opened(settings_said(), own=False) as store:
        logins = {user.id: user.login for user in store.catalogue.people.everyone()}
        found = [_token_json(each, logins[each.user_id]) for each in _tokens(store).everyones()]
    if as_json:
        print_json(found)
        return
    for each in found:
        end = f"until {each['expires_on']}" if each["expires_on"] else "no end"
        used = f"used {each['last_used']}" if each["last_used"] else "never used"
        scopes = " ".join(map(str, each["scopes"]))  # type: ignore[call-overload]
        typer.echo(f"{each['id']}  {each['login']:<16} {each['prefix']}…  {each['name']}")
        typer.echo(f"{'':<34}{scopes} · {end} · {used}")


@app.command()
def revoke(token_id: Annotated[str, typer.Argument(help="As `token list` shows it.")]) -> None:
    """End a token at once."""
    with opened(settings_said(), own=False) as store:
        _tokens(store).revoke(token_id, by=OPERATOR)


def mcp() -> None:
    """Serve an assistant over stdio, with what KB_TOKEN opens, or what guests may read."""
    from ui.assistants.server import serve

    with opened(settings_said(), own=False) as store:
        serve(store)


def _tokens(store: Store) -> AccessTokens:
    return AccessTokens(store.catalogue.access_tokens, store.audit)


def _token_json(token: AccessToken, login: str) -> dict[str, object]:
    return token.model_dump(mode="json", exclude={"user_id"}) | {"login": login}
