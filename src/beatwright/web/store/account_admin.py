"""What an admin sees and changes of people: sessions, roles, invitations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from beatwright.base.errors import BeatwrightError
from beatwright.web.store.account_store import IDLE, LONGEST
from beatwright.web.store.database import Database, now
from beatwright.web.store.tables import accounts, invites, members, sessions

__all__ = [
    "LastAdminError",
    "Person",
    "change_account",
    "drop_invite",
    "end_sessions",
    "keep_settings",
    "members_of",
    "open_invites",
    "people_of",
]


class LastAdminError(BeatwrightError):
    """Nobody would be left who can keep the house."""


@dataclass(frozen=True)
class Person:
    """Somebody, as an admin sees them.

    Parameters
    ----------
    id, name, admin, disabled, created
        As in the database.
    sessions : int
        How many sessions of theirs are open.
    roles : dict of int to str
        Role by case.
    """

    id: int
    name: str
    admin: bool
    disabled: bool
    created: str
    sessions: int
    roles: dict[int, str]


def people_of(database: Database) -> tuple[Person, ...]:
    """Return everybody, by name."""
    with database.reading() as connection:
        opened = Counter(connection.scalars(select(sessions.c.account).where(_still_open())).all())
        given = connection.execute(select(members)).all()
        rows = connection.execute(select(accounts).order_by(accounts.c.name)).all()
    return tuple(_person(row, opened[row.id], given) for row in rows)


def _still_open() -> Any:
    at = datetime.now(UTC)
    return (sessions.c.seen > _text(at - IDLE)) & (sessions.c.created > _text(at - LONGEST))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _person(row: Row[Any], opened: int, given: Iterable[Row[Any]]) -> Person:
    roles = {member.case_id: member.role for member in given if member.account == row.id}
    return Person(row.id, row.name, row.admin, row.disabled, row.created, opened, roles)


def change_account(database: Database, number: int, *, disabled: bool | None, admin: bool | None) -> bool:
    """Keep somebody out or let them in again, or give them the house or take it; their sessions end where they lose.

    Returns
    -------
    bool
        Whether there is such an account.

    Raises
    ------
    LastAdminError
        Where no admin would be left who can sign in.
    """
    values = {name: value for name, value in (("disabled", disabled), ("admin", admin)) if value is not None}
    with database.writing() as connection:
        if values:
            changed = connection.execute(accounts.update().where(accounts.c.id == number).values(values)).rowcount
        else:
            changed = len(connection.execute(select(accounts.c.id).where(accounts.c.id == number)).all())
        if changed and (disabled or admin is False):
            _complain_of_no_admin(connection)
            connection.execute(sessions.delete().where(sessions.c.account == number))
    return bool(changed)


def _complain_of_no_admin(connection: Connection) -> None:
    kept = select(accounts.c.id).where(accounts.c.admin.is_(True), accounts.c.disabled.is_(False)).with_for_update()
    if not connection.execute(kept).all():
        raise LastAdminError("Nobody would be left who can keep the house. Make somebody else an admin first.")


def end_sessions(database: Database, number: int) -> None:
    """End every session of somebody."""
    with database.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.account == number))


def keep_settings(database: Database, number: int, settings: Mapping[str, Any]) -> None:
    """Keep what somebody chose to see."""
    with database.writing() as connection:
        connection.execute(accounts.update().where(accounts.c.id == number).values(settings=dict(settings)))


def members_of(database: Database, case_id: int) -> tuple[Row[Any], ...]:
    """Return account, name and role of everybody who has a role in a case, by name."""
    asked = (
        select(members.c.account, accounts.c.name, members.c.role)
        .join(accounts, accounts.c.id == members.c.account)
        .where(members.c.case_id == case_id)
        .order_by(accounts.c.name)
    )
    with database.reading() as connection:
        return tuple(connection.execute(asked))


def open_invites(database: Database) -> tuple[Row[Any], ...]:
    """Return the invitations that can still be used, by name."""
    asked = select(invites).where(invites.c.until > now()).order_by(invites.c.name)
    with database.reading() as connection:
        return tuple(connection.execute(asked))


def drop_invite(database: Database, beginning: str) -> bool:
    """Withdraw the invitation whose kept token begins so; tell whether there was one."""
    which = invites.c.token_sha256.startswith(beginning, autoescape=True)
    with database.writing() as connection:
        return bool(connection.execute(invites.delete().where(which)).rowcount)
