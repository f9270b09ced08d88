"""The desk: from a file to readers, with personal data settled and both parties agreed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.desk.remembering import Remembering
from ingest.reports import Given, Outcome
from kb.access import AccessScope
from kb.audit import Action
from kb.desk import Clearing, Verdict
from kb.errors import Forbidden, NotFound, Unresolved
from kb.nouns import Document, DocumentFields, Kind, Relation, Status
from kb.people import Role, User
from kb.privacy import Finding, FindingKind
from kb.settings import Settings
from kb.store import Store, open_store
from search.nouns import Question
from tests.people import Crowd
from tests.shelf import Shelf
from ui.services import Services, services_over

DEBRIEF = """# Mission à Lille

## Mission

Observer le mentorat des apprentis forgerons de Lille, du 4 au 8 mai 2026.

## Constats

Le téléphone de M. Karim Benali est le 06 12 34 56 78. Le mentor appelle chaque apprenti le lundi.
"""
LABELS = {"context": "Contexte", "mission": "Mission"}
PARTNERS = AccessScope(frozenset({"public", "partners"}))


@pytest.fixture
def services(store: Store) -> Services:
    return services_over(store)


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


@pytest.fixture
def expert(crowd: Crowd) -> User:
    return crowd.expert()


def bring(services: Services, user: User, folder: Path, text: str = DEBRIEF) -> Document:
    path = folder / "mission.md"
    path.write_text(text, "utf-8")
    given = Given(party="fr", audience="partners", kind=Kind.DEBRIEF)
    (report,) = services.contributions.bring([path], given, user)
    assert report.outcome is Outcome.READ, report
    assert report.document_id
    return services.works.document(report.document_id, user)


def settle(services: Services, document: Document, user: User) -> None:
    found = services.works.findings(document.id, user)
    services.settling.mask(document.id, [(each.kind, each.datum) for each in found], user)


def set_rights(services: Services, document_id: str, user: User) -> None:
    fields = services.works.document(document_id, user).fields
    wanted = fields.model_copy(update={"rights_owner": "Ministère", "licence": "CC BY 4.0"})
    services.contributions.save(document_id, wanted, LABELS, user)


def in_review(services: Services, user: User, folder: Path) -> Document:
    document = bring(services, user, folder)
    settle(services, document, user)
    services.contributions.submit(document.id, user)
    return services.works.document(document.id, user)


def hits(services: Services, text: str) -> list[str]:
    answer = services.retriever.answer(Question(text=text), access=PARTNERS)
    return [hit.document.fields.title for hit in answer.hits]


def test_a_draft_belongs_to_its_expert_and_party_and_is_not_embedded(
    services: Services, expert: User, tmp_path: Path
) -> None:
    document = bring(services, expert, tmp_path)
    assert document.fields.party == "qc"
    assert document.owner == expert.id
    assert document.fields.status is Status.DRAFT
    assert not services.store.catalogue.feed.unencoded([document.id], "any")
    assert not hits(services, "mentorat forgerons")
    with pytest.raises(NotFound):
        services.store.catalogue.reader.document(document.id, access=PARTNERS)


def test_a_file_brought_in_twice_is_the_draft_that_it_is(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    document = bring(services, expert, tmp_path)
    copy = tmp_path / "copie.md"
    copy.write_text(DEBRIEF, "utf-8")
    given = Given(party="qc", audience="partners")
    for _ in range(2):
        (again,) = services.contributions.bring([copy], given, expert)
        assert (again.outcome, again.document_id) == (Outcome.SKIPPED, document.id)
        assert again.reason
        assert (again.reason.code, again.reason.values["title"]) == (
            "desk.brought_in",
            "Mission à Lille",
        )
    assert [each.id for each in services.contributions.drafts(expert)] == [document.id]
    (other,) = services.contributions.bring([copy], given, crowd.coordinator())
    assert other.outcome is Outcome.READ
    services.contributions.discard(document.id, expert)
    assert bring(services, expert, tmp_path).id != document.id


def test_a_submission_is_not_brought_in_again(
    services: Services, expert: User, tmp_path: Path
) -> None:
    text = "# Accueil\n\nUn accueil commun des personnes qui cherchent un emploi.\n"
    document = bring(services, expert, tmp_path, text)
    services.contributions.submit(document.id, expert)
    (again,) = services.contributions.bring(
        [tmp_path / "mission.md"], Given(party="qc", audience="partners"), expert
    )
    assert (again.outcome, again.document_id) == (Outcome.SKIPPED, document.id)


def test_an_agent_brings_nothing_in(services: Services, crowd: Crowd, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        list(services.contributions.bring([tmp_path], Given(party="fr", audience="party"),
                                          crowd.agent()))  # fmt: skip


def test_nothing_unresolved_is_handed_in(services: Services, expert: User, tmp_path: Path) -> None:
    document = bring(services, expert, tmp_path)
    kinds = {finding.kind.value for finding in services.works.findings(document.id, expert)}
    assert {"person", "phone"} <= kinds
    with pytest.raises(Unresolved):
        services.contributions.submit(document.id, expert)


@pytest.mark.parametrize(
    ("title", "domains", "code"),
    [
        ("", (), "desk.unfilled"),
        (" ", ("retention",), "desk.no_title"),
        ("Accueil", (), "desk.no_domain"),
    ],
)
def test_what_is_missing_is_named(
    services: Services, expert: User, title: str, domains: tuple[str, ...], code: str
) -> None:
    fields = DocumentFields(
        title=title, party="qc", kind=Kind.PRACTICE_SHEET, language="fr", audience="party",
        domains=domains, sheet={"context": "Un accueil commun."},
    )  # fmt: skip
    document_id = services.contributions.write(fields, LABELS, expert)
    with pytest.raises(Unresolved) as raised:
        services.contributions.submit(document_id, expert)
    assert raised.value.problem.code == code


def test_masking_leaves_the_datum_nowhere_but_every_other_character(
    services: Services, expert: User, tmp_path: Path, settings: Settings
) -> None:
    document = bring(services, expert, tmp_path)
    before = services.works.pages(document.id, expert)[0].text
    settle(services, document, expert)
    masked = services.works.document(document.id, expert)
    page = services.works.pages(document.id, expert)[0].text
    assert masked.masked
    assert len(page) == len(before)
    assert "06 12 34 56 78" not in page + str(masked.fields.sheet)
    assert "appelle chaque apprenti" in page
    originals = [path for path in (settings.home / "originals").rglob("*") if path.is_file()]
    assert originals
    assert not any(b"06 12 34 56 78" in path.read_bytes() for path in originals)


def test_a_text_is_screened_once_until_it_changes() -> None:
    asked = []

    def screen(text: str, *, language: str, persons: bool) -> list[Finding]:
        asked.append((text, language, persons))
        return [Finding(kind=FindingKind.PHONE, start=0, end=len(text))]

    remembering = Remembering(screen)
    for text in ("un", "un", "deux"):
        assert remembering(text, language="fr", persons=True)[0].end == len(text)
    remembering("un", language="fr", persons=False)
    assert asked == [("un", "fr", True), ("deux", "fr", True), ("un", "fr", False)]


def test_a_datum_is_kept_with_a_reason_only(
    services: Services, expert: User, tmp_path: Path
) -> None:
    document = bring(services, expert, tmp_path)
    person = next(
        each for each in services.works.findings(document.id, expert) if each.kind == "person"
    )
    with pytest.raises(Unresolved):
        services.settling.keep(document.id, person.kind, person.datum, " ", expert)
    services.settling.keep(document.id, person.kind, person.datum, "a donné son accord", expert)
    left = services.works.findings(document.id, expert)
    assert person.datum not in {each.datum for each in left}
    (cleared,) = services.store.catalogue.desk.clearances(
        document.id, access=services.works.scope(expert)
    )
    assert (cleared.action, cleared.reason) == (Clearing.KEPT, "a donné son accord")


def test_both_parties_publish_what_both_shall_read(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    ours, theirs = crowd.coordinator("qc"), crowd.coordinator("fr")
    document = in_review(services, expert, tmp_path)
    assert [each.id for each in services.reviews.queue(ours)] == [document.id]
    assert [each.id for each in services.reviews.queue(theirs)] == [document.id]
    with pytest.raises(Unresolved):
        services.reviews.decide(document.id, Verdict.ACCEPT, "", ours)
    set_rights(services, document.id, ours)
    services.reviews.decide(document.id, Verdict.ACCEPT, "", ours)
    assert not hits(services, "mentorat forgerons")
    assert [each.id for each in services.reviews.waiting(ours)] == [document.id]
    services.reviews.decide(document.id, Verdict.ACCEPT, "", theirs)
    assert hits(services, "mentorat forgerons") == ["Mission à Lille"]
    published = services.works.document(document.id, expert)
    assert published.published_at
    assert published.fields.review_due
    assert services.store.catalogue.desk.unread(expert.id) == 1


def test_a_change_after_an_acceptance_asks_the_other_party_again(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    ours, theirs = crowd.coordinator("qc"), crowd.coordinator("fr")
    document = in_review(services, expert, tmp_path)
    set_rights(services, document.id, ours)
    services.reviews.decide(document.id, Verdict.ACCEPT, "", theirs)
    fields = services.works.document(document.id, ours).fields
    services.contributions.save(
        document.id, fields.model_copy(update={"title": "Un autre titre"}), LABELS, ours
    )
    services.reviews.decide(document.id, Verdict.ACCEPT, "", ours)
    assert services.works.document(document.id, expert).fields.status is Status.IN_REVIEW
    services.reviews.decide(document.id, Verdict.ACCEPT, "", theirs)
    assert services.works.document(document.id, expert).fields.status is Status.PUBLISHED


def test_changes_are_asked_for_with_a_comment_and_accepts_begin_anew(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    ours, theirs = crowd.coordinator("qc"), crowd.coordinator("fr")
    document = in_review(services, expert, tmp_path)
    set_rights(services, document.id, ours)
    services.reviews.decide(document.id, Verdict.ACCEPT, "", theirs)
    with pytest.raises(Unresolved):
        services.reviews.decide(document.id, Verdict.CHANGES, "  ", ours)
    services.reviews.decide(document.id, Verdict.CHANGES, "Ajoutez les suites.", ours)
    assert services.works.document(document.id, expert).fields.status is Status.DRAFT
    with pytest.raises(NotFound):
        services.works.document(document.id, theirs)
    (letter,) = services.store.catalogue.desk.letters(expert.id)
    assert (letter.code, letter.comment) == ("changes", "Ajoutez les suites.")
    services.contributions.submit(document.id, expert)
    assert [each.id for each in services.reviews.queue(theirs)] == [document.id]


def test_nobody_decides_on_their_own(services: Services, crowd: Crowd, tmp_path: Path) -> None:
    author = crowd.coordinator("qc")
    document = in_review(services, author, tmp_path)
    set_rights(services, document.id, author)
    with pytest.raises(Forbidden):
        services.reviews.decide(document.id, Verdict.ACCEPT, "", author)


def test_the_other_party_sees_nothing_of_what_is_the_partys_alone(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    theirs = crowd.coordinator("fr")
    document = bring(services, expert, tmp_path)
    settle(services, document, expert)
    fields = services.works.document(document.id, expert).fields
    services.contributions.save(
        document.id, fields.model_copy(update={"audience": "party"}), LABELS, expert
    )
    services.contributions.submit(document.id, expert)
    assert not services.reviews.queue(theirs)
    with pytest.raises(NotFound):
        services.works.pages(document.id, theirs) or services.works.document(document.id, theirs)


def test_an_embargo_holds_what_is_accepted_until_its_day(
    services: Services,
    crowd: Crowd,
    expert: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = crowd.coordinator("qc"), crowd.coordinator("fr")
    document = in_review(services, expert, tmp_path)
    set_rights(services, document.id, ours)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    fields = services.works.document(document.id, ours).fields
    services.contributions.save(
        document.id, fields.model_copy(update={"embargo": tomorrow}), LABELS, ours
    )
    for user in (ours, theirs):
        services.reviews.decide(document.id, Verdict.ACCEPT, "", user)
    assert not hits(services, "mentorat forgerons")
    assert services.reviews.release_due() == 0
    monkeypatch.setattr("ingest.desk.reviews._today", lambda: tomorrow)
    assert services.reviews.release_due() == 1
    assert hits(services, "mentorat forgerons") == ["Mission à Lille"]


def test_one_party_is_enough_where_the_settings_say_so(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "home", database_url="", both_parties=False)
    with open_store(chosen) as store:
        services, crowd = services_over(store), Crowd(store)
        ours = crowd.coordinator("qc")
        document = in_review(services, crowd.expert(), tmp_path)
        set_rights(services, document.id, ours)
        services.reviews.decide(document.id, Verdict.ACCEPT, "", ours)
        assert hits(services, "mentorat forgerons") == ["Mission à Lille"]


def test_a_sheet_is_written_without_a_file(services: Services, crowd: Crowd, expert: User) -> None:
    ours = crowd.coordinator("qc")
    fields = DocumentFields(
        title="Le carnet de forge", party="fr", kind=Kind.PRACTICE_SHEET, language="fr",
        audience="party", domains=("retention",),
    )  # fmt: skip
    document_id = services.contributions.write(fields, LABELS, expert)
    with pytest.raises(Unresolved):
        services.contributions.submit(document_id, expert)
    filled = fields.model_copy(
        update={"sheet": {"context": "Le carnet de forge suit l’apprenti d’un atelier à l’autre."}}
    )
    services.contributions.save(document_id, filled, LABELS, expert)
    services.contributions.submit(document_id, expert)
    set_rights(services, document_id, ours)
    services.reviews.decide(document_id, Verdict.ACCEPT, "", ours)
    found = services.retriever.answer(
        Question(text="carnet de forge"), access=services.works.scope(expert)
    )
    assert [hit.document.id for hit in found.hits] == [document_id]
    assert "suit l’apprenti" in found.hits[0].passage.passage.text


def test_likenesses_name_only_what_their_reader_may_open(
    services: Services, shelf: Shelf, crowd: Crowd, tmp_path: Path
) -> None:
    expert = crowd.expert("qc")
    text = (
        "Le mentorat des apprentis forgerons réunit un maître et un apprenti de la région chaque"
        " lundi, autour d’un carnet partagé que le conseiller relit avec eux au fil des semaines."
    )
    secret = shelf.put(text, title="Secret", party="fr", audience="party")
    open_to_all = shelf.put(f"{text} Fin.", title="Ouvert", party="fr", audience="public")
    path = tmp_path / "copie.md"
    path.write_text(text, "utf-8")
    (report,) = services.contributions.bring(
        [path], Given(party="qc", audience="public", kind=Kind.PRACTICE_SHEET), expert
    )
    assert report.document_id
    assert report.outcome is Outcome.READ
    found = services.contributions.likenesses(report.document_id, expert)
    assert [other.id for _, other in found] == [open_to_all]
    with pytest.raises(NotFound):
        services.contributions.link(report.document_id, secret, Relation.DUPLICATE, expert)
    services.contributions.link(report.document_id, open_to_all, Relation.DUPLICATE, expert)


def test_drafts_are_thrown_away_whole(
    services: Services, expert: User, tmp_path: Path, settings: Settings
) -> None:
    document = bring(services, expert, tmp_path)
    services.contributions.discard(document.id, expert)
    with pytest.raises(NotFound):
        services.works.document(document.id, expert)
    assert not [path for path in (settings.home / "originals").rglob("*") if path.is_file()]


def test_what_is_due_is_listed_and_renewed(services: Services, shelf: Shelf, crowd: Crowd) -> None:
    ours = crowd.coordinator("qc")
    document_id = shelf.put("Une vieille fiche.", title="Vieille", party="qc")
    fields = services.works.document(document_id, ours).fields
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    services.store.catalogue.writer.revise(
        document_id, fields.model_copy(update={"review_due": yesterday})
    )
    assert [each.id for each in services.reviews.overdue(ours)] == [document_id]
    services.reviews.renew(document_id, ours)
    assert not services.reviews.overdue(ours)


def test_every_step_is_recorded_and_the_record_is_whole(
    services: Services, crowd: Crowd, expert: User, tmp_path: Path
) -> None:
    ours, theirs = crowd.coordinator("qc"), crowd.coordinator("fr")
    document = in_review(services, expert, tmp_path)
    set_rights(services, document.id, ours)
    for user in (ours, theirs):
        services.reviews.decide(document.id, Verdict.ACCEPT, "", user)
    records = services.store.audit.records(subject=document.id)
    actions = {record.action for record in records}
    assert {Action.DRAFTED, Action.MASKED, Action.SUBMITTED, Action.ACCEPTED,
            Action.PUBLISHED} <= actions  # fmt: skip
    assert services.store.audit.verify() is None


def test_an_administrator_reviews_nothing(services: Services, crowd: Crowd) -> None:
    administrator = crowd.add("chef", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        services.reviews.queue(administrator)
