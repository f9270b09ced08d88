"""Every route of the API, for every role: what may not be read is as if it were not there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from kb.access_tokens import Scope
from kb.audit import OPERATOR, Action
from kb.catalogue.tables.tokens import access_tokens
from kb.people import Role
from tests.people import Crowd
from tests.ui.api.library import READABLE, SHARED, Library, carrying, ids_in, ready

UNKNOWN = "0" * 32
PLACES = (
    "documents/{id}",
    "documents/{id}/passages",
    "documents/{id}/pages/1",
    "documents/{id}/pages/1/picture",
    "contributions/{id}",
)
SENDERS = {"expert", "coordinator"}


@pytest.mark.parametrize("role", sorted(READABLE))
def test_lists_and_searches_tell_of_what_may_be_read(
    web: TestClient, library: Library, role: str
) -> None:
    names = {document: name for name, document in library.documents.items()}
    for place in (f"search?q={SHARED}&limit=50", "documents"):
        answer = web.get(f"/api/v1/{place}", headers=library.headers(role))
        assert answer.status_code == 200
        told = {name for document, name in names.items() if document in ids_in(answer)}
        assert told == READABLE[role]
        assert answer.json()["total"] == len(told)
    domains = web.get("/api/v1/domains", headers=library.headers(role)).json()
    assert domains["documents"] == len(READABLE[role])
    assert sum(each["documents"] for each in domains["items"]) == len(READABLE[role])


@pytest.mark.parametrize("role", sorted(READABLE))
@pytest.mark.parametrize("place", PLACES)
def test_an_unreadable_document_answers_like_an_unknown_one(
    web: TestClient, library: Library, role: str, place: str
) -> None:
    headers = library.headers(role)
    unknown = web.get(f"/api/v1/{place.format(id=UNKNOWN)}", headers=headers)
    assert unknown.status_code in {401, 403, 404}
    for name, document in library.documents.items():
        answer = web.get(f"/api/v1/{place.format(id=document)}", headers=headers)
        if name in READABLE[role] and place.endswith("picture"):
            # These documents are text: there is none to draw.
            assert answer.json()["code"] == "page.not_found"
        elif name in READABLE[role] and not place.startswith("contributions"):
            assert answer.status_code == 200
            assert document in answer.text
        else:
            assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text)


@pytest.mark.parametrize("role", sorted(READABLE))
def test_who_may_contribute(web: TestClient, library: Library, role: str) -> None:
    headers = library.headers(role)
    expected = 401 if role == "guest" else 200 if role in SENDERS else 403
    assert web.get("/api/v1/contributions", headers=headers).status_code == expected
    if role not in SENDERS:
        sent = web.post("/api/v1/contributions", headers=headers, files={"file": ("a.md", b"# A")})
        assert sent.status_code == expected
        handed = web.post(f"/api/v1/contributions/{UNKNOWN}/submission", headers=headers)
        assert handed.status_code == expected
    for place in ("me", "token"):
        own = web.get(f"/api/v1/{place}", headers=headers)
        assert own.status_code == (401 if role == "guest" else 200)


def test_guests_are_held_out_of_a_closed_installation(
    web: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = library.opened.settings.model_copy(update={"readers": ()})
    for holder in (library.opened, library.store):
        monkeypatch.setattr(type(holder), "settings", closed, raising=False)
    for place in ("search?q=x", "documents", "domains", "topics", f"documents/{UNKNOWN}"):
        answer = web.get(f"/api/v1/{place}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_is_good_for_its_scopes_alone(
    web: TestClient, library: Library, scope: Scope
) -> None:
    places = {
        Scope.SEARCH: "search?q=x",
        Scope.READ: "documents",
        Scope.CONTRIBUTE: "contributions",
    }
    headers = carrying(library.token("expert", scope))
    for own, place in places.items():
        answer = web.get(f"/api/v1/{place}", headers=headers)
        assert answer.status_code == (200 if own is scope else 403)
        if own is not scope:
            assert answer.json()["code"] == "api.scope"
    assert web.get("/api/v1/me", headers=headers).status_code == 200


def test_changes_of_a_person_take_effect_at_once(web: TestClient, library: Library) -> None:
    accounts = library.store.accounts
    user = ready(library.store, Crowd(library.store).add("mobile", Role.EXPERT, "qc"))
    secret = library.opened.tokens.make(user, "essai", Scope, by=user.id)[1]
    place, headers = f"/api/v1/documents/{library.documents['group']}", carrying(secret)

    def status() -> int:
        return web.get(place, headers=headers).status_code

    assert status() == 404
    accounts.change(user.model_copy(update={"groups": ("pilote",)}), by=OPERATOR)
    assert status() == 200
    accounts.change(user, by=OPERATOR)
    assert status() == 404
    accounts.change(user.model_copy(update={"role": Role.AGENT}), by=OPERATOR)
    assert web.get("/api/v1/contributions", headers=headers).status_code == 403
    accounts.change(user.model_copy(update={"disabled": True}), by=OPERATOR)
    assert status() == 401
    accounts.change(user, by=OPERATOR)
    assert status() == 404
    accounts.reset_password(user, by=OPERATOR)
    assert status() == 401


def test_a_token_ends_when_revoked_or_run_out(web: TestClient, library: Library) -> None:
    tokens, user = library.opened.tokens, library.people["agent"]
    secret = library.token("agent")
    assert web.get("/api/v1/me", headers=carrying(secret)).status_code == 200
    listed = tokens.of(user)[0]
    assert listed.last_used == datetime.now(UTC).date()
    tokens.revoke(listed.id, by=user.id, owner=user)
    refused = web.get("/api/v1/me", headers=carrying(secret))
    assert (refused.status_code, refused.json()["code"]) == (401, "api.token_refused")
    today = datetime.now(UTC).date()
    over = library.token("agent", expires_on=today)
    with library.store.catalogue.access_tokens.writing.begin() as connection:
        past = access_tokens.update().where(access_tokens.c.prefix == over[:8])
        connection.execute(past.values(expires_on=today - timedelta(days=1)))
    assert web.get("/api/v1/me", headers=carrying(over)).text == refused.text


def test_cookies_open_nothing(web: TestClient, library: Library) -> None:
    session = library.store.accounts.open_session(library.people["expert"])
    web.cookies.set("passerelle_session", session)
    assert web.get("/api/v1/me").status_code == 401
    assert web.get(f"/api/v1/documents/{library.documents['ours']}").status_code == 404
    sent = web.post("/api/v1/contributions", files={"file": ("a.md", b"# A")})
    assert sent.status_code == 401
    assert web.get("/api/v1/me", headers=carrying(session)).status_code == 401
    assert "set-cookie" not in sent.headers


def test_only_a_digest_of_a_token_is_kept(library: Library) -> None:
    secret = library.token("agent")
    with library.store.catalogue.engine.connect() as connection:
        rows = connection.execute(select(access_tokens)).all()
    assert secret not in str(rows)
    made = library.store.audit.records(actions=[Action.TOKEN_MADE.value], limit=1)
    assert made and secret not in str(made)
    for path in library.store.settings.home.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_reading_a_restricted_document_is_noted_once(web: TestClient, library: Library) -> None:
    headers, document = library.headers("coordinator"), library.documents["ours"]
    reader = library.people["coordinator"].id

    def noted(subject: str) -> int:
        actions = [Action.READ.value]
        return len(library.store.audit.records(actor=reader, actions=actions, subject=subject))

    before = noted(document)
    with_new_door = [web.get(f"/api/v1/documents/{document}", headers=headers) for _ in range(3)]
    assert all(each.status_code == 200 for each in with_new_door)
    assert noted(document) == before + 1
    web.get(f"/api/v1/documents/{library.documents['public']}", headers=headers)
    assert noted(library.documents["public"]) == 0
