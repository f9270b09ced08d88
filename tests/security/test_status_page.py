"""The state of the system: administrators see figures and codes, others nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from kb.access import AccessScope
from kb.nouns import Filters
from kb.store import Store
from kb.work import JobKind, JobState, ProcessKind, Standing
from tests.shelf import Shelf
from ui.condition import look, version
from ui.figures import Figures

GUEST = AccessScope(frozenset({"public"}))


def test_what_somebody_may_not_read_is_not_counted_for_them(store: Store, shelf: Shelf) -> None:
    shelf.put("Le tri des offres.")
    shelf.put("Une note interne.", title="Note", party="fr", audience="party")
    found = look(store, Figures.fresh(), access=GUEST)
    assert found.documents == store.catalogue.counting.total(Filters(), access=GUEST) == 1
    assert found.lags == {"own": 0}
    assert (found.database, found.shared, found.version) == (
        store.catalogue.engine.dialect.name, False, version()
    )  # fmt: skip


def test_work_and_failures_are_told_by_state_and_code(store: Store) -> None:
    figures, catalogue = Figures.fresh(), store.catalogue
    for code in ("catalogue.unreachable", "file.not_found", "catalogue.unreachable"):
        figures.failed(code)
    catalogue.jobs.ask(JobKind.INGEST, {"name": "quokka.pdf"}, digest="0" * 64, key="k")
    owner = catalogue.processes.enter(ProcessKind.WORKER, Standing())
    assert catalogue.leases.take(catalogue.leases.lease("turns"), owner)
    found = look(store, figures, access=GUEST)
    assert [(each.code, each.count) for each in found.failures] == [
        ("catalogue.unreachable", 2), ("file.not_found", 1)
    ]  # fmt: skip
    assert (found.jobs[JobState.WAITING], found.jobs[JobState.PARKED]) == (1, 0)
    assert [each.place for each in found.duties] == [each.place for each in found.processes]
    assert "quokka" not in found.model_dump_json()


def test_only_administrators_see_the_page(tab: Callable[[str, str], Page]) -> None:
    page = tab("administrator", "status")
    expect(page.get_by_role("heading", name="Échecs récents")).to_be_visible()
    expect(page.get_by_text("passerelle-static")).to_be_visible()
    page = tab("coordinator", "status")
    expect(page.get_by_role("heading", name="État du système")).to_be_visible()
    expect(page.get_by_role("heading", name="Échecs récents")).to_have_count(0)
