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
from beatwright.solver.milp_scaling import LEAST, bound_by_limits, cost_unit, least_difference, uncounted
from beatwright.solver.run_highs import quiet_highs, run_highs
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["Milp", "MilpSolution", "left_open", "quiet_highs", "solve_milp"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_OPEN: Final = 1e-6  # what HiGHS may leave open of an integer program, in the unit of the costs it is given
_PRICED: Final = 1e-7  # the same at any tolerance of rows and columns: how far reduced costs may be off

_STATUS: Final[dict[str, Status]] = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kTimeLimit": "time limit",
}


@dataclass(frozen=True, eq=False, init=False)
class Milp:
    """Minimise cost x subject to row_lower <= rows x <= row_upper, col_lower <= x <= col_upper, some x whole numbers.

    Parameters
    ----------
    cost : array_like, shape (n,)
        Cost of each column.
    rows : array or sparse matrix, shape (m, n)
        Coefficients of the constraints.
    row_lower, row_upper : array_like, shape (m,) or scalar
        Limits of each row; infinities are allowed.
    col_lower, col_upper : array_like, shape (n,) or scalar, default 0 and infinity
        Limits of each column.
    integer : array_like of bool, shape (n,) or scalar, default False
        Which columns are whole numbers; without any it is a linear program.

    Raises
    ------
    ParameterError
        Where shapes disagree or a number is not a number.

    Examples
    --------
    A knapsack: at most 4 kilograms of three things worth 3, 4 and 5, weighing 2, 2 and 3.

    >>> knapsack = Milp([-3, -4, -5], [[2, 2, 3]], -np.inf, 4, col_upper=1, integer=True)
    >>> knapsack.col_upper, knapsack.rows.shape
    (array([1., 1., 1.]), (1, 3))
    """

    cost: Floats
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    col_lower: Floats
    col_upper: Floats
    integer: Flags

    def __init__(
        self,
        cost: ArrayLike,
        rows: Any,
        row_lower: ArrayLike,
        row_upper: ArrayLike,
        *,
        col_lower: ArrayLike = 0.0,
        col_upper: ArrayLike = np.inf,
        integer: ArrayLike = False,
    ) -> None:
        paid, matrix = np.asarray(cost, dtype=np.float64), sparse.csr_array(rows)
        n, m = paid.size, matrix.shape[0]
        if matrix.shape != (m, n):
            raise parameter_error("rows", "Milp", f"of shape (m, {n}), one column per cost", matrix.shape)
        self._set(cost=paid, rows=matrix, integer=_spread(integer, n, "integer").astype(bool))
        self._set(col_lower=_spread(col_lower, n, "col_lower"), col_upper=_spread(col_upper, n, "col_upper"))
        self._set(row_lower=_spread(row_lower, m, "row_lower"), row_upper=_spread(row_upper, m, "row_upper"))

    def _set(self, **fields: object) -> None:
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def floor(self) -> float:
        """What the columns' own limits leave the objective at least."""
        return bound_by_limits(self.cost, self.col_lower, self.col_upper)


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
    program: Milp,
    *,
    threads: int = 1,
    tolerance: float | None = None,
    start: ArrayLike | None = None,
    nodes: int | None = None,
    easy: bool = False,
    **effort: Unpack[SearchOptions],
) -> MilpSolution:
    """Solve a linear or mixed-integer program by HiGHS.

    Parameters
    ----------
    program : Milp
        Costs, rows and limits.
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
    easy : bool, default False
        Whether it is one of many programs that take a fraction of a second each: see the notes.
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
        Where an option is wrong or HiGHS refuses the program.

    Notes
    -----
    An integer program of 2000 coefficients or more (10,000 where it is easy) is run in a process of its own, which is
    ended where HiGHS does not hear within half a second that it should stop; the best point and bound told until then
    are handed back. To start it takes a tenth of a second.

    Examples
    --------
    A knapsack: at most 4 kilograms of three things worth 3, 4 and 5, weighing 2, 2 and 3.

    >>> answer = solve_milp(Milp([-3, -4, -5], [[2, 2, 3]], -np.inf, 4, col_upper=1, integer=True))
    >>> answer.x.tolist(), answer.certificate.objective, answer.certificate.status
    ([1.0, 1.0, 0.0], -7.0, 'optimal')
    """
    first = None if start is None else _spread(start, program.cost.size, "start", "solve_milp")
    with started("solve_milp", effort) as (asked, clock):
        options = _options(asked, threads, tolerance, nodes)
        answer = _solve(program, first, options, clock, easy=easy)
        narrow = _narrowed(program, answer)
        if narrow is None or clock.late:
            return answer
        again = _solve(narrow, answer.x, options, clock, easy=easy)
        seen = replace(again.certificate, seconds=clock.used)
        return replace(again, certificate=seen) if again.x is not None else answer


