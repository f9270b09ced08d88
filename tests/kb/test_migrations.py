"""The migrations make just the tables that the code speaks of."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kb.catalogue.schema import REVISION
from kb.catalogue.tables import metadata
from kb.store import Store

MIGRATIONS = Path(__file__).resolve().parents[2] / "kb" / "migrations"


def test_the_revision_in_the_code_is_the_newest_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_the_migrated_tables_are_those_of_the_schema(store: Store) -> None:
    with store.catalogue.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
