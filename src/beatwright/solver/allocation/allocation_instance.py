"""The givens of an allocation, checked: arrays in, one frozen object out, every complaint at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.base import check
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.words import count_of, plural
from beatwright.solver.allocation.damage_curves import KINDS, POWER, TABLE, Curve, Floats, Ints
from beatwright.solver.allocation.officer_limits import MOST_OFFICERS, OfficerLimits

__all__ = ["OWNER", "AllocationInstance", "read_allocation_instance"]

OWNER = "minimum_damage"
_RATES = (1e-6, 100.0)  # per officer: below, curves are level to rounding; above, the first officer saves all
_NO_TABLE = np.empty((0, 0))


@dataclass(frozen=True, eq=False)
class AllocationInstance:
    """What is known before officers are placed.

    Parameters
    ----------
    curve : Curve
        Damage by officers at each point.
    lower, upper : array of int64, shape (n,)
        Bounds on the officers at each point; nobody can have more than there is.
    asked_upper : array of int64, shape (n,)
        The upper bounds that were asked for.
    officers : int or None
        Officers in all; None where only a budget limits them.
    cost : array of float, shape (n,)
        Cost of an officer at each point.
    budget : float
        What the officers may cost together; inf where nothing was said.
    assistance : sparse matrix, shape (n, n), or None
        Row i: how much an officer at each point counts at point i, 1 at point i itself.
    """

    curve: Curve
    lower: Ints
    upper: Ints
    asked_upper: Ints
    officers: int | None
    cost: Floats
    budget: float
    assistance: Any

    @property
    def points(self) -> int:
        """Number of points."""
        return int(self.lower.size)

    @property
    def decided(self) -> bool:
        """Whether every point can be filled up, so that there is nothing to share out."""
        enough = self.officers is None or int(self.upper.sum()) <= self.officers
        level = bool((self.lower == self.upper).all())
        money = float(self.cost @ self.upper) <= self.budget * (1.0 + 1e-12)
        return (enough and money and self.assistance is not None) or level

    def strength(self, officers: npt.ArrayLike) -> Floats:
        """Return the officers that count at each point, those who assist from elsewhere included, shape (n,)."""
        x = np.asarray(officers, dtype=np.float64)
        return x if self.assistance is None else np.asarray(self.assistance @ x)

    def damage(self, officers: npt.ArrayLike) -> Floats:
        """Return the damage at each point, shape (n,)."""
        return self.curve.damage(self.strength(officers))


def read_allocation_instance(
    scale: npt.ArrayLike,
    officers: int | None = None,
    *,
    curve: Any = "reciprocal",
    rate: npt.ArrayLike | None = None,
    limits: OfficerLimits | None = None,
    adjacency: Any = None,
) -> AllocationInstance:
    """Check the arguments of `minimum_damage`; parameters and errors are described there."""
    complaints = Complaints()
    c = np.ascontiguousarray(scale, dtype=np.float64)
    if c.ndim != 1 or c.size == 0:
        raise ParameterError(_complaint("scale", "an array of shape (points,) that is not empty", f"shape {c.shape}"))
    complaints.add(check.at_least_zero(OWNER, "scale", c))
    limits = limits or OfficerLimits()
    _check_limits(complaints, officers, limits, c.size)
    shape = _read_curve(complaints, c, curve, rate)
    counts = _read_adjacency(complaints, adjacency, c.size)
    complaints.raise_if_any(ParameterError)
    low, asked, price = limits.least(c.size), limits.most(c.size), limits.prices(c.size)
    high = _tightened(asked, low, price, officers, budget=limits.budget)
    _need_room(low, high, price, officers, budget=limits.money)
    return AllocationInstance(
        curve=shape,
        lower=low,
        upper=high,
        asked_upper=asked,
        officers=None if officers is None else int(officers),
        cost=price,
        budget=limits.money,
        assistance=counts,
    )


def _complaint(name: str, expected: str, got: object) -> str:
    return check.sentence(OWNER, name, expected, got)


def _check_limits(complaints: Complaints, officers: object, limits: OfficerLimits, points: int) -> None:
    """Check the number of officers and the limits on them."""
    if officers is not None:
        complaints.add(check.integer(OWNER, "officers", officers, 0, high=MOST_OFFICERS))
    complaints.need(
        officers is not None or limits.budget is not None,
        f"{OWNER} needs 'officers' (how many there are), or 'cost' and 'budget' (what they may cost), or all three.",
    )
    complaints.extend(limits.complaints(OWNER, points))


def _read_curve(complaints: Complaints, scale: Floats, curve: Any, rate: npt.ArrayLike | None) -> Curve:
    n = scale.size
    if isinstance(curve, str):
        complaints.add(check.one_of(OWNER, "curve", curve, KINDS))
        if curve == "reciprocal" and rate is not None:
            complaints.add(_complaint("rate", "left out with the reciprocal curve (the power curve has one)", rate))
        wrong = None if rate is None else check.spreads(OWNER, "rate", rate, n)
        complaints.add(wrong)
        a = check.spread(1.0 if rate is None or wrong else rate, n, np.float64)
        inside = bool(((a >= _RATES[0]) & (a <= _RATES[1])).all())
        complaints.need(inside, _complaint("rate", f"numbers in [{_RATES[0]}, {_RATES[1]}]", f"{a.min()} to {a.max()}"))
        return Curve(KINDS.get(curve, POWER), scale, a, _NO_TABLE)
    table = np.asarray(curve, dtype=np.float64)
    if table.ndim not in (1, 2) or table.shape[-1] == 0 or (table.ndim == 2 and len(table) != n):
        expected = f"a known word, or a table of shape (officers + 1,) or ({n}, officers + 1)"
        complaints.add(_complaint("curve", expected, f"shape {table.shape}"))
        return Curve(TABLE, scale, np.ones(n), np.zeros((n, 1)))
    complaints.add(check.at_least_zero(OWNER, "curve", table))
    rising = np.diff(table) > 0
    if rising.any():
        row = int(np.flatnonzero(np.atleast_2d(rising).any(axis=1))[0])
        complaints.add(_complaint("curve", "a table that never rises with officers", f"one that rises in row {row}"))
    whole = scale[:, None] * np.broadcast_to(table, (n, table.shape[-1]))
    return Curve(TABLE, scale, np.ones(n), whole)


def _read_adjacency(complaints: Complaints, adjacency: Any, n: int) -> Any:
    """Return identity plus weights, or None where nobody assists."""
    if adjacency is None:
        return None
    matrix = sparse.csr_array(adjacency, dtype=np.float64, copy=True)
    if matrix.shape != (n, n):
        complaints.add(_complaint("adjacency", f"a matrix of shape ({n}, {n})", f"shape {matrix.shape}"))
        return None
    matrix.setdiag(0.0)
    matrix.eliminate_zeros()
    complaints.add(check.at_least_zero(OWNER, "adjacency", matrix.data))
    return sparse.csr_array(matrix + sparse.identity(n, format="csr")) if matrix.nnz else None


def _tightened(high: Ints, low: Ints, cost: Floats, officers: int | None, budget: float | None) -> Ints:
    """Nobody can have more than there is."""
    if officers is not None:
        high = np.minimum(high, np.maximum(int(officers), low))
    if budget is not None:
        affordable = np.floor(np.minimum(budget / cost * (1.0 + 1e-12), MOST_OFFICERS)).astype(np.int64)
        high = np.minimum(high, np.maximum(affordable, low))
    return high


def _need_room(low: Ints, high: Ints, cost: Floats, officers: int | None, budget: float) -> None:
    over = np.flatnonzero(low > high)
    if over.size:
        i = int(over[0])
        raise InfeasibleError(
            f"Point {i} must have at least {count_of(int(low[i]), 'officer')} but may have at most {high[i]}."
        )
    if officers is not None and low.sum() > officers:
        raise InfeasibleError(
            f"The points must have at least {count_of(int(low.sum()), 'officer')} together, but there "
            f"{plural(int(officers), 'is', 'are')} {int(officers)}."
        )
    if float(low @ cost) > budget * (1.0 + 1e-12):
        raise InfeasibleError(f"The officers that must be placed cost {low @ cost:g}, but the budget is {budget:g}.")
