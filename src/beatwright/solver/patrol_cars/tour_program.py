"""The integer program: cars on tours are whole numbers; the next car of a block, at what it saves, is between 0 and 1.

minimise sum_pb [F_pb(least) - sum_k fall_pbk s_pbk] subject to sum_t cover_bt y_pt - sum_k s_pbk >= least_pb and the
budget. As further cars save less and less, parts fill in their order by themselves and need not be whole numbers; where
a curve is not convex they are, s_k >= s_(k+1). Curves are cut after `upto` cars: beyond, every further car is taken to
save what the next one does, more than it can, so that the program's value is a bound, and exact up to one car more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.solver.milp import Milp
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance

__all__ = ["TourProgram", "tour_program"]


@dataclass(frozen=True, eq=False)
class TourProgram:
    """The program, and how its answer is read.

    Parameters
    ----------
    program : Milp
        Columns: cars on tours, command by command; then the next cars of the blocks.
    constant : float
        What the program's objective leaves out.
    shape : tuple of int
        Commands and tours.
    """

    program: Milp
    constant: float
    shape: tuple[int, int]

    def cars(self, x: Floats) -> Ints:
        """Return cars on tours, shape (commands, tours)."""
        size = self.shape[0] * self.shape[1]
        return np.asarray(np.rint(x[:size]).astype(np.int64).reshape(self.shape))


@dataclass(frozen=True, eq=False)
class _Parts:
    """The next cars of every block: row (command x blocks + block), what each saves, its upper limit, whole or not."""

    row: Ints
    fall: Floats
    upper: Floats
    whole: npt.NDArray[np.bool_]


def tour_program(
    instance: TourInstance,
    upto: Ints,
    *,
    car_hours: float = np.inf,
    most_cars: float = np.inf,
    limit: Floats | None = None,
    by_cost: bool = False,
) -> TourProgram:
    """Return the program of the least sum of what commands lose, or of the least cost.

    Parameters
    ----------
    instance : TourInstance
        Tours and curves.
    upto : array of int, shape (commands, blocks)
        Cars up to which curves are followed.
    car_hours, most_cars : float
        The budget; infinite where there is none.
    limit : array, shape (commands,), optional
        What each command may lose, above 0.
    by_cost : bool
        Whether the cost is made small rather than what is lost.
    """
    parts = _parts(instance, upto)
    blocks, tours = instance.cover.shape
    filled = sparse.csr_array(
        (-np.ones(parts.row.size), (parts.row, np.arange(parts.row.size))),
        shape=(instance.commands * blocks, parts.row.size),
    )
    cover = sparse.kron(sparse.eye_array(instance.commands), instance.cover.astype(np.float64))
    least = instance.least.ravel().astype(np.float64)
    pieces: list[_Rows] = [(sparse.csr_array(sparse.hstack([cover, filled])), least, np.inf)]
    pieces += _budget_rows(instance, parts, car_hours, most_cars)
    pieces += _order_rows(instance, parts)
    start = instance.most_lost
    if limit is not None:
        pieces.append(_limit_rows(instance, parts, start, limit))
    whole_cost = np.tile(instance.cost, instance.commands)
    cost = [whole_cost, np.zeros_like(parts.fall)] if by_cost else [np.zeros_like(whole_cost), -parts.fall]
    program = Milp(
        np.concatenate(cost),
        sparse.vstack([rows for rows, _, _ in pieces]),
        np.concatenate([np.broadcast_to(lower, rows.shape[:1]) for rows, lower, _ in pieces]),
        np.concatenate([np.broadcast_to(upper, rows.shape[:1]) for rows, _, upper in pieces]),
        col_upper=np.concatenate([np.full(whole_cost.size, np.inf), parts.upper]),
        integer=np.concatenate([np.ones(whole_cost.size, dtype=bool), parts.whole]),
    )
    return TourProgram(program, 0.0 if by_cost else float(start.sum()), (instance.commands, tours))


def _parts(instance: TourInstance, upto: Ints) -> _Parts:
    falls, bent = instance.falls, instance.bent
    number = np.arange(instance.most)
    end = np.where(bent, instance.most, upto)[:, :, None]
    used = (number >= instance.least[:, :, None]) & (number <= end) & (falls > 0)
    # A car that saves nothing still has to be counted where one after it saves something.
    used |= bent[:, :, None] & (number >= instance.least[:, :, None])
    command, block, car = np.nonzero(used)
    whole = bent[command, block]
    last = ~whole & (car == end[command, block, 0])
    return _Parts(
        row=command * len(instance.cover) + block,
        fall=falls[command, block, car],
        upper=np.where(last, np.inf, 1.0),
        whole=whole,
    )


_Rows = tuple[sparse.csr_array, Floats | float, Floats | float]


def _budget_rows(instance: TourInstance, parts: _Parts, car_hours: float, most_cars: float) -> list[_Rows]:
    rows: list[_Rows] = []
    for cost, most in ((instance.cost, car_hours), (np.ones_like(instance.cost), most_cars)):
        if np.isfinite(most):
            each = np.concatenate([np.tile(cost, instance.commands), np.zeros(parts.row.size)])
            rows.append((sparse.csr_array(each[None, :]), -np.inf, most * (1 + 1e-12)))
    return rows


def _order_rows(instance: TourInstance, parts: _Parts) -> list[_Rows]:
    """Cars of a block whose curve is not convex come in their order."""
    first = np.flatnonzero(parts.whole[:-1] & (np.diff(parts.row) == 0))
    if not first.size:
        return []
    cars, count = instance.commands * instance.cover.shape[1], np.arange(first.size)
    value = np.repeat([1.0, -1.0], first.size)
    at = (np.tile(count, 2), cars + np.concatenate([first, first + 1]))
    return [(sparse.csr_array((value, at), shape=(first.size, cars + parts.row.size)), 0.0, np.inf)]


def _limit_rows(instance: TourInstance, parts: _Parts, start: Floats, limit: Floats) -> _Rows:
    """Bring what each command loses down to its limit; in units of that, for the tolerance's sake."""
    command = parts.row // len(instance.cover)
    cars = instance.commands * instance.cover.shape[1]
    at = (command, cars + np.arange(parts.row.size))
    rows = sparse.csr_array((parts.fall / limit[command], at), shape=(instance.commands, cars + parts.row.size))
    return rows, start / limit - 1.0, np.inf
