"""Imports in the database, and the mappings that are kept for the next file of the same kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import imports, kept_mappings

__all__ = ["ImportRecord", "ImportStore", "KeptMapping"]


@dataclass(frozen=True)
class ImportRecord:
    """An import as the database holds it.

    Parameters
    ----------
    id, account : int
        Its number, and whose it is.
    name : str
        Of the case that it leads to.
    folder : str
        Random name of its folder.
    file : mapping, optional
        What was given as incidents: name, bytes, format.
    layers : mapping of str to mapping
        The same of every layer, by its role.
    mapping : mapping
        What was chosen: columns, kinds, reading, city.
    check_job, run_job, case : int, optional
        The job that read it last, the one that ran its study, and the case that came of it.
    changed : str
        When it was changed last.
    """

    id: int
    account: int
    name: str
    folder: str
    file: Mapping[str, Any] | None = None
    layers: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)
    check_job: int | None = None
    run_job: int | None = None
    case: int | None = None
    changed: str = ""


@dataclass(frozen=True)
class KeptMapping:
    """A mapping that led to a case.

    Parameters
    ----------
    id : int
        Its number.
    name : str
        Of the import that it was made in.
    headings : tuple of str
        Of the file that it was made for.
    mapping : mapping
        What was chosen.
    changed : str
        When it was used last.
    """

    id: int
    name: str
    headings: tuple[str, ...]
    mapping: Mapping[str, Any]
    changed: str


@dataclass(frozen=True)
class ImportStore:
    """The imports of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database

    def begin(self, account: int, name: str, folder: str) -> ImportRecord:
        """Enter a new import."""
        at = now()
        values = {"account": account, "name": name, "folder": folder, "created": at, "changed": at}
        with self.database.writing() as connection:
            number = inserted_id(connection.execute(imports.insert().values(values)))
            return _record(connection.execute(select(imports).where(imports.c.id == number)).one())

    def get(self, number: int) -> ImportRecord | None:
        """Return an import; None where there is none of that number."""
        with self.database.reading() as connection:
            row = connection.execute(select(imports).where(imports.c.id == number)).one_or_none()
        return None if row is None else _record(row)

    def of_account(self, account: int) -> tuple[ImportRecord, ...]:
        """Return the imports of somebody, the newest first."""
        asked = select(imports).where(imports.c.account == account).order_by(imports.c.id.desc())
        with self.database.reading() as connection:
            return tuple(_record(row) for row in connection.execute(asked))

    def change(self, number: int, **values: Any) -> ImportRecord:
        """Change an import, and return it."""
        which = imports.c.id == number
        with self.database.writing() as connection:
            connection.execute(imports.update().where(which).values({**values, "changed": now()}))
            return _record(connection.execute(select(imports).where(which)).one())

    def set_layer(self, number: int, role: str, given: Mapping[str, Any] | None) -> ImportRecord:
        """Note a layer that was given, or that it is gone; what was read before is out of date."""
        which = imports.c.id == number
        with self.database.writing() as connection:
            layers = dict(connection.execute(select(imports.c.layers).where(which)).scalar_one())
            layers.pop(role, None)
            layers |= {} if given is None else {role: dict(given)}
            values = {"layers": layers, "check_job": None, "changed": now()}
            connection.execute(imports.update().where(which).values(values))
            return _record(connection.execute(select(imports).where(which)).one())

    def remove(self, number: int) -> None:
        """Remove an import; the case that came of it stays."""
        with self.database.writing() as connection:
            connection.execute(imports.delete().where(imports.c.id == number))

    def folders(self) -> frozenset[str]:
        """Return the folders of all imports."""
        with self.database.reading() as connection:
            return frozenset(connection.scalars(select(imports.c.folder)))

    def keep_mapping(self, account: int, name: str, headings: Sequence[str], mapping: Mapping[str, Any]) -> None:
        """Keep a mapping for the next file; an earlier one of the same name goes."""
        which = (kept_mappings.c.account == account) & (kept_mappings.c.name == name)
        values = {"account": account, "name": name, "headings": list(headings), "mapping": dict(mapping)}
        with self.database.writing() as connection:
            connection.execute(kept_mappings.delete().where(which))
            connection.execute(kept_mappings.insert().values({**values, "changed": now()}))

    def mappings(self, account: int) -> tuple[KeptMapping, ...]:
        """Return the mappings that somebody has, the one used last first."""
        which = kept_mappings.c.account == account
        asked = select(kept_mappings).where(which).order_by(kept_mappings.c.changed.desc(), kept_mappings.c.id.desc())
        with self.database.reading() as connection:
            rows = connection.execute(asked).all()
        return tuple(KeptMapping(row.id, row.name, tuple(row.headings), row.mapping, row.changed) for row in rows)


def _record(row: Row[Any]) -> ImportRecord:
    return ImportRecord(
        id=row.id,
        account=row.account,
        name=row.name,
        folder=row.folder,
        file=row.file,
        layers=row.layers,
        mapping=row.mapping,
        check_job=row.check_job,
        run_job=row.run_job,
        case=row.case_id,
        changed=row.changed,
    )
