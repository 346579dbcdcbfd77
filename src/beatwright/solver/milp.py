"""The one door to linear and mixed-integer programs: HiGHS through `highspy`, sparse arrays in, typed outcome out."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Final, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import parameter_error
from beatwright.solver.highs_worker import Job, Outcome
from beatwright.solver.run_highs import run_highs
from beatwright.solver.time_limit import Clock, started

Floats = NDArray[np.float64]

_LEAST: Final = 2.0**10  # the largest cost is put between these, as HiGHS's tolerances are absolute
_MOST: Final = 2.0**20
_OPEN: Final = 1e-6  # what HiGHS may leave open of an integer program, in the unit of the costs it is given

_STATUS: Final[dict[str, Status]] = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kTimeLimit": "time limit",
}


@dataclass(frozen=True)
class MilpSolution:
    """Answer of `solve_milp`.

    Parameters
    ----------
    x : ndarray of float, shape (n,), or None
        Best point found; None where none was found. Integer columns are rounded to whole numbers.
    certificate : Certificate
        Status, objective, bound, gap and seconds; the message is HiGHS's own model status.
    duals : ndarray of float, shape (m,), or None
        Row duals, for a linear program solved to optimality.
    """

    x: Floats | None
    certificate: Certificate
    duals: Floats | None = None


def solve_milp(
    c: ArrayLike,
    matrix: Any,
    row_lower: ArrayLike,
    row_upper: ArrayLike,
    *,
    col_lower: ArrayLike = 0.0,
    col_upper: ArrayLike = np.inf,
    integer: ArrayLike = False,
    threads: int = 1,
    tolerance: float | None = None,
    start: ArrayLike | None = None,
    nodes: int | None = None,
    **effort: Unpack[SearchOptions],
) -> MilpSolution:
    """Minimise c x subject to row_lower <= matrix x <= row_upper, col_lower <= x <= col_upper, some x whole numbers.

    Parameters
    ----------
    c : array_like, shape (n,)
        Cost of each column.
    matrix : array or sparse matrix, shape (m, n)
        Constraint matrix.
    row_lower, row_upper : array_like, shape (m,) or scalar
        Limits of each row; infinities are allowed.
    col_lower, col_upper : array_like, shape (n,) or scalar, default 0 and infinity
        Limits of each column.
    integer : array_like of bool, shape (n,) or scalar, default False
        Which columns are whole numbers.
    threads : int, default 1
        Threads HiGHS may use.
    tolerance : float, optional
        How far rows, columns and whole numbers may be off, in [1e-10, inf); HiGHS's own 1e-6 to 1e-7 by default.
        It is absolute: scale the rows.
    start : array_like, shape (n,), optional
        A first point for the search.
    nodes : int, optional
        Largest number of nodes of branch and bound: an end to the search that is the same on every machine. None by
        default. Where it is met, the status is "feasible".
    seconds, gap, seed, stop, progress
        As for `p_median`; the seed is HiGHS's. Only integer programs tell of their progress.

    Returns
    -------
    MilpSolution
        Point and certificate. Only "optimal" is a proof; on Ctrl-C the best point so far is kept, status "feasible".
        "feasible" too where an integer program's objective is so small beside the largest cost that HiGHS cannot tell.

    Raises
    ------
    ParameterError
        Where shapes disagree or a number is not a number.

    Notes
    -----
    An integer program of 4000 coefficients or more is run in a process of its own, which is ended where HiGHS does not
    hear within half a second that it should stop; the best point and bound told until then are handed back.

    Examples
    --------
    A knapsack: at most 4 kilograms of three things worth 3, 4 and 5, weighing 2, 2 and 3.

    >>> answer = solve_milp([-3, -4, -5], [[2, 2, 3]], -np.inf, 4, col_upper=1, integer=True)
    >>> answer.x.tolist(), answer.certificate.objective, answer.certificate.status
    ([1.0, 1.0, 0.0], -7.0, 'optimal')
    """
    cost = np.asarray(c, dtype=np.float64)
    rows = sparse.csr_array(matrix)
    n, m = cost.size, rows.shape[0]
    if rows.shape != (m, n):
        raise parameter_error("matrix", "solve_milp", f"of shape (m, {n}), one column per cost", rows.shape)
    whole = _spread(integer, n, "integer").astype(bool)
    limits = [
        _spread(a, k, name)
        for a, k, name in (
            (col_lower, n, "col_lower"),
            (col_upper, n, "col_upper"),
            (row_lower, m, "row_lower"),
            (row_upper, m, "row_upper"),
        )
    ]
    first = None if start is None else _spread(start, n, "start")
    with started("solve_milp", effort) as (tried, clock):
        asked = {"effort": tried, "threads": threads, "tolerance": tolerance, "nodes": nodes}
        answer = _solve(cost, rows, limits, whole, first, clock, asked)
        narrow = _narrowed(answer, cost, limits, whole)
        if narrow is None or clock.late:
            return answer
        again = _solve(cost, rows, narrow, whole, answer.x, clock, asked)
        seen = replace(again.certificate, seconds=clock.used)
        return replace(again, certificate=seen) if again.x is not None else answer


def _solve(
    cost: Floats,
    rows: Any,
    limits: list[Floats],
    whole: NDArray[np.bool_],
    start: Floats | None,
    clock: Clock,
    asked: dict[str, Any],
) -> MilpSolution:
    """Run HiGHS once, on costs of a size that its tolerances are made for."""
    began = time.perf_counter()
    tolerance = asked["tolerance"]
    unit = _unit(cost[limits[0] < limits[1]], _LEAST if whole.any() else 1.0)
    job: Job = {
        "cost": cost / unit,
        "start": rows.indptr.astype(np.int32),
        "index": rows.indices.astype(np.int32),
        "value": rows.data.astype(np.float64),
        "limits": (limits[0], limits[1], limits[2], limits[3]),
        "whole": whole,
        "first": start,
        "options": _options(**asked),
    }
    outcome = run_highs(job, clock.turned(unit, 0.0))
    open_still = unit * (_OPEN if tolerance is None else tolerance)
    if whole.all() and open_still < _grain(cost):
        open_still = 0.0
    return _read(outcome, cost, (unit, _floor(cost, *limits[:2]), open_still), whole, began)


def _options(*, effort: Effort, threads: int, tolerance: float | None, nodes: int | None) -> dict[str, Any]:
    """Say the options in HiGHS's names."""
    options = {
        "threads": threads,
        "random_seed": effort.seed,
        "mip_rel_gap": float(effort.gap),
        "mip_abs_gap": 1e-9,
    }
    if nodes is not None:
        options["mip_max_nodes"] = int(nodes)
    if tolerance is not None:
        options["primal_feasibility_tolerance"] = float(tolerance)
        options["mip_feasibility_tolerance"] = float(tolerance)
    return options


