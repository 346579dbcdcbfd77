"""The past as forecasters see it: every incident with its period, zone and class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from beatwright.core import Incidents
from beatwright.core.incident_arrays import IncidentArrays
from beatwright.forecast.series.growing_counts import GrowingCounts
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD, STANDARD

__all__ = ["CountSeries", "count_series"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class CountSeries:
    """Incidents of consecutive periods, in order of time; those in no zone are left out.

    Parameters
    ----------
    edges : array of datetime64[us], shape (periods + 1,)
        Where the periods meet.
    covered : array, shape (periods,)
        How much of a standard period each has records for: 1 for a whole week, less where records are missing or the
        period is a rest; 28 days are .92 of a month.
    period : array of int, shape (n,)
        Position of every incident's period.
    incidents : IncidentArrays
        When, where and how severe they were; all of them in a zone.
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
    incidents: IncidentArrays
    zones: int
    classes: int
    hours: float

    def __len__(self) -> int:
        return len(self.period)

    @property
    def periods(self) -> int:
        """Number of periods, a rest at the beginning included."""
        return len(self.covered)

    @cached_property
    def zone(self) -> Ints:
        """Position of every incident's zone, shape (n,)."""
        return self.incidents.zone.astype(np.int64)

    @cached_property
    def xy(self) -> Floats:
        """Place of every incident, metres, shape (n, 2)."""
        return np.array((self.incidents.x, self.incidents.y)).T

    @cached_property
    def time(self) -> Floats:
        """Time of every incident, days since the first edge, shape (n,)."""
        return np.asarray((self.incidents.time - self.edges[0]) / _DAY)

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
        at = self.incidents.zone * np.int64(self.classes) + self.incidents.severity
        counted: Floats = np.bincount(at, np.ones(len(at)), self.zones * self.classes)  # type: ignore[assignment]
        return counted.reshape(self.zones, self.classes)

    def added_to(self, before: GrowingCounts) -> GrowingCounts:
        """Return earlier counts and those of all periods."""
        return before.plus((self.incidents.zone.copy(), self.incidents.severity.copy()))  # not the table they are of

    @property
    def by_zone(self) -> Floats:
        """Incidents of all periods and classes, shape (zones,)."""
        counted: Floats = np.bincount(self.zone, np.ones(len(self)), self.zones)  # type: ignore[assignment]
        return counted

    def part(self, first: int, last: int) -> CountSeries:
        """Return the periods from `first` to before `last`, positions as in a slice."""
        first, last, _ = slice(first, last).indices(self.periods)
        last = max(last, first)
        inside = slice(*self.period.searchsorted((first, last)))
        return CountSeries(
            edges=self.edges[first : last + 1],
            covered=self.covered[first:last],
            period=self.period[inside] - first,
            incidents=self.incidents.rows(inside),
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
    arrays = incidents.arrays
    first, last = arrays.time.searchsorted(edges[:: len(edges) - 1]).tolist()
    if last - first < len(arrays.time):
        arrays = arrays.rows(slice(first, last))
    some = arrays.in_zones()
    return CountSeries(
        edges=edges,
        covered=_covered(incidents, edges, period),
        period=edges[1:-1].searchsorted(some.time, side="right"),
        incidents=some,
        zones=incidents.zones,
        classes=len(incidents.severity),
        hours=HOURS_OF_PERIOD[period],
    )


def _covered(incidents: Incidents, edges: npt.NDArray[np.datetime64], period: str) -> Floats:
    """Return how much of a standard period each has records for."""
    seen = edges[1:] - edges[:-1]
    for one, other in incidents.gaps:
        first, last = np.datetime64(pd.Timestamp(one), "us"), np.datetime64(pd.Timestamp(other), "us")
        seen = seen - np.diff(np.clip(edges, first, last))
    return np.asarray(seen / STANDARD[period])
