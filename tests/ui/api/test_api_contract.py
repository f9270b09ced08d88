"""The API against its own description, by Schemathesis; and the description by itself.

`KB_TEST_ROUNDS` multiplies the examples of each operation.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.ui.api.library import Library, library_in
from ui import services
from ui.doors.headers import Headers
from ui.doors.routes import routes

ROUNDS = int(os.environ.get("KB_TEST_ROUNDS", "1"))
OPERATIONS = 16
AS_TEXT = "(was string, became "


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Fill a library that may be written to."""
    with library_in(tmp_path_factory.mktemp("contract") / "home") as library:
        yield library


def test_schemathesis_finds_no_failure(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "opened_services", lambda: own.opened)
    app = Starlette(routes=list(routes()), middleware=[Middleware(Headers)])
    chosen = {
        "headers": own.headers("expert"),
        "generation": {"deterministic": ROUNDS == 1, "max-examples": 4 * ROUNDS},
        "phases": {"stateful": {"generation": {"max-examples": 4 * ROUNDS}}},
    }
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json",
        app,
        config=SchemathesisConfig.from_dict(chosen),
        headers=own.headers("expert"),
    )
    seen: Counter[str] = Counter()
    failures: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            failures.append(str(event.info if isinstance(event, events.NonFatalError) else event))
        if isinstance(event, events.ScenarioFinished):
            seen[event.phase.value] += len(event.recorder.cases)
            failures += failed_checks(event)
    assert not failures, "\n\n".join(failures)
    assert len(seen) >= 4 and all(seen.values()), seen


def failed_checks(event: events.ScenarioFinished) -> list[str]:
    """Say which checks failed on which requests."""
    return [
        f"{check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.status is not Status.SUCCESS and check.failure_info
        # In a form all is text: a number in the place of a text cannot be told from one.
        if not (AS_TEXT in str(check.failure_info.failure) and "multipart" in sample(check))
    ]


def sample(check: Any) -> str:
    """Give the request of a failed check as a command."""
    return str(check.failure_info.code_sample)


def operations(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in said["paths"].values() for operation in path.values()]


def test_the_description_is_complete(web: TestClient) -> None:
    said = web.get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert len(operations(said)) == OPERATIONS
    for each in operations(said):
        assert each["summary"] and each["operationId"] and each["description"]
        assert {"401", "403", "404", "422", "429", "503"} <= set(each["responses"])
        assert each["security"][0] == {"token": []}
        for parameter in each.get("parameters", []):
            assert parameter["description"]
    own = set(said["components"]["schemas"]) - {"HTTPValidationError"}
    text = json.dumps(said)
    assert all(f"schemas/{name}" in text for name in own)


def test_the_documentation_asks_nothing_of_other_sites(web: TestClient) -> None:
    for language in ("fr", "en"):
        page = web.get(f"/api/v1/docs?lang={language}")
        assert page.status_code == 200
        assert "/api/v1/search" in page.text
        assert "http://" not in page.text and "https://" not in page.text
        assert "<script" not in page.text


def test_every_example_fits_its_model() -> None:
    from ui.api import account, desk, details, models, themes

    checked = 0
    for module in (account, desk, details, models, themes):
        for model in vars(module).values():
            extra = getattr(model, "model_config", {}).get("json_schema_extra")
            if isinstance(extra, dict) and getattr(model, "__module__", "") == module.__name__:
                for example in extra["examples"]:
                    assert model.model_validate_json(json.dumps(example))
                    checked += 1
    assert checked >= 14
