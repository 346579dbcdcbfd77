"""Groups of zones, made of any column that zones have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["NOT_KNOWN", "THIRDS", "zone_groups"]

THIRDS = ("lowest third", "middle third", "highest third")
NOT_KNOWN = "not known"
# More groups than these, and a figure of each is chance.
_MOST = 20


def zone_groups(values: pd.Series) -> npt.NDArray[np.object_]:
    """Return the group of every zone by a column of zones.

    Parameters
    ----------
    values : Series, length zones
        Numbers become thirds of the zones with a value, zones of one value in one group; numbers of no more than three
        different values, and texts, stand for themselves.

    Returns
    -------
    array of str, shape (zones,)
        ``not known`` where there is no value.

    Raises
    ------
    ParameterError
        Where there are fewer than two groups or more than 20.

    Examples
    --------
    >>> zone_groups(pd.Series([10.0, 20.0, 30.0, 40.0, None])).tolist()
    ['lowest third', 'lowest third', 'middle third', 'highest third', 'not known']
    """
    complaints = Complaints()
    complaints.need(
        isinstance(values, pd.Series),
        check.sentence("zone_groups", "values", "a column of zones", type(values).__name__),
    )
    complaints.raise_if_any(ParameterError)
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    known = values.notna().to_numpy()
    groups = np.full(len(values), NOT_KNOWN, dtype=object)
    if number and values.nunique() > len(THIRDS):
        groups[known] = _thirds(values[known].to_numpy(dtype=np.float64))
    else:
        groups[known] = values[known].astype(str).to_numpy(dtype=object)
    found = sorted(set(groups[known]))
    if not 2 <= len(found) <= _MOST:
        raise ParameterError(
            f"The column '{values.name}' of the zones makes {len(found)} groups; 2 to {_MOST} can be compared. Name "
            f"another column, or join small groups."
        )
    return groups


def _thirds(values: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    low, high = np.quantile(values, [1 / 3, 2 / 3])
    return np.asarray(np.array(THIRDS, dtype=object)[(values > low).astype(int) + (values > high)])
