"""The past as forecasters see it: every incident with its period, zone and class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from beatwright.core import Incidents
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD

__all__ = ["CountSeries", "count_series"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CountSeries:
    """Incidents of consecutive periods; those in no zone are left out.

    Parameters
    ----------
    edges : array of datetime64[us], shape (periods + 1,)
        Where the periods meet.
    covered : array, shape (periods,)
        How much of a standard period each has records for: 1 for a whole week, less where records are missing or the
        period is a rest; 28 days are .92 of a month.
    period, zone, severity : array of int, shape (n,)
        Position of every incident's period, zone and severity class.
    xy : array, shape (n, 2)
        Its place, metres.
    time : array, shape (n,)
        Its time, days since the first edge.
    zones : int
        Number of zones.
    classes : int
        Number of severity classes.
    hours : float
        Length of a standard period, hours.
    """

    edges: npt.NDArray[np.datetime64]
    covered: Floats
    period: Ints
    zone: Ints
    severity: Ints
    xy: Floats
    time: Floats
    zones: int
    classes: int
    hours: float

    def __len__(self) -> int:
        return len(self.zone)

    @property
    def periods(self) -> int:
        """Number of periods, a rest at the beginning included."""
        return len(self.covered)

    @cached_property
    def counts(self) -> sparse.csr_array:
        """Incidents of all classes, shape (periods, zones)."""
        shape = (self.periods, self.zones)
        found = sparse.coo_array((np.ones(len(self)), (self.period, self.zone)), shape=shape).tocsr()
        found.sum_duplicates()
        return found

    @cached_property
    def by_class(self) -> Floats:
        """Incidents of all periods, shape (zones, severity classes)."""
        flat = np.bincount(self.zone * self.classes + self.severity, minlength=self.zones * self.classes)
        return flat.reshape(self.zones, self.classes).astype(np.float64)

    def part(self, first: int, last: int) -> CountSeries:
        """Return the periods from `first` to before `last`, positions as in a slice."""
        first, last, _ = slice(first, last).indices(self.periods)
        last = max(last, first)
        inside = (self.period >= first) & (self.period < last)
        shift = float((self.edges[first] - self.edges[0]) / np.timedelta64(1, "D"))
        return CountSeries(
            edges=self.edges[first : last + 1],
            covered=self.covered[first:last],
            period=self.period[inside] - first,
            zone=self.zone[inside],
            severity=self.severity[inside],
            xy=self.xy[inside],
            time=self.time[inside] - shift,
            zones=self.zones,
            classes=self.classes,
            hours=self.hours,
        )


def count_series(incidents: Incidents, edges: npt.NDArray[np.datetime64], period: str) -> CountSeries:
    """Count the `incidents` between the first of the `edges` and the last.

    Parameters
    ----------
    incidents : Incidents
        Placed in zones.
    edges : array of datetime64[us], shape (periods + 1,)
        Where the periods meet, rising.
    period : {"hour", "day", "week", "month", "year"}
        What the length of a period is measured by.

    Examples
    --------
    >>> from beatwright.forecast.series.period_edges import edges_before
    >>> from beatwright.testing import small_incidents
    >>> incidents = small_incidents(weeks=10)
    >>> series = count_series(incidents, edges_before(incidents.start, incidents.end, "week"), "week")
    >>> series.counts.shape, series.covered.sum().item(), len(series) == len(incidents)
    ((10, 24), 10.0, True)
    """
    times = incidents.frame["time"].to_numpy().astype("datetime64[us]")
    zone = incidents.frame["zone"].to_numpy(dtype=np.int64)
    inside = (times >= edges[0]) & (times < edges[-1]) & (zone >= 0)
    hours = HOURS_OF_PERIOD[period]
    return CountSeries(
        edges=edges,
        covered=_hours_covered(incidents, edges) / hours,
        period=np.searchsorted(edges, times[inside], side="right").astype(np.int64) - 1,
        zone=zone[inside],
        severity=incidents.frame["severity"].to_numpy(dtype=np.int64)[inside],
        xy=np.column_stack([incidents.frame[name].to_numpy(dtype=np.float64)[inside] for name in ("x", "y")]),
        time=(times[inside] - edges[0]) / np.timedelta64(1, "D"),
        zones=incidents.zones,
        classes=len(incidents.severity),
        hours=hours,
    )


def _hours_covered(incidents: Incidents, edges: npt.NDArray[np.datetime64]) -> Floats:
    """Return the hours of each period that have records."""
    hour = np.timedelta64(1, "h")
    covered = np.diff(edges) / hour
    for one, other in incidents.gaps:
        first, last = np.datetime64(pd.Timestamp(one), "us"), np.datetime64(pd.Timestamp(other), "us")
        covered -= np.diff(np.clip(edges, first, last)) / hour
    return np.asarray(np.maximum(covered, 0.0))
