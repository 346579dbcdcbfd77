"""What a lag model is fitted on: the covariates of every event, and a sample of zones and periods that stands for all.

The likelihood of a Poisson rate is sum over events of log rate, less the sum of the rate over all zones and periods.
The first sum is small; of the second a sample is taken, in proportion to a likely rate (that of the longest and of the
shortest memory together) and weighted by its inverse: systematic sampling along a fixed order of the zones.
Where there are few zones and periods every one is taken.

A model for the next h periods is fitted on several leads of them: the rate that stood at time t is judged by what came
at t + lead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.forecast.rates.log_lags import LogLags
from beatwright.forecast.rates.penalised_poisson import Exposures
from beatwright.forecast.rates.zone_memory import ZoneMemory
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["AskedAt", "Came", "LabelledRows", "LagSample", "labelled_rows", "lag_sample"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class LagSample(NamedTuple):
    """Rows of a likelihood.

    Parameters
    ----------
    covariates : array, shape (n, weights)
        Of sampled zones and periods.
    offset : array, shape (n,)
        Logarithm of the city's mean rate of a zone then.
    exposure : array, shape (horizons, n)
        What each row stands for, in zones and standard periods.
    events : array, shape (horizons, weights)
        Sum of the covariates of events.
    incidents : array, shape (horizons,)
        How many came.
    """

    covariates: Floats
    offset: Floats
    exposure: Floats
    events: Floats
    incidents: Floats

    def rows(self, horizon: int) -> Exposures:
        """Return the rows of the horizon at this position."""
        return Exposures(self.covariates, self.offset, self.exposure[horizon])


class Came(NamedTuple):
    """What came.

    Parameters
    ----------
    series : CountSeries
        Incidents by period and zone.
    exposure : array, shape (periods,)
        As how many standard periods of the mean season each counts.
    """

    series: CountSeries
    exposure: Floats


class AskedAt(NamedTuple):
    """A moment at which the model would have been asked.

    Parameters
    ----------
    period : int
        Position of the first period that it has not seen.
    memory : ZoneMemory
        Of those that it has.
    """

    period: int
    memory: ZoneMemory


def lag_sample(
    lags: LogLags,
    origins: Iterable[AskedAt],
    came: Came,
    leads: tuple[tuple[int, ...], ...],
    sampling: tuple[int, np.random.Generator],
) -> LagSample:
    """Return the sample.

    Parameters
    ----------
    lags : LogLags
        How covariates are made.
    origins : iterable of AskedAt
        When the model is asked.
    came : Came
        What came after them.
    leads : tuple of tuple of int
        For each horizon, which periods after the origin judge it; 1 is the next.
    sampling : (int, Generator)
        Zones taken at an origin at most, and what draws them.
    """
    parts = [_at(lags, origin, came, leads, sampling) for origin in origins] or [_nothing(lags, len(leads))]
    return LagSample(
        np.concatenate([part.covariates for part in parts]),
        np.concatenate([part.offset for part in parts]),
        np.concatenate([part.exposure for part in parts], axis=1),
        np.sum([part.events for part in parts], axis=0),
        np.sum([part.incidents for part in parts], axis=0),
    )


def _nothing(lags: LogLags, horizons: int) -> LagSample:
    weights = len(lags.prior.centre)
    none = np.zeros((horizons, weights))
    return LagSample(none[:0], np.zeros(0), none[:, :0], none, np.zeros(horizons))


def _at(
    lags: LogLags,
    origin: AskedAt,
    came: Came,
    leads: tuple[tuple[int, ...], ...],
    sampling: tuple[int, np.random.Generator],
) -> LagSample:
    series, exposure = came
    ahead = [[origin.period + lead - 1 for lead in some if origin.period + lead <= series.periods] for some in leads]
    chosen, stands_for = _chosen(lags, origin.memory, sampling)
    judged = sorted(set().union(*ahead))
    rows = _either(series.zones, [chosen, *(_came_in(series, period)[0] for period in judged)])
    covariates = lags.covariates(origin.memory, rows)
    sums = {period: _sum_of(covariates, rows, series, period) for period in judged}
    none = np.zeros(covariates.shape[1] + 1)
    parts = np.array([len(some) for some in leads])[:, None]
    events = np.array([sum((sums[period] for period in some), none) for some in ahead]) / parts
    share = np.array([exposure[some].sum() for some in ahead])[:, None] / parts
    offset = np.full(len(chosen), np.log(lags.mean_rate(origin.memory)))
    taken = covariates[np.searchsorted(rows, chosen)]
    return LagSample(taken, offset, share * stands_for, events[:, :-1], events[:, -1])


def _either(zones: int, some: list[Ints]) -> Ints:
    """Return the zones that are in one of the lists, rising."""
    marked = np.zeros(zones, dtype=bool)
    for part in some:
        marked[part] = True
    return np.flatnonzero(marked)


def _sum_of(covariates: Floats, rows: Ints, series: CountSeries, period: int) -> Floats:
    """Return the sum of the covariates of the events of a period, and their number."""
    zones, counts = _came_in(series, period)
    return np.append(counts @ covariates[np.searchsorted(rows, zones)], counts.sum())


def _came_in(series: CountSeries, period: int) -> tuple[Ints, Floats]:
    """Return the zones with incidents in a period, and how many."""
    inside = slice(series.counts.indptr[period], series.counts.indptr[period + 1])
    return series.counts.indices[inside], series.counts.data[inside]


def _chosen(lags: LogLags, memory: ZoneMemory, sampling: tuple[int, np.random.Generator]) -> tuple[Ints, Floats]:
    """Return zones and what each of them stands for: all, or a systematic sample in proportion to their rates."""
    most, rng = sampling
    zones = memory.own.counts.shape[1]
    if zones <= most:
        return np.arange(zones), np.ones(zones)
    rate = lags.likely_rate(memory)
    heaped = np.cumsum(rate[lags.order])
    marks = (np.arange(most) + rng.random()) / most * heaped[-1]
    chosen = lags.order[np.minimum(np.searchsorted(heaped, marks, side="right"), zones - 1)]
    return chosen, heaped[-1] / most / rate[chosen]


class LabelledRows(NamedTuple):
    """Rows for a method that wants what came at each of them.

    Parameters
    ----------
    covariates : array, shape (n, weights)
        Of zones and periods: those of the sample, and those with incidents.
    offset : array, shape (n,)
        Logarithm of the city's mean rate of a zone then.
    exposure : array, shape (n,)
        What each row stands for; 0 for one outside the sample.
    incidents : array, shape (n,)
        How many came in the period that followed.
    """

    covariates: Floats
    offset: Floats
    exposure: Floats
    incidents: Floats


def labelled_rows(
    lags: LogLags, origins: Iterable[AskedAt], came: Came, sampling: tuple[int, np.random.Generator]
) -> LabelledRows:
    """Return the rows of the next period at each of the `origins`; parameters as those of `lag_sample`."""
    parts = [_labelled(lags, origin, came, sampling) for origin in origins]
    if not parts:
        return LabelledRows(np.zeros((0, len(lags.prior.centre))), *np.zeros((3, 0)))
    return LabelledRows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _labelled(lags: LogLags, origin: AskedAt, came: Came, sampling: tuple[int, np.random.Generator]) -> LabelledRows:
    zones, counts = _came_in(came.series, origin.period)
    chosen, stands_for = _chosen(lags, origin.memory, sampling)
    rows = _either(came.series.zones, [chosen, zones])
    exposure = np.bincount(np.searchsorted(rows, chosen), weights=stands_for, minlength=len(rows))
    count = np.zeros(len(rows))
    count[np.searchsorted(rows, zones)] = counts
    offset = np.full(len(rows), np.log(lags.mean_rate(origin.memory)))
    covariates = lags.covariates(origin.memory, rows)
    return LabelledRows(covariates, offset, exposure * came.exposure[origin.period], count)
