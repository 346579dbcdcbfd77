"""What the compiled loops of assistance are given: the curves, the neighbourhood and the limits, as arrays.

Named tuples, because numba takes no dataclasses; they are made here alone, of what `read_allocation_instance` has
checked.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import Floats, Ints

__all__ = [
    "WORK",
    "AssistanceArrays",
    "CurveArrays",
    "Limits",
    "Neighbourhood",
    "assistance_arrays",
    "curve_arrays",
    "most_work",
]

# Entries of arrays that a kernel looks at between two looks at the clock, which compiled code does not read: at 5 to 50
# nanoseconds each, the latter for powers, well under a second.
WORK: Final = 5_000_000


class CurveArrays(NamedTuple):
    """Damage by officers, as `Curve` has it.

    Parameters
    ----------
    kind : int
        RECIPROCAL, EXPONENTIAL, POWER or TABLE.
    scale, rate : array of float, shape (n,)
        Damage with no officers, and rate per officer.
    table : array of float, shape (n, length), or (1, 1)
        Damage by number of officers, for the kind TABLE.
    """

    kind: int
    scale: Floats
    rate: Floats
    table: Floats


class Neighbourhood(NamedTuple):
    """Which officers count where, in both directions.

    Parameters
    ----------
    start, point : arrays of int64, shape (n + 1,), (pairs,)
    weight : array of float, shape (pairs,)
        By officer: one at point j counts ``weight[t]`` at ``point[t]``, t from ``start[j]`` to ``start[j + 1]``.
    row, officer : arrays of int64, shape (n + 1,), (pairs,)
        By point: officers at the points ``officer[q]`` count at i, q from ``row[i]`` to ``row[i + 1]``.
    """

    start: Ints
    point: Ints
    weight: Floats
    row: Ints
    officer: Ints


class Limits(NamedTuple):
    """Bounds on the officers at each point, and the cost of one there.

    Parameters
    ----------
    lower, upper : array of int64, shape (n,)
        Officers at least and at most.
    cost : array of float, shape (n,)
        In the unit of the budget.
    """

    lower: Ints
    upper: Ints
    cost: Floats


class AssistanceArrays(NamedTuple):
    """Everything that does not change while officers move."""

    curve: CurveArrays
    map: Neighbourhood
    limits: Limits


def most_work(places: Neighbourhood, times: int) -> int:
    """Bound the entries of arrays that one step looks at which changes or weighs an officer so many `times`."""
    points = int(places.start.size) - 1
    longest = int(np.diff(places.start).max(initial=1))
    # A pass over all points, such as a copy, runs many entries at once.
    return times * longest + points // 16 + 1


def curve_arrays(instance: AllocationInstance) -> CurveArrays:
    """Return the curves of an allocation."""
    curve = instance.curve
    return CurveArrays(curve.kind, curve.scale, curve.rate, curve.table if curve.table.size else np.zeros((1, 1)))


def assistance_arrays(instance: AllocationInstance) -> AssistanceArrays:
    """Return curves, neighbourhood and limits of an allocation with assistance."""
    columns, rows = instance.assistance.tocsc(), instance.assistance.tocsr()
    # SciPy takes short numbers or long ones; the loops are compiled once, for long ones.
    start, point, row, officer = (
        each.astype(np.int64, copy=False) for each in (columns.indptr, columns.indices, rows.indptr, rows.indices)
    )
    places = Neighbourhood(start=start, point=point, weight=columns.data, row=row, officer=officer)
    return AssistanceArrays(curve_arrays(instance), places, Limits(instance.lower, instance.upper, instance.cost))
