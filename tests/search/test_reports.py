"""Reports: every statement has its source, nothing unreadable is in them, and none ever fails."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import Any

import docx
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from ingest.desk.planning import Planning
from kb.access import AccessScope, scope_of
from kb.errors import Forbidden, InvalidQuestion
from kb.nouns import Status
from kb.people import Role, User
from kb.plan import ActivityState, Decision, Group, MeetingKind, Period, Plan
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from kb.twins import Adoption, AdoptionState
from search.reporting.figures import SearchMonth
from search.reporting.model import (
    Bar,
    Bullets,
    Chart,
    Paragraph,
    Report,
    Section,
    Sentence,
    Source,
    Table,
)
from search.reporting.renderer import Format, renderer
from search.reporting.reports import Reports, Wanted, period_of
from search.reporting.wording import Wording, templates
from tests.people import Crowd
from tests.plans import PlanMaker
from tests.shelf import Shelf

TODAY = date(2026, 11, 29)
PERIOD = Period(starts=date(2025, 1, 1), ends=date(2026, 12, 31))
HIDDEN = ("Zibeline", "Ocelot", "Wapiti")
SHOWN = "Compte rendu de Laval"
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SLOW = settings(QUICK, max_examples=4)
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["=1+1", "<b>gras</b>", "[lien](javascript:alert)", "{x}", "| a |", "a\x00b\u202e", "# titre"]
)
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Open one store for all tests here, with documents of every audience."""
    home = tmp_path_factory.mktemp("reports") / "home"
    with open_store(Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))) as opened:
        yield opened


@pytest.fixture(scope="module")
def user(store: Store) -> User:
    return Crowd(store).add("colette", Role.COORDINATOR, "qc", ("pilote",))


@pytest.fixture(scope="module")
def ids(store: Store) -> dict[str, str]:
    """Put documents on every shelf; the last is not published."""
    shelf = Shelf(store)
    audiences = ("party", "group:pilote", "public")
    found = {
        name: shelf.put(
            f"{name} traverse la rivière.",
            title=f"Note {name}",
            audience=audience,
            status=Status.WITHDRAWN if name == "Wapiti" else Status.PUBLISHED,
        )
        for name, audience in zip(HIDDEN, audiences, strict=True)
    }
    return found | {SHOWN: shelf.put("Laval reclasse.", title=SHOWN, audience="partners")}


def wanted(language: str) -> Wanted:
    return Wanted(language=language, party="fr", base="https://passerelle.example", today=TODAY)


def scope(user: User) -> AccessScope:
    return scope_of(user, frozenset({"public"}))


@st.composite
def activities(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(DAYS), draw(DAYS)
    if first and last and last < first:
        first, last = last, first
    return {
        "title": draw(TEXTS),
        "mandate": draw(TEXTS),
        "outcome": draw(TEXTS),
        "starts": first,
        "ends": last,
        "due": draw(DAYS),
        "state": draw(st.sampled_from(ActivityState)),
        "domains": tuple(draw(st.lists(st.sampled_from(["digital", "mobility"]), max_size=2))),
        "means": tuple(draw(st.lists(st.sampled_from(["missions", "impact"]), max_size=2))),
        "parties": tuple(draw(st.lists(st.sampled_from(["qc", "fr"]), max_size=2))),
        "attached": draw(st.lists(st.sampled_from([*HIDDEN[:2], SHOWN]), max_size=3)),
    }


WORLDS = st.fixed_dictionaries(
    {
        "activities": st.lists(activities(), max_size=3),
        "meetings": st.lists(
            st.tuples(st.sampled_from(MeetingKind), st.dates(PERIOD.starts, PERIOD.ends), TEXTS),
            max_size=3,
        ),
        "decisions": st.lists(
            st.tuples(st.dates(PERIOD.starts, PERIOD.ends), TEXTS, DAYS), max_size=2
        ),
        "language": st.sampled_from(["fr", "en"]),
    }
)


def make(store: Store, user: User, ids: dict[str, str], world: dict[str, Any]) -> Plan:
    """Write a random plan, leaving out what the desk refuses: titles of nothing."""
    for plan in store.catalogue.plan.plans(access=scope(user)):
        Planning(store).remove(Plan, plan.id, user)
    maker = PlanMaker(store, user)
    plan = maker.plan()
    for facts in world["activities"]:
        own = {name: value for name, value in facts.items() if name != "attached"}
        own["title"] = f"A {own['title']}"
        activity = maker.activity(plan, **own)
        for name in facts["attached"]:
            maker.attach(activity, ids[name])
    group = Planning(store).save(Group(plan_id=plan.id, name="Groupe"), user)
    for kind, day, text in world["meetings"]:
        of_group = {"group_id": group.id} if kind is MeetingKind.WORKING_GROUP else {}
        maker.meeting(plan, day, kind=kind, agenda=text, **of_group)
    for day, text, due in world["decisions"]:
        decision = Decision(plan_id=plan.id, day=day, text=f"D {text}", due=due)
        Planning(store).save(decision, user)
    return plan


def statements(report: Report) -> Iterator[Sentence]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.sentences
            elif isinstance(block, Bullets):
                yield from block.items
            elif isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row)
            else:
                yield Sentence(text=block.alt, refs=block.refs)


