"""Which columns of units are counts, and what the parts of units hold of them."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.incidents import Incidents
from beatwright.data.units.count_points import count_points

__all__ = ["extensive_columns", "points_in"]

Floats = npt.NDArray[np.float64]

_COUNTS = ("population", "calls", "minutes")


def extensive_columns(owner: str, units: pd.DataFrame, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """Return the columns that are counts: those asked for, else ``population``, ``calls``, ``minutes`` and their parts.

    Raises
    ------
    ParameterError
        Where one that is asked for is not there or holds no numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"population": [1], "population_low": [1], "income": [9]})
    >>> extensive_columns("split_by_parents", table, None)
    ('population', 'population_low')
    """
    known = [str(label) for label in units.select_dtypes("number").columns]
    if wanted is None:
        return tuple(label for label in known if label.split("_")[0] in _COUNTS)
    complaints = Complaints()
    for column in (wanted,) if isinstance(wanted, str) else wanted:
        complaints.need(
            column in known,
            f"The 'extensive' parameter of {owner} names a column '{column}' of numbers that the units do not have. "
            f"{did_you_mean(column, known)}",
        )
    complaints.raise_if_any(ParameterError)
    return (wanted,) if isinstance(wanted, str) else tuple(wanted)


def points_in(incidents: gpd.GeoDataFrame | Incidents, shapes: object, crs: object) -> Floats:
    """Return how many incidents lie in every shape, shape (n,)."""
    table = gpd.GeoDataFrame(geometry=shapes, crs=crs)
    counted = count_points(incidents, table, column="calls").table["calls"]
    return np.asarray(counted.to_numpy(), dtype=np.float64)