def left_open(program: Milp, tolerance: float) -> float:
    """Give what the bound of an integer program may be off, in the unit of its costs.

    Parameters
    ----------
    program : Milp
        The program.
    tolerance : float
        How far rows, columns and whole numbers may be off.

    Examples
    --------
    >>> left_open(Milp([2048.0, 1.0], [[1, 1]], 1, 1, col_upper=1, integer=True), 1e-9)
    1e-07
    """
    free = program.col_lower < program.col_upper
    return uncounted(program.cost[free], _unit(program) * max(tolerance, _PRICED))


def _unit(program: Milp) -> float:
    """Give the unit in which HiGHS is given the costs."""
    free = program.col_lower < program.col_upper
    return cost_unit(program.cost[free], LEAST if program.integer.any() else 1.0)


def _spread(value: ArrayLike, size: int, name: str, owner: str = "Milp") -> Floats:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        array = np.full(size, float(array))
    if array.shape != (size,):
        raise parameter_error(name, owner, f"a number or an array of shape ({size},)", f"shape {array.shape}")
    if np.isnan(array).any():
        raise parameter_error(name, owner, "free of NaN", f"NaN at position {int(np.isnan(array).argmax())}")
    return np.ascontiguousarray(array)


def _options(effort: Effort, threads: int, tolerance: float | None, nodes: int | None) -> dict[str, Any]:
    """Say the options in HiGHS's names."""
    options = {"threads": threads, "random_seed": effort.seed, "mip_rel_gap": float(effort.gap), "mip_abs_gap": 1e-9}
    if nodes is not None:
        options["mip_max_nodes"] = int(nodes)
    if tolerance is not None:
        options["primal_feasibility_tolerance"] = float(tolerance)
        options["mip_feasibility_tolerance"] = float(tolerance)
    return options


def _solve(
    program: Milp, start: Floats | None, options: dict[str, Any], clock: SearchClock, *, easy: bool
) -> MilpSolution:
    """Run HiGHS once, on costs of a size that its tolerances are made for."""
    began = time.perf_counter()
    rows, unit = program.rows, _unit(program)
    job: Job = {
        "cost": program.cost / unit,
        "start": rows.indptr.astype(np.int32),
        "index": rows.indices.astype(np.int32),
        "value": rows.data.astype(np.float64),
        "limits": (program.col_lower, program.col_upper, program.row_lower, program.row_upper),
        "whole": program.integer,
        "first": start,
        "options": options,
    }
    outcome = run_highs(job, clock.turned(unit, 0.0), easy=easy)
    open_still = left_open(program, options.get("mip_feasibility_tolerance", _OPEN))
    if program.integer.all() and open_still < least_difference(program.cost):
        open_still = 0.0
    return _read(program, outcome, unit, open_still, began=began)


def _read(program: Milp, outcome: Outcome, unit: float, open_still: float, began: float) -> MilpSolution:
    whole, floor = bool(program.integer.any()), program.floor
    status: Status = _STATUS.get(outcome["state"], "feasible")
    x = None if status == "infeasible" else outcome["x"]
    objective, bound = np.inf, np.inf if status == "infeasible" else -np.inf
    if x is not None:
        x[program.integer] = np.rint(x[program.integer])
        x += 0.0  # no negative zero
        objective = float(program.cost @ x) + 0.0
    if whole and status != "infeasible":
        bound = min(max(outcome["bound"] * unit, floor), objective)
        if status == "optimal" and objective > floor and open_still > _OPEN * abs(objective):
            status, bound = "feasible", max(min(bound, objective - open_still), floor)
    elif status == "optimal":
        bound = objective
    message = outcome["message"] + (" (interrupted)" if outcome["interrupted"] else "")
    method = "HiGHS branch and bound" if whole else "HiGHS linear program"
    certificate = Certificate(
        status=status,
        objective=objective,
        bound=bound,
        seconds=time.perf_counter() - began,
        method=method,
        message=message,
    )
    duals = None
    if x is not None and outcome["duals"] is not None and status == "optimal":
        duals = outcome["duals"] * unit + 0.0
    return MilpSolution(x, certificate, duals)


def _narrowed(program: Milp, answer: MilpSolution) -> Milp | None:
    """Fix whole columns whose next step alone costs more than the point found; None where that settles nothing.

    Without dear columns HiGHS tells smaller differences apart.
    """
    seen, cost, whole = answer.certificate, program.cost, program.integer
    if answer.x is None or not whole.any() or seen.status != "feasible" or "Optimal" not in seen.message:
        return None
    free = program.col_lower < program.col_upper
    fixed = whole & free & (np.abs(cost) > (seen.objective - program.floor) * (1.0 + 1e-9))
    if not np.isfinite(program.floor) or not fixed.any():
        return None
    lower, upper = program.col_lower.copy(), program.col_upper.copy()
    upper[fixed & (cost > 0)] = lower[fixed & (cost > 0)]
    lower[fixed & (cost < 0)] = upper[fixed & (cost < 0)]
    return replace(program, col_lower=lower, col_upper=upper)
