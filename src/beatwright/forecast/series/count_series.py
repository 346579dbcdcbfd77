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

_HOUR, _DAY = np.timedelta64(1, "h"), np.timedelta64(1, "D")


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
        at = self._zone_and_class
        counted: Floats = np.bincount(at, np.ones(len(at)), self.zones * self.classes)  # type: ignore[assignment]
        return counted.reshape(self.zones, self.classes)

    def added_to(self, before: Floats) -> Floats:
        """Return earlier counts and those of all periods together, shape (zones, severity classes).

        Examples
        --------
        >>> from beatwright.forecast.series.period_edges import edges_before
        >>> from beatwright.testing import small_incidents
        >>> incidents = small_incidents(weeks=10)
        >>> series = count_series(incidents, edges_before(incidents.start, incidents.end, "week"), "week")
        >>> bool((series.added_to(series.by_class) == 2 * series.by_class).all())
        True
        """
        together = before.copy()
        np.add.at(together.reshape(-1), self._zone_and_class, 1.0)  # few are new: a table of them would be all zeros
        return together

    @property
    def _zone_and_class(self) -> Ints:
        """Position of every incident in a table of zones and severity classes, row by row."""
        return self.zone * self.classes + self.severity

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
        shift = float((self.edges[first] - self.edges[0]) / _DAY)
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
    arrays = incidents.arrays
    first, last = arrays.time.searchsorted(edges[:: len(edges) - 1])
    some = arrays.rows(slice(first, last))
    if len(some.zone) and some.zone.min() < 0:
        some = some.rows(some.zone >= 0)
    hours = HOURS_OF_PERIOD[period]
    return CountSeries(
        edges=edges,
        covered=_hours_covered(incidents, edges) / hours,
        period=edges.searchsorted(some.time, side="right") - 1,
        zone=some.zone.astype(np.int64),
        severity=some.severity.astype(np.int64),
        xy=np.array((some.x, some.y)).T,
        time=(some.time - edges[0]) / _DAY,
        zones=incidents.zones,
        classes=len(incidents.severity),
        hours=hours,
    )


def _hours_covered(incidents: Incidents, edges: npt.NDArray[np.datetime64]) -> Floats:
    """Return the hours of each period that have records."""
    covered: Floats = (edges[1:] - edges[:-1]) / _HOUR
    if not incidents.gaps:
        return covered
    for one, other in incidents.gaps:
        first, last = np.datetime64(pd.Timestamp(one), "us"), np.datetime64(pd.Timestamp(other), "us")
        covered -= np.diff(np.clip(edges, first, last)) / _HOUR
    return np.asarray(np.maximum(covered, 0.0))
