"""The dates that a backtest stands at, and what was known at each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Incidents
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD

__all__ = ["RollingOrigin", "RollingOrigins"]


@dataclass(frozen=True)
class RollingOrigin:
    """One date of a backtest.

    Parameters
    ----------
    start, end : Timestamp
        The stretch that is foretold, `end` exclusive; `start` is the origin.
    known : Timestamp
        Before which records were known at the origin.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    known: pd.Timestamp


@dataclass(frozen=True, eq=False)
class RollingOrigins:
    """The dates of a backtest: one a period, and how far each looks ahead.

    Parameters
    ----------
    count : int, default 52
        How many dates.
    first : str or Timestamp, optional
        The first. Default: so that the last stretch ends where the records do.
    period : {"hour", "day", "week", "month", "year"}, default "week"
        From one date to the next.
    periods : int, default 1
        How many periods ahead are foretold, together.
    horizon : {"hour", "day", "week", "month", "year"}, optional
        What `periods` counts. Default: `period`.
    refit_every : int, default 13
        After how many dates forecasters are fitted again; in between they are updated.
    lag_days : float, default 0
        How many days it takes until a record can be used: forecasters see those of before the date less this, and
        foretell as if the stretch began there.
    recorded : Series of Timestamp, index: id of the incident, optional
        When each record was made. Those made at the date or later were not known, whenever the incident was; where a
        record is not named it was known at once. A late record is learned at the next fit.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> [str(origin.start.date()) for origin in RollingOrigins(3).of(small_incidents(weeks=10))]
    ['2023-02-20', '2023-02-27', '2023-03-06']
    """

    count: int = 52
    first: str | pd.Timestamp | None = None
    period: str = "week"
    periods: int = 1
    horizon: str = ""
    refit_every: int = 13
    lag_days: float = 0.0
    recorded: pd.Series | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)

    def _complaints(self) -> Iterable[str | None]:
        owner = type(self).__name__
        for name in ("count", "periods", "refit_every"):
            yield check.integer(owner, name, getattr(self, name), 1)
        yield check.one_of(owner, "period", self.period, HOURS_OF_PERIOD)
        yield check.one_of(owner, "horizon", self.horizon or self.period, HOURS_OF_PERIOD)
        yield check.number(owner, "lag_days", self.lag_days, 0)
        if self.first is not None and not _is_date(self.first):
            yield check.sentence(owner, "first", "a date such as '2019-01-07'", repr(self.first))
        made = self.recorded
        if made is not None and not (isinstance(made, pd.Series) and pd.api.types.is_datetime64_dtype(made)):
            yield check.sentence(owner, "recorded", "a Series of dates by id of the incident", type(made).__name__)

    def of(self, incidents: Incidents) -> tuple[RollingOrigin, ...]:
        """Return the dates for some records; those whose stretch touches a gap in the records are left out.

        Raises
        ------
        ParameterError
            Where a stretch lies beyond the records, every one touches a gap, or nothing is known before the first date.
        """
        every = tuple(self._origin(self._first(incidents) + step) for step in self._steps())
        origins = tuple(origin for origin in every if not _touches_gap(origin, incidents))
        if not origins:
            raise ParameterError(f"Every one of the {self.count} stretches touches a gap in the records.")
        complaints = Complaints()
        complaints.need(
            origins[-1].end <= incidents.end,
            f"The last of the {self.count} dates looks ahead to {origins[-1].end:%Y-%m-%d}, but the records end on "
            f"{incidents.end:%Y-%m-%d}. Take an earlier 'first', or a smaller 'count'.",
        )
        times = incidents.frame["time"]
        complaints.need(
            len(times) > 0 and bool(times.iloc[0] < origins[0].known),
            f"No record is known on the first date, {origins[0].start:%Y-%m-%d}: they begin on "
            f"{incidents.start:%Y-%m-%d}. Take a later 'first', or a smaller 'count'.",
        )
        complaints.raise_if_any(ParameterError, "The backtest has no dates")
        return origins

    def blocks(self, origins: tuple[RollingOrigin, ...]) -> Iterator[tuple[RollingOrigin, ...]]:
        """Yield the dates from one fit to the next."""
        for at in range(0, len(origins), self.refit_every):
            yield origins[at : at + self.refit_every]

    def known(self, incidents: Incidents, origin: RollingOrigin, since: pd.Timestamp | None = None) -> Incidents:
        """Return what was known at a date, of what happened from `since` on; it ends where knowledge does."""
        start = incidents.start if since is None else since
        rows = _between(incidents, start, origin.known)
        if self.recorded is not None:
            made = rows["id"].map(self.recorded)
            rows = rows[(made.isna() | (made < origin.start)).to_numpy()]
        return dataclasses.replace(incidents, frame=rows, start=start, end=origin.known)

    @property
    def ahead(self) -> pd.DateOffset:
        """How far each date looks ahead."""
        return _offset(self.horizon or self.period, self.periods)

    def _first(self, incidents: Incidents) -> pd.Timestamp:
        if self.first is not None:
            return pd.Timestamp(self.first)
        return incidents.end - self.ahead - _offset(self.period, self.count - 1)

    def _steps(self) -> Iterator[pd.DateOffset]:
        return (_offset(self.period, number) for number in range(self.count))

    def _origin(self, start: pd.Timestamp) -> RollingOrigin:
        return RollingOrigin(start, start + self.ahead, start - pd.Timedelta(days=self.lag_days))


def _offset(period: str, number: int) -> pd.DateOffset:
    return pd.DateOffset(**{f"{period}s": number})  # type: ignore[arg-type]


def _is_date(value: object) -> bool:
    try:
        return not pd.isna(pd.Timestamp(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _touches_gap(origin: RollingOrigin, incidents: Incidents) -> bool:
    return any(begin < origin.end and origin.start < end for begin, end in incidents.gaps)


def _between(incidents: Incidents, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the rows from `start` to before `end`; they stand in the order of their times."""
    times = incidents.frame["time"].to_numpy()
    first, last = np.searchsorted(times, np.array([start, end], dtype="datetime64[ns]").astype(times.dtype))
    return incidents.frame.iloc[first:last]
