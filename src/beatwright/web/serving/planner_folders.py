"""Where a planner keeps its database and its files, where nobody says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

import platformdirs
import sqlalchemy
from sqlalchemy import make_url

from beatwright.base.errors import InputError, ParameterError
from beatwright.web.store.database import Database, open_database

__all__ = [
    "database_address",
    "database_file",
    "files_folder",
    "make_database_folder",
    "opened_database",
    "scratch_folder",
]

_FILE = "planner.db"
_OURS_ALONE = 0o700  # of folders: what lies in them is nobody else's on this machine


def database_address(given: str | None = None) -> str:
    """Return the address of a planner's database.

    Parameters
    ----------
    given : str, optional
        A file, or the address of a PostgreSQL database; ``planner.db`` in the user's data folder by default.

    Raises
    ------
    ParameterError
        Where it is the address of another kind of database.

    Examples
    --------
    >>> database_address("postgresql://ana@db.example/plans")
    'postgresql+psycopg://ana@db.example/plans'
    """
    if given is None:
        return f"sqlite:///{_data_folder() / _FILE}"
    if "://" not in given:
        return f"sqlite:///{Path(given).resolve()}"
    try:
        url = make_url(given)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ParameterError(
            f"The option --database takes a file, or postgresql://USER@HOST/NAME. Got '{_hidden(given)}'."
        )
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def opened_database(address: str, *, make: bool = True) -> Database:
    """Open a planner's database; its folder and file can be read by the user alone where they are made here.

    Parameters
    ----------
    address : str
        As `database_address` returns it.
    make : bool, default True
        Whether to make a file that is not there.

    Raises
    ------
    InputError
        Where it cannot be opened, or is not there and shall not be made.
    """
    file = database_file(address)
    if file is not None and not file.exists() and not make:
        raise InputError(f"There is no planner's database '{file}'. Name it with --database.")
    if file is not None:
        make_database_folder(file)
        file.touch(mode=0o600)
    return open_database(address)


def make_database_folder(file: Path) -> None:
    """Make the folder of a database; it can be read by the user alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=_OURS_ALONE)


def scratch_folder(address: str) -> Path:
    """Return the folder of a planner's uploads, exports and imported cases: beside its database.

    >>> scratch_folder("sqlite:////srv/plans/planner.db").as_posix()
    '/srv/plans/planner-files'
    """
    file = database_file(address)
    return _data_folder() / "planner-files" if file is None else file.with_name(f"{file.stem}-files")


def files_folder(address: str) -> Path:
    """Return the folder of one database's uploads, exports and cases.

    Databases of PostgreSQL share `scratch_folder`. Each has a folder of its own there, so that none removes what is
    another's.
    """
    if database_file(address) is not None:
        return scratch_folder(address)
    url = make_url(address)
    where = repr((url.host, url.port, url.database, url.query.get("host")))  # whoever signs in to it
    mark = hashlib.sha256(where.encode()).hexdigest()[:12]
    return scratch_folder(address) / f"{url.database}-{mark}"


def database_file(address: str) -> Path | None:
    """Return the file of a SQLite database; None of another one, and of one in memory.

    >>> database_file("postgresql+psycopg://ana@db.example/plans") is None
    True
    """
    url = make_url(address)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _data_folder() -> Path:
    return platformdirs.user_data_path("beatwright", appauthor=False)


def _hidden(given: str) -> str:
    """Return an address without what may be a password."""
    kind, _, rest = given.partition("://")
    return f"{kind}://...@{rest.rpartition('@')[2]}" if "@" in rest else given
