"""Who may end a search, and who hears how far it is: shared by all parts of one solve."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from beatwright.base.check import integer, number
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.time_limit import SearchClock

__all__ = ["SearchMonitor", "check_options", "option_complaints"]


@dataclass
class SearchMonitor:
    """The wish to stop, and the best objective and bound so far; whoever listens is told only of better ones.

    Parameters
    ----------
    clock : SearchClock
        Asked whether to stop, and told.
    objective : float
        Objective of the best plan so far that keeps the rules.
    bound : float
        No plan can be better.

    Examples
    --------
    >>> monitor = SearchMonitor(SearchClock(progress=lambda *news: print(*news[:2])))
    >>> monitor.found(5.0), monitor.found(6.0), monitor.proved(4.0)
    5.0 -inf
    5.0 4.0
    (None, None, None)
    """

    clock: SearchClock = field(default_factory=SearchClock)
    objective: float = math.inf
    bound: float = -math.inf

    @property
    def stopped(self) -> bool:
        """Whether somebody wants the search to end."""
        return self.clock.stopped

    def was_stopped(self) -> bool:
        """Say whether somebody wants the search to end: `stopped` as a function, for its parts."""
        return self.stopped

    def found(self, objective: float) -> None:
        """Take note of a plan that keeps the rules."""
        if objective < self.objective:
            self.objective = objective
            self.clock.report(self.objective, self.bound)

    def proved(self, bound: float) -> None:
        """Take note of a bound; an infinite one, of a problem without a plan, is nothing to tell of."""
        if math.isfinite(bound) and bound > self.bound:
            self.bound = bound
            self.clock.report(self.objective, self.bound)

    @property
    def message(self) -> str:
        """What a certificate says of the end of the search: "stopped", or nothing."""
        return "stopped" if self.clock.state.stopped else ""


def check_options(owner: str, iterations: object, prove_seconds: object, options: SearchOptions) -> None:
    """Refuse options of a search by `owner` that are no numbers, or outside their ranges, all at once."""
    complaints = Complaints()
    complaints.extend(option_complaints(owner, iterations, prove_seconds, options))
    complaints.raise_if_any(ParameterError)


def option_complaints(
    owner: str, iterations: object, prove_seconds: object, options: SearchOptions
) -> Iterator[str | None]:
    """Yield what is wrong with the options of a search by `owner`."""
    yield number(owner, "seconds", options.get("seconds"), low=0.0, open_low=True, optional=True)
    yield None if iterations is None else integer(owner, "iterations", iterations, 1)
    yield number(owner, "prove_seconds", prove_seconds, 0.0, open_low=True, optional=True)
    yield number(owner, "gap", options.get("gap", 0.0), low=0.0, high=1.0)
    yield integer(owner, "seed", options.get("seed", 0), low=0, high=2**63 - 1)
    yield from Effort(stop=options.get("stop"), progress=options.get("progress")).complaints(owner)
