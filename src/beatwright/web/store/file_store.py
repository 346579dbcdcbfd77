"""Files that somebody may fetch for a day, in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from beatwright.web.store.database import Database, now
from beatwright.web.store.tables import files

__all__ = ["FileStore", "KeptFile"]

_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class KeptFile:
    """A file that was exported.

    Parameters
    ----------
    id : str
        What it is fetched by, and its name on disk: nobody can guess it.
    name : str
        What whoever fetches it saves it as.
    bytes : int
        Its size.
    sha256 : str
        Of its content.
    until : str
        When it goes.
    """

    id: str
    name: str
    bytes: int
    sha256: str
    until: str

    @property
    def is_gone(self) -> bool:
        """Whether its time is over."""
        return self.until < now()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(vars(self))


@dataclass(frozen=True)
class FileStore:
    """The files of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database

    def keep(self, job: int, id: str, name: str, size: int, sha256: str) -> KeptFile:
        """Enter a file of a job; it is kept for 24 hours."""
        until = (datetime.now(UTC) + _KEPT).isoformat(timespec="milliseconds")
        values: Mapping[str, Any] = {"id": id, "name": name, "bytes": size, "sha256": sha256, "until": until}
        with self.database.writing() as connection:
            connection.execute(files.insert().values(job_id=job, **values))
        return KeptFile(**values)

    def get(self, id: str) -> KeptFile | None:
        """Return a file; None where there is none of that id."""
        with self.database.reading() as connection:
            row = connection.execute(select(files).where(files.c.id == id)).one_or_none()
        return None if row is None else KeptFile(row.id, row.name, row.bytes, row.sha256, row.until)

    def standing(self) -> frozenset[str]:
        """Return the ids of files whose time is not over; the rows of the others stay, to say that they are gone."""
        with self.database.reading() as connection:
            return frozenset(connection.scalars(select(files.c.id).where(files.c.until >= now())))
