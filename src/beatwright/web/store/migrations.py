"""Bring a database from any earlier version to this one, a numbered step at a time."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy
from sqlalchemy import Connection, text

from beatwright.base.errors import InputError
from beatwright.web.store.tables import imports, kept_mappings, metadata, schema

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "migrate", "schema_version_of"]


def _add_lineages(connection: Connection) -> None:
    """Give every plan the number of the first one of those that it was made from, and their tests."""
    connection.execute(text("ALTER TABLE plan ADD COLUMN lineage INTEGER DEFAULT '0' NOT NULL"))
    connection.execute(text("CREATE INDEX ix_plan_lineage ON plan (lineage)"))
    found = connection.execute(text("SELECT id, parent, tests FROM plan ORDER BY id")).all()
    first: dict[int, int] = {}  # a plan is younger than the one that it was made from
    tests: dict[int, int] = {}
    for row in found:
        first[row.id] = first.get(row.parent, row.id)
        tests[first[row.id]] = max(row.tests, tests.get(first[row.id], 0))
    for number, lineage in first.items():
        values = {"number": number, "lineage": lineage, "tests": tests[lineage]}
        connection.execute(text("UPDATE plan SET lineage = :lineage, tests = :tests WHERE id = :number"), values)


def _add_imports(connection: Connection) -> None:
    metadata.create_all(connection, tables=[imports, kept_mappings])


def _add_zones(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE planning_case ADD COLUMN zones INTEGER"))


# Steps by the version that they lead to; one that has been published is never changed. A new database is made whole.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    2: _add_lineages,
    3: _add_imports,
    4: _add_zones,
}
SCHEMA_VERSION = max(MIGRATIONS)


def schema_version_of(connection: Connection) -> int:
    """Return the version of a database's tables; 0 where it has none."""
    if not sqlalchemy.inspect(connection).has_table(schema.name):
        return 0
    return connection.scalar(sqlalchemy.select(sqlalchemy.func.max(schema.c.version))) or 0


def migrate(connection: Connection, at: str) -> int:
    """Make the tables of a new database, or carry out every step that an older one has not had; return its version.

    Raises
    ------
    InputError
        Where the database was made by a newer version of beatwright.
    """
    version = schema_version_of(connection)
    if version > SCHEMA_VERSION:
        raise InputError(
            f"The planner's database has version {version}; this beatwright knows {SCHEMA_VERSION}. Update beatwright."
        )
    if version == 0:
        metadata.create_all(connection)
        connection.execute(schema.insert().values(version=SCHEMA_VERSION, at=at))
    for number in range(version + 1, SCHEMA_VERSION + 1) if version else ():
        MIGRATIONS[number](connection)
        connection.execute(schema.insert().values(version=number, at=at))
    return SCHEMA_VERSION
