"""Options that planners share, and what is wrong with them, written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beatwright.base import check
from beatwright.core import Step

__all__ = ["NamedPlanner", "SearchingPlanner"]


@dataclass(frozen=True, kw_only=True, repr=False)
class NamedPlanner(Step):
    """Base of the planners whose plans can be given a name.

    Parameters
    ----------
    name : str, default ""
        Name of the plan in tables; empty: the step and its options.
    """

    name: str = ""

    def name_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the name."""
        if not isinstance(self.name, str):
            yield f"The 'name' parameter of {type(self).__name__} must be a text. Got {self.name!r}."


@dataclass(frozen=True, kw_only=True, repr=False)
class SearchingPlanner(NamedPlanner):
    """Base of the planners that search until a proof, or until a limit.

    Parameters
    ----------
    seconds : float, optional
        Time limit. The best plan found by then is returned with the bound proven by then.
    gap : float, default 0.0
        Relative gap at which a plan counts as optimal.
    seed : int, default 0
        Seed of the search; the same seed gives the same plan.
    """

    seconds: float | None = None
    gap: float = 0.0
    seed: int = 0

    def search_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options of the search, and with the name."""
        owner = type(self).__name__
        yield check.number(owner, "seconds", self.seconds, 0, open_low=True, optional=True)
        yield check.number(owner, "gap", self.gap, 0, high=1)
        yield check.integer(owner, "seed", self.seed, 0)
        yield from self.name_complaints()
