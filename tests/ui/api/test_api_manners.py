"""How the API answers: problems in two languages, limits, marks, links, and what it takes in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.access_tokens import Scope
from kb.nouns import Status
from tests.shelf import Shelf
from tests.ui.api.library import SHARED, Library, carrying, library_in, web_of
from ui.api import door
from ui.api.kept import Kept
from ui.doors.pace import Pace


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Library]:
    """Fill a library that a test may change."""
    with library_in(tmp_path / "home", api_rate=30) as library:
        yield library


def test_problems_are_told_in_the_language_asked_for(web: TestClient) -> None:
    for asked, language in (("en-CA,fr;q=0.5", "en"), ("fr;q=0.4, en;q=0.3", "fr"), ("de", "fr")):
        answer = web.get(f"/api/v1/documents/{'0' * 32}", headers={"Accept-Language": asked})
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert answer.headers["cache-control"] == "no-store"
        told = answer.json()
        assert told["type"] == "urn:passerelle:problem:document.not_found"
        assert told["status"] == answer.status_code == 404
        assert told["title"] == {"fr": "Introuvable", "en": "Not found"}[language]


def test_every_sort_of_wrong_request_is_a_problem(web: TestClient, library: Library) -> None:
    headers = library.headers("expert")
    cases = {
        ("GET", "/api/v1/nothing"): (404, "api.no_route"),
        ("GET", "/api/nothing"): (404, "api.no_route"),
        ("DELETE", "/api/v1/contributions"): (405, "api.method"),
        ("GET", "/api/v1/search"): (422, "api.invalid"),
        ("GET", "/api/v1/search?q=x&color=red"): (422, "api.invalid"),
        ("GET", "/api/v1/documents?limit=0"): (422, "api.invalid"),
        ("GET", "/api/v1/documents/x"): (422, "api.invalid"),
        ("POST", "/api/v1/contributions"): (422, "api.invalid"),
    }
    for (method, place), (status, code) in cases.items():
        answer = web.request(method, place, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code), place
        assert answer.headers["content-type"] == "application/problem+json"
    refused = web.request("DELETE", "/api/v1/contributions", headers=headers)
    assert refused.headers["allow"] == "GET, POST"
    wrong = web.get("/api/v1/search?q=x&color=red", headers=headers).json()["errors"]
    assert [each["field"] for each in wrong] == ["query.color"]


def test_a_failure_nobody_foresaw_says_nothing_of_itself(
    web: TestClient,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("ui.api.searching._made", lambda *_: 1 / 0)
    answer = web.get("/api/v1/search?q=secret", headers=library.headers("expert"))
    assert (answer.status_code, answer.json()["code"]) == (500, "api.failed")
    assert "ZeroDivision" not in answer.text
    assert "ZeroDivisionError" in caplog.text and "secret" not in caplog.text


def test_a_request_is_no_larger_than_a_file_may_be(
    web: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_LARGEST", 1000)
    headers = library.headers("expert")
    said = web.post("/api/v1/contributions", headers=headers, files={"file": b"x" * 2000})
    pieces = iter([b"x" * 600, b"x" * 600])
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    unsaid = web.post("/api/v1/contributions", headers=headers | kind, content=pieces)
    for answer in (said, unsaid):
        assert (answer.status_code, answer.json()["code"]) == (413, "api.too_large")


def test_a_token_asks_at_its_pace_and_bad_ones_are_counted_by_address(
    own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_of(own, monkeypatch) as web:
        answers = [web.get("/api/v1/me", headers=own.headers("agent")) for _ in range(31)]
        assert [each.status_code for each in answers] == [200] * 30 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert web.get("/api/v1/me", headers=own.headers("expert")).status_code == 200
        bad = [web.get("/api/v1/me", headers=carrying(f"psr_{n}")) for n in range(21)]
        assert [each.status_code for each in bad] == [401] * 20 + [429]
        assert web.get("/api/v1/me", headers=own.headers("expert")).status_code == 200
        guests = [web.get("/api/v1/domains").status_code for _ in range(4)]
        assert guests == [200, 200, 200, 429]


def test_what_did_not_change_is_not_sent_again(web: TestClient, library: Library) -> None:
    headers = library.headers("expert")
    for place in (f"search?q={SHARED}", "documents", "domains"):
        first = web.get(f"/api/v1/{place}", headers=headers)
        assert first.headers["cache-control"] == "private, no-cache"
        assert "Authorization" in first.headers["vary"]
        held = headers | {"If-None-Match": first.headers["etag"]}
        again = web.get(f"/api/v1/{place}", headers=held)
        assert (again.status_code, again.content) == (304, b"")
        other = library.headers("agent") | {"If-None-Match": first.headers["etag"]}
        assert web.get(f"/api/v1/{place}", headers=other).status_code == 200
    for place in ("me", "token", "contributions"):
        own = web.get(f"/api/v1/{place}", headers=headers)
        assert own.headers["cache-control"] == "no-store" and "etag" not in own.headers


def test_links_lead_through_a_whole_list(web: TestClient, library: Library) -> None:
    headers, seen = library.headers("expert"), []
    place: str | None = "/api/v1/documents?limit=1&kind=practice_sheet"
    while place:
        answer = web.get(place, headers=headers)
        seen += [each["id"] for each in answer.json()["items"]]
        place = answer.links["next"]["url"] if "next" in answer.links else None
    assert len(seen) == len(set(seen)) == 4
    packed = [web.get(f"/api/v1/search?q={SHARED}", headers=headers | {"Accept-Encoding": each})
              for each in ("gzip", "identity")]  # fmt: skip
    assert packed[0].json() == packed[1].json()


def test_an_answer_at_hand_never_outlives_a_change(
    own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_of(own, monkeypatch) as web:

        def found(role: str) -> int:
            answer = web.get(f"/api/v1/search?q={SHARED}", headers=own.headers(role))
            return int(answer.json()["total"])

        before = [found("expert"), found("agent"), found("expert")]
        assert before == [4, 3, 4]
        Shelf(own.store).put(f"Encore le {SHARED}.", title="Neuve", party="qc", audience="party")
        assert [found("expert"), found("agent")] == [5, 3]
        writer = own.store.catalogue.writer
        public = own.store.catalogue.reader.document(
            own.documents["public"], access=own.store.catalogue.reader.every_scope()
        )
        writer.revise(public.id, public.fields.model_copy(update={"status": Status.WITHDRAWN}))
        assert [found("expert"), found("agent")] == [4, 2]


def test_a_contribution_becomes_a_draft_and_never_a_publication(
    own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = "# Visite à Lyon\n\nNous avons rencontré l’équipe. Téléphone : 514-555-0199."
    with web_of(own, monkeypatch) as web:
        headers, place = own.headers("expert"), "/api/v1/contributions"
        sent = {"kind": "debrief", "domain": ["retention"], "audience": "group:pilote"}
        answer = web.post(place, headers=headers, data=sent, files={"file": ("../v.md", sheet)})
        assert answer.status_code == 201
        draft = answer.json()["drafts"][0]
        assert draft["status"] == "draft" and draft["audience"] == "group:pilote"
        assert {"kind": "phone", "sightings": 1} in [
            {**each, "sightings": min(1, each["sightings"])} for each in draft["findings"]
        ]
        assert "514-555-0199" not in answer.text
        where = answer.headers["location"]
        assert web.get(where, headers=headers).json() == draft
        assert web.get(where, headers=own.headers("coordinator")).status_code == 404
        again = web.post(place, headers=headers, files={"file": ("autre.md", sheet)})
        assert again.status_code == 200 and again.json()["drafts"] == []
        (told,) = again.json()["files"]
        assert (told["code"], told["draft"]) == ("desk.brought_in", draft["id"])
        unsettled = web.post(f"{where}/submission", headers=headers)
        assert (unsettled.status_code, unsettled.json()["code"]) == (409, "desk.findings")
        assert web.get(f"/api/v1/documents/{draft['id']}", headers=headers).status_code == 404
        clean = web.post(place, headers=headers, data={"domain": ["retention"]},
                         files={"file": ("b.md", "# Accueil\n\nUn accueil commun.")})  # fmt: skip
        where = clean.headers["location"]
        handed = web.post(f"{where}/submission", headers=headers)
        assert (handed.status_code, handed.json()["status"]) == (200, "in_review")
        binary = web.post(place, headers=headers, files={"file": ("c.exe", b"MZ\0\0")})
        assert binary.status_code == 200 and binary.json()["drafts"] == []
        assert binary.json()["files"][0]["detail"]
        foreign = web.post(place, headers=headers, data={"audience": "group:autre"},
                           files={"file": ("d.md", "# D")})  # fmt: skip
        assert foreign.status_code == 403
        monkeypatch.setattr(type(own.opened), "settings",
                            own.opened.settings.model_copy(update={"contributions": False}),
                            raising=False)  # fmt: skip
        closed = web.post(place, headers=headers, files={"file": ("e.md", "# E")})
        assert closed.json()["code"] == "api.closed"
        secret = own.token("expert", Scope.READ)
        assert web.post(place, headers=carrying(secret)).status_code == 403


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=60))
def test_kept_answers_are_those_of_their_state(steps: list[tuple[int, int]]) -> None:
    kept: Kept[tuple[int, int]] = Kept(most=3)
    for key, stamp in steps:
        known = kept.find(key, stamp)
        assert known in {None, (key, stamp)}
        kept.put(key, stamp, (key, stamp))
        kept.put(key, "another state", (-1, -1))
        assert kept.find(key, stamp) == (key, stamp)
        assert len(kept) <= 3


@given(st.lists(st.floats(0, 5), max_size=40), st.integers(1, 4))
def test_waiting_as_long_as_told_is_long_enough(pauses: list[float], most: int) -> None:
    now = [0.0]
    pace = Pace(most, 10.0, clock=lambda: now[0])
    for pause in pauses:
        now[0] += pause
        if wait := pace.wait("key"):
            assert 0 < wait <= 10.001
            now[0] += wait + 1e-6
            assert pace.allows("key")
