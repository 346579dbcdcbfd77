"""Who has which role in which case, by the words of the command line."""

from __future__ import annotations

from sqlalchemy import select

from beatwright.base.errors import InputError
from beatwright.base.words import joined
from beatwright.web.store.account_store import Account
from beatwright.web.store.database import Database
from beatwright.web.store.tables import cases, members

__all__ = ["case_called", "roles_of"]


def roles_of(database: Database, account: Account) -> tuple[str, ...]:
    """Return what somebody may do, as words: ``"admin"``, ``"planner of 'Kirkby Bend' (case 2)"``."""
    if account.admin:
        return ("admin",)
    asked = select(members.c.role, cases.c.name, cases.c.id).join(cases, members.c.case_id == cases.c.id)
    asked = asked.where(members.c.account == account.id).order_by(cases.c.name, cases.c.id)
    with database.reading() as connection:
        return tuple(f"{row.role} of '{row.name}' (case {row.id})" for row in connection.execute(asked))


def case_called(database: Database, text: str) -> int:
    """Return the number of a case that is called by its number or its name.

    Raises
    ------
    InputError
        Where there is none, or several have the name.
    """
    with database.reading() as connection:
        known = connection.execute(select(cases.c.id, cases.c.name).order_by(cases.c.id)).all()
    found = [row.id for row in known if text in (str(row.id), row.name)]
    if len(found) == 1:
        return int(found[0])
    if found:
        raise InputError(f"Several cases are called '{text}'. Give the number of one: {joined(found)}.")
    listed = joined(f"{row.id} ('{row.name}')" for row in known) or "none yet; open one with: beatwright serve CASE"
    raise InputError(f"There is no case '{text}'. Known: {listed}.")
