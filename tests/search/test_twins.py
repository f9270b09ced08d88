"""Twins: found across parties and languages, decided by coordinators, seen only where readable."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.access import AccessScope, scope_of
from kb.audit import Action
from kb.catalogue.twins import TwinFilter
from kb.errors import Forbidden, InvalidDocument, NotFound, PasserelleError, Unresolved
from kb.nouns import DocumentFields, Kind, Link, Relation
from kb.people import Role
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from kb.twins import Adoption, AdoptionState, TwinState
from search.twins.adopting import AdoptedPractices
from search.twins.finding import TwinFinder
from search.twins.pairs import TwinPractices
from tests.people import Crowd
from tests.shelf import Shelf

ALL = TwinFilter()
DIGITAL = "Des ateliers apprennent aux aînés à remplir leur déclaration en ligne."
TRUCK = "Un camion va de village en village montrer comment remplir la déclaration en ligne."
FOREST = "Une enquête téléphonique auprès des employeurs forestiers, le soir et sans courriel."
PUBLIC = AccessScope(frozenset({"public"}))


@pytest.fixture
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Open a store with the small encoder."""
    home = tmp_path_factory.mktemp("twins") / "home"
    chosen = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as opened:
        yield opened


def found(store: Store) -> TwinPractices:
    """Bring proposals up to date and give the service."""
    TwinFinder.over(store).catch_up()
    return TwinPractices.over(store)


def listed(service: TwinPractices, access: AccessScope, party: str = "") -> dict[str, list[str]]:
    """List practices with their counterparts, by title."""
    chosen = TwinFilter(party=party)
    total, pages = service.practices(chosen, access=access, limit=100)
    assert len(pages) == total
    return {
        each.practice.fields.title: [
            counterpart.document.fields.title for counterpart in each.every
        ]
        for each in pages
    }


def coordinator(store: Store, party: str = "qc") -> tuple[AccessScope, str]:
    user = Crowd(store).coordinator(party)
    return scope_of(user, frozenset()), user.id


def test_the_nearest_practice_of_the_other_party_comes_first(light: Store) -> None:
    shelf = Shelf(light)
    shelf.put(DIGITAL, title="Ateliers", party="qc", domains=("digital",))
    shelf.put(FOREST, title="Forêt", party="fr", domains=("surveys",))
    shelf.put(TRUCK, title="Camion", party="fr", domains=("digital",))
    shelf.put(TRUCK + " Chez nous.", title="Autre camion", party="qc", domains=("digital",))
    assert listed(found(light), PUBLIC, "qc")["Ateliers"] == ["Camion", "Forêt"]
    assert listed(found(light), PUBLIC, "fr").keys() == {"Forêt", "Camion"}


def test_translations_are_one_practice_and_never_each_other_s_twins(light: Store) -> None:
    shelf = Shelf(light)
    first = shelf.put(DIGITAL, title="Ateliers", party="qc")
    second = shelf.put("Workshops for seniors.", title="Workshops", party="qc", language="en")
    third = shelf.put(TRUCK, title="Camion", party="fr")
    fourth = shelf.put("A truck that teaches.", title="Truck", party="fr", language="en")
    alien = shelf.put(DIGITAL + " Bis.", title="Copie", party="fr")
    for one, other in ((first, second), (third, fourth)):
        bond = Link(document_id=one, other_id=other, relation=Relation.TRANSLATION, score=1)
        light.catalogue.writer.link(bond)
    light.catalogue.writer.link(
        Link(document_id=first, other_id=alien, relation=Relation.DUPLICATE, score=1)
    )
    service = found(light)
    _, pages = service.practices(TwinFilter(party="qc"), access=PUBLIC, limit=9, language="en")
    assert [each.practice.fields.title for each in pages] == ["Workshops"]
    assert [each.document.fields.title for each in pages[0].every] == ["Truck"]
    french = service.of_practice(second, access=PUBLIC, language="fr")
    assert french and french.practice.fields.title == "Ateliers"


