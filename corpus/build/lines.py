"""Read a file of one JSON object a line, each checked against its model."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from kb.nouns import Frozen

_Line = TypeVar("_Line", bound=Frozen)


def read_lines(path: Path, model: type[_Line]) -> tuple[list[_Line], list[str]]:
    """Read the lines of a file in their order, and say which are wrong and why."""
    read: list[_Line] = []
    problems: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            read.append(model.model_validate_json(line))
        except ValidationError as error:
            reasons = "; ".join(f"{each['loc']}: {each['msg']}" for each in error.errors())
            problems.append(f"{path.name}, line {number}: {reasons}")
    return read, problems