@QUICK
@given(WORLDS)
def test_every_statement_names_sources_that_are_listed_and_nothing_unreadable_shows(
    store: Store, user: User, ids: dict[str, str], world: dict[str, Any]
) -> None:
    plan = make(store, user, ids, world)
    for drawn in (
        Reports(store).report(PERIOD, wanted(world["language"]), access=scope(user)),
        Reports(store).plan(plan.id, wanted(world["language"]), access=scope(user)),
    ):
        cited = {ref for each in statements(drawn) for ref in each.refs}
        assert cited == set(range(1, len(drawn.sources) + 1))
        assert all(source.label and (source.address or source.detail) for source in drawn.sources)
        assert all(each.refs for each in statements(drawn) if each.link)
        for section in drawn.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    assert all(any(cell.refs for cell in row) for row in block.rows)
                if isinstance(block, Paragraph) and block.style == "text":
                    assert all(sentence.refs for sentence in block.sentences)
        text = renderer(Format.MARKDOWN).render(drawn).decode()
        assert not any(name in text for name in HIDDEN)
        assert not any(document_id in text for name, document_id in ids.items() if name in HIDDEN)


@QUICK
@given(WORLDS)
def test_empty_sections_say_that_nothing_is_recorded(
    store: Store, user: User, ids: dict[str, str], world: dict[str, Any]
) -> None:
    make(store, user, ids, world)
    drawn = Reports(store).report(PERIOD, wanted(world["language"]), access=scope(user))
    words = Wording(world["language"])
    said = {
        section.title: [
            sentence.text
            for block in section.blocks
            if isinstance(block, Paragraph)
            for sentence in block.sentences
        ]
        for section in drawn.sections
    }
    for key in ("adoption.heading", "use.heading"):
        assert said[words(key)] == [words("nothing")]
    for key, recorded in (
        ("decisions.heading", world["decisions"]),
        ("missions.missions", [each for each in world["meetings"] if each[0] in TRAVEL]),
    ):
        assert (said[words(key)] == [words("nothing")]) is not bool(recorded)


TRAVEL = {MeetingKind.MISSION, MeetingKind.CONFERENCE}


@SLOW
@given(WORLDS)
def test_word_and_pdf_say_the_same_and_open_again(
    store: Store, user: User, ids: dict[str, str], world: dict[str, Any]
) -> None:
    make(store, user, ids, world)
    drawn = Reports(store).report(PERIOD, wanted(world["language"]), access=scope(user))
    word: Any = docx.Document(io.BytesIO(renderer(Format.DOCX).render(drawn)))
    headings = [each.text for each in word.paragraphs if each.style.name.startswith("Heading")]
    titles = [*(section.title for section in drawn.sections), drawn.sources_title]
    assert headings == titles
    assert len(word.tables) == 1 + sum(
        isinstance(block, Table) for section in drawn.sections for block in section.blocks
    )
    pdf = PdfReader(io.BytesIO(renderer(Format.PDF).render(drawn)))
    said = "\n".join(page.extract_text() for page in pdf.pages)
    assert SHOWN in re.sub(r"\s+", " ", said)
    for text in (said, word.element.xml):
        assert not any(name in text for name in HIDDEN)


def test_what_is_handed_over_is_well_made(store: Store, user: User, ids: dict[str, str]) -> None:
    maker = PlanMaker(store, user)
    plan = maker.plan("Plan à rendre")
    activity = maker.activity(plan, "Mesurer l’œuvre", domains=("digital",), due=date(2025, 5, 1))
    maker.attach(activity, ids[SHOWN])
    drawn = Reports(store).report(PERIOD, wanted("fr"), access=scope(user))
    word = docx.Document(io.BytesIO(renderer(Format.DOCX).render(drawn)))
    assert word.core_properties.language == "fr-FR" and word.core_properties.title == drawn.title
    xml = word.element.xml
    assert 'TOC \\o "1-2"' in xml and "w:tblHeader" in xml
    assert re.search(r'<wp:docPr [^>]*descr="[^"]+', xml)
    assert "PAGE" in word.sections[0].footer._element.xml
    assert 'w:val="fr-FR"' in word.styles.element.xml
    targets = {each.target_ref for each in word.part.rels.values() if each.is_external}
    assert f"https://passerelle.example/document?id={ids[SHOWN]}" in targets
    data = renderer(Format.PDF).render(drawn)
    pdf = PdfReader(io.BytesIO(data))
    assert str(pdf.root_object["/Lang"]) == "fr-FR" and pdf.outline
    assert pdf.metadata and drawn.title in str(pdf.metadata.title)
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert f"https://passerelle.example/activity?id={activity.id}" in links
    assert embedded(pdf) and "Mesurer l’œuvre" in pdf.pages[1].extract_text() + "".join(
        page.extract_text() for page in pdf.pages
    )
    picture = pypdfium2.PdfDocument(data)[0].render().to_pil()
    assert len(set(picture.convert("L").tobytes())) > 10


