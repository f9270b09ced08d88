"""The API against its own description, by Schemathesis; and the description by itself."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import settings as bounds
from schemathesis.config import SchemathesisConfig
from starlette.applications import Starlette
from starlette.middleware import Middleware

from tests.ui.api.library import Library, web_of
from ui.doors.headers import Headers
from ui.doors.routes import routes

ROUNDS = int(os.environ.get("KB_TEST_ROUNDS", "1"))
OPERATIONS = (
    "search",
    "list_documents",
    "read_document",
    "list_passages",
    "read_page",
    "see_page",
    "list_domains",
    "list_topics",
    "read_topic",
    "list_topic",
    "contribute",
    "list_contributions",
    "read_contribution",
    "submit_contribution",
    "me",
    "token",
)
