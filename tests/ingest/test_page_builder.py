"""Pages hold their offsets, whatever goes in."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.characters import clean
from ingest.readers.pages import PageBuilder, PlacedWord
from kb.nouns import Page

KINDS = st.sampled_from(["heading", "paragraph", "list_item", "table", "note", "header"])
BOX = (0.1, 0.2, 0.3, 0.4)


def assert_in_order(page: Page) -> None:
    end = 0
    for block in page.blocks:
        assert block.start >= end
        assert block.start == 0 or page.text[block.start - 2 : block.start] == "\n\n"
        text = page.text[block.start : block.end]
        assert text and text == text.strip() and "\n\n" not in text
        end = block.end
    assert end == len(page.text)


@given(st.lists(st.tuples(KINDS, st.text())))
def test_blocks_are_ordered_apart_and_hold_their_text(blocks: list[tuple[str, str]]) -> None:
    builder = PageBuilder(1)
    for kind, text in blocks:
        builder.add(kind, text, level=1 if kind == "heading" else 0)  # type: ignore[arg-type]
    page = builder.build()
    assert_in_order(page)
    kept = [clean(text).split() for _, text in blocks if clean(text)]
    assert [page.text[b.start : b.end].split() for b in page.blocks] == kept


@given(st.lists(st.lists(st.tuples(st.text(), st.booleans()))))
def test_words_stand_where_they_say(blocks: list[list[tuple[str, bool]]]) -> None:
    builder = PageBuilder(1)
    for block in blocks:
        builder.add_words("paragraph", [PlacedWord(text, BOX, joined) for text, joined in block])
    page = builder.build()
    assert_in_order(page)
    found = [page.text[word.start : word.end] for word in page.words]
    assert found == [
        clean(text).replace("\n", " ") for block in blocks for text, _ in block if clean(text)
    ]


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_text_can_be_sent_as_utf8(text: str) -> None:
    assert clean(text).encode().decode() == clean(text)


def test_cleaning_makes_one_spelling_of_everything() -> None:
    assert clean("e\u0301te\u0301 \ufb01nancement") == "été financement"
    assert clean("12\u202f000\u00a0€ \t : oui\u200b") == "12 000 € : oui"
    assert clean("as\u00adsu\u00adrance, l\u02bcemploi, \u0153uvre") == "assurance, l’emploi, œuvre"
    assert clean("a\r\n\r\n  b\u2028c") == "a\nb\nc"
    assert clean("\uf0b7 point\x00\x07") == "• point"


def test_a_heading_too_long_for_one_is_a_paragraph() -> None:
    builder = PageBuilder(1)
    builder.add("heading", "mot " * 100, level=2)
    assert builder.build().blocks[0].kind == "paragraph"
    assert builder.build().blocks[0].level == 0


def test_the_label_is_the_number_unless_another_is_printed() -> None:
    assert PageBuilder(3).build().label == "3"
    assert PageBuilder(3, "iii").build().label == "iii"
