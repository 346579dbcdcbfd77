"""What every forecaster is: it counts the past by period, learns, goes on learning, and says what is to come."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Incidents, Step
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.distribution.count_forecast import CountForecast
from beatwright.forecast.distribution.count_noise import CountNoise, fit_noise
from beatwright.forecast.profiles.covered_hours import hours_covered, timezone_complaint
from beatwright.forecast.profiles.holiday_calendar import holiday_complaints, holiday_dates
from beatwright.forecast.profiles.hour_profiles import rates_of_week
from beatwright.forecast.profiles.week_profile import hours_seen
from beatwright.forecast.series.class_shares import class_shares
from beatwright.forecast.series.count_series import CountSeries, count_series
from beatwright.forecast.series.growing_counts import GrowingCounts
from beatwright.forecast.series.learnable import can_learn, fits_on
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD, edges_after, edges_before
from beatwright.forecast.series.replay import replay

__all__ = ["ForecasterStep", "Learned"]

Floats = npt.NDArray[np.float64]

_CHANCE_ALONE = CountNoise()
# Hours ahead: a century. Steps of a forecast are counted one by one, and calendars end.
_FARTHEST = 100 * HOURS_OF_PERIOD["year"]


class Learned(NamedTuple):
    """What a forecaster knows.

    Parameters
    ----------
    state : object
        What its own method has learned.
    until : Timestamp
        The moment up to which it has seen records.
    anchor : Timestamp
        Where the calendar of its periods begins.
    counts : GrowingCounts
        Incidents seen, by zone and severity class.
    clock : array, shape (slots, severity classes)
        Incidents seen by hour of the week.
    hours : array, shape (slots,)
        How many hours were covered in each hour of the week.
    severity : tuple of str
        Names of the classes.
    noise : CountNoise
        How far the last counts strayed from what was expected of them.
    """

    state: Any
    until: pd.Timestamp
    anchor: pd.Timestamp
    counts: GrowingCounts
    clock: Floats
    hours: Floats
    severity: tuple[str, ...]
    noise: CountNoise = _CHANCE_ALONE


@dataclass(frozen=True)
class ForecasterStep(Step):
    """Base of forecasters.

    What was learned is no option, so it is no field: a fitted copy equals the forecaster it came from, and its table
    in a study file is the same.

    Parameters
    ----------
    slots : {1, 168}, default 1
        One rate for all hours, or one for each hour of the week.
    period : {"hour", "day", "week", "month", "year"}, default "week"
        What incidents are counted by, and what `predict` counts in.
    country : str
        Whose public holidays do not count for the hours of the week, in two letters such as ``US``. Default: none are
        known.
    subdivision : str
        State or region of the country whose holidays are meant, such as ``MO``. Default: those of the whole country.
    timezone : str
        IANA name of the city's time zone, such as ``America/Chicago``: the hours that the clocks skip or repeat are
        then counted as often as they occurred. Default: clocks are never changed.
    """

    slots: int = 1
    period: str = "week"
    country: str = field(default="", kw_only=True)
    subdivision: str = field(default="", kw_only=True)
    timezone: str = field(default="", kw_only=True)

    _learned = None
    # Whether the last periods are foreseen again at the fit, to see how far counts stray.
    _measures_noise: ClassVar[bool] = True

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options; subclasses add theirs."""
        owner = type(self).__name__
        if self.slots not in (1, HOURS_OF_WEEK) or isinstance(self.slots, bool):
            yield f"The 'slots' parameter of {owner} must be 1 or {HOURS_OF_WEEK}. Got {self.slots!r}."
        yield check.one_of(owner, "period", self.period, HOURS_OF_PERIOD)
        yield timezone_complaint(owner, self.timezone)
        wrong = [name for name in ("country", "subdivision") if not isinstance(getattr(self, name), str)]
        for name in wrong:
            yield check.sentence(owner, name, "letters such as 'US' and 'MO', or empty", repr(getattr(self, name)))
        if not wrong and (self.country or self.subdivision):
            yield from holiday_complaints(owner, self.country, self.subdivision)

    @abstractmethod
    def _learn(self, series: CountSeries, city: City) -> Any:
        """Return what the method learns from the past; any frozen object."""

    @abstractmethod
    def _advance(self, state: Any, series: CountSeries) -> Any:
        """Return the state after the periods of `series`, which follow those learned; nothing is fitted again."""

    @abstractmethod
    def _expected(self, state: Any, periods: int) -> Floats:
        """Return the incidents expected in the next `periods` standard periods together, shape (zones,)."""

    def _noise(self, series: CountSeries, city: City, state: Any) -> CountNoise:
        """Return how far counts stray from what is expected of them, beyond chance; a learned `state` may know."""
        del state
        if not self._measures_noise:
            return _CHANCE_ALONE
        seen = replay(
            series, lambda part: self._learn(part, city), self._advance, lambda state: self._expected(state, 1)
        )
        return _CHANCE_ALONE if seen is None else fit_noise(*seen)

    def _classes(self, learned: Learned, periods: int) -> tuple[Floats, Floats | None]:
        """Return the expected counts by zone and severity class, and the shapes of the gammas of their rates."""
        return self._expected(learned.state, periods)[:, None] * class_shares(learned.counts.table), None

    def _seen(self, before: GrowingCounts, series: CountSeries, state: Any) -> GrowingCounts:
        """Return the incidents by zone and class after the periods of `series`; a `state` may have them already."""
        del state
        return series.added_to(before)

    def _clock(self, counts: Floats, hours: Floats) -> Floats:
        """Return the share of every hour of the week, by severity class, from counts and how often each occurred."""
        return rates_of_week(counts, hours)

    def _hours(self, incidents: Incidents, first: pd.Timestamp, last: pd.Timestamp) -> tuple[Floats, Floats]:
        """Return the incidents by hour of the week and severity class, and how many hours each was covered."""
        if self.slots == 1:
            return np.zeros((1, len(incidents.severity))), np.zeros(1)
        years = range(first.year, last.year + 1)
        days = holiday_dates(self.country, self.subdivision, years=years) if self.country else {}
        covered = hours_covered(first, last, incidents.gaps, timezone=self.timezone, excluded=days)
        return hours_seen(incidents, first, last, days), covered

    def fit(self, incidents: Incidents, city: City) -> Self:
        """Return a fitted copy.

        Parameters
        ----------
        incidents : Incidents
            The past, located in the zones of `city`; those in no zone are left out.
        city : City
            Its zones.

        Raises
        ------
        ParameterError
            Where the incidents are of other zones, none lies in a zone, they are recorded more coarsely than `period`
            or have no hours and `slots` asks for them.
        """
        fits_on(incidents, city, self)
        series = count_series(incidents, edges_before(incidents.start, incidents.end, self.period), self.period)
        clock, hours = self._hours(incidents, incidents.start, incidents.end)
        state = self._learn(series, city)
        return self._with(
            Learned(
                state=state,
                until=incidents.end,
                anchor=incidents.end,
                counts=GrowingCounts(series.by_class),
                clock=clock,
                hours=hours,
                severity=incidents.severity.names,
                noise=self._noise(series, city, state),
            )
        )

    def update(self, incidents: Incidents) -> Self:
        """Return a copy that has learned the whole periods that are new in `incidents`.

        What is new costs the time; the past is not looked at again, and nothing that took a search is searched again.

        Parameters
        ----------
        incidents : Incidents
            Newer records, in the same zones. Those of before `until` are known and left out, whatever they say. A rest
            shorter than a period waits for the next update, which must hold it again.

        Raises
        ------
        ParameterError
            Where nothing was fitted, the incidents are of other zones or classes, or begin after `until`: what lies
            between would count as quiet.
        """
        known = self._known()
        can_learn(incidents, self, known.counts.shape, known.until)
        if pd.isna(incidents.end):
            return self
        edges = edges_after(known.anchor, known.until, incidents.end, self.period)
        if len(edges) < 2:
            return self
        series = count_series(incidents, edges, self.period)
        until = pd.Timestamp(edges[-1])
        clock, hours = known.clock, known.hours
        if self.slots > 1:
            clock, hours = map(np.add, (clock, hours), self._hours(incidents, known.until, until))
        state = self._advance(known.state, series)
        return self._with(
            Learned(
                state=state,
                until=until,
                anchor=known.anchor,
                counts=self._seen(known.counts, series, state),
                clock=clock,
                hours=hours,
                severity=known.severity,
                noise=known.noise,
            )
        )

    def predict(self, periods: int | None = None, *, weeks: int | None = None) -> CountForecast:
        """Return the forecast for the time that follows what was learned.

        Parameters
        ----------
        periods : int, optional
            How many of the forecaster's periods, together; default: 1.
        weeks : int, optional
            How many weeks, whatever the forecaster's period: instead of `periods`.

        Raises
        ------
        ParameterError
            Where either is under 1 or over a century, or both are given, or nothing was fitted.
        """
        known = self._known()
        end = self._end(known.until, periods, weeks)
        hours = float((end - known.until) / pd.Timedelta(hours=1))
        length = hours / HOURS_OF_PERIOD[self.period]
        steps = max(round(length), 1)
        expected, shape = self._classes(known, steps)
        return CountForecast(
            expected=expected * (length / steps),
            shape=shape,  # type: ignore[arg-type]
            spread=known.noise.over(steps),
            clock=np.ones((1, len(known.severity))) if self.slots == 1 else self._clock(known.clock, known.hours),
            hours=hours,
            severity=known.severity,
            source=self.label,
            start=known.until,
        )

    @property
    def until(self) -> pd.Timestamp:
        """The moment up to which it has seen records.

        Raises
        ------
        ParameterError
            Where nothing was fitted.
        """
        return self._known().until

    def _end(self, start: pd.Timestamp, periods: int | None, weeks: int | None) -> pd.Timestamp:
        owner = type(self).__name__
        complaints = Complaints()
        complaints.need(periods is None or weeks is None, f"{owner}.predict takes 'periods' or 'weeks', not both.")
        complaints.add(None if periods is None else check.integer(owner, "periods", periods, 1))
        complaints.add(None if weeks is None else check.integer(owner, "weeks", weeks, 1))
        complaints.raise_if_any(ParameterError)
        name, number = ("weeks", weeks) if weeks is not None else (f"{self.period}s", periods or 1)
        if number > _FARTHEST / HOURS_OF_PERIOD[name.removesuffix("s")]:
            raise ParameterError(f"{owner} foresees a century at most. Got {number:,} {name}. Take fewer.")
        return start + pd.DateOffset(**{name: int(number)})  # type: ignore[arg-type]

    def _known(self) -> Learned:
        if self._learned is None:
            owner = type(self).__name__
            raise ParameterError(f"{owner} has learned nothing yet. Use the copy that fit(incidents, city) returns.")
        return self._learned

    def _with(self, learned: Learned) -> Self:
        fitted = object.__new__(type(self))
        fitted.__dict__.update(self.__dict__, _learned=learned)
        return fitted
