"""Where many ask at once, hits come before extracts; where nobody else asks, after them."""

import asyncio
from urllib.parse import urlsplit

from benchmarks.api_load import crossed
from benchmarks.loading_app import Visitor
from search.evaluation.judgements import read_judged
from tests.ui.api.test_api_mcp import in_own_thread
from tests.warm import ROOT

_PEOPLE = 16


def test_hits_come_first_in_a_crowd_and_nothing_jumps_without_one(app: str) -> None:
    address = urlsplit(app).netloc
    asked = crossed([each.text for each in read_judged(ROOT / "corpus") if len(each.text) < 200])
    alone: list[list[str]] = []
    crowd: list[list[str]] = []

    async def ask(question: str, drawn: list[list[str]], door: asyncio.Barrier) -> None:
        async with Visitor(address) as visitor:
            await door.wait()
            await visitor.ask(question)
            drawn.append(list(visitor.drawn))

    async def visit() -> None:
        for _ in range(4):
            await ask(next(asked), alone, asyncio.Barrier(1))
        door = asyncio.Barrier(_PEOPLE)
        await asyncio.gather(*(ask(next(asked), crowd, door) for _ in range(_PEOPLE)))

    in_own_thread(visit)
    assert ["extract", "hits"] in alone
    assert ["hits", "extract"] not in alone
    assert len(crowd) == _PEOPLE
    assert crowd.count(["hits", "extract"]) >= _PEOPLE // 4
