"""The table of docs/security.md: every test that it names is there."""

import re

from tests.security.conftest import ROOT

NAMED = re.compile(r"`((?:\w+/test_\w+\.py)?)(?:::(test_\w+)(…?))?`")


def test_every_test_that_the_table_names_is_there() -> None:
    table = (ROOT / "docs" / "security.md").read_text("utf-8")
    path, seen = "", 0
    for own, name, goes_on in NAMED.findall(table):
        if not own and not name:
            continue
        path = own or path
        source = (ROOT / "tests" / path).read_text("utf-8")
        end = r"\w*" if goes_on else ""
        assert not name or re.search(rf"^def {name}{end}\(", source, re.MULTILINE), (path, name)
        seen += 1
    assert seen > 50
