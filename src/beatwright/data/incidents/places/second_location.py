"""Files that say twice where a row lies, in degrees and in a plane: where the two disagree, one of them is wrong.

Which plane it is need not be known: over a city it is, but for metres, a linear change of the degrees. That change is
fitted to all rows, and again to those that fit it; rows that then lie elsewhere are told.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.columns.number_columns import read_numbers, thousands_mark
from beatwright.base.words import count_of, plural
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.places.raw_places import columns_in_words
from beatwright.data.incidents.rows.row_account import RowAccount

__all__ = ["second_place_warnings"]

Floats = npt.NDArray[np.float64]

# Degrees, about a kilometre; and as many times the usual difference.
_APART, _TIMES = 0.01, 20.0
_FEW = 10
_MOST = 100_000
_ROUNDS = 8


def second_place_warnings(account: RowAccount, found: Recognised, lon: Floats, lat: Floats) -> list[str]:
    """Tell of rows that lie elsewhere by the columns of x and y of the file than by its longitude and latitude.

    Parameters
    ----------
    account, found : RowAccount, Recognised
        The rows and their columns.
    lon, lat : array of float64, shape (n,)
        In degrees, as they are used.
    """
    if found.heading("x"):
        return []
    warnings = []
    for headings in Finder(account.table).planes():
        columns = [account.table.columns.column(headings[role]) for role in ("x", "y")]
        mark = thousands_mark(*columns)
        x, y = (read_numbers(column, thousands=mark) for column in columns)
        rows = np.flatnonzero(account.kept & np.isfinite(lon + lat + x + y) & (x != 0) & (y != 0))[:_MOST]
        away = _away(np.column_stack([x, y])[rows], np.column_stack([lon, lat])[rows])
        if away.any():
            warnings.append(_warning(int(away.sum()), len(rows), int(rows[away][0]), headings, found=found))
    return warnings


def _warning(count: int, total: int, row: int, headings: dict[str, str], found: Recognised) -> str:
    lies, is_ = plural(count, "lies", "lie"), plural(count, "is", "are")
    x, y = headings["x"], headings["y"]
    return (
        f"{count_of(count, 'row')} of {total:,} {lies} over a kilometre elsewhere by '{x}' and '{y}' than by "
        f"{columns_in_words(found)}, which {is_} used: one of the two is wrong, the first in row {row + 1:,} below the "
        f'headings. mapping = {{ x = "{x}", y = "{y}" }} with the option crs uses the others.'
    )


def _away(plane: Floats, degrees: Floats) -> npt.NDArray[np.bool_]:
    """Say which places of a plane, shape (n, 2), lie elsewhere than their degrees; none where the two do not fit.

    >>> plane = np.random.default_rng(1).random((50, 2))
    >>> degrees = plane @ [[0.3, 0.01], [0.02, 0.2]]
    >>> degrees[7] += 0.5
    >>> np.flatnonzero(_away(plane, degrees)).tolist()
    [7]
    """
    none = np.zeros(len(plane), dtype=bool)
    if len(plane) < _FEW:
        return none
    centred = (plane - np.median(plane, axis=0)) / np.maximum(np.ptp(plane, axis=0), 1e-9)
    design = np.column_stack([centred, np.ones(len(plane))])
    fitting = np.ones(len(plane), dtype=bool)
    off = np.zeros(len(plane))
    for _ in range(_ROUNDS):
        fit, *_rest, rank, _ = np.linalg.lstsq(design[fitting], degrees[fitting], rcond=None)
        if rank < design.shape[1]:
            return none
        off = np.hypot(*(degrees - design @ fit).T)
        fitting = off <= max(2 * float(np.median(off)), 1e-9)
    usual = float(np.median(off))
    return off > max(_APART, _TIMES * usual) if usual < _APART else none
