"""Officers that cost differently at different points, under one budget: a knapsack, solved to the end.

Lagrangian relaxation of the budget: at a price of money each point takes the officers that are worth it, by closed
form, and the price is bisected until the budget is met. What is left of the gap fixes most officers (reduced cost
fixing: an officer whose saving lies further from his price than the gap is in, or out, in every better allocation), and
an integer program over the few that remain closes it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import TABLE, Curve, Floats, Ints
from beatwright.solver.allocation.marginal_kernels import worth_at
from beatwright.solver.allocation.verify_allocation import keeps_rules
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.time_limit import SearchClock

__all__ = ["solve_budget"]

_METHOD = "Lagrangian relaxation of the budget, then an integer program of what it leaves open"
_HALVINGS = 200  # of the price's bracket, in its logarithm: down to rounding from any scale
_ROUNDING = 1e-9  # relative: sums of damages


def solve_budget(instance: AllocationInstance, asked: Effort, clock: SearchClock) -> Allocation:
    """Return the allocation of least damage that the budget allows.

    The budget's price is bisected; the Lagrangian value is the bound. Officers whose saving is so far above or below
    their price that no better allocation can disagree are fixed; the others make an integer program.
    """
    few, many, price = _between(instance)
    relaxed = _lagrangian(instance, many, price)
    x = _filled(instance, few)
    best = float(instance.damage(x).sum())
    low, high = _open_range(instance, few, many, price, slack=best - relaxed)
    clock.report(best, max(min(relaxed, best), 0.0))
    # The program's objective is what is saved, ours is the damage that stays: the gap is measured on the latter.
    saved = max(float(instance.curve.damage(instance.lower).sum()) - best, best, 1e-300)
    part_clock = reported_bound(
        clock, best, max(relaxed, 0.0), unit=instance.curve.largest, base=_damage_below(instance, low)
    )
    options = part_clock.options(gap=asked.gap * best / saved, seed=asked.seed)
    late = clock.late
    answer = MilpSolution(None, Certificate(clock.ending)) if late else _program(instance, low, high, options)
    outcome = answer.certificate
    if answer.x is not None:
        trial = low + np.bincount(np.repeat(np.arange(low.size), high - low), weights=answer.x, minlength=low.size)
        trial = np.asarray(np.rint(trial), dtype=np.int64)
        if float(instance.damage(trial).sum()) < best and keeps_rules(instance, trial):
            x, best = trial, float(instance.damage(trial).sum())
    certificate = replace(_certificate(outcome, best, relaxed, asked.gap), seconds=clock.used)
    return Allocation(
        officers=x,
        certificate=certificate,
        relaxation=_fraction(instance, few, many),
        relaxed=min(relaxed, best),
        price=price,
        instance=instance,
    )


def _certificate(outcome: Certificate, best: float, relaxed: float, gap: float) -> Certificate:
    """Certify the best: no allocation outside the open range is better, so the program's bound holds for all."""
    bound = min(best, max(relaxed, outcome.bound if math.isfinite(outcome.bound) else -math.inf))
    if outcome.status in ("optimal", "infeasible") and gap == 0.0:
        bound = best
    status: Status = "time limit" if outcome.status == "time limit" else "feasible"
    if best - bound <= max(gap, _ROUNDING) * max(abs(best), 1e-300):
        status = "optimal"
    return replace(outcome, status=status, objective=best, bound=bound, method=_METHOD, unit="damage")


def _damage_below(instance: AllocationInstance, low: Ints) -> float:
    """Return the damage with the officers that are settled."""
    return float(instance.curve.damage(low).sum())


def _worth(instance: AllocationInstance, price: float) -> Ints:
    """Officers that are worth their price at each point, shape (n,)."""
    curve = instance.curve.envelope
    if curve.kind != TABLE:
        return np.asarray(
            worth_at(
                curve.kind,
                curve.scale / instance.cost,
                curve.rate,
                instance.lower,
                upper=instance.upper,
                price=max(price, 1e-300),
            )
        )
    savings = curve.table[:, :-1] - curve.table[:, 1:]
    return np.asarray(np.clip((savings >= price * instance.cost[:, None]).sum(axis=1), instance.lower, instance.upper))


def _between(instance: AllocationInstance) -> tuple[Ints, Ints, float]:
    """Return what the budget allows, what it no longer allows, and the price of the budget between them."""
    few, many = instance.lower, _worth(instance, 0.0)
    if _affordable(instance, many):
        return many, many, 0.0
    ratio = instance.curve.envelope.saving(instance.lower) / instance.cost
    low, high = 0.0, float(ratio.max()) * 2.0
    for _ in range(_HALVINGS):
        middle = math.sqrt(high) * math.sqrt(low) if low > 0 else high * 1e-3
        if middle in (low, high) or middle < 1e-290:
            break
        trial = _worth(instance, middle)
        if _affordable(instance, trial):
            few, high = trial, middle
        else:
            many, low = trial, middle
        if high <= low * (1.0 + 1e-14):
            break
    return few, many, low


def _affordable(instance: AllocationInstance, x: Ints) -> bool:
    return float(instance.cost @ x) <= instance.budget * (1.0 + 1e-12)


def _lagrangian(instance: AllocationInstance, x: Ints, price: float) -> float:
    """Least damage plus price of the budget overspent: a bound for every price, `x` being what is worth it."""
    return float(instance.curve.envelope.damage(x).sum() + price * (instance.cost @ x - instance.budget))