def resources(page: Any) -> Any:
    return page["/Resources"]


def embedded(pdf: PdfReader) -> bool:
    """Tell whether every font is in the file, so that it looks the same everywhere."""
    fonts: list[Any] = [
        font.get_object()
        for page in pdf.pages
        for font in resources(page).get("/Font", {}).values()
    ]
    used = [font for font in fonts if font["/BaseFont"] != "/Helvetica"]
    return bool(used) and all("/FontFile2" in font["/FontDescriptor"] for font in used)


def test_only_coordinators_draw_reports_and_guests_get_no_plan(store: Store, user: User) -> None:
    member = replace(scope(user), decides_for="")
    with pytest.raises(Forbidden):
        Reports(store).report(PERIOD, wanted("fr"), access=member)
    plan = PlanMaker(store, user).plan()
    assert Reports(store).plan(plan.id, wanted("fr"), access=member).sections
    with pytest.raises(Forbidden):
        Reports(store).plan(plan.id, wanted("fr"), access=AccessScope(frozenset({"public"})))


class Recorded:
    """What other parts of the base would record."""

    def __init__(self, document_id: str, hidden: str) -> None:
        self.ids = (document_id, hidden)

    def between(self, starts: date, ends: date, *, access: AccessScope) -> list[Adoption]:
        return [
            Adoption(
                document_id=each,
                party="fr",
                office="Agence de Lyon",
                day=date(2026, 3, 1),
                state=AdoptionState.ADAPTED,
                outcome="12 embauches",
            )
            for each in self.ids
        ]

    def months(self, period: Period) -> list[SearchMonth]:
        return [SearchMonth(month=date(2026, 3, 1), language="fr", searches=1200, without=1)]


def test_adoptions_and_searches_are_told_but_not_of_what_is_hidden(
    store: Store, user: User, ids: dict[str, str]
) -> None:
    recorded = Recorded(ids[SHOWN], ids["Zibeline"])
    reports = Reports(store, adoption=recorded, searches=recorded)
    drawn = reports.report(PERIOD, wanted("fr"), access=scope(user))
    text = renderer(Format.MARKDOWN).render(drawn).decode()
    assert "1 adoption est consignée" in text and "Zibeline" not in text
    assert "France, Agence de Lyon" in text and "Adaptée. 12 embauches" in text
    assert "1\u202f200 recherches ont été faites" in text
    assert "1 recherche n’a rien trouvé de proche" in text


def test_internal_notes_are_in_no_report(store: Store, user: User) -> None:
    maker = PlanMaker(store, user)
    plan = maker.plan("Plan annoté")
    maker.activity(plan, note="Confidence", due=date(2025, 5, 1))
    for drawn in (
        Reports(store).report(PERIOD, wanted("fr"), access=scope(user)),
        Reports(store).plan(plan.id, wanted("fr"), access=scope(user)),
    ):
        assert "Confidence" not in renderer(Format.MARKDOWN).render(drawn).decode()


