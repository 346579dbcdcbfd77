"""What every solver of this room hands back beside its numbers: an `Outcome`; and the errors that it raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Status = Literal["optimal", "feasible", "infeasible", "time limit"]

_TINY = 1e-12  # objective taken in place of 0 to divide by


class SolverError(ValueError):
    """An argument of a solver is wrong; the message says what was expected and what was given."""


class InfeasibleError(SolverError):
    """The arguments are well formed, yet no plan satisfies all of them."""


def parameter_error(name: str, function: str, expected: str, got: object) -> SolverError:
    """Build the one sentence form of every parameter error.

    Examples
    --------
    >>> print(parameter_error("p", "p_median", "an integer in [1, 60]", 0))
    The 'p' parameter of p_median must be an integer in [1, 60]. Got 0.
    """
    return SolverError(f"The {name!r} parameter of {function} must be {expected}. Got {got}.")


@dataclass(frozen=True)
class Outcome:
    """How good a solution is, and how that is known.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "time limit"}
        "optimal": proven within the gap that was asked for. "feasible": a plan was found and the search was ended by
        the user (interrupt) or has no proof. "infeasible": proven that no plan exists. "time limit": the seconds ran
        out; the objective is that of the best plan found (infinite where none was found).
    objective : float
        Value of the best plan found, in the unit of the objective.
    bound : float
        Proven limit: no plan is better than this. Below the objective when minimising, above it when maximising.
    seconds : float
        Wall-clock seconds spent.
    method : str
        Name of the method that made the plan and the bound.
    message : str
        What the method or the underlying solver said, in its own words.

    Examples
    --------
    >>> Outcome("time limit", 102.0, 100.0, 5.0, "p-median").gap
    0.0196...
    >>> Outcome("optimal", 100.0, 100.0, 0.1, "p-median").gap
    0.0
    """

    status: Status
    objective: float
    bound: float
    seconds: float
    method: str
    message: str = ""

    def __post_init__(self) -> None:
        for name in ("objective", "bound", "seconds"):
            object.__setattr__(self, name, getattr(self, name) + 0.0)  # no negative zero

    @property
    def gap(self) -> float:
        """Relative distance between objective and bound: ``|objective - bound| / |objective|``; 0 when they meet.

        This is the rule by which a search stops. It is not how far the plan can be from the optimum, which is relative
        to the bound: `beatwright.Certificate.gap`.
        """
        if self.objective == self.bound:
            return 0.0
        if not (np.isfinite(self.objective) and np.isfinite(self.bound)):
            return float("inf")
        return abs(self.objective - self.bound) / max(abs(self.objective), _TINY)
