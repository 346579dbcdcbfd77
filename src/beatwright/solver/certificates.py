"""Outcomes of the solver become certificates, its errors become ours."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.solver.outcome import InfeasibleError as NoPlanError
from beatwright.solver.outcome import Outcome, SolverError

__all__ = ["certificate_of", "certificate_of_share", "solver_errors"]


def certificate_of(outcome: Outcome, *, scale: float = 1.0, unit: str = "") -> Certificate:
    """Return the certificate of a minimisation, objective and bound multiplied by `scale`.

    Examples
    --------
    >>> certificate_of(Outcome("optimal", 10.0, 10.0, 0.1, "simplex"), scale=0.5, unit="m").objective
    5.0
    """
    objective = outcome.objective * scale if math.isfinite(outcome.objective) else math.nan
    # Rounding may push a bound that equals its objective over it, and a bound must never cross.
    bound = min(outcome.bound * scale, objective) if math.isfinite(outcome.bound) else -math.inf
    return Certificate(outcome.status, objective, bound, outcome.seconds, outcome.method, outcome.message, unit)


def certificate_of_share(outcome: Outcome, missed: float, least: float, unit: str) -> Certificate:
    """Return the certificate of a maximised share, told as the share that is `missed` and the `least` that must be.

    Examples
    --------
    >>> certificate_of_share(Outcome("optimal", 9.0, 9.0, 0.1, "cover"), 0.1, 0.1, "share").gap
    0.0
    >>> certificate_of_share(Outcome("time limit", 8.0, 9.0, 0.1, "cover"), 0.2, 0.1, "share").text
    'time limit, reaches at least 88.88% of the best possible'
    """
    exact = outcome.status == "optimal" and outcome.objective == outcome.bound
    # A share of what is missed, taken as 1 less a sum, has lost digits that a proof had.
    bound = missed if exact else min(max(least, 0.0), missed)
    return Certificate(outcome.status, missed, bound, outcome.seconds, outcome.method, outcome.message, unit, whole=1.0)


@contextmanager
def solver_errors(owner: str, advice: str) -> Iterator[None]:
    """Turn the solver's errors into ours: `owner` is the planner, `advice` what to do where there is no plan."""
    try:
        yield
    except NoPlanError as problem:
        raise InfeasibleError(f"{owner} has no plan: {problem} {advice}") from problem
    except SolverError as problem:
        raise ParameterError(f"{owner} cannot be solved: {problem}") from problem