def test_what_shares_no_language_has_a_list_of_its_own(light: Store) -> None:
    shelf = Shelf(light)
    shelf.put(DIGITAL, title="Ateliers", party="qc")
    for number in range(6):
        shelf.put(f"{TRUCK} Tournée {number}.", title=f"Camion {number}", party="fr")
    shelf.put("A forest nobody walks in.", title="Forest", party="fr", language="en")
    service = found(light)
    _, pages = service.practices(TwinFilter(party="qc"), access=PUBLIC, limit=9)
    assert len(pages[0].same) == 3
    assert "Forest" not in [each.document.fields.title for each in pages[0].same]
    assert [each.document.fields.title for each in pages[0].across] == ["Forest"]


def test_a_rejected_pair_stays_away_and_a_confirmed_one_comes_first(light: Store) -> None:
    shelf = Shelf(light)
    mine = shelf.put(DIGITAL, title="Ateliers", party="qc")
    near = shelf.put(TRUCK, title="Camion", party="fr")
    far = shelf.put(FOREST, title="Forêt", party="fr")
    access, actor = coordinator(light)
    service = found(light)
    service.reject(near, mine, access=access, actor=actor)
    assert listed(service, PUBLIC, "qc") == {"Ateliers": ["Forêt"]}
    assert "Camion" not in listed(service, PUBLIC)
    light.catalogue.writer.revise(near, _fields(light, near))
    light.catch_up()
    assert listed(found(light), PUBLIC, "qc") == {"Ateliers": ["Forêt"]}
    service.reopen(mine, near, access=access, actor=actor)
    service.confirm(mine, far, access=access, actor=actor)
    assert listed(service, PUBLIC, "qc") == {"Ateliers": ["Forêt", "Camion"]}
    assert [each.id for each in service.confirmed(far, access=PUBLIC)] == [mine]
    pairs = service.decided(TwinState.CONFIRMED, ALL, access=PUBLIC, limit=9)
    assert {pairs[0].one.id, pairs[0].other.id} == {mine, far}
    recorded = light.audit.records(actions=[Action.TWIN_CONFIRMED], limit=9)
    assert [record.actor for record in recorded] == [actor]


def test_a_verdict_holds_for_every_translation(light: Store) -> None:
    shelf = Shelf(light)
    first = shelf.put(DIGITAL, title="Ateliers", party="qc")
    second = shelf.put("Workshops for seniors.", title="Workshops", party="qc", language="en")
    other = shelf.put(TRUCK, title="Camion", party="fr")
    bond = Link(document_id=first, other_id=second, relation=Relation.TRANSLATION, score=1)
    light.catalogue.writer.link(bond)
    access, actor = coordinator(light)
    service = found(light)
    service.confirm(second, other, access=access, actor=actor)
    for each in (first, second):
        assert [twin.id for twin in service.confirmed(each, access=PUBLIC)] == [other]
        pair = service.comparison(each, other, access=PUBLIC)
        assert pair.verdict and pair.verdict.state is TwinState.CONFIRMED
    service.reject(first, other, access=access, actor=actor)
    assert not service.confirmed(second, access=PUBLIC)


def test_reasons_name_what_both_share(light: Store) -> None:
    shelf = Shelf(light)
    mine = shelf.put(f"{DIGITAL}\n\n{FOREST}", title="Ateliers", party="qc", domains=("digital",))
    theirs = shelf.put(f"{FOREST}\n\n{TRUCK}", title="Camion", party="fr", domains=("digital",))
    access, _ = coordinator(light)
    reasons = found(light).comparison(mine, theirs, access=access).reasons
    assert reasons.shared.domains == ("digital",)
    assert reasons.answers[0].one.passage.text == FOREST == reasons.answers[0].other.passage.text


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXPERT])
def test_only_coordinators_decide_note_and_read_notes(light: Store, role: Role) -> None:
    shelf = Shelf(light)
    mine, theirs = shelf.put(DIGITAL, party="qc"), shelf.put(TRUCK, party="fr", title="Camion")
    access, actor = coordinator(light)
    service = found(light)
    service.note(mine, theirs, "à voir", access=access, actor=actor)
    with pytest.raises(Unresolved):
        service.note(mine, theirs, " ", access=access, actor=actor)
    user = Crowd(light).add("autre", role, "fr")
    other = scope_of(user, frozenset())
    for act in (service.confirm, service.reject, service.reopen):
        with pytest.raises(Forbidden):
            act(mine, theirs, access=other, actor=user.id)
    with pytest.raises(NotFound):
        service.comparison(mine, theirs, access=other)
    assert [note.text for note in service.notes(mine, theirs, access=access)] == ["à voir"]
    assert service.notes(mine, theirs, access=other) == []