def test_an_activity_counts_in_each_of_its_domains_and_is_told_of_once(
    store: Store, user: User
) -> None:
    maker = PlanMaker(store, user)
    plan = maker.plan("Plan de domaines")
    maker.activity(plan, "Deux rives", domains=("digital", "mobility"))
    drawn = Reports(store).plan(plan.id, wanted("fr"), access=scope(user))
    blocks = [block for section in drawn.sections for block in section.blocks]
    chart = next(block for block in blocks if isinstance(block, Chart))
    assert sum(bar.value for bar in chart.bars) == 2
    rows = [row[0].text for block in blocks if isinstance(block, Table) for row in block.rows]
    assert rows.count("Deux rives") == 2
    assert [section.title for section in drawn.sections].count("Deux rives") == 1
    note = Sentence(text=Wording("fr")("activities.note"))
    assert any(isinstance(block, Paragraph) and note in block.sentences for block in blocks)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2025-02-01", "2025-03-01", "2025-04-15"), "du 1er février 2025 au 1er mars 2025"),
        (("2025-02-01", None, "2025-04-15"), "à partir du 1er février 2025"),
        ((None, "2025-03-01", "2025-04-15"), "jusqu’au 1er mars 2025"),
    ],
)
def test_days_of_an_activity_are_told_as_they_are_and_its_due_day_beside(
    store: Store, user: User, days: tuple[str | None, ...], said: str
) -> None:
    maker = PlanMaker(store, user)
    plan = maker.plan(f"Plan daté {said}")
    starts, ends, due = days
    maker.activity(plan, starts=starts, ends=ends, due=due)
    drawn = Reports(store).plan(plan.id, wanted("fr"), access=scope(user))
    text = renderer(Format.MARKDOWN).render(drawn).decode()
    assert f"{said} · Échéance\u00a0: 15 avril 2025" in text


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        ("2025-01", "2026-12", "Rapport biennal de l’entente"),
        ("2025-02", "2026-12", "Rapport biennal de l’entente"),
        ("2025-01", "2025-12", "Rapport d’activité de l’entente"),
        ("2023-01", "2026-12", "Rapport d’activité de l’entente"),
    ],
)
def test_only_a_report_on_about_two_years_is_called_biennial(
    store: Store, user: User, first: str, last: str, title: str
) -> None:
    drawn = Reports(store).report(period_of(first, last), wanted("fr"), access=scope(user))
    assert drawn.title == title


def test_parties_on_the_cover_stand_on_lines_of_their_own(store: Store, user: User) -> None:
    drawn = Reports(store).report(PERIOD, wanted("fr"), access=scope(user))
    html = MarkdownIt("commonmark").render(renderer(Format.MARKDOWN).render(drawn).decode())
    cover = html.split("</ul>")[0]
    assert cover.count("<br />") == len(drawn.cover[0][1].splitlines()) - 1 > 0


@pytest.mark.parametrize(
    ("first", "last"),
    [("2025", "2026-01"), ("2026-02", "2026-01"), ("", ""), ("2025-13", "2026-1")],
)
def test_a_period_that_cannot_be_read_says_so(first: str, last: str) -> None:
    with pytest.raises(InvalidQuestion):
        period_of(first, last)


def test_a_period_goes_from_the_first_to_the_last_day_of_its_months() -> None:
    assert period_of("2025-01", "2026-02") == Period(
        starts=date(2025, 1, 1), ends=date(2026, 2, 28)
    )


def test_both_languages_have_the_same_templates_and_french_is_set_as_french() -> None:
    french, english = templates("fr"), templates("en")
    assert french.keys() == english.keys()
    for key, text in french.items():
        fields = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in
                  (text, english[key])]  # fmt: skip
        assert fields[0] == fields[1], key
        assert not re.search(r"[^\u202f\s(][;!?»]|[^\u00a0\s]:(?!/)\s|'", text), key


@pytest.mark.parametrize(("number", "said"), [(0, "0 activité est"), (1, "1 activité est"),
                                              (2, "2 activités sont")])  # fmt: skip
def test_numbers_agree_in_french(number: int, said: str) -> None:
    assert Wording("fr").count("summary.done", number).startswith(said)


def test_markup_in_a_title_stays_text() -> None:
    hostile = "<script>x</script> [a](javascript:x) | =cmd()"
    cell = Sentence(text=hostile, refs=(1,), link="https://x/y)<z")
    table = Table(caption=hostile, head=(hostile,), rows=((cell,),), widths=(1.0,))
    chart = Chart(
        caption=hostile, measure=hostile, bars=(Bar(label=hostile, series=hostile, value=1),),
        colours={hostile: "#0b4f6c"}, alt=hostile, refs=(1,),
    )  # fmt: skip
    report = Report(
        title=hostile, subtitle=hostile, language="fr", locale="fr-CA", mark=hostile, drawn=TODAY,
        cover=((hostile, hostile),), contents="x", sources_title="Sources",
        pages="{page}/{total}", sources=(Source(label=hostile, address="https://x/y)<z"),),
        sections=(Section(title=hostile, blocks=(table, chart)),),
    )  # fmt: skip
    text = renderer(Format.MARKDOWN).render(report).decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<script" not in html and 'href="javascript' not in html
    assert html.count("&lt;script&gt;x&lt;/script&gt;") > 8 and 'href="https://x/yz"' in html
    word = docx.Document(io.BytesIO(renderer(Format.DOCX).render(report)))
    assert word.tables[1].cell(0, 0).text == hostile
    pdf = PdfReader(io.BytesIO(renderer(Format.PDF).render(report)))
    assert hostile in re.sub(r"\s+", " ", " ".join(each.extract_text() for each in pdf.pages))
