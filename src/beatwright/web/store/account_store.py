"""People, their sessions and invitations in the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Row, select

from beatwright.base.errors import InputError
from beatwright.web.accounts.passwords import PasswordKeeper, password_complaint
from beatwright.web.accounts.roles import Role, role_named
from beatwright.web.accounts.tokens import kept_token, new_token
from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import accounts, invites, members, sessions

__all__ = ["Account", "AccountStore"]

IDLE = timedelta(hours=12)  # a session ends after so long without a request
LONGEST = timedelta(days=7)  # and in any case after so long
INVITED = timedelta(days=7)
_SEEN_AGAIN = timedelta(minutes=1)  # so that not every request writes
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    id : int
        Number in the database.
    name : str
        What others see.
    admin : bool
        Whether every case and the house are theirs to keep.
    disabled : bool
        Whether they may not sign in any more.
    settings : mapping
        What they chose to see: language, miles or metres, keys.
    """

    id: int
    name: str
    admin: bool = False
    disabled: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AccountStore:
    """The people of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    keeper : PasswordKeeper
        Hashes and checks passwords.
    """

    database: Database
    keeper: PasswordKeeper = field(default_factory=PasswordKeeper)

    def add(self, name: str, password: str | None, *, admin: bool = False) -> Account:
        """Add somebody; without a password they sign in by an invitation alone.

        Raises
        ------
        InputError
            Where the name is taken or empty, or the password is no good.
        """
        name = _good_name(name)
        kept = None if password is None else self._good_hash(name, password)
        with self.database.writing() as connection:
            return _insert_account(connection, name, kept, admin)

    def named(self, name: str) -> Account:
        """Return the account of a name.

        Raises
        ------
        InputError
            Where there is none.
        """
        with self.database.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
        if row is None:
            raise InputError(f"There is nobody called '{name}'. See all with: beatwright user list")
        return _account(row)

    def everybody(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        with self.database.reading() as connection:
            return tuple(_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)))

    def keeper_of_house(self) -> Account | None:
        """Return the first admin who may come in; None where there is none."""
        return next((account for account in self.everybody() if account.admin and not account.disabled), None)

    def can_anybody_sign_in(self) -> bool:
        """Return whether there is an admin with a password, who can let others in."""
        which = accounts.c.admin.is_(True) & accounts.c.disabled.is_(False) & accounts.c.password_hash.is_not(None)
        with self.database.reading() as connection:
            return connection.scalar(select(accounts.c.id).where(which).limit(1)) is not None

    def has_password(self, account: Account, password: str) -> bool:
        """Tell whether a password is somebody's."""
        with self.database.reading() as connection:
            kept = connection.scalar(select(accounts.c.password_hash).where(accounts.c.id == account.id))
        return self.keeper.matches(kept, password)

    def set_password(self, account: Account, password: str) -> None:
        """Give somebody another password; every session of theirs ends."""
        kept = self._good_hash(account.name, password)
        self._change(account, password_hash=kept)

    def disable(self, account: Account, disabled: bool = True) -> None:
        """Let somebody in no more, or again; every session of theirs ends."""
        self._change(account, disabled=disabled)

    def _change(self, account: Account, **values: object) -> None:
        with self.database.writing() as connection:
            connection.execute(accounts.update().where(accounts.c.id == account.id).values(**values))
            connection.execute(sessions.delete().where(sessions.c.account == account.id))

    def sign_in(self, name: str, password: str, *, agent: str = "") -> str | None:
        """Return the token of a new session; None where the name or the password is wrong, in the same time."""
        with self.database.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
        kept = None if row is None or row.disabled else row.password_hash
        if not self.keeper.matches(kept, password) or row is None:
            return None
        if self.keeper.is_outdated(row.password_hash):
            renewed = self.keeper.hashed(password)
            with self.database.writing() as connection:
                connection.execute(accounts.update().where(accounts.c.id == row.id).values(password_hash=renewed))
        return self.open_session(_account(row), agent=agent)

    def open_session(self, account: Account, *, agent: str = "") -> str:
        """Return the token of a new session."""
        token, at = new_token(), now()
        values = {
            "token_sha256": kept_token(token),
            "account": account.id,
            "created": at,
            "seen": at,
            "agent": agent[:200],
        }
        with self.database.writing() as connection:
            connection.execute(sessions.insert().values(values))
        return token

    def whose(self, token: str, at: datetime | None = None) -> Account | None:
        """Return whose session a token is of; None where it has ended, or never was."""
        at = at or datetime.now(UTC)
        asked = select(accounts, sessions.c.created.label("begun"), sessions.c.seen).join(sessions)
        asked = asked.where(sessions.c.token_sha256 == kept_token(token), accounts.c.disabled.is_(False))
        with self.database.reading() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        seen = datetime.fromisoformat(row.seen)
        if at - seen > IDLE or at - datetime.fromisoformat(row.begun) > LONGEST:
            self.close_session(token)
            return None
        if at - seen > _SEEN_AGAIN:
            which = sessions.c.token_sha256 == kept_token(token)
            with self.database.writing() as connection:
                connection.execute(sessions.update().where(which).values(seen=_text(at)))
        return _account(row)

    def close_session(self, token: str) -> None:
        """End a session."""
        with self.database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.token_sha256 == kept_token(token)))

    def invite(self, name: str, role: Role, case_id: int | None = None) -> str:
        """Return the token of an invitation: whoever has it chooses the password of a new account of that name.

        Raises
        ------
        InputError
            Where the name is taken or empty, or a role for one case comes without its case.
        """
        name = _good_name(name)
        if role is not Role.ADMIN and case_id is None:
            raise InputError(f"A {role.word} is invited to a case. Name the case.")
        with self.database.writing() as connection:
            _complain_of_taken(connection, name)
            return _insert_invite(connection, name, role, case_id)

    def add_invited(self, name: str, *, admin: bool = False) -> tuple[Account, str]:
        """Add somebody without a password; return the account, and the token by which they choose one, once.

        Raises
        ------
        InputError
            Where the name is taken or empty.
        """
        name = _good_name(name)
        with self.database.writing() as connection:
            account = _insert_account(connection, name, None, admin)
            # Nobody who was invited under that name before comes in as who was added now.
            connection.execute(invites.delete().where(invites.c.name == name))
            return account, _insert_invite(connection, name, Role.ADMIN if admin else Role.VIEWER, None)

    def accept(self, token: str, password: str) -> Account:
        """Make the account of an invitation, or give it its first password; an invitation can be used once.

        Raises
        ------
        InputError
            Where the invitation was used or has run out, or the password is no good.
        """
        which = invites.c.token_sha256 == kept_token(token)
        with self.database.reading() as connection:
            row = connection.execute(select(invites).where(which)).one_or_none()
        if row is None or row.until < now():
            raise InputError("This invitation was used or has run out. Ask for another.")
        kept = self._good_hash(row.name, password)
        with self.database.writing() as connection:
            if connection.execute(invites.delete().where(which)).rowcount != 1:
                raise InputError("This invitation was used or has run out. Ask for another.")
            account = _account_of_invite(connection, row, kept)
            if row.case_id is not None:
                member = {"case_id": row.case_id, "account": account.id, "role": row.role}
                connection.execute(members.insert().values(member))
        return account

    def role_in(self, account: Account, case_id: int) -> Role | None:
        """Return somebody's role in a case; None where the case is not theirs to see."""
        if account.admin:
            return Role.ADMIN
        which = (members.c.case_id == case_id) & (members.c.account == account.id)
        with self.database.reading() as connection:
            word = connection.scalar(select(members.c.role).where(which))
        return None if word is None else role_named(word)

    def best_role(self, account: Account) -> Role | None:
        """Return the highest role that somebody has in any case; None where no case is theirs to see."""
        if account.admin:
            return Role.ADMIN
        with self.database.reading() as connection:
            words = connection.scalars(select(members.c.role).where(members.c.account == account.id)).all()
        return max(map(role_named, words), default=None)

    def set_role(self, account: Account, case_id: int, role: Role | None) -> None:
        """Give somebody a role in a case, or take it away.

        Raises
        ------
        InputError
            Where the role is admin, which is not of one case.
        """
        if role is Role.ADMIN:
            raise InputError("An admin keeps every case. In one case somebody is a viewer or a planner.")
        which = (members.c.case_id == case_id) & (members.c.account == account.id)
        with self.database.writing() as connection:
            connection.execute(members.delete().where(which))
            if role is not None:
                values = {"case_id": case_id, "account": account.id, "role": role.word}
                connection.execute(members.insert().values(values))

    def _good_hash(self, name: str, password: str) -> str:
        complaint = password_complaint(password, name)
        if complaint is not None:
            raise InputError(complaint)
        return self.keeper.hashed(password)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _good_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise InputError(f"A name has 1 to {_LONGEST_NAME} characters that can be printed. Got {name!r}.")
    return name


