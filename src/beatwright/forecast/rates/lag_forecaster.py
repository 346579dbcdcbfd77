"""What forecasters on lagged counts have in common: what they remember, and when they would have been asked."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.forecast.distribution.count_noise import CountNoise
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.gamma_mixture import GammaMixture, fit_gamma_mixture
from beatwright.forecast.rates.city_season import CitySeason, fit_season
from beatwright.forecast.rates.lag_sample import AskedAt, Came
from beatwright.forecast.rates.log_lags import LogLags
from beatwright.forecast.rates.neighbour_shares import ZoneSurroundings
from beatwright.forecast.rates.zone_memory import Remembering, ZoneMemory
from beatwright.forecast.series.count_series import CountSeries
from beatwright.forecast.series.zone_areas import zone_areas, zone_spacing

__all__ = ["LagForecaster", "half_life_complaints"]

Floats = npt.NDArray[np.float64]

# Weights are learned from the last years; in the first quarter of the records memories are still filling.
_YEARS_LEARNED, _SHARE_FILLING = 3.0, 4
# The model is asked at one moment for as many rows, and at so many moments at least. Not at every seventh day: it would
# see one weekday only.
_ROWS_ASKED, _ASKED_AT_LEAST, _DAYS_OF_WEEK = 400, 52, 7
# How far counts stray shows without neighbours and with weights from fewer rows too.
_ROWS_OF_REPLAY = 20_000
# Zones of one size that a Gaussian of their width reaches: the inverse of the integral of its square.
_REACHED = 4 * math.pi
# Times the rates of the longest and the shortest memory together that a zone expects at most: a burst beyond all that
# was learned from would else be carried on far beyond itself. Where records come as they did it is hardly ever reached:
# in backtests of St. Louis by day, week and month never (2.8 by day is the highest), in Portland's thefts of autos in 1
# of 251,614 cells and months of 600 feet and 53 of 1,449,602 of 250 feet, whose PAI and log score are the same without.
_HIGHEST = 4.0
# Logarithm of the ratio of areas up to which zones are of one size: coordinates are rounded.
_ALIKE = 1e-6


class LagState(NamedTuple):
    """What was learned.

    Parameters
    ----------
    lags : LogLags
        How covariates are made.
    season : CitySeason
        Of the city's level.
    fitted : object
        What weighs the covariates.
    memory : ZoneMemory
        Up to now.
    now : datetime64[us]
        End of the last period.
    hours : float
        Length of a standard period, hours.
    """

    lags: LogLags
    season: CitySeason
    fitted: Any
    memory: ZoneMemory
    now: np.datetime64
    hours: float


@dataclass(frozen=True)
class LagForecaster(ForecasterStep):
    """Base of forecasters on the logarithms of lagged counts.

    Parameters
    ----------
    half_lives : tuple of float, default (14, 42, 112, 365, 730)
        Days after which a zone's own incidents count half, beside a memory that forgets nothing.
    near_half_lives : tuple of float, default (112,)
        The same of those that neighbours lend.
    scales : tuple of float, default (1, 5)
        Standard deviations of the Gaussians by which incidents are lent, in zones: times the square root of the median
        area. Empty: nothing is lent.
    rows : int, default 40000
        Zones and periods that weights are learned from at most: where there are more, a weighted sample.
    seed : int, default 0
        Of the sample.
    """

    half_lives: tuple[float, ...] = (14.0, 42.0, 112.0, 365.0, 730.0)
    near_half_lives: tuple[float, ...] = (112.0,)
    scales: tuple[float, ...] = (1.0, 5.0)
    rows: int = 40_000
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        owner = type(self).__name__
        yield half_life_complaints(owner, "half_lives", self.half_lives)
        yield half_life_complaints(owner, "near_half_lives", self.near_half_lives)
        if not isinstance(self.scales, tuple) or any(check.number("", "", s, 0, open_low=True) for s in self.scales):
            yield check.sentence(owner, "scales", "a list of numbers above 0", repr(self.scales))
        yield check.integer(owner, "rows", self.rows, 100)
        yield check.integer(owner, "seed", self.seed, 0)

    @abstractmethod
    def _weighed(self, lags: LogLags, origins: Iterable[AskedAt], came: Came, most: int) -> Any:
        """Return what weighs the covariates, learned from `most` zones at each of the `origins`."""

    @abstractmethod
    def _departure(self, state: LagState, periods: int) -> Floats:
        """Return the logarithm of the rate of every zone over the city's mean, shape (zones,)."""

    def _learn(self, series: CountSeries, city: City) -> LagState:
        season = fit_season(series)
        came = Came(series, series.covered * season.of(series.edges))
        lags = self._lags(came, city)
        first = max(int(series.periods - _YEARS_LEARNED * HOURS_OF_YEAR / series.hours), 1)
        first = max(first, series.periods // _SHARE_FILLING)
        asked = _asked(range(first, series.periods), self.rows)
        most = max(self.rows // max(len(asked), 1), 1)
        walk = _Walk(lags.remembering, came, asked)
        fitted = self._weighed(lags, walk.origins(), came, most)
        return LagState(lags, season, fitted, walk.memory, series.edges[-1], series.hours)

    def _noise(self, series: CountSeries, city: City, state: LagState) -> CountNoise:
        quick = replace(self, rows=min(self.rows, _ROWS_OF_REPLAY), scales=())
        return super(LagForecaster, quick)._noise(series, city, state)

    def _advance(self, state: LagState, series: CountSeries) -> LagState:
        exposure = series.covered * state.season.of(series.edges)
        memory = state.memory
        for after in state.lags.remembering.walk(memory, series, exposure):
            memory = after
        return state._replace(memory=memory, now=series.edges[-1])

    def _expected(self, state: LagState, periods: int) -> Floats:
        if not state.memory.own.counts[0].any():
            return np.zeros(len(state.lags.size))
        step = np.timedelta64(round(state.hours * 3600), "s").astype("timedelta64[us]")
        season = state.season.of(state.now + np.arange(periods + 1) * step).sum()
        most = np.log(_HIGHEST * state.lags.likely_rate(state.memory))
        departure = np.minimum(self._departure(state, periods), most)
        return np.asarray(np.exp(departure) * state.lags.mean_rate(state.memory) * season)

    def _lags(self, came: Came, city: City) -> LogLags:
        area, spacing = zone_areas(city), zone_spacing(city)
        remembering = Remembering(
            (math.inf, *sorted(map(float, self.half_lives), reverse=True)),
            (math.inf, *sorted(map(float, self.near_half_lives), reverse=True)),
            tuple(scale * spacing for scale in sorted(map(float, self.scales), reverse=True)),
            ZoneSurroundings.of(city.zone_xy, area),
        )
        worths = tuple(1 / max(_REACHED * (scale / spacing) ** 2, 1.0) for scale in remembering.scales)
        return LogLags(remembering, _varying(came, remembering, worths), _log_sizes(area), worths)


def _asked(periods: range, rows: int) -> range:
    """Return the periods before which the model is asked: all of the last years, or as many as are enough."""
    most = min(max(rows // _ROWS_ASKED, _ASKED_AT_LEAST), len(periods)) or 1
    step = len(periods) // most or 1
    return periods[:: step + int(step % _DAYS_OF_WEEK == 0)]


def _varying(came: Came, remembering: Remembering, worths: tuple[float, ...]) -> GammaMixture:
    """Return how zones vary around their surroundings."""
    counts = came.series.by_class.sum(axis=1)
    seen = np.flatnonzero(counts)
    expected = np.full(len(counts), counts.mean() if len(seen) else 1.0)
    for scale, worth in zip(remembering.scales, worths, strict=True):
        lent = remembering.where.shares(seen, scale) @ counts[seen]
        expected = expected * (lent + worth) / (expected + worth)
    return fit_gamma_mixture(counts, expected)


class _Walk:
    """One pass through the past: where it stops to ask, and what is remembered at its end."""

    def __init__(self, remembering: Remembering, came: Came, asked: range) -> None:
        self.memory, self._asked = remembering.nothing, asked
        self._steps = remembering.walk(self.memory, *came)

    def origins(self) -> Iterator[AskedAt]:
        """Yield the moments at which anything is known; walk to the end."""
        for period, memory in enumerate(self._steps, start=1):
            self.memory = memory
            if period in self._asked and memory.own.counts[0].any():
                yield AskedAt(period, memory)


def half_life_complaints(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` is a tuple of different half-lives."""
    wanted = "a list of different numbers of days above 0"
    if not isinstance(value, tuple) or not value or len(set(value)) < len(value):
        return check.sentence(owner, name, wanted, repr(value))
    sound = all(check.number(owner, name, one, 0, open_low=True) is None for one in value)
    return None if sound else check.sentence(owner, name, wanted, repr(value))


def _log_sizes(area: Floats) -> Floats:
    """Return the logarithms of areas over their geometric mean; zeros where all are alike up to rounding."""
    size = np.log(area) - np.log(area).mean()
    return np.zeros(len(area)) if np.abs(size).max() < _ALIKE else size