def _filled(instance: AllocationInstance, few: Ints) -> Ints:
    """Start from what is affordable and add, the best ratio first, what still fits."""
    x = _within_officers(instance, few)
    money = instance.budget * (1.0 + 1e-12) - float(instance.cost @ x)
    left = math.inf if instance.officers is None else instance.officers - int(x.sum())
    order = np.argsort(-instance.curve.saving(x) / instance.cost, kind="stable")
    for i in order[instance.cost[order] <= money]:
        number = int(min(instance.upper[i] - x[i], money // instance.cost[i], left))
        x[i] += number
        money -= number * instance.cost[i]
        left -= number
    return x


def _within_officers(instance: AllocationInstance, few: Ints) -> Ints:
    if instance.officers is None or few.sum() <= instance.officers:
        return few.copy()
    x = instance.lower.copy()
    # Fill in order of what stands there already, so that the sum is exactly what there is.
    room = few - x
    before = np.concatenate([[0], np.cumsum(room)[:-1]])
    return np.asarray(x + np.clip(instance.officers - int(x.sum()) - before, 0, room), dtype=np.int64)


def _open_range(instance: AllocationInstance, few: Ints, many: Ints, price: float, slack: float) -> tuple[Ints, Ints]:
    """Return the officers at each point between which a better allocation must lie."""
    if not instance.curve.convex:
        return _open_entries(instance, price, slack)
    room = slack * (1.0 + _ROUNDING) + 1e-300
    low, high = np.minimum(few, many), np.maximum(few, many)
    while True:
        wider = (low > instance.lower) & (instance.curve.saving(np.maximum(low - 1, 0)) - price * instance.cost <= room)
        if not wider.any():
            break
        low = low - wider
    while True:
        wider = (high < instance.upper) & (price * instance.cost - instance.curve.saving(high) <= room)
        wider &= instance.curve.saving(high) > 0
        if not wider.any():
            break
        high = high + wider
    return low, high


def _open_entries(instance: AllocationInstance, price: float, slack: float) -> tuple[Ints, Ints]:
    """Return the same for tables that are not convex: what costs too much beside the best of its row is left out."""
    number = np.arange(instance.curve.table.shape[1])
    most = np.maximum(instance.lower, np.minimum(instance.upper, number[-1]))
    value = instance.curve.table + price * instance.cost[:, None] * number
    inside = (number >= instance.lower[:, None]) & (number <= most[:, None])
    least = np.min(value, axis=1, where=inside, initial=np.inf, keepdims=True)
    close = inside & (value - least <= slack * (1.0 + _ROUNDING) + _ROUNDING * np.abs(least))
    some = close.any(axis=1)  # a point that must have more officers than its table tells of has none inside
    low, high = close.argmax(axis=1), number[-1] - close[:, ::-1].argmax(axis=1)
    return np.where(some, low, instance.lower), np.where(some, high, most)


def _program(instance: AllocationInstance, low: Ints, high: Ints, options: SearchOptions) -> MilpSolution:
    """Choose among the officers numbered low + 1 .. high at each point."""
    point = np.repeat(np.arange(low.size), high - low)
    number = np.arange(point.size) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + low[point]
    base = _damage_below(instance, low)
    savings = _saving_at(instance.curve, point, number)
    if not point.size:
        settled = Certificate("optimal", base, base, 0.0, message="nothing is left open")
        return MilpSolution(np.empty(0), settled)
    unit = instance.budget or 1.0  # the solver's tolerances are absolute
    rows = [instance.cost[point][None, :] / unit]
    limits = [(instance.budget * (1.0 + 1e-12) - float(instance.cost @ low)) / unit]
    if instance.officers is not None:
        rows.append(np.ones((1, point.size)))
        limits.append(float(instance.officers - int(low.sum())))
    matrix = sparse.csr_array(np.vstack(rows))
    if not instance.curve.convex:
        matrix, limits = _with_order(matrix, limits, point)
    program = Milp(-savings / instance.curve.largest, matrix, -np.inf, np.array(limits), col_upper=1.0, integer=True)
    answer = solve_milp(program, tolerance=1e-9, **options)
    seen = answer.certificate
    value, bound = (base + instance.curve.largest * v for v in (seen.objective, seen.bound))
    return MilpSolution(answer.x, replace(seen, objective=value, bound=bound))


def _saving_at(curve: Curve, point: Ints, number: Ints) -> Floats:
    table = curve.table[point] if curve.kind == TABLE else curve.table
    return Curve(curve.kind, curve.scale[point], curve.rate[point], table).saving(number)


def _with_order(matrix: sparse.csr_array, limits: list[float], point: Ints) -> tuple[sparse.csr_array, list[float]]:
    """Let an officer come only after the one before him; convex curves need no such rows."""
    first = np.flatnonzero(point[1:] == point[:-1])
    row = np.arange(first.size)
    ordered = sparse.csr_array(
        (np.repeat([1.0, -1.0], first.size), (np.tile(row, 2), np.concatenate([first + 1, first]))),
        shape=(first.size, point.size),
    )
    return sparse.vstack([matrix, ordered]).tocsr(), [*limits, *np.zeros(first.size)]


def _fraction(instance: AllocationInstance, few: Ints, many: Ints) -> Floats:
    spent, over = float(instance.cost @ few), float(instance.cost @ many)
    share = 0.0 if over <= spent else min(1.0, (instance.budget - spent) / (over - spent))
    return np.asarray(few + share * (many - few), dtype=np.float64)
