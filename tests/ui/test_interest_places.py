"""Who finds the pages of staying informed, and who may take their tables."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.access import AccessScope
from kb.errors import Forbidden
from kb.people import Role, User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from tests.people import Crowd
from ui import handing, places
from ui.services import services_over

BY_NAME = {place.name: place for place in places.PAGES}


def user(role: Role) -> User:
    return User(id="x", login="x.y", name="X", party="qc", role=role, created_at=datetime.now(UTC))


@pytest.mark.parametrize("role", list(Role))
def test_follows_are_for_members_and_usage_for_coordinators(role: Role) -> None:
    assert BY_NAME["follows"].allowed(user(role))
    assert BY_NAME["insight"].allowed(user(role)) is (role is Role.COORDINATOR)
    assert not BY_NAME["follows"].allowed(None)
    assert not BY_NAME["insight"].allowed(None)


@pytest.mark.parametrize("role", list(Role))
def test_a_section_with_one_page_to_see_is_no_menu(role: Role) -> None:
    menus = {Role.COORDINATOR: ["coordinate"], Role.ADMINISTRATOR: ["administer"]}
    assert sorted(places.menus(user(role))) == menus.get(role, [])
    assert not places.menus(None)


def test_tables_of_usage_go_to_coordinators_with_their_own_access(tmp_path: Path) -> None:
    def table(access: AccessScope) -> bytes:
        return ",".join(sorted(access.shelves)).encode()

    chosen = Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as store:
        services, crowd = services_over(store), Crowd(store)
        carried = store.accounts.open_session(crowd.coordinator("qc"))
        assert (
            handing.coordinators_table(services, carried, table, "usage")
            == b"partners,party:qc,public"
        )
        for other in (store.accounts.open_session(crowd.expert("qc")), "", "x"):
            with pytest.raises(Forbidden):
                handing.coordinators_table(services, other, table, "usage")
        assert len(store.audit.records(actions=["exported"])) == 1
