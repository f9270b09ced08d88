"""Passages: exact stretches of one page that leave nothing out, cut where a reader would."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language import LanguageGuesser
from ingest.passages import split
from ingest.units import count_words
from kb.nouns import Block, Page, ParsedDocument, Passage
from tests.ingest.documents import Written, document, prose

GUESSER = LanguageGuesser()
KINDS = ["heading", "paragraph", "list_item", "table", "note", "header"]


def passages(*pages: Page | list[Written], title: str = "Titre") -> tuple[Passage, ...]:
    return split(document(*pages, title=title), languages=GUESSER)


@st.composite
def written_pages(draw: st.DrawFn) -> list[Page]:
    """Draw pages whose blocks may leave gaps, overlap, or be missing altogether."""
    texts = st.text(alphabet="abcÉ .:?!\n|-1•", max_size=400)
    words = st.lists(
        st.sampled_from(["mot", "Le", "fin.", "a:", "\n", "- ", "x" * 90]), max_size=300
    )
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        text = draw(st.one_of(texts, words.map(" ".join)))
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        blocks = [
            Block(
                kind=draw(st.sampled_from(KINDS)),
                start=max(0, start - draw(st.sampled_from([0, 0, 3]))),
                end=end,
                level=draw(st.integers(0, 4)),
            )
            for start, end in zip(cuts, cuts[1:], strict=False)
            if start < end
        ]
        pages.append(Page(number=number, label=str(number), text=text, blocks=tuple(blocks)))
    return pages


@settings(max_examples=150, deadline=None)
@given(written_pages(), st.sampled_from([(8, 14), (30, 50), (110, 180)]))
def test_passages_are_exact_ordered_bounded_and_complete(
    pages: list[Page], sizes: tuple[int, int]
) -> None:
    target, most = sizes
    made = split(document(*pages), languages=GUESSER, target_words=target, most_words=most)
    by_number = {each.number: each for each in pages}
    for passage in made:
        assert passage.text == by_number[passage.page].text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert count_words(passage.text) <= most
    places = [(passage.page, passage.start, passage.end) for passage in made]
    assert places == sorted(places)
    for (page_before, _, end), (page_after, start, _) in zip(places, places[1:], strict=False):
        assert page_before < page_after or end <= start
    for each in pages:
        assert left_out(each, made) <= set(range(len(each.text))) - body_of(each)


def body_of(page: Page) -> set[int]:
    """Give the places of a page that no heading or running header touches."""
    named = {
        at
        for block in page.blocks
        if block.kind in ("heading", "header")
        for at in range(block.start, block.end)
    }
    return {at for at in range(len(page.text)) if at not in named}


def left_out(page: Page, made: tuple[Passage, ...]) -> set[int]:
    inside = {
        at
        for passage in made
        if passage.page == page.number
        for at in range(passage.start, passage.end)
    }
    return {at for at, c in enumerate(page.text) if not c.isspace() and at not in inside}


def test_a_heading_opens_a_passage_and_is_carried_from_page_to_page() -> None:
    made = passages(
        [("heading", "Résultats", 1), ("paragraph", prose(60)), ("heading", "En chiffres", 2)],
        [("paragraph", prose(50)), ("heading", "Contact", 1), ("paragraph", prose(40))],
    )
    assert [(each.page, each.heading_path) for each in made] == [
        (1, ("Résultats",)),
        (2, ("Résultats", "En chiffres")),
        (2, ("Contact",)),
    ]
    assert not any("Résultats" in each.text for each in made)


def test_the_title_is_not_in_the_path() -> None:
    written: list[Written] = [
        ("heading", "LE TITRE", 1),
        ("heading", "Contexte", 2),
        ("paragraph", prose(60)),
    ]
    assert passages(written, title="Le titre")[0].heading_path == ("Contexte",)


def test_paragraphs_are_packed_to_about_the_target() -> None:
    made = passages([("paragraph", prose(36)) for _ in range(9)])
    assert [count_words(each.text) for each in made] == [108, 108, 108]


def test_a_long_paragraph_is_cut_evenly_at_sentence_ends() -> None:
    made = passages([("paragraph", prose(330, sentence=15))])
    assert [count_words(each.text) for each in made] == [105, 105, 120]
    assert all(each.text.startswith("Mot") and each.text.endswith(".") for each in made)


def test_a_sentence_without_end_is_cut_at_a_pause() -> None:
    words = [f"mot{at}" for at in range(200)]
    words[96] += ","
    made = passages([("paragraph", " ".join(words))])
    assert made[0].text.endswith("mot96,")


def test_an_orphan_joins_its_neighbour_in_the_section() -> None:
    made = passages([("paragraph", prose(170)), ("paragraph", prose(20, first="Orphelin"))])
    assert all(count_words(each.text) >= 25 for each in made)


def test_small_sections_share_a_passage_that_keeps_their_headings() -> None:
    made = passages(
        [
            ("heading", "Fiche", 1),
            ("heading", "Contact", 2),
            ("paragraph", "Bureau de Gaspé"),
            ("heading", "Dates", 2),
            ("paragraph", "2019 à 2022"),
        ]
    )
    assert [(each.heading_path, each.text) for each in made] == [
        (("Fiche",), "Contact\n\nBureau de Gaspé\n\nDates\n\n2019 à 2022")
    ]


def test_a_section_of_some_length_stands_alone() -> None:
    made = passages(
        [
            ("heading", "Contexte", 2),
            ("paragraph", prose(40)),
            ("heading", "Objectifs", 2),
            ("paragraph", prose(45)),
        ]
    )
    assert [each.heading_path for each in made] == [("Contexte",), ("Objectifs",)]


def test_a_list_keeps_its_lead_in() -> None:
    lead = prose(14)[:-1] + " :"
    items: list[Written] = [("list_item", prose(10)) for _ in range(8)]
    made = passages([("paragraph", prose(100)), ("paragraph", lead), *items])
    assert [count_words(each.text) for each in made] == [100, 95]
    assert made[1].text.startswith(lead)


def test_a_big_table_is_not_mixed_with_prose_and_rows_stay_whole() -> None:
    row = "Gaspésie | " + " ".join(["douze"] * 18)
    made = passages(
        [("paragraph", prose(50)), ("table", "\n".join([row] * 9)), ("paragraph", prose(50))]
    )
    assert [each.text.count("|") for each in made] == [0, 5, 4, 0] or [
        each.text.count("|") for each in made
    ] == [0, 4, 5, 0]
    assert all(line in (row, prose(50)) for each in made for line in each.text.splitlines())


def test_a_running_header_is_in_no_passage_and_none_spans_it() -> None:
    made = passages(
        [("paragraph", prose(40)), ("header", "Rapport annuel"), ("paragraph", prose(40))]
    )
    assert [each.text for each in made] == [prose(40), prose(40)]


def test_a_page_without_blocks_is_cut_all_the_same() -> None:
    text = f"{prose(90)}\n\n{prose(95)}\n\nIl faut :\n- un local\n- une équipe"
    made = passages(Page(number=1, label="1", text=text))
    assert [each.text.split()[0] for each in made] == ["Mot", "Mot"]
    assert made[1].text.endswith("- une équipe")


def test_a_file_of_headings_only_is_not_lost() -> None:
    made = passages([("heading", "Merci", 1)], [("heading", "Thank you", 1)])
    assert [each.text for each in made] == ["Merci", "Thank you"]


def test_each_passage_tells_its_language() -> None:
    made = passages(
        [("paragraph", "Les conseillers et les entreprises se rencontrent dans la région. " * 8)],
        [("paragraph", "The counsellors and the employers of the region meet every week. " * 8)],
        [("paragraph", "12 % | 340")],
    )
    assert [each.language for each in made] == ["fr", "en", "fr"]


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_an_empty_page_gives_no_passage(text: str) -> None:
    empty = Page(number=1, label="1", text=text)
    made = split(
        ParsedDocument(media_type="text/plain", title="", pages=(empty,), paginated=False),
        languages=GUESSER,
    )
    assert made == ()
