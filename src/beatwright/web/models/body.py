"""The base of every body of a request, and of every answer."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Answer", "Body", "ProblemAnswer"]


class Body(BaseModel):
    """A body of a request; what is not known is refused, and nothing is turned into something else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(BaseModel):
    """A body of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProblemAnswer(Answer):
    """What every request that cannot be followed is answered.

    Parameters
    ----------
    code : str
        A word for programs.
    message : str
        A sentence for people.
    details : dict
        What more is known.
    """

    code: str
    message: str
    details: dict[str, object]
