"""Open the catalogue's database, making or migrating its tables when they are behind."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError

from kb.catalogue.concepts import bring_concepts
from kb.catalogue.schema import REVISION, terms
from kb.entente import read_entente
from kb.errors import StoreError
from kb.thesaurus import read_lexicon

_MIGRATIONS = Path(__file__).parents[1] / "migrations"


def open_engine(url: str) -> Engine:
    """Connect to the catalogue and bring its tables and vocabularies up to date.

    Raises:
        StoreError: when the database cannot be reached or written.
    """
    target = make_url(url)
    if target.get_backend_name() == "sqlite" and target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(target, **_endurance(target))
    if engine.dialect.name == sqlite.dialect.name:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        if not _is_current(engine):
            _migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError("catalogue.unreachable", reason=str(error.orig)) from error
    if engine.dialect.name == postgresql.dialect.name:
        event.listen(engine, "handle_error", _say_away)
    return engine


def _endurance(target: URL) -> dict[str, Any]:
    """Let connections find out soon that their server is gone, and be made anew when it is back."""
    if target.get_backend_name() != postgresql.dialect.name:
        return {}
    soon = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "connect_args": soon}


def _say_away(context: ExceptionContext) -> None:
    """Say in words that the server is away, wherever a statement meets it."""
    if context.is_pre_ping:
        # The pool makes a new connection by itself.
        return
    unmade = context.connection is None
    if context.is_disconnect or unmade:
        raise StoreError("catalogue.away") from context.original_exception


def insert_ignoring(engine: Engine, table: Any) -> Any:
    """Build an insert that leaves rows alone which are already there."""
    dialect = sqlite if engine.dialect.name == sqlite.dialect.name else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy begins transactions itself (see _begin_sqlite): the driver must not.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes can fail at once with "locked";
    # writers say so up front and wait their turn instead.
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found == REVISION


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _bring_terms(engine, connection)
        bring_concepts(connection, read_lexicon())


def _bring_terms(engine: Engine, connection: Connection) -> None:
    known = set(connection.execute(select(terms.c.vocabulary, terms.c.key)))
    new = [term.model_dump() for term in read_entente() if (term.vocabulary, term.key) not in known]
    if new:
        connection.execute(insert_ignoring(engine, terms), new)
