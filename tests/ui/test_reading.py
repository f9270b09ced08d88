"""A page's text is drawn by its blocks, whole, with just the cited passage marked."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from kb.nouns import Block, Page
from ui.reading import page_html

TEXT = "Contexte\n\nUn <abattoir> manque de bras.\n\nAnnée | 2020\nVille | Rivière-du-Loup"
BLOCKS = (
    Block(kind="heading", start=0, end=8, level=1),
    Block(kind="paragraph", start=10, end=39),
    Block(kind="table", start=41, end=len(TEXT)),
)
PAGE = Page(number=1, label="1", text=TEXT, blocks=BLOCKS)


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_blocks_become_headings_paragraphs_and_tables() -> None:
    html = page_html(PAGE, None)
    assert "<h3>Contexte</h3>" in html
    assert "&lt;abattoir&gt;" in html
    assert "<tr><td>Ville</td><td>Rivière-du-Loup</td></tr>" in html


@given(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted))
def test_marks_cover_the_passage_and_nothing_else(cited: list[int]) -> None:
    start, end = cited
    html = page_html(PAGE, (start, end))
    marks = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html))
    shown = re.sub(r"[\s|]", "", TEXT[start:end])
    assert re.sub(r"[\s|]", "", unescape(marks)) == shown


def test_nothing_is_lost() -> None:
    assert words(page_html(PAGE, None)) == TEXT.replace("|", " ").split()
    bare = Page(number=1, label="1", text=TEXT)
    assert words(page_html(bare, None)) == TEXT.split()