@pytest.mark.parametrize("audience", ["party", "group:pilote"])
def test_a_pair_with_a_hidden_end_is_like_none(light: Store, audience: str) -> None:
    shelf = Shelf(light)
    mine = shelf.put(DIGITAL, title="Ateliers", party="qc")
    hidden = shelf.put(TRUCK, title="Camion", party="fr", audience=audience)
    every = light.catalogue.reader.every_scope()
    owner = AccessScope(every.shelves, "x", "fr")
    service = found(light)
    service.confirm(mine, hidden, access=owner, actor="x")
    service.note(mine, hidden, "secret", access=owner, actor="x")
    access, actor = coordinator(light)
    assert listed(service, access) == {} and not service.confirmed(mine, access=access)
    assert service.decided(TwinState.CONFIRMED, ALL, access=access, limit=9) == []
    assert service.twins.count_verdicts(TwinState.CONFIRMED, ALL, access=access) == 0
    assert service.notes(mine, hidden, access=access) == []
    problems = []
    for other in (hidden, "0" * 32):
        with pytest.raises(NotFound) as raised:
            service.comparison(mine, other, access=access)
        problems.append(raised.value.problem)
        with pytest.raises(NotFound):
            service.reject(mine, other, access=access, actor=actor)
    assert problems[0] == problems[1]


SHELVES = st.sampled_from(["public", "partners", "party", "group:pilote"])
WORLD = st.lists(
    st.tuples(st.sampled_from(["qc", "fr"]), SHELVES, st.sampled_from([DIGITAL, TRUCK, FOREST])),
    min_size=3,
    max_size=7,
)


@hypothesis_settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=WORLD, read=st.sets(st.sampled_from(["public", "partners", "party:qc"]), min_size=1))
def test_what_is_hidden_changes_nothing_in_what_is_shown(
    light: Store, world: list[tuple[str, str, str]], read: set[str]
) -> None:
    shelf, access = Shelf(light), AccessScope(frozenset(read))
    ids = [
        shelf.put(f"{text} Numéro {row}.", title=f"Fiche {row}", party=party, audience=audience)
        for row, (party, audience, text) in enumerate(world)
    ]
    with_hidden = listed(found(light), access)
    readable = light.catalogue.reader.documents(ids, access=access)
    for each in set(ids) - readable.keys():
        light.catalogue.writer.remove(each)
    light.catch_up()
    assert listed(found(light), access) == with_hidden
    for each in readable:
        light.catalogue.writer.remove(each)
    light.catch_up()


def test_following_changes_comes_to_what_a_fresh_start_finds(light: Store) -> None:
    shelf = Shelf(light)
    texts = (DIGITAL, TRUCK, FOREST)
    ids = []
    for row in range(8):
        party = ("qc", "fr")[row % 2]
        ids.append(shelf.put(f"{texts[row % 3]} {row}.", title=f"Fiche {row}", party=party))
        found(light)
    light.catalogue.writer.remove(ids[3])
    light.catch_up()
    followed = listed(found(light), PUBLIC)
    light.catalogue.twin_ends.restart(light.encoder.name)
    assert listed(found(light), PUBLIC) == followed
    assert TwinFinder.over(light).step() == 0


