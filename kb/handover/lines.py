"""JSON lines: one object a line, keys sorted, UTF-8."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import HandoverError

Model = TypeVar("Model", bound=BaseModel)


def write_lines(path: Path, items: Iterable[BaseModel]) -> None:
    """Write one object a line, as they come."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for item in items:
            line = json.dumps(item.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
            file.write(f"{line}\n")


def read_lines(path: Path, model: type[Model]) -> Iterator[Model]:
    """Read one object a line, as they are asked for.

    Raises:
        HandoverError: at a line that does not hold what it should, naming it.
    """
    # Only a line feed ends a line: texts may hold others, such as U+2028.
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                yield model.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
                raise HandoverError(
                    "handover.line", file=path.name, line=number, reason=reason
                ) from error
