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

import time

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.allocation.allocation_instance import Given
from beatwright.solver.allocation.damage_curves import Floats, Ints
from beatwright.solver.allocation.verify_allocation import keeps_rules
from beatwright.solver.milp import Milp, MilpSolution, solve_milp

__all__ = ["solve_tangents"]

_ROUNDS = 500  # programs at most, each with a tangent per point more: a cap on memory rather than a hope
_CLOSE = 1e-7  # relative gap to which a plan is called proven: what the programs' tolerances leave
# Rows are kept to about this much, so a program cannot tell damages apart that differ by less.
_SOLVER = 1e-6


def solve_tangents(
    given: Given, start: Ints, *, seconds: float | None, gap: float, seed: int
) -> tuple[Ints, Certificate]:
    """Return the best officers and the outcome; arguments as `assistance_program.solve_chords`."""
    began = time.perf_counter()
    best, value, bound = start, float(given.damage(start).sum()), 0.0
    strength = given.strength(start)
    unit = given.curve.largest
    touch = [np.zeros(given.points), np.ones(given.points), strength, strength + 1.0]
    tolerance, message, known = max(gap, _CLOSE), "", False
    for _ in range(_ROUNDS):
        left = None if seconds is None else seconds - (time.perf_counter() - began)
        if value - bound <= tolerance * abs(value) or (left is not None and left <= 0):
            break
        answer = _program(given, touch, best, left, 0.5 * tolerance, seed)
        message = answer.certificate.message
        bound = max(bound, unit * answer.certificate.bound)
        if answer.x is None:
            break
        x = answer.x[: given.points].astype(np.int64)
        if (here := float(given.damage(x).sum())) < value and keeps_rules(given, x):
            best, value = x, here
        # A tangent touches at every allocation met: to meet one again is to have its true damage as the bound.
        known = any(np.array_equal(given.strength(x), at) for at in touch)
        if known or answer.certificate.status != "optimal":
            break
        touch.append(given.strength(x))
    close = value - bound <= max(tolerance * abs(value), _SOLVER * unit if known else 0.0)
    out = seconds is not None and time.perf_counter() - began >= seconds
    status: Status = "optimal" if close else "time limit" if out else "feasible"
    return best, Certificate(status, value, min(bound, value), time.perf_counter() - began, "tangents", message)


def _program(
    given: Given, touch: list[Floats], start: Ints, seconds: float | None, gap: float, seed: int
) -> MilpSolution:
    """Damage t_i at least each tangent ``f(s) + f'(s) (strength_i - s)``; columns are officers, then damage."""
    n, unit = given.points, given.curve.largest
    rows, limits = [], []
    for at in touch:
        slope = given.curve.slope(at) / unit
        rows.append(sparse.hstack([sparse.diags_array(slope) @ given.assistance, -sparse.identity(n)]))
        limits.append(slope * at - given.curve.damage(at) / unit)
    for most, weight in ((given.officers, np.ones(n)), (given.budget, given.cost)):
        if most is not None and np.isfinite(most):
            size = float(most) or 1.0  # the solver's tolerances are absolute
            rows.append(sparse.csr_array(np.concatenate([weight / size, np.zeros(n)])[None, :]))
            limits.append(np.array([float(most) / size * (1.0 + 1e-12)]))
    program = Milp(
        np.concatenate([np.zeros(n), np.ones(n)]),
        sparse.vstack(rows),
        -np.inf,
        np.concatenate(limits),
        col_lower=np.concatenate([given.lower, np.zeros(n)]),
        col_upper=np.concatenate([given.upper, np.full(n, np.inf)]),
        integer=np.arange(2 * n) < n,
    )
    first = np.concatenate([start, given.damage(start) / unit])
    return solve_milp(program, seconds=seconds, gap=gap, seed=seed, tolerance=1e-9, start=first)