def test_an_erased_end_leaves_nothing(light: Store) -> None:
    shelf = Shelf(light)
    mine, theirs = shelf.put(DIGITAL, party="qc"), shelf.put(TRUCK, party="fr", title="Camion")
    access, actor = coordinator(light)
    service = found(light)
    service.confirm(mine, theirs, access=access, actor=actor)
    service.note(mine, theirs, "à voir", access=access, actor=actor)
    AdoptedPractices.over(light).record(_adoption(theirs), access=access, actor=actor)
    assert sum(light.eraser.erasures.traces(theirs).values()) >= 6
    light.eraser.erase(theirs, actor=actor)
    assert not any(light.eraser.erasures.traces(theirs).values())
    assert listed(found(light), PUBLIC) == {}


def test_adoptions_are_recorded_on_the_sheet_and_seen_by_its_readers(light: Store) -> None:
    shelf = Shelf(light)
    sheet = shelf.put(DIGITAL, party="qc")
    hidden = shelf.put(FOREST, party="qc", audience="party", title="Forêt")
    service = AdoptedPractices.over(light)
    access, actor = coordinator(light, "fr")
    service.record(_adoption(sheet), access=access, actor=actor)
    recorded = service.of(sheet, access=PUBLIC)[0]
    changed = recorded.model_copy(
        update={"state": AdoptionState.ADAPTED, "outcome": "Un atelier de moins."}
    )
    service.change(changed, access=access, actor=actor)
    assert service.of(sheet, access=PUBLIC)[0].outcome == "Un atelier de moins."
    agent = Crowd(light).agent()
    refused = (
        (_adoption(hidden), access, actor),
        (_adoption("0" * 32), access, actor),
        (_adoption(sheet), scope_of(agent, frozenset()), agent.id),
        (_adoption(sheet).model_copy(update={"office": " "}), access, actor),
        (_adoption(sheet).model_copy(update={"party": "xx"}), access, actor),
    )
    for adoption, scope, who in refused:
        with pytest.raises(PasserelleError):
            service.record(adoption, access=scope, actor=who)
    assert service.of(hidden, access=access) == []
    with pytest.raises(Forbidden):
        service.remove(recorded.id, access=scope_of(agent, frozenset()), actor=agent.id)
    service.remove(recorded.id, access=access, actor=actor)
    assert service.of(sheet, access=PUBLIC) == []


def test_what_is_said_to_have_happened_did_not_happen_on_a_day_to_come(light: Store) -> None:
    sheet = Shelf(light).put(DIGITAL, party="qc")
    service = AdoptedPractices.over(light)
    access, actor = coordinator(light, "fr")
    ahead = _adoption(sheet).model_copy(update={"day": datetime.now(UTC).date() + timedelta(30)})
    for state in set(AdoptionState) - {AdoptionState.CONSIDERED}:
        with pytest.raises(Unresolved, match="still to come"):
            service.record(ahead.model_copy(update={"state": state}), access=access, actor=actor)
    service.record(ahead, access=access, actor=actor)
    (recorded,) = service.of(sheet, access=PUBLIC)
    adopted = recorded.model_copy(update={"state": AdoptionState.ADOPTED})
    with pytest.raises(Unresolved, match="still to come"):
        service.change(adopted, access=access, actor=actor)


def test_only_sheets_are_adopted(light: Store) -> None:
    shelf = Shelf(light)
    document = shelf.put(DIGITAL, party="qc")
    fields = _fields(light, document).model_copy(update={"kind": Kind.PUBLICATION})
    light.catalogue.writer.revise(document, fields)
    access, actor = coordinator(light)
    with pytest.raises(InvalidDocument):
        AdoptedPractices.over(light).record(_adoption(document), access=access, actor=actor)


def _fields(store: Store, document_id: str) -> DocumentFields:
    every = store.catalogue.reader.every_scope()
    return store.catalogue.reader.document(document_id, access=every).fields


def _adoption(document_id: str) -> Adoption:
    return Adoption(
        document_id=document_id,
        party="fr",
        office="Agence de Chaumont",
        day=date(2025, 3, 1),
        state=AdoptionState.CONSIDERED,
    )
