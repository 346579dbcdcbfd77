"""The base of every body of a request, and of every answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

__all__ = ["Answer", "Body", "ProblemAnswer"]


class Body(BaseModel):
    """A body of a request; what is not known is refused, and nothing is turned into something else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_null_characters(cls, values: Any) -> Any:
        """Refuse what PostgreSQL cannot keep in a text, on every database alike."""
        parts = values.values() if isinstance(values, dict) else ()
        texts = (text for part in parts for text in (part if isinstance(part, list) else (part,)))
        if any(isinstance(text, str) and "\x00" in text for text in texts):
            raise ValueError("Texts have no null characters.")
        return values


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
