"""Draw one PDF page and tell where its words stand: run as a program, in a process of its own.

A hostile file can make the drawing library crash or swell; it then takes only this process
down. Usage: `python -m search.draw FILE PAGE WIDTH OUT` writes OUT.webp and OUT.json.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

_MEMORY = 2 * 1024**3
_SECONDS = 20
_MOST_CHARACTERS = 60_000


def main(arguments: list[str]) -> None:
    """Draw the page that the command line names."""
    file, page, width, out = arguments
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    draw(Path(file), int(page), int(width), Path(out))


def draw(file: Path, number: int, width: int, out: Path) -> None:
    """Write a page's picture and the boxes of its characters, as fractions of the page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    page = document[number - 1]
    page_width, page_height = page.get_size()
    # A page may be a poster: the longest side is bounded, not only the width.
    scale = width / max(page_width, page_height / 1.6, 1)
    page.render(scale=scale).to_pil().save(out.with_suffix(".webp"), quality=80, method=2)
    boxes = _characters(page.get_textpage(), page_width, page_height)
    out.with_suffix(".json").write_text(json.dumps(boxes), "utf-8")


def _characters(
    textpage: Any,
    width: float,
    height: float,
) -> list[tuple[str, float, float, float, float]]:
    count = min(textpage.count_chars(), _MOST_CHARACTERS)
    text = textpage.get_text_range(0, count) if count else ""
    boxes = []
    for index in range(min(count, len(text))):
        if text[index].isalnum():
            left, bottom, right, top = textpage.get_charbox(index)
            boxes.append(
                (text[index], left / width, 1 - top / height, right / width, 1 - bottom / height)
            )
    return boxes


if __name__ == "__main__":
    main(sys.argv[1:])
