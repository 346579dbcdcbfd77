"""Assistance solved to the end: an integer program with the chords of the curves, added where they are needed.

A convex curve on a lattice equals its piecewise-linear interpolation there. Each chord is one column, bounded by the
step of the lattice, that says how much of the strength at a point lies on it; chords save less and less, so they fill
in order by themselves. The last chord of a point has no upper limit, so that the program stays a relaxation; where an
answer goes beyond it, chords are added and the program is solved again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import Curve, Floats, Ints
from beatwright.solver.allocation.verify_allocation import CLOSE, keeps_rules
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.time_limit import SearchClock

__all__ = ["solve_chords"]

_SPARE = 2  # chords beyond the best allocation known: more are columns in vain, fewer mean another program
_ROUNDING = 1e-9  # of a step: strengths are sums of weights and meet the lattice to about this


@dataclass(frozen=True, eq=False)
class _Chords:
    """Columns of the chords: the point of each, what it saves per unit of strength, and its length."""

    point: Ints  # (chords,) ascending
    saving: Floats  # (chords,) damage per officer, falling within a point
    length: Floats  # (chords,) officers: the step of the lattice, infinite for the last of a point


def solve_chords(
    instance: AllocationInstance, start: Ints, step: float, *, asked: Effort, clock: SearchClock, known: float = 0.0
) -> tuple[Ints, Certificate]:
    """Return the best officers and the outcome, its bound included.

    Parameters
    ----------
    instance : AllocationInstance
        With assistance and convex curves.
    start : array of int64, shape (n,)
        A good allocation.
    step : float
        Step of the lattice of strengths.
    asked : Effort
        Gap and seed.
    clock : SearchClock
        Ends it, and is told of the bound.
    known : float, default 0
        A bound that is known: none below it is told.
    """
    best, value = start, float(instance.damage(start).sum())
    bound = -np.inf
    number = _steps(instance, best, step) + _SPARE
    none = float(instance.curve.damage(np.zeros(instance.points)).sum())
    while True:
        chords = _chords(instance.curve, number, step)
        part_clock = reported_bound(clock, value, max(known, bound), unit=instance.curve.largest, base=none)
        options = part_clock.options(gap=_gap_of_saved(asked.gap, value, none), seed=asked.seed)
        answer = _program(instance, chords, best, options)
        seen = answer.certificate
        bound = max(bound, none + instance.curve.largest * seen.bound) if np.isfinite(seen.bound) else bound
        x = best if answer.x is None else answer.x[: instance.points].astype(np.int64)
        if (here := float(instance.damage(x).sum())) < value and keeps_rules(instance, x):
            best, value = x, here
        beyond = _steps(instance, x, step) > number
        if seen.status != "optimal" or not beyond.any():
            break
        number = np.where(beyond, _steps(instance, x, step) + _SPARE, number)
    whole = seen.status == "optimal" and not beyond.any()
    close = value - bound <= max(asked.gap, CLOSE if whole else _ROUNDING) * abs(value)
    status: Status = "optimal" if close else "feasible" if seen.status == "optimal" else seen.status
    return best, Certificate(
        status=status,
        objective=value,
        bound=min(bound, value),
        seconds=clock.used,
        method="chords",
        message=seen.message,
    )


def _gap_of_saved(gap: float, value: float, none: float) -> float:
    """Translate our gap, relative to the damage that stays, into one relative to what is saved."""
    return gap * value / max(none - value, value, 1e-300)


def _steps(instance: AllocationInstance, x: Ints, step: float) -> Ints:
    return np.asarray(np.ceil(instance.strength(x) / step - _ROUNDING), dtype=np.int64)


def _chords(curve: Curve, number: Ints, step: float) -> _Chords:
    """Return `number` chords at each point and one without limit."""
    point = np.repeat(np.arange(number.size), number + 1)
    k = np.arange(point.size) - np.repeat(np.cumsum(number + 1) - (number + 1), number + 1)
    table = curve.table[point] if curve.table.size else curve.table
    saving = Curve(curve.kind, curve.scale[point], curve.rate[point], table).saving(k * step, step) / step
    return _Chords(point, saving, np.where(k < number[point], step, np.inf))


def _program(instance: AllocationInstance, chords: _Chords, start: Ints, options: SearchOptions) -> MilpSolution:
    n, m = instance.points, chords.point.size
    on_chords = sparse.csr_array((np.ones(m), (chords.point, np.arange(m))), shape=(n, m))
    rows = [sparse.hstack([-instance.assistance, on_chords])]
    limits = [np.zeros(n)]
    if instance.officers is not None:
        rows.append(sparse.csr_array(np.concatenate([np.ones(n), np.zeros(m)])[None, :]))
        limits.append(np.array([float(instance.officers)]))
    if np.isfinite(instance.budget):
        unit = instance.budget or 1.0  # the solver's tolerances are absolute
        rows.append(sparse.csr_array(np.concatenate([instance.cost / unit, np.zeros(m)])[None, :]))
        limits.append(np.array([instance.budget / unit * (1.0 + 1e-12)]))
    program = Milp(
        np.concatenate([np.zeros(n), -chords.saving / instance.curve.largest]),
        sparse.vstack(rows),
        -np.inf,
        np.concatenate(limits),
        col_lower=np.concatenate([instance.lower, np.zeros(m)]),
        col_upper=np.concatenate([instance.upper, chords.length]),
        integer=np.arange(n + m) < n,
    )
    first = np.concatenate([start, _filled(instance, chords, start)])
    return solve_milp(program, tolerance=1e-9, start=first, **options)


def _filled(instance: AllocationInstance, chords: _Chords, x: Ints) -> Floats:
    """Fill the chords of every point in order with its strength."""
    first = np.searchsorted(chords.point, np.arange(instance.points))
    length = np.where(np.isfinite(chords.length), chords.length, 1e9)
    before = np.cumsum(length) - length
    before -= before[first][chords.point]
    return np.asarray(np.clip(instance.strength(x)[chords.point] - before, 0.0, length))
