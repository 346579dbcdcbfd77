"""Assistance with weights that lie on no lattice: an integer program with tangents, added until it is proven.

Outer approximation (Duran and Grossmann 1986): convex curves are replaced by tangents from below, so that the integer
program bounds every allocation; its optimum gets tangents of its own, at which it then has its true damage. When an
allocation comes back whose tangents are there, it is optimal to the program's tolerance.

References
----------
Duran, M. A. and Grossmann, I. E. (1986). An outer-approximation algorithm for a class of mixed-integer nonlinear
programs. Mathematical Programming 36, 307-339.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import Floats, Ints
from beatwright.solver.allocation.verify_allocation import keeps_rules
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.time_limit import SearchClock

__all__ = ["solve_tangents"]

_ROUNDS = 500  # programs at most, each with a tangent per point more: a cap on memory rather than a hope
_CLOSE = 1e-7  # relative gap to which a plan is called proven: what the programs' tolerances leave
# Rows are kept to about this much, so a program cannot tell damages apart that differ by less.
_SOLVER = 1e-6


def solve_tangents(
    instance: AllocationInstance, start: Ints, *, asked: Effort, clock: SearchClock, known: float = 0.0
) -> tuple[Ints, Certificate]:
    """Return the best officers and the outcome; arguments as `assistance_chords.solve_chords`."""
    best, value, bound = start, float(instance.damage(start).sum()), 0.0
    strength = instance.strength(start)
    unit = instance.curve.largest
    tangent_points = [np.zeros(instance.points), np.ones(instance.points), strength, strength + 1.0]
    tolerance, message, met = max(asked.gap, _CLOSE), "", False
    for _ in range(_ROUNDS):
        if value - bound <= tolerance * abs(value) or clock.late:
            break
        part_clock = reported_bound(clock, value, max(known, bound), unit=unit, base=0.0)
        answer = _program(instance, tangent_points, best, part_clock.options(gap=0.5 * tolerance, seed=asked.seed))
        message = answer.certificate.message
        bound = max(bound, unit * answer.certificate.bound)
        if answer.x is None:
            break
        x = answer.x[: instance.points].astype(np.int64)
        if (here := float(instance.damage(x).sum())) < value and keeps_rules(instance, x):
            best, value = x, here
        # A tangent touches at every allocation met: to meet one again is to have its true damage as the bound.
        met = any(np.array_equal(instance.strength(x), at) for at in tangent_points)
        if met or answer.certificate.status != "optimal":
            break
        tangent_points.append(instance.strength(x))
    close = value - bound <= max(tolerance * abs(value), _SOLVER * unit if met else 0.0)
    status: Status = "optimal" if close else clock.ending if clock.late else "feasible"
    return best, Certificate(
        status=status, objective=value, bound=min(bound, value), seconds=clock.used, method="tangents", message=message
    )


def _program(
    instance: AllocationInstance, tangent_points: list[Floats], start: Ints, options: SearchOptions
) -> MilpSolution:
    """Damage t_i at least each tangent ``f(s) + f'(s) (strength_i - s)``; columns are officers, then damage."""
    n, unit = instance.points, instance.curve.largest
    rows, limits = [], []
    for at in tangent_points:
        slope = instance.curve.slope(at) / unit
        rows.append(sparse.hstack([sparse.diags_array(slope) @ instance.assistance, -sparse.identity(n)]))
        limits.append(slope * at - instance.curve.damage(at) / unit)
    for most, weight in ((instance.officers, np.ones(n)), (instance.budget, instance.cost)):
        if most is not None and np.isfinite(most):
            size = float(most) or 1.0  # the solver's tolerances are absolute
            rows.append(sparse.csr_array(np.concatenate([weight / size, np.zeros(n)])[None, :]))
            limits.append(np.array([float(most) / size * (1.0 + 1e-12)]))
    program = Milp(
        np.concatenate([np.zeros(n), np.ones(n)]),
        sparse.vstack(rows),
        -np.inf,
        np.concatenate(limits),
        col_lower=np.concatenate([instance.lower, np.zeros(n)]),
        col_upper=np.concatenate([instance.upper, np.full(n, np.inf)]),
        integer=np.arange(2 * n) < n,
    )
    first = np.concatenate([start, instance.damage(start) / unit])
    return solve_milp(program, tolerance=1e-9, start=first, **options)
