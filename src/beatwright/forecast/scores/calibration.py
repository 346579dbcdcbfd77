"""Whether as many incidents came as were expected: by tenths of the zones, and by group of zones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.zone_figures import zone_figures

__all__ = ["calibration", "equal_bins"]


def calibration(
    expected: npt.ArrayLike, counts: npt.ArrayLike, group: npt.ArrayLike | None = None, *, bins: int = 10
) -> pd.DataFrame:
    """Return what was expected beside what came, by group of zones.

    Parameters
    ----------
    expected : array, shape (zones,)
        Incidents expected.
    counts : array, shape (zones,)
        Incidents that came.
    group : array, shape (zones,), optional
        Group of every zone: a district, a tercile of income. Default: `bins` of as many zones each, from those where
        least is expected to those where most is.
    bins : int, default 10
        How many, where there is no `group`.

    Returns
    -------
    DataFrame, index: group
        ``zones``; ``expected``; ``came``; ``ratio``, expected / came: above 1 where too much was expected, infinite
        where nothing came; ``z``, how many standard deviations of a Poisson count what came lies above what was
        expected.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> calibration([1.0, 1.0, 4.0, 4.0], [1, 0, 5, 3], bins=2)
           zones  expected  came  ratio         z
    group
    1          2       2.0   1.0    2.0 -0.707107
    2          2       8.0   8.0    1.0  0.000000
    """
    complaints = Complaints()
    mu, y = zone_figures("calibration", complaints, expected=expected, counts=counts)
    complaints.add(check.integer("calibration", "bins", bins, 1))
    named = None if group is None else np.asarray(group)
    if named is not None:
        complaints.add(check.shape_is("calibration", "group", named.shape, mu.shape, axes="zone"))
    complaints.raise_if_any(ParameterError)
    labels = equal_bins(mu, bins) + 1 if named is None else named
    return _table(labels, mu, y)


def _table(labels: npt.NDArray[np.generic], mu: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> pd.DataFrame:
    zones = pd.DataFrame({"group": labels, "zones": 1, "expected": mu, "came": y})
    table = zones.groupby("group", sort=True).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        table["ratio"] = table["expected"] / table["came"]
        table["z"] = (table["came"] - table["expected"]) / np.sqrt(table["expected"])
    return table


def equal_bins(expected: npt.NDArray[np.float64], bins: int) -> npt.NDArray[np.intp]:
    """Return the bin of every zone, 0 where least is expected; bins of as many zones, give or take one."""
    rank = np.empty(len(expected), dtype=np.intp)
    rank[np.argsort(expected, kind="stable")] = np.arange(len(expected))
    return rank * bins // max(1, len(expected))
