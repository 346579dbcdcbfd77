"""Bring a database from any earlier version to this one, a numbered step at a time."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy
from sqlalchemy import Connection

from beatwright.base.errors import InputError
from beatwright.web.store.tables import imports, kept_mappings, metadata, schema

__all__ = ["MIGRATIONS", "migrate", "schema_version_of"]


def _create_everything(connection: Connection) -> None:
    metadata.create_all(connection)


def _add_imports(connection: Connection) -> None:
    """Add the tables of imports; a database that was made since has them from the first step."""
    metadata.create_all(connection, tables=[imports, kept_mappings])


# In order, from version 1; a step that has been published is never changed.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_create_everything, _add_imports)


def schema_version_of(connection: Connection) -> int:
    """Return the version of a database's tables; 0 where it has none."""
    if not sqlalchemy.inspect(connection).has_table(schema.name):
        return 0
    return connection.scalar(sqlalchemy.select(sqlalchemy.func.max(schema.c.version))) or 0


def migrate(connection: Connection, at: str) -> int:
    """Carry out every step that a database has not had; return its version.

    Raises
    ------
    InputError
        Where the database was made by a newer version of beatwright.
    """
    version = schema_version_of(connection)
    if version > len(MIGRATIONS):
        raise InputError(
            f"The planner's database has version {version}; this beatwright knows {len(MIGRATIONS)}. Update beatwright."
        )
    for number in range(version + 1, len(MIGRATIONS) + 1):
        MIGRATIONS[number - 1](connection)
        connection.execute(schema.insert().values(version=number, at=at))
    return len(MIGRATIONS)
