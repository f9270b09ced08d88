"""Access tokens: who may have one, what is kept of it, and what the terminal does with them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from cli import app
from kb.access_tokens import AccessTokens, Scope
from kb.audit import OPERATOR, Action
from kb.errors import AccountError, NotFound
from kb.people import Role, User
from kb.store import Store
from tests.people import Crowd

TODAY = datetime.now(UTC).date()


@pytest.fixture
def tokens(store: Store) -> AccessTokens:
    return AccessTokens(store.catalogue.access_tokens, store.audit)


@pytest.fixture
def hired(store: Store) -> Callable[[str], User]:
    def hire(login: str) -> User:
        user = Crowd(store).add(login, Role.AGENT).model_copy(update={"must_change": False})
        store.accounts.change(user, by=OPERATOR)
        return user

    return hire


def test_making_a_token_is_refused_with_what_to_do(
    store: Store, tokens: AccessTokens, hired: Callable[[str], User]
) -> None:
    ada, fresh = hired("ada"), Crowd(store).add("fresh", Role.AGENT)
    wrong: list[tuple[str, Callable[[], object]]] = [
        ("token.not_ready", lambda: tokens.make(fresh, "x", Scope, by="t")),
        ("token.name", lambda: tokens.make(ada, " \n ", Scope, by="t")),
        ("token.name", lambda: tokens.make(ada, "x" * 81, Scope, by="t")),
        ("token.scopes", lambda: tokens.make(ada, "x", (), by="t")),
        ("token.past", lambda: tokens.make(ada, "x", Scope, by="t",
                                           expires_on=TODAY - timedelta(days=1))),
    ]  # fmt: skip
    for code, attempt in wrong:
        with pytest.raises(AccountError) as refused:
            attempt()
        assert refused.value.problem.code == code
    for _ in range(20):
        tokens.make(ada, "x", Scope, by="t")
    with pytest.raises(AccountError, match="20"):
        tokens.make(ada, "x", Scope, by="t")


def test_only_its_owner_or_the_operator_revokes_a_token(
    store: Store, tokens: AccessTokens, hired: Callable[[str], User]
) -> None:
    ada, bob = hired("ada"), hired("bob")
    token, secret = tokens.make(ada, "essai", [Scope.READ, Scope.SEARCH], by=ada.id)
    assert token.scopes == (Scope.SEARCH, Scope.READ)
    assert secret.startswith(token.prefix) and len(token.prefix) < len(secret) / 4
    bearer = tokens.bearer(secret)
    assert bearer is not None and bearer.user == ada
    with pytest.raises(NotFound):
        tokens.revoke(token.id, by=bob.id, owner=bob)
    assert tokens.of(bob) == [] and len(tokens.of(ada)) == 1
    tokens.revoke(token.id, by=ada.id, owner=ada)
    assert tokens.bearer(secret) is None and tokens.of(ada) == []
    told = store.audit.records(subject=ada.id, actions=[Action.TOKEN_MADE, Action.TOKEN_REVOKED])
    assert [each.action for each in told] == ["token_revoked", "token_made"]
    for stranger in ("", "psr_", secret[:-1], secret + "x", secret.upper()):
        assert tokens.bearer(stranger) is None


def test_the_terminal_makes_lists_and_revokes(
    store: Store,
    tokens: AccessTokens,
    hired: Callable[[str], User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hired("ada")
    monkeypatch.setenv("KB_HOME", str(store.settings.home))
    run = CliRunner()

    def said(*arguments: str) -> str:
        done = run.invoke(app, ["token", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    made = json.loads(said("add", "ada", "--name", "essai", "--days", "1", "--json"))
    assert made["token"]["expires_on"] == str(TODAY + timedelta(days=1))
    assert tokens.bearer(made["secret"])
    secret = said("add", "ada", "--name", "x", "--scope", "contribute", "--days", "0").strip()
    bearer = tokens.bearer(secret)
    assert bearer is not None and bearer.token.scopes == (Scope.CONTRIBUTE,)
    listed = json.loads(said("list", "--json"))
    assert {each["login"] for each in listed} == {"ada"} and len(listed) == 2
    assert secret not in said("list") and "essai" in said("list")
    said("revoke", made["token"]["id"])
    assert tokens.bearer(made["secret"]) is None
    assert run.invoke(app, ["token", "add", "nobody", "--name", "x"]).exit_code == 2
    assert run.invoke(app, ["token", "revoke", "nothing"]).exit_code == 2
