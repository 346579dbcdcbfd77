"""A bound for allocations with assistance: the chord relaxation, solved by a primal-dual first-order method.

The curve of each point is replaced by its chords on the lattice of strengths, which changes nothing for whole
officers. With a price u_i for strength at each point the Lagrangian value

    D(u) = sum_i min_s [damage_i(s) + u_i s] - max_x (sum_j (B' u)_j x_j)

is a bound whatever u is, so the method may stop at any moment. The iteration is that of Chambolle and Pock (2011), with
averages and restarts as in PDLP (Applegate and others 2021): x moves towards officers that are worth more, and is
projected onto the bounds and the number or budget; u moves towards points whose strength is too small for its price, by
a proximal step in closed form on the chord that it ends on.

References
----------
Chambolle, A. and Pock, T. (2011). A first-order primal-dual algorithm for convex problems with applications to
imaging. Journal of Mathematical Imaging and Vision 40, 120-145.
Applegate, D. and others (2021). Practical large-scale linear programming using primal-dual hybrid gradient. NeurIPS.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.assistance.assistance_arrays import curve_arrays
from beatwright.solver.allocation.assistance.assistance_search import damage_at
from beatwright.solver.allocation.damage_curves import EXPONENTIAL, TABLE, Curve, Floats
from beatwright.solver.time_limit import SearchClock

__all__ = ["ChordBound", "chord_bound"]

_CHECK = 50  # iterations between two looks at the gap: a look costs more than an iteration, for it sorts
_CLOSE = 1e-4  # relative gap at which to stop: first-order steps slow down, and exact methods follow where asked
_STEPS = 10**12  # most steps of the lattice at one point: well within what int64 and float64 both hold exactly
_FINE = 0.125  # officers: length of the chords in place of smooth curves; the bound itself uses the curves
_FAR = 1e12  # officers: strength taken for infinite where a price of next to 0 asks for that


@dataclass(frozen=True, eq=False)
class ChordBound:
    """The best bound found, and where it was found.

    Parameters
    ----------
    bound : float
        No allocation has less damage.
    relaxation : array of float, shape (n,)
        Officers, not whole, near the optimum of the relaxation.
    price : float
        What a further officer saves in the relaxation.
    """

    bound: float
    relaxation: Floats
    price: float


def chord_bound(
    instance: AllocationInstance, start: Floats, step: float | None, *, clock: SearchClock, rounds: int = 20_000
) -> ChordBound:
    """Bound the damage from below, from the allocation `start` on.

    Parameters
    ----------
    instance : AllocationInstance
        With assistance and convex curves.
    start : array of float, shape (n,)
        A good allocation.
    step : float or None
        Step of the lattice of strengths; None where there is none: the bound is then that of the curves themselves.
    clock : SearchClock
        Ends it, and is told of the bound.
    rounds : int, default 20000
        Most iterations.
    """
    damage = float(instance.damage(start).sum())
    state = _State(instance, start.astype(np.float64), step)
    best = ChordBound(-math.inf, state.x, 0.0)
    for number in range(1, rounds + 1):
        state.iterate()
        late = clock.late
        if number % _CHECK and not late:
            continue
        for x, u in state.candidates():
            bound, price = state.bound_at(u)
            if bound > best.bound:
                best = ChordBound(bound, x.copy(), price)
        clock.report(damage, min(damage, max(best.bound, 0.0)))
        above = min(state.value_at(x) for x, _ in state.candidates())
        if above - best.bound <= _CLOSE * abs(above) or late:
            break
        state.maybe_restart(above - best.bound)
    return best


class _State:
    """Iterates, their averages since the last restart, and the curves for the kernels.

    `x` (n,) officers, `u` (n,) prices of strength (damage per officer), `reach` (n,) chords that a point can fill.
    """

    def __init__(self, instance: AllocationInstance, x: Floats, step: float | None) -> None:
        # The chords of a table are its own pieces.
        self.smooth = step is None and instance.curve.kind != TABLE
        step = step or (_FINE if self.smooth else 1.0)
        self.instance, self.step, self.x = instance, step, x
        self.rows, self.columns = instance.assistance.tocsr(), instance.assistance.T.tocsr()
        self.curve = curve_arrays(instance)
        self.lower, self.upper = instance.lower.astype(np.float64), instance.upper.astype(np.float64)
        by_number = instance.officers is not None
        self.cost = np.ones(x.size) if by_number else instance.cost
        self.most = min(float(instance.officers or 0) if by_number else instance.budget, float(self.cost @ self.upper))
        officers = np.minimum(self.upper, self.most / self.cost)
        self.reach = np.minimum(np.ceil(instance.strength(officers) / step), _STEPS).astype(np.int64)
        self.u = np.maximum(instance.curve.saving(instance.strength(x), step) / step, 0.0)
        # Largest row sum times largest column sum bounds the square of the matrix norm; steps converge where the
        # product of tau and sigma is below 1 / norm^2. Their ratio is that of the sizes of prices and officers.
        norm = math.sqrt(float(self.rows.sum(axis=1).max()) * float(self.columns.sum(axis=1).max()))
        ratio = float(np.linalg.norm(self.u) / max(float(np.linalg.norm(x)), 1e-12)) or 1.0
        self.tau, self.sigma = 0.99 / norm / ratio, 0.99 / norm * ratio
        self.at_restart = math.inf
        self._forget()

    def _forget(self) -> None:
        self.sum_x, self.sum_u, self.count = np.zeros_like(self.x), np.zeros_like(self.u), 0

    def iterate(self) -> None:
        """One step of the primal-dual method."""
        towards = self.x + self.tau * (self.columns @ self.u)
        following = _project(towards, self.cost, self.lower, self.upper, most=self.most)
        ahead = self.rows @ (2.0 * following - self.x)  # extrapolated, which is what makes the method converge
        _ascend(self.curve, self.u, ahead, self.sigma, step=self.step)
        self.x = following
        self.sum_x += self.x
        self.sum_u += self.u
        self.count += 1

    def candidates(self) -> tuple[tuple[Floats, Floats], ...]:
        """Return the last iterate and the average."""
        return (self.x, self.u), (self.sum_x / self.count, self.sum_u / self.count)

    def maybe_restart(self, gap: float) -> None:
        """Go on from the average once the gap has shrunk enough since the last restart."""
        # Half the gap of the last restart, or 2,000 iterations: averages that begin far away hold the method back.
        if gap <= 0.5 * self.at_restart or self.count >= 40 * _CHECK:
            self.at_restart = gap
            self.x, self.u = self.sum_x / self.count, self.sum_u / self.count
            self._forget()

    def bound_at(self, u: Floats) -> tuple[float, float]:
        """Return the Lagrangian value and the price of an officer (or of a unit of the budget)."""
        worth = self.columns @ u
        most, price = _most_worth(worth, self.cost, self.lower, self.upper, most=self.most)
        least = _least_smooth(self.instance.curve, u) if self.smooth else _least(self.curve, u, self.reach, self.step)
        return least - most, price

    def value_at(self, x: Floats) -> float:
        """Return the damage by the chords with officers `x`."""
        return float(_chords(self.curve, self.rows @ x, self.step))


def _most_worth(worth: Floats, cost: Floats, lower: Floats, upper: Floats, most: float) -> tuple[float, float]:
    """Greatest worth of officers within bounds and number or budget: a continuous knapsack."""
    ratio = worth / cost
    left = most - float(cost @ lower)
    total = float(worth @ lower)
    order = np.argsort(-ratio, kind="stable")
    room = np.cumsum((cost * (upper - lower))[order])
    full = int(np.searchsorted(room, left, side="right"))
    whole = order[:full]
    total += float(worth[whole] @ (upper - lower)[whole])
    if full == order.size:
        return total, 0.0
    rest = left - (room[full - 1] if full else 0.0)
    return total + rest * float(ratio[order[full]]), float(ratio[order[full]])


def _least_smooth(curve: Curve, u: Floats) -> float:
    """Sum over the points of the least of damage plus price times strength, any strength of at least 0."""
    tiny = np.finfo(np.float64).tiny
    slope = np.log(np.maximum(curve.rate * curve.scale, tiny)) - np.log(np.maximum(u, tiny))
    s = slope / curve.rate if curve.kind == EXPONENTIAL else np.expm1(slope / (curve.rate + 1.0))
    s = np.clip(np.where(curve.scale > 0, s, 0.0), 0.0, _FAR)
    return float((curve.damage(s) + u * s).sum() - (curve.damage(_FAR) * (s >= _FAR)).sum())


@entry
def _project(towards: Any, cost: Any, lower: Any, upper: Any, most: float) -> Any:
    """Nearest point with ``cost . x = most`` within the bounds: Newton on the multiplier inside a bracket."""
    x = np.empty(towards.size)
    low, high = math.inf, -math.inf
    for j in range(x.size):
        low = min(low, (towards[j] - upper[j]) / cost[j])
        high = max(high, (towards[j] - lower[j]) / cost[j])
    theta = min(max(0.0, low), high)
    for _ in range(100):
        total, slope = 0.0, 0.0
        for j in range(x.size):
            x[j] = towards[j] - theta * cost[j]
            if x[j] <= lower[j]:
                x[j] = lower[j]
            elif x[j] >= upper[j]:
                x[j] = upper[j]
            else:
                slope += cost[j] * cost[j]
            total += cost[j] * x[j]
        # The bound does not depend on how exactly the number of officers is met.
        if abs(total - most) <= 1e-10 * max(most, 1.0):
            break
        if total > most:
            low = theta
        else:
            high = theta
        step = theta + (total - most) / slope if slope > 0.0 else math.inf
        theta = step if low < step < high else 0.5 * (low + high)
    return x


@inner
def _drop(curve: Any, i: int, k: int, step: float) -> Any:
    """Return what chord `k` of point `i` saves per unit of strength."""
    return (damage_at(curve, i, k * step) - damage_at(curve, i, (k + 1) * step)) / step


@entry
def _ascend(curve: Any, u: Any, ahead: Any, sigma: float, step: float) -> None:
    """Proximal step of every price: the first chord that ends beyond where the quadratic on it is least."""
    for i in range(u.size):
        v = ahead[i] - u[i] / sigma
        first = max(0, math.floor(v / step))
        stride = 1  # doubled until the chord is passed, then bisected: it is mostly near the last one
        low, high = first - 1, first
        while v + _drop(curve, i, high, step) / sigma > (high + 1) * step:
            low, high, stride = high, high + stride, 2 * stride
        while high - low > 1:
            k = (low + high) // 2
            if v + _drop(curve, i, k, step) / sigma > (k + 1) * step:
                low = k
            else:
                high = k
        s = max(v + _drop(curve, i, high, step) / sigma, high * step)
        u[i] = max(0.0, sigma * (s - v))


@entry
def _least(curve: Any, u: Any, most: Any, step: float) -> float:
    """Sum over the points of the least of damage plus price times strength, on the lattice up to `most`."""
    total = 0.0
    for i in range(u.size):
        low, high = 0, most[i]
        while low < high:
            k = (low + high) // 2
            if _drop(curve, i, k, step) > u[i]:
                low = k + 1
            else:
                high = k
        total += damage_at(curve, i, low * step) + u[i] * low * step
    return total


@entry
def _chords(curve: Any, strength: Any, step: float) -> float:
    total = 0.0
    for i in range(strength.size):
        k = int(strength[i] / step)
        left = damage_at(curve, i, k * step)
        total += left + (strength[i] / step - k) * (damage_at(curve, i, (k + 1) * step) - left)
    return total
