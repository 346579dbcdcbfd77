"""Which plan another was edited from by hand, and how often it was tested meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["EditedFrom"]


@dataclass(frozen=True)
class EditedFrom:
    """The plan that somebody began to edit, and the tests since.

    Whoever changes a plan until the held-out figures look best has made them figures that were planned on. The number
    of tests goes with the plan, so that its reader can tell.

    Parameters
    ----------
    name : str
        Name of the plan that was edited.
    digest : str
        Its `Plan.digest`: tells whether a plan of that name is still the same.
    tests : int, default 0
        How often the plan, or a draft of it, was judged on held-out incidents.

    Raises
    ------
    ParameterError
        Where name or digest is empty, or the number is below 0.

    Examples
    --------
    >>> EditedFrom("PMedian(p=8)", "4f2c", tests=3).words
    'edited by hand from “PMedian(p=8)”, and tested 3 times on held-out incidents meanwhile'
    """

    name: str
    digest: str
    tests: int = 0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("EditedFrom", "name", self.name))
        complaints.add(check.text("EditedFrom", "digest", self.digest))
        complaints.add(check.integer("EditedFrom", "tests", self.tests, 0))
        complaints.raise_if_any(ParameterError)

    @property
    def words(self) -> str:
        """What a reader must know, as a part of a sentence."""
        times = {0: "never tested", 1: "tested once"}.get(self.tests, f"tested {self.tests:,} times")
        return f"edited by hand from “{self.name}”, and {times} on held-out incidents meanwhile"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> EditedFrom:
        """Read what `to_dict` wrote."""
        return cls(**values)
