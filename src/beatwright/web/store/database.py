"""Open the planner's database: SQLite in a file, or PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, CursorResult, Engine, event

from beatwright.base.errors import InputError
from beatwright.web.store.migrations import migrate

__all__ = ["Database", "inserted_id", "now", "open_database", "unopened_database"]

_PATIENCE = 5_000  # milliseconds that a writer waits for another


def now() -> str:
    """Return the time in UTC, ISO 8601 to the millisecond; texts of it sort as times do."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def inserted_id(result: CursorResult[Any]) -> int:
    """Return the number that the database gave to a new row."""
    key = result.inserted_primary_key
    assert key is not None  # every table that numbers its rows has a primary key
    return int(key[0])


@dataclass(frozen=True)
class Database:
    """The planner's database, migrated.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connections to it.
    """

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees one state of the database."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is carried out whole or not at all; on SQLite one writes at a time."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def back_up(self, path: str | Path) -> Path:
        """Write a copy of a SQLite database that is in use; it is whole at the moment of the copy.

        Raises
        ------
        InputError
            Where the file exists, or the database is PostgreSQL, which has its own tool for it.
        """
        path = Path(path)
        if not self.is_sqlite:
            raise InputError("A PostgreSQL database is backed up by its own tool: pg_dump.")
        if path.exists():
            raise InputError(f"The file '{path}' exists already. Choose another name for the backup.")
        with self.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        return path

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a database, make its tables where there are none, and bring older ones up to date.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql+psycopg://USER:PASSWORD@HOST/NAME``.

    Raises
    ------
    InputError
        Where it cannot be opened, or was made by a newer version.
    """
    try:
        engine = sqlalchemy.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as problem:
        raise unopened_database(problem) from None
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    database = Database(engine)
    try:
        with database.writing() as connection:
            migrate(connection, now())
    except sqlalchemy.exc.SQLAlchemyError as problem:
        database.close()
        raise unopened_database(problem) from None
    except BaseException:
        database.close()
        raise
    return database


def unopened_database(problem: Exception) -> InputError:
    """Return the complaint of a database that cannot be opened."""
    reason = str(getattr(problem, "orig", None) or problem).partition("\n")[0]
    return InputError(f"The planner's database cannot be opened. {reason}")


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        # Transactions begin where `writing` says so, not where the driver guesses.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", f"busy_timeout={_PATIENCE}", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
