"""Users, invitations, members of cases, and the audit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = [
    "AuditEntry",
    "InviteLine",
    "InviteMade",
    "MemberChange",
    "MemberLine",
    "NewInvite",
    "NewUser",
    "RoleInCase",
    "UserChange",
    "UserLine",
    "UserMade",
]

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Number = Annotated[int, Field(ge=1, le=1_000_000_000)]
RoleInCase = Literal["viewer", "planner"]


class NewUser(Body):
    """Somebody to be added; they choose a password by the invitation that comes of it."""

    name: _Name
    admin: bool = False


class UserChange(Body):
    """What becomes of somebody."""

    disabled: bool | None = None
    admin: bool | None = None


class UserLine(Answer):
    """Somebody who may sign in.

    Parameters
    ----------
    id : int
        Their number.
    name : str
        What others see.
    admin, disabled : bool
        Whether the house is theirs to keep, and whether they are kept out.
    created : str
        When they were added.
    sessions : int
        How many sessions of theirs are open.
    roles : dict of str to str
        Role by the number of the case.
    """

    id: int
    name: str
    admin: bool
    disabled: bool
    created: str
    sessions: int
    roles: dict[str, str]


class UserMade(Answer):
    """Somebody who was added, and the token by which they choose a password; it is shown this once."""

    user: UserLine
    token: str


class NewInvite(Body):
    """An invitation to be sent.

    Parameters
    ----------
    name : str
        Of the account that comes of it.
    role : {"viewer", "planner", "admin"}
        What they may do.
    case : int, optional
        In which case; an admin is invited to the house.
    """

    name: _Name
    role: Literal["viewer", "planner", "admin"]
    case: _Number | None = None


class InviteMade(Answer):
    """The token of an invitation; it is shown this once."""

    token: str


class InviteLine(Answer):
    """An invitation that was not used yet."""

    id: str
    name: str
    role: str
    case: int | None
    until: str


class MemberLine(Answer):
    """Somebody's role in a case."""

    account: int
    name: str
    role: RoleInCase


class MemberChange(Body):
    """A role in a case, given or taken away."""

    account: _Number
    role: RoleInCase | None


class AuditEntry(Answer):
    """A line of the audit: who did what, on what, when and from where."""

    id: int
    at: str
    account: str
    what: str
    on: str
    address: str
