"""The seam between planning and the solver: its outcomes become certificates, its errors become ours."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from beatwright import solver
from beatwright.core import Certificate, InfeasibleError, ParameterError

__all__ = ["certificate_of", "solver_errors"]


def certificate_of(outcome: solver.Outcome, *, scale: float = 1.0, unit: str = "") -> Certificate:
    """Return the certificate of a minimisation, objective and bound multiplied by `scale`.

    Examples
    --------
    >>> certificate_of(solver.Outcome("optimal", 10.0, 10.0, 0.1, "simplex"), scale=0.5, unit="m").objective
    5.0
    """
    objective = outcome.objective * scale if math.isfinite(outcome.objective) else math.nan
    # Rounding may push a bound that equals its objective over it, and a bound must never cross.
    bound = min(outcome.bound * scale, objective) if math.isfinite(outcome.bound) else -math.inf
    return Certificate(outcome.status, objective, bound, outcome.seconds, outcome.method, outcome.message, unit)


@contextmanager
def solver_errors(owner: str, advice: str) -> Iterator[None]:
    """Turn the solver's errors into ours: `owner` is the planner, `advice` what to do where there is no plan."""
    try:
        yield
    except solver.InfeasibleError as problem:
        raise InfeasibleError(f"{owner} has no plan: {problem} {advice}") from problem
    except solver.SolverError as problem:
        raise ParameterError(f"{owner} cannot be solved: {problem}") from problem
