"""Stretches of the time that records cover, and how many incidents of each zone fall into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.core.incidents import Incidents

__all__ = ["Periods", "equal_periods", "two_periods"]

_DAY = pd.Timedelta(days=1)
_SEASON = 7  # days by which the calendar days of two periods may differ and still be of one season


@dataclass(frozen=True)
class Periods:
    """Periods one after another.

    Parameters
    ----------
    spans : sequence of (Timestamp, Timestamp)
        Start and end of each, the end exclusive.
    days : tuple of float
        Days of each that the records cover.
    """

    spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]]
    days: tuple[float, ...]

    def words(self, number: int) -> str:
        """First and last day of a period."""
        start, end = self.spans[number]
        return f"{start:%Y-%m-%d} – {end - pd.Timedelta(1, 'ns'):%Y-%m-%d}"

    @property
    def same_season(self) -> bool:
        """Whether the first two begin at the same time of the year."""
        apart = (self.spans[1][0].day_of_year - self.spans[0][0].day_of_year) % 365
        return min(apart, 365 - apart) <= _SEASON

    def counts(self, incidents: Incidents, zones: int) -> npt.NDArray[np.int64]:
        """Return incidents by zone and period, shape (zones, periods); those in no zone do not count."""
        zone, time = incidents.frame["zone"].to_numpy(), incidents.frame["time"]
        columns = []
        for start, end in self.spans:
            inside = ((time >= start) & (time < end)).to_numpy() & (zone >= 0)
            columns.append(np.bincount(zone[inside], minlength=zones))
        return np.column_stack(columns).astype(np.int64)


def two_periods(incidents: Incidents, date: str = "") -> Periods:
    """Return the second period and one as long before it.

    Parameters
    ----------
    incidents : Incidents
        Their period and its gaps.
    date : str
        First day of the second one. Empty: the last year and the year before, or the two halves of a shorter time.
        Where times give the month only, both are of whole months.

    Raises
    ------
    ParameterError
        Where one of them would be empty, or would cut a month that is known as a whole.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> two = two_periods(small_incidents(weeks=60))
    >>> two.words(0), two.words(1), two.days
    ('2023-01-02 – 2023-07-30', '2023-07-31 – 2024-02-25', (210.0, 210.0))
    """
    if incidents.precision == "month":
        return _covered(incidents, _whole_months(incidents, date))
    start, end = incidents.start, incidents.end
    year = pd.DateOffset(years=1)
    whole_years = not date and end - year - year >= start
    middle = pd.Timestamp(date) if date else end - year if whole_years else (start + (end - start) / 2).round("D")
    if not start < middle < end:
        raise ParameterError(
            f"The records run from {incidents.period}, and the second period of Change is to begin on {middle:%Y-%m-%d}"
            ": one of the two would be empty. Give a 'date' inside."
        )
    first = max(start, middle - year if whole_years else middle - (end - middle))
    return _covered(incidents, [(first, middle), (middle, end)])


def _whole_months(incidents: Incidents, date: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return two periods of as many months: what gives the month only counts on its first day."""
    starts = pd.date_range(incidents.start, incidents.end, freq="MS")
    months = len(starts) - 1
    last = 12 if months >= 24 else months // 2
    middle = int(starts.get_indexer(pd.DatetimeIndex([date]))[0]) if date else months - last
    if not 0 < middle < months:
        raise ParameterError(
            f"Times give the month only, from {incidents.period}: Change compares whole months, so it needs two of "
            "them or more, and a 'date' must be the first day of one after the first."
        )
    return [(starts[max(0, 2 * middle - months)], starts[middle]), (starts[middle], starts[-1])]


def equal_periods(incidents: Incidents, number: int) -> Periods:
    """Return so many periods of one length over all of the records.

    >>> from beatwright.testing import small_incidents
    >>> equal_periods(small_incidents(weeks=60), 4).days
    (105.0, 105.0, 105.0, 105.0)
    """
    length = (incidents.end - incidents.start) / number
    ends = [*(incidents.start + k * length for k in range(number)), incidents.end]
    return _covered(incidents, list(pairwise(ends)))


def _covered(incidents: Incidents, spans: list[tuple[pd.Timestamp, pd.Timestamp]]) -> Periods:
    days = [(end - start - _missing(incidents, start, end)) / _DAY for start, end in spans]
    if min(days) <= 0:
        raise ParameterError(
            f"The records run from {incidents.period} with gaps: one of the periods to compare lies in them."
        )
    return Periods(spans, tuple(float(day) for day in days))


def _missing(incidents: Incidents, start: pd.Timestamp, end: pd.Timestamp) -> pd.Timedelta:
    parts = (min(other, end) - max(one, start) for one, other in incidents.gaps)
    return sum((part for part in parts if part > pd.Timedelta(0)), pd.Timedelta(0))
