"""Columns of the integer program of weekly shifts: who works when.

Groups g are of one length and one start; n_g officers of whom y_gd work on day d. With any days off sum_d y_gd = w_g
n_g and y_gd <= n_g are enough, as every such y can be dealt to the officers (`dealt_lines`): 8 columns a group. With
days off in a row the columns are the seven weeks of a group instead.

The implicit form: Bechtold, S. E. and Jacobs, L. W. (1990). Implicit modeling of flexible break assignments in optimal
shift scheduling. Management Science 36, 1339-1351.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.solver.rosters.weekly.shift_groups import HOURS_OF_DAY
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["ColumnRows", "ShiftColumns", "shift_columns"]

Floats = npt.NDArray[np.float64]
ColumnRows = tuple[sparse.csr_array, Floats | float, Floats | float]  # with their lower and upper limits


@dataclass(frozen=True, eq=False)
class ShiftColumns:
    """The columns that say who works when, and how they are read.

    Parameters
    ----------
    cover : matrix, shape (hours, columns)
        On duty in each hour.
    counts : matrix, shape (groups, columns)
        Officers of each group.
    works : matrix, shape (groups * days, columns)
        At work on each day.
    rows : list of rows with their limits
        What columns must hold among themselves.
    group : array of int, shape (columns,)
        Group of each column.
    """

    cover: sparse.csr_array
    counts: sparse.csr_array
    works: sparse.csr_array
    rows: list[ColumnRows]
    group: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many columns there are."""
        return int(self.cover.shape[1])


def shift_columns(ask: WeeklyAsk) -> ShiftColumns:
    """Return the columns of the groups: officers and those at work by day, or officers by their first working day."""
    groups, days = ask.groups, ask.groups.days
    held = sparse.csr_array(groups.held.reshape(len(ask.need), -1))
    one_each = sparse.eye_array(len(groups), format="csr")
    of_days = sparse.csr_array(sparse.kron(one_each, np.ones((1, days))))
    number = np.arange(len(groups))
    by_day = np.repeat(number, days)
    if ask.consecutive:
        first, day = np.arange(days)[None, None, :], np.arange(days)[None, :, None]
        on = (day - first) % days < groups.worked[:, None, None]
        works = sparse.csr_array(sparse.block_diag(list(on.astype(np.float64)), format="csr"))
        made = ShiftColumns(sparse.csr_array(held @ works), of_days, works, [], by_day)
    else:
        nobody = sparse.csr_array((len(ask.need), len(groups)))
        each_day = sparse.eye_array(len(groups) * days, format="csr")
        sums = sparse.hstack([sparse.diags_array(-groups.worked.astype(np.float64)), of_days])
        within = sparse.hstack([of_days.T, -each_day])
        made = ShiftColumns(
            sparse.csr_array(sparse.hstack([nobody, held])),
            sparse.csr_array(sparse.hstack([one_each, sparse.csr_array((len(groups), len(groups) * days))])),
            sparse.csr_array(sparse.hstack([sparse.csr_array((len(groups) * days, len(groups))), each_day])),
            [(sparse.csr_array(sums), 0.0, 0.0), (sparse.csr_array(within), 0.0, np.inf)],
            np.concatenate([number, by_day]),
        )
    return made if ask.meal is None else _with_meals(ask, made)


def _with_meals(ask: WeeklyAsk, made: ShiftColumns) -> ShiftColumns:
    """Add columns of those at their meal, by group, day and hour of the shift: everybody at work takes one."""
    first, last = ask.meal or (1, 1)
    at = [
        (group * ask.groups.days + day, HOURS_OF_DAY * day + start + hour - 1)
        for group, (length, start) in enumerate(ask.groups)
        for day in range(ask.groups.days)
        for hour in range(min(first, length), min(last, length) + 1)
    ]
    row, clock = np.array(at).T
    meals, one = len(at), np.ones(len(at))
    away = sparse.csr_array((-one, (clock % len(ask.need), np.arange(meals))), shape=(len(ask.need), meals))
    taken = sparse.csr_array((one, (row, np.arange(meals))), shape=(made.works.shape[0], meals))

    def wider(matrix: sparse.csr_array, by: sparse.csr_array | None = None) -> sparse.csr_array:
        beside = sparse.csr_array((matrix.shape[0], meals)) if by is None else by
        return sparse.csr_array(sparse.hstack([matrix, beside]))

    rows: list[ColumnRows] = [(wider(matrix), low, high) for matrix, low, high in made.rows]
    rows.append((wider(-made.works, taken), 0.0, 0.0))
    group = np.concatenate([made.group, row // ask.groups.days])
    return ShiftColumns(wider(made.cover, away), wider(made.counts), wider(made.works), rows, group)