def _complain_of_taken(connection: Connection, name: str) -> None:
    if connection.scalar(select(accounts.c.id).where(accounts.c.name == name)) is not None:
        raise InputError(f"There is somebody called '{name}' already. Choose another name.")


def _insert_account(connection: Connection, name: str, kept: str | None, admin: bool) -> Account:
    _complain_of_taken(connection, name)
    values = {"name": name, "password_hash": kept, "admin": admin, "created": now()}
    try:
        made = connection.execute(accounts.insert().values(values))
    except sqlalchemy.exc.IntegrityError:
        raise InputError(f"There is somebody called '{name}' already. Choose another name.") from None
    return Account(inserted_id(made), name, admin)


def _insert_invite(connection: Connection, name: str, role: Role, case_id: int | None) -> str:
    token = new_token()
    values = {
        "token_sha256": kept_token(token),
        "name": name,
        "role": role.word,
        "case_id": case_id,
        "until": _text(datetime.now(UTC) + INVITED),
    }
    connection.execute(invites.insert().values(values))
    return token


def _account_of_invite(connection: Connection, invite: Row[Any], kept: str) -> Account:
    """Return the account that an invitation is for: the one that was added without a password, or a new one."""
    admin = role_named(invite.role) is Role.ADMIN
    which = (accounts.c.name == invite.name) & accounts.c.password_hash.is_(None) & (accounts.c.admin == admin)
    row = None if invite.case_id is not None else connection.execute(select(accounts).where(which)).one_or_none()
    if row is None:
        return _insert_account(connection, invite.name, kept, admin)
    connection.execute(accounts.update().where(accounts.c.id == row.id).values(password_hash=kept))
    return _account(row)


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.admin, row.disabled, dict(row.settings))
