"""What nearly every test opens, made ready once: the shipped models, and a new catalogue's tables.

Reading the models and running all migrations takes longer than most tests do. Both come about as
in the app, only once a process instead of some hundred times. Files brought to the desk are read by
one child, and passwords get cheap hashes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from functools import cache, partial
from pathlib import Path

import argon2
import pytest
from sqlalchemy import Engine, inspect

import ingest.desk.reading
import kb.catalogue.engine
import kb.setups
import kb.store
from ingest.sandbox import Sandbox
from kb.encoders import open_encoder
from kb.encoders.static import StaticEncoder
from kb.ports import Encoder
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER

SHIPPED = {str(EMBEDDED_ENCODER), str(STATIC_ENCODER), EMBEDDED_ENCODER.name, STATIC_ENCODER.name}


@pytest.fixture(scope="session", autouse=True)
def readied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Read each shipped model once, and lay a new SQLite out as the migrations once did.

    What a hash of a password costs is tested nowhere: a cheap one makes the same decisions.
    """
    laid_out = _laid_out(tmp_path_factory.mktemp("blank") / "catalogue.sqlite")
    migrate = kb.catalogue.engine._migrate
    read = cache(open_encoder)
    with pytest.MonkeyPatch.context() as patched, Sandbox() as reading:
        patched.setattr(ingest.desk.reading, "Sandbox", partial(nullcontext, reading))
        patched.setattr(kb.store, "open_encoder", partial(_opened, read))
        patched.setattr(kb.setups, "word_encoder_beside", partial(_beside, read))
        patched.setattr(kb.catalogue.engine, "_migrate", partial(_lay_out, laid_out, migrate))
        cheap = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
        patched.setattr(argon2, "PasswordHasher", cheap)
        yield


def _laid_out(path: Path) -> tuple[str, ...]:
    """List the statements that make a new catalogue's tables and fill its vocabularies."""
    kb.catalogue.engine.open_engine(f"sqlite:///{path}").dispose()
    with closing(sqlite3.connect(path)) as blank:
        return tuple(blank.iterdump())[1:-1]


def _lay_out(statements: Sequence[str], migrate: Callable[[Engine], None], engine: Engine) -> None:
    """Make the tables of an empty SQLite; migrate what is anything else."""
    if engine.dialect.name != "sqlite":
        migrate(engine)
        return
    with engine.execution_options(writes=True).begin() as connection:
        empty = not inspect(connection).get_table_names()
        if empty:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            cursor = connection.connection.cursor()
            for statement in statements:
                cursor.execute(statement)
    if not empty:
        migrate(engine)


def _opened(read: Callable[[str], Encoder], model: str) -> Encoder:
    return (read if model in SHIPPED else open_encoder)(model)


def _beside(read: Callable[[str], Encoder], encoder: Encoder) -> Encoder:
    return encoder if isinstance(encoder, StaticEncoder) else read(str(STATIC_ENCODER))
