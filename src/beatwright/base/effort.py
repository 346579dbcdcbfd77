"""How hard a search may try, who may end it, and who hears how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from numbers import Real
from typing import TypedDict

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Effort", "SearchOptions", "SearchProgress", "Stop"]

Stop = Callable[[], bool]
# Objective of the best plan (NaN where there is none yet), bound, and seconds since the start.
SearchProgress = Callable[[float, float, float], None]


class SearchOptions(TypedDict, total=False):
    """The options that every exact search takes by keyword; `Effort` says what they mean."""

    seconds: float | None
    gap: float
    seed: int
    stop: Stop | None
    progress: SearchProgress | None


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard a search may try.

    Parameters
    ----------
    seconds : float, optional
        Wall-clock limit; the best plan so far is returned with a valid bound. None by default.
    gap : float, default 0
        Gap, relative to the objective, at which the search may stop and call its plan optimal.
    seed : int, default 0
        Seed of what is random; the same seed gives the same plan.
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends with its best plan and a valid bound, status "feasible".
    progress : callable (objective, bound, seconds), optional
        Told of the best plan's objective, of the bound and of the seconds used whenever one of the first two is
        better. The objective is NaN where there is no plan yet.

    Examples
    --------
    >>> Effort(seconds=60, seed=3).gap
    0.0
    """

    seconds: float | None = None
    gap: float = 0.0
    seed: int = 0
    stop: Stop | None = None
    progress: SearchProgress | None = None

    def complaints(self, owner: str) -> Iterable[str | None]:
        """Yield what is wrong with these options of `owner`."""
        timed = isinstance(self.seconds, Real) and not isinstance(self.seconds, bool) and self.seconds > 0
        late = self.seconds is not None and not timed
        yield check.sentence(owner, "seconds", "a positive number or None", repr(self.seconds)) if late else None
        wrong = check.number(owner, "gap", self.gap, 0)
        yield wrong and check.sentence(owner, "gap", "a finite number of at least 0", self.gap)
        yield check.integer(owner, "seed", self.seed, 0)
        for name in ("stop", "progress"):
            value = getattr(self, name)
            known = value is None or callable(value)
            yield None if known else check.sentence(owner, name, "a function or None", repr(value))

    @classmethod
    def read(cls, owner: str, options: SearchOptions) -> Effort:
        """Return the effort that these options of the function `owner` ask for.

        Raises
        ------
        ParameterError
            With every wrong option at once.
        """
        unknown = set(options) - set(SearchOptions.__annotations__)
        if unknown:
            raise TypeError(f"{owner}() got an unexpected keyword argument {min(unknown)!r}")
        effort = cls(**options)
        complaints = Complaints()
        complaints.extend(effort.complaints(owner))
        complaints.raise_if_any(ParameterError)
        return effort
