"""Options that planners share, and what is wrong with them, written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from beatwright.base import check
from beatwright.base.effort import SearchOptions, SearchProgress, Stop
from beatwright.core import Step
from beatwright.core.step import NO_OPTION

__all__ = ["NamedPlanner", "SearchingPlanner", "WatchedPlanner"]


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
        yield check.string(type(self).__name__, "name", self.name)


@dataclass(frozen=True, kw_only=True, repr=False)
class WatchedPlanner(NamedPlanner):
    """Base of the planners whose search may be ended, and followed, by whoever started it.

    Parameters
    ----------
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends with its best plan and a valid bound. Not an option of a
        study file.
    progress : callable (objective, bound, seconds), optional
        Told of every better objective or bound, in the unit of the engine. Not an option of a study file.
    """

    stop: Stop | None = field(default=None, compare=False, metadata=NO_OPTION)
    progress: SearchProgress | None = field(default=None, compare=False, metadata=NO_OPTION)

    def name_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the name, and with who watches."""
        yield from super().name_complaints()
        for name in ("stop", "progress"):
            given = getattr(self, name)
            known = given is None or callable(given)
            yield None if known else check.sentence(type(self).__name__, name, "a function or None", repr(given))


@dataclass(frozen=True, kw_only=True, repr=False)
class SearchingPlanner(WatchedPlanner):
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

    @property
    def effort(self) -> SearchOptions:
        """The options of the search as the engines take them."""
        return {
            "seconds": self.seconds,
            "gap": self.gap,
            "seed": self.seed,
            "stop": self.stop,
            "progress": self.progress,
        }

    def limited(self, seconds: float) -> Self:
        """Return a copy whose search ends after so many seconds at the latest; sooner where its own limit says so."""
        return replace(self, seconds=seconds if self.seconds is None else min(self.seconds, seconds))
