"""PostgreSQL's statistics hold samples of rows, which outlive the rows they were taken from."""

from sqlalchemy import Connection, text

_SAMPLED = text("""
    SELECT attname, format_type(atttypid, atttypmod)
    FROM pg_stats JOIN pg_attribute USING (attname)
    WHERE attrelid = to_regclass(quote_ident(:name)) AND tablename = :name
      AND schemaname = current_schema()
""")


def forget_samples(connection: Connection, name: str) -> None:
    """Take samples of a table anew; of an empty one, which has none to give, drop the old ones."""
    connection.exec_driver_sql(f'ANALYZE "{name}"')
    if not connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first():  # noqa: S608
        _drop_samples(connection, name)


def rewrite_samples(connection: Connection) -> None:
    """Write the table of samples anew, without those that were replaced.

    The server only does so for who owns the database.
    """
    connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")


def _drop_samples(connection: Connection, name: str) -> None:
    # Nothing else drops them before PostgreSQL 18: a column that gets a type, if only its own, is
    # taken to hold other values than before.
    for column, kind in connection.execute(_SAMPLED, {"name": name}).all():
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ALTER COLUMN "{column}" TYPE {kind}')
