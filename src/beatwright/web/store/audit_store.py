"""The audit: who signed in, edited, tested, approved, exported or gave a role, and when; lines are only added."""

from __future__ import annotations

import csv
import io
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from beatwright.base.files.formula_guard import guard
from beatwright.web.store.database import Database, now
from beatwright.web.store.tables import audit

__all__ = ["AuditLine", "AuditStore", "audit_csv"]

EDIT = "edit"
_EDITS = timedelta(hours=1)  # one line for all edits of a plan by one person in so long
_REMEMBERED = 1_000


@dataclass(frozen=True)
class AuditLine:
    """A line of the audit.

    Parameters
    ----------
    id : int
        Its number; numbers grow with time.
    at, account, what, on, address : str
        When, who, what, on what, and from which address.
    """

    id: int
    at: str
    account: str
    what: str
    on: str
    address: str


@dataclass(frozen=True)
class AuditStore:
    """The audit of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database
    _edits: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict, repr=False, compare=False)

    def write(self, account: str, what: str, on: str = "", address: str = "") -> None:
        """Add a line."""
        values = {"at": now(), "account": account, "what": what, "on": on[:200], "address": address[:60]}
        with self.database.writing() as connection:
            connection.execute(audit.insert().values(values))

    def write_edit(self, account: str, on: str, address: str = "") -> None:
        """Add a line for an edit, unless there is one of the same person and plan within the hour."""
        since = (datetime.now(UTC) - _EDITS).isoformat(timespec="milliseconds")
        if self._edits.get((account, on), "") > since:
            return
        asked = select(audit.c.at).where(audit.c.account == account, audit.c.what == EDIT, audit.c.on == on)
        with self.database.reading() as connection:
            last = connection.scalar(asked.where(audit.c.at > since).order_by(audit.c.id.desc()).limit(1))
        if last is None:
            self.write(account, EDIT, on, address)
        self._edits[account, on] = last or now()
        while len(self._edits) > _REMEMBERED:
            self._edits.popitem(last=False)

    def lines(self, limit: int | None = None, before: int | None = None) -> tuple[AuditLine, ...]:
        """Return lines, the last one first: at most `limit`, those of smaller numbers than `before`."""
        asked = select(audit).order_by(audit.c.id.desc())
        if before is not None:
            asked = asked.where(audit.c.id < before)
        with self.database.reading() as connection:
            return tuple(_line(row) for row in connection.execute(asked.limit(limit) if limit else asked))


def audit_csv(lines: Iterable[AuditLine]) -> str:
    """Return lines as CSV; a cell that a spreadsheet would take for a formula is made text.

    >>> print(audit_csv([AuditLine(1, "2026-01-01", "=1+1", "sign-in", "", "10.0.0.1")]).splitlines()[1])
    1,2026-01-01,'=1+1,sign-in,,10.0.0.1
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(["number", "at", "who", "what", "on", "address"])
    for line in lines:
        writer.writerow([guard(str(value)) for value in vars(line).values()])
    return sheet.getvalue()


def _line(row: Row[Any]) -> AuditLine:
    return AuditLine(row.id, row.at, row.account, row.what, row.on, row.address)
