"""What limits the officers of an allocation beside their number: bounds at each point, and money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.solver.allocation.damage_curves import Floats, Ints

__all__ = ["MOST_OFFICERS", "OfficerLimits"]

MOST_OFFICERS: Final = 10**12  # upper bound where none was given: whole in float64 with digits to spare


@dataclass(frozen=True, kw_only=True, eq=False)
class OfficerLimits:
    """Bounds on the officers at each point, what one costs there, and what all may cost.

    What is wrong with them is told by the function that they are given to, at once with all else that is wrong.

    Parameters
    ----------
    lower, upper : array_like of int, scalar or shape (n,), optional
        Bounds on the officers at each point, whole numbers of at least 0; none by default.
    cost : array_like, scalar or shape (n,), optional
        Cost of one officer at each point, above 0, in the unit of `budget`; the two are given together.
    budget : float, optional
        What the officers may cost together, at least 0.

    Examples
    --------
    >>> limits = OfficerLimits(upper=[4, 2], cost=1.5, budget=6.0)
    >>> limits.most(2), limits.prices(2)
    (array([4, 2]), array([1.5, 1.5]))
    >>> [complaint for complaint in limits.complaints("minimum_damage", 3) if complaint]
    ["The 'upper' parameter of minimum_damage must be a number or an array of shape (3,). Got shape (2,)."]
    """

    lower: npt.ArrayLike | None = None
    upper: npt.ArrayLike | None = None
    cost: npt.ArrayLike | None = None
    budget: float | None = None

    @property
    def money(self) -> float:
        """What the officers may cost together; inf where nothing was said."""
        return np.inf if self.budget is None else float(self.budget)

    def least(self, points: int) -> Ints:
        """Return the officers that each of so many points must have, shape (points,)."""
        return _whole(self.lower, 0, points)

    def most(self, points: int) -> Ints:
        """Return the officers that each of so many points may have, shape (points,)."""
        return _whole(self.upper, MOST_OFFICERS, points)

    def prices(self, points: int) -> Floats:
        """Return what an officer costs at each of so many points, shape (points,); 1 where nothing was said."""
        return check.spread(1.0 if self.cost is None else self.cost, points, np.float64)

    def complaints(self, owner: str, points: int) -> Iterable[str | None]:
        """Yield what is wrong with these limits of `owner` on so many points."""
        yield check.number(owner, "budget", self.budget, 0, optional=True)
        if (self.cost is None) != (self.budget is None):
            yield f"The 'cost' and 'budget' parameters of {owner} must be given together."
        yield self._cost_complaint(owner, points)
        yield _bound_complaint(owner, "lower", self.lower, points)
        yield _bound_complaint(owner, "upper", self.upper, points)

    def _cost_complaint(self, owner: str, points: int) -> str | None:
        if self.cost is None or (wrong := check.spreads(owner, "cost", self.cost, points)):
            return None if self.cost is None else wrong
        price = self.prices(points)
        good = bool((price > 0).all() and np.isfinite(price).all())
        return None if good else check.sentence(owner, "cost", "positive numbers", "others")


def _bound_complaint(owner: str, name: str, value: Any, points: int) -> str | None:
    if value is None or (wrong := check.spreads(owner, name, value, points)):
        return None if value is None else wrong
    array = check.spread(value, points, np.float64)
    good = bool((np.isfinite(array) & (array >= 0) & (array == np.floor(array))).all())
    return None if good else check.sentence(owner, name, "whole numbers of at least 0", "others")


def _whole(value: Any, default: int, points: int) -> Ints:
    array = check.spread(default if value is None else value, points, np.float64)
    return np.asarray(np.minimum(array, MOST_OFFICERS), dtype=np.int64)
