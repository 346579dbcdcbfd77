"""Signing in and out, and who one is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = ["Me", "SignIn"]

_SECRET = Field(min_length=1, max_length=1_000)


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
