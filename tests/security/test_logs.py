"""Logs for programs: whatever fails or is asked, no word of it is written."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ingest.reports import Given
from kb.access import AccessScope
from kb.errors import NotFound
from kb.people import Role
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from search.nouns import Question
from tests.people import Crowd
from tests.security.test_csrf import form_of
from ui import services
from ui.doors.routes import middleware, routes
from ui.logs import set_up_logs
from ui.services import services_over

CANARIES = ("quokkaquestion", "quokkalogin", "quokkatitle", "quokkapassword")
QUESTION, LOGIN, TITLE, PASSWORD = CANARIES


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Log as a server set to JSON does, more talkatively; put all back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    kept = {name: _state(name) for name in ("", *root.manager.loggerDict)}
    hooks = sys.excepthook, threading.excepthook
    set_up_logs(Settings(log_format="json"), stream)
    root.setLevel(logging.DEBUG)
    yield stream
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    for name, (handlers, propagate, level) in kept.items():
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def _state(name: str) -> tuple[list[logging.Handler], bool, int]:
    logger = logging.getLogger(name)
    return list(logger.handlers), logger.propagate, logger.level


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in written.getvalue().splitlines()]
    assert all({"time", "level", "logger", "event"} <= set(each) for each in found)
    return found


def test_no_word_of_a_search_a_sign_in_or_an_upload_is_logged(
    tmp_path: Path, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as store:
        opened = services_over(store)
        monkeypatch.setattr(services, "opened_services", lambda: opened)
        expert = Crowd(store).add(LOGIN, Role.EXPERT, "qc")
        file = tmp_path / f"{TITLE}.md"
        file.write_text(f"# {TITLE}\n\nLe tri des offres : {QUESTION}.\n", "utf-8")
        given = Given(party="qc", audience="public")
        assert list(opened.contributions.bring([file], given, expert))
        opened.retriever.answer(Question(text=QUESTION), access=AccessScope(frozenset({"public"})))
        with TestClient(Starlette(routes=routes(), middleware=middleware())) as web:
            form = {"login": LOGIN, "password": PASSWORD, "token": form_of(web, "/sign-in")}
            assert web.post("/sign-in", data=form).status_code == 401
            web.get("/api/v1/search", params={"q": QUESTION})
    logging.getLogger("kb.test").info("all was done")
    assert lines(written)[-1]["event"] == "all was done"
    assert not [word for word in CANARIES if word in written.getvalue()]


def test_an_exception_is_told_by_type_place_and_code_alone(
    tmp_path: Path, written: io.StringIO
) -> None:
    log = logging.getLogger("kb.test")
    with open_store(Settings(home=tmp_path / "home", database_url="")) as store:
        try:
            with store.catalogue.engine.connect() as connection:
                connection.execute(text("SELECT :word FROM nowhere"), {"word": QUESTION})
        except Exception:
            log.exception("a statement of %s failed", LOGIN)
    try:
        raise NotFound("file.not_found", file=TITLE) from ValueError(PASSWORD)
    except NotFound:
        logging.getLogger("other").exception(f"{TITLE} is away")
    ended = threading.Thread(target=_fail)
    ended.start()
    ended.join()
    ours = {"kb.test", "other", "ui.logs"}
    first, second, third = (each for each in lines(written) if each["logger"] in ours)
    assert first["event"] == "a statement of %s failed"
    assert first["at"].startswith("kb/") or first["at"].startswith("tests/")
    assert (second["exception"], second["code"]) == ("NotFound", "file.not_found")
    assert (third["exception"], third["at"].split(":")[0]) == (
        "RuntimeError", "tests/security/test_logs.py"
    )  # fmt: skip
    assert not [word for word in CANARIES if word in written.getvalue()]


def _fail() -> None:
    raise RuntimeError(QUESTION)


def test_logs_stay_as_they_are_unless_json_is_asked_for() -> None:
    handlers = list(logging.getLogger().handlers)
    set_up_logs(Settings())
    assert logging.getLogger().handlers == handlers
