"""Comments on a plan and on what is in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = ["CommentChange", "CommentLine", "NewComment"]

_Text = Annotated[str, Field(min_length=1, max_length=5_000)]
_Target = Annotated[str, Field(max_length=200, pattern=r"^(plan|(post|district):[1-9][0-9]{0,6}|unit:.+)$")]


class NewComment(Body):
    """A comment to be written.

    Parameters
    ----------
    text : str
        What.
    on : str, default "plan"
        What it is about: ``plan``, ``post:SLOT``, ``district:NUMBER`` or ``unit:ID``.
    """

    text: _Text
    on: _Target = "plan"


class CommentChange(Body):
    """A change of a comment.

    Parameters
    ----------
    rev : int
        The revision that whoever asks has seen.
    text : str, optional
        Other words; only who wrote it may give them.
    done : bool, optional
        Whether it is settled.
    """

    rev: Annotated[int, Field(ge=1, le=1_000_000)]
    text: _Text | None = None
    done: bool | None = None


class CommentLine(Answer):
    """A comment."""

    id: int
    on: str
    text: str
    by: str
    at: str
    done: bool
    rev: int