def _narrowed(
    answer: MilpSolution, cost: Floats, limits: list[Floats], whole: NDArray[np.bool_]
) -> list[Floats] | None:
    """Fix whole columns whose next step alone costs more than the point found; None where that settles nothing.

    Without dear columns HiGHS tells smaller differences apart.
    """
    seen = answer.certificate
    if answer.x is None or not whole.any() or seen.status != "feasible" or "Optimal" not in seen.message:
        return None
    floor = _floor(cost, *limits[:2])
    fixed = whole & (limits[0] < limits[1]) & (np.abs(cost) > (seen.objective - floor) * (1.0 + 1e-9))
    if not np.isfinite(floor) or not fixed.any():
        return None
    lower, upper = limits[0].copy(), limits[1].copy()
    upper[fixed & (cost > 0)] = lower[fixed & (cost > 0)]
    lower[fixed & (cost < 0)] = upper[fixed & (cost < 0)]
    return [lower, upper, *limits[2:]]


def _grain(cost: Floats) -> float:
    """Give the least difference between sums of these costs: multiples of the smallest, or whole numbers; else 0.

    Examples
    --------
    >>> _grain(np.array([0.0, 0.5, -1.5])), _grain(np.array([2.0, 3.0]))
    (0.5, 1.0)
    """
    paid = np.abs(cost[cost != 0.0])
    if paid.size == 0 or not np.isfinite(paid.max()):
        return np.inf if paid.size == 0 else 0.0
    for unit in (float(paid.min()), 1.0):
        times = paid / unit
        if times.max() < 1e9 and np.allclose(times, np.rint(times), rtol=1e-12, atol=0):
            return unit
    return 0.0


def _unit(cost: Floats, least: float) -> float:
    """Give the power of two by which the largest cost comes between `least` and a million; 1 where it is there."""
    largest = float(np.abs(cost).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest) or least <= largest <= _MOST:
        return 1.0
    return float(2.0 ** (np.floor(np.log2(largest / least)) if largest < least else np.ceil(np.log2(largest / _MOST))))


def _floor(cost: Floats, lower: Floats, upper: Floats) -> float:
    """Bound the objective by the columns' own limits."""
    paid = cost != 0.0
    return float((cost[paid] * np.where(cost > 0.0, lower, upper)[paid]).sum())


def _spread(value: ArrayLike, size: int, name: str) -> Floats:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        array = np.full(size, float(array))
    if array.shape != (size,):
        raise parameter_error(name, "solve_milp", f"a number or an array of shape ({size},)", f"shape {array.shape}")
    if np.isnan(array).any():
        raise parameter_error(name, "solve_milp", "free of NaN", f"NaN at position {int(np.isnan(array).argmax())}")
    return np.ascontiguousarray(array)


def _read(
    outcome: Outcome, cost: Floats, scale: tuple[float, float, float], whole: NDArray[np.bool_], began: float
) -> MilpSolution:
    unit, floor, open_still = scale
    status: Status = _STATUS.get(outcome["state"], "feasible")
    x = None if status == "infeasible" else outcome["x"]
    objective, bound = np.inf, np.inf if status == "infeasible" else -np.inf
    if x is not None:
        x[whole] = np.rint(x[whole])
        x += 0.0  # no negative zero
        objective = float(cost @ x) + 0.0
    if whole.any() and status != "infeasible":
        bound = min(max(outcome["bound"] * unit, floor), objective)
        if status == "optimal" and objective > floor and open_still > _OPEN * abs(objective):
            status, bound = "feasible", max(min(bound, objective - open_still), floor)
    elif status == "optimal":
        bound = objective
    message = outcome["message"] + (" (interrupted)" if outcome["interrupted"] else "")
    method = "HiGHS branch and bound" if whole.any() else "HiGHS linear program"
    certificate = Certificate(status, objective, bound, time.perf_counter() - began, method, message)
    duals = None
    if x is not None and outcome["duals"] is not None and status == "optimal":
        duals = outcome["duals"] * unit + 0.0
    return MilpSolution(x, certificate, duals)
