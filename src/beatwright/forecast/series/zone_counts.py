"""Incidents of a stretch of time, counted by zone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import Incidents

__all__ = ["zone_counts"]


def zone_counts(
    incidents: Incidents, first: pd.Timestamp | None = None, last: pd.Timestamp | None = None
) -> npt.NDArray[np.float64]:
    """Return the incidents of every zone from `first` on and before `last`, shape (zones,).

    Parameters
    ----------
    incidents : Incidents
        Placed in zones; those in none are left out.
    first, last : Timestamp, optional
        Default: from the beginning, to the end.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> incidents = small_incidents(weeks=10)
    >>> bool(zone_counts(incidents).sum() == len(incidents))
    True
    """
    times = incidents.frame["time"].to_numpy().astype("datetime64[us]")
    # Incidents stand in the order of time.
    low = 0 if first is None else int(np.searchsorted(times, np.datetime64(first, "us")))
    high = len(times) if last is None else int(np.searchsorted(times, np.datetime64(last, "us")))
    zone = incidents.frame["zone"].to_numpy()[low:high]
    return np.bincount(zone[zone >= 0], minlength=incidents.zones).astype(np.float64)
