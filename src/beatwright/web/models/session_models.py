"""Signing in and out, and who one is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = ["InviteAccepted", "Me", "PasswordChange", "SettingsChosen", "SignIn"]

_SECRET = Field(min_length=1, max_length=1_000)
_Word = Annotated[str, Field(min_length=1, max_length=60)]
_Text = Annotated[str, Field(max_length=200)]


class SignIn(Body):
    """A name with its password; or the token of the opened address, where there is no team.

    Parameters
    ----------
    name, password : str, optional
        Of somebody of the team.
    token : str, optional
        From the address that `beatwright serve` opened.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    password: Annotated[str, _SECRET] | None = None
    token: Annotated[str, _SECRET] | None = None


class InviteAccepted(Body):
    """An invitation, and the password that whoever got it chooses."""

    token: Annotated[str, _SECRET]
    password: Annotated[str, _SECRET]


class PasswordChange(Body):
    """A password for another."""

    old: Annotated[str, _SECRET]
    new: Annotated[str, _SECRET]


class SettingsChosen(Body):
    """What somebody chose to see: language, units of length, keys."""

    settings: Annotated[dict[_Word, bool | int | float | _Text | None], Field(max_length=50)]


class Me(Answer):
    """Who one is.

    Parameters
    ----------
    name : str
        What others see.
    admin : bool
        Whether the house is theirs to keep.
    team : bool
        Whether people sign in by name here.
    settings : dict
        What they chose to see.
    """

    name: str
    admin: bool
    team: bool
    settings: dict[str, object]
