"""The curve of the months: incidents a day, month by month, and over the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.clocks.days_covered import days_covered
from beatwright.patterns.clocks.incident_windows import Moments, local_moment, local_times
from beatwright.patterns.clocks.marks_in_order import marks_in_order

__all__ = ["MonthCurve", "month_curve"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MonthCurve:
    """Incidents by month.

    Parameters
    ----------
    months : array of datetime64[M], shape (m,)
        The months that the period touches, in order.
    days : array, shape (m,)
        Days of each month that the period covers, its gaps left out: the exposure.
    counts : array, shape (m,)
        Incidents.
    by_mark : mapping
        `counts` of each mark; empty without marks.
    """

    months: Moments
    days: Floats
    counts: Floats
    by_mark: Mapping[Any, Floats] = field(default_factory=dict)

    @property
    def per_day(self) -> Floats:
        """Incidents per day covered, shape (m,); NaN in a month without a day covered."""
        return self.rate(self.counts)

    def rate(self, counts: Floats) -> Floats:
        """Return `counts` by month, such as those of one mark, per day covered, shape (m,)."""
        return _per_day(counts, self.days)

    def over_years(self, counts: Floats | None = None) -> Floats:
        """Return incidents per day covered from January to December, all years together, shape (12,).

        Parameters
        ----------
        counts : array, shape (m,), optional
            Such as those of one mark; default: all incidents. A month of the year that is never covered is NaN.
        """
        of_year = self.months.astype(np.int64) % 12
        counts = self.counts if counts is None else counts
        sums = [np.bincount(of_year, values, minlength=12).astype(np.float64) for values in (counts, self.days)]
        return _per_day(*sums)


def month_curve(
    times: npt.ArrayLike,
    start: Any = None,
    end: Any = None,
    marks: npt.ArrayLike | None = None,
    gaps: Sequence[tuple[Any, Any]] = (),
) -> MonthCurve:
    """Count incidents by month, with the days that each month covers.

    February is shorter than March by a tenth: counts by month are compared per day covered.

    Parameters
    ----------
    times : array of datetime64, shape (n,)
        Local wall time.
    start, end : datetime64 or Timestamp, optional
        The period, `end` exclusive. Default: whole days from the first incident to the last.
    marks : array, shape (n,), optional
        What kind each incident is of, for a curve of each.
    gaps : sequence of pairs, optional
        Stretches of the period without records, each with its end exclusive: they are no exposure.

    Raises
    ------
    ParameterError
        Where the times are no local times, one is missing or outside the period, there is none and no period, or the
        marks are not as many.

    Examples
    --------
    >>> times = np.array(["2023-02-03", "2023-02-20", "2023-03-01"], dtype="datetime64[D]")
    >>> curve = month_curve(times, np.datetime64("2023-02-01"), np.datetime64("2023-04-01"))
    >>> curve.months.astype(str).tolist(), curve.counts.tolist(), curve.days.tolist()
    (['2023-02', '2023-03'], [2.0, 1.0], [28.0, 31.0])
    """
    moments, wrong = local_times("month_curve", "times", times)
    complaints = Complaints()
    complaints.add(wrong)
    complaints.need(not np.isnat(moments).any(), f"{int(np.isnat(moments).sum()):,} of the times are missing (NaT).")
    if marks is not None and not wrong:
        complaints.add(check.shape_is("month_curve", "marks", np.shape(marks), moments.shape, "incident"))
    complaints.need(
        bool(len(moments)) or bool(wrong) or (start is not None and end is not None),
        "There is no incident, so month_curve needs the start and the end of the period.",
    )
    complaints.raise_if_any(ParameterError)
    days, part = days_covered(*_period(moments, start, end), gaps)
    return _counted(moments, days, part, marks)


def _period(moments: Moments, start: Any, end: Any) -> tuple[Any, Any]:
    first = moments.min().astype("datetime64[D]") if start is None else local_moment("start", start)
    last = moments.max().astype("datetime64[D]") + np.timedelta64(1, "D") if end is None else local_moment("end", end)
    outside = (moments < first) | (moments >= last)
    if outside.any():
        example = moments[outside.argmax()]
        raise ParameterError(
            f"{int(outside.sum()):,} of {len(moments):,} times lie outside the period {first} to {last}, such as "
            f"{example}. Leave them out, or give a longer period."
        )
    return first, last


def _counted(moments: Moments, days: Moments, part: Floats, marks: npt.ArrayLike | None) -> MonthCurve:
    of_day = days.astype("datetime64[M]")
    months = np.arange(of_day[0], of_day[-1] + np.timedelta64(1, "M"))
    exposure = np.bincount((of_day - months[0]).astype(np.int64), part, minlength=len(months))
    names, group = ((), np.zeros(len(moments), dtype=np.int64)) if marks is None else marks_in_order(marks)
    month = (moments.astype("datetime64[M]") - months[0]).astype(np.int64)
    sums = np.zeros((max(len(names), 1), len(months)))
    np.add.at(sums, (group, month), 1.0)
    return MonthCurve(months, exposure.astype(np.float64), sums.sum(axis=0), dict(zip(names, sums, strict=False)))


def _per_day(counts: Floats, days: Floats) -> Floats:
    return np.asarray(np.divide(counts, days, out=np.full(len(days), np.nan), where=days > 0))
