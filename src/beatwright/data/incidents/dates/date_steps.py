"""Whole units added to dates: days to days, months to months, years to years."""

from typing import Any

import numpy as np


def later(dates: Any, steps: Any) -> Any:
    """Return dates moved by whole numbers of their own unit; numpy has ceased to take the unit of a bare integer.

    >>> print(later(np.datetime64("2024-02", "M"), 1))
    2024-03
    >>> print(later(np.array(["2024-02-28"], dtype="datetime64[D]"), [2]))
    ['2024-03-01']
    """
    unit = np.datetime_data(dates.dtype)[0]
    return dates + np.asarray(steps, dtype=np.int64).astype(f"timedelta64[{unit}]")
