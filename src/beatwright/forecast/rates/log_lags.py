"""The covariates of a zone: logarithms of its faded counts, each beside the longer memory that it departs from.

With S faded counts, E faded periods, m the city's mean rate of a zone, and k the shape of the gamma by which the rates
of zones vary, the longest memory is the empirical-Bayes mean,

    r_0 = (S_0 + k) / (E_0 + k / m),        x_0 = log r_0 / m,

and each shorter one is shrunk to the one before it, as if that were the mean of a gamma of shape 1:

    r_j = (S_j + 1) / (E_j + 1 / r_(j-1)),        x_j = log r_j / r_(j-1).

So a zone of which nothing is known has zeros, and weights of (1, 0, 0, ...) are empirical Bayes. The surroundings have
the same of the counts that neighbours lend, and the city of its total.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.forecast.rates.decayed_sums import DecayedSums
from beatwright.forecast.rates.penalised_poisson import NormalPrior
from beatwright.forecast.rates.zone_memory import Remembering, ZoneMemory

__all__ = ["LogLags"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64] | slice

# Incidents that the longer memory is worth against a shorter one.
_WORTH = 1.0
# Incidents of the whole city that its longer memory is worth.
_CITY_WORTH = 10.0

# Standard deviation of the prior of a weight: a doubling of one memory over the longer moves the rate by half that or
# less. The city's levels have fewer moments to learn from than their incidents make believe, so theirs is tighter.
_SD, _CITY_SD = 0.5, 0.1


@dataclass(frozen=True, eq=False)
class LogLags:
    """How covariates are made.

    Parameters
    ----------
    remembering : Remembering
        Of the counts.
    shape : float
        Of the gamma by which the rates of zones vary.
    size : array, shape (zones,)
        Logarithm of the area of every zone over the geometric mean.
    """

    remembering: Remembering
    shape: float
    size: Floats

    @cached_property
    def order(self) -> npt.NDArray[np.int64]:
        """The zones from west to east: an order that does not depend on the one they are given in."""
        xy = self.remembering.where.xy
        return np.lexsort((xy[:, 1], xy[:, 0])).astype(np.int64)

    def mean_rate(self, memory: ZoneMemory) -> float:
        """Return the mean rate of a zone in a standard period over the longest memory."""
        return city_rate(memory.own)

    def likely_rate(self, memory: ZoneMemory) -> Floats:
        """Return the rates of the longest and of the shortest memory together, over the city's mean, (zones,)."""
        rates = _rates(memory.own, slice(None), _first(memory.own, slice(None), self.shape))
        return np.asarray(rates[0] + rates[-1])

    def covariates(self, memory: ZoneMemory, zones: Rows = slice(None)) -> Floats:
        """Return the covariates of `zones`, shape (zones, weights)."""
        size = self.size[zones]
        longest = _first(memory.own, zones, self.shape)
        columns = [np.ones(len(size)), *_cascade(memory.own, zones, longest)]
        for sums in memory.near:
            columns += _cascade(sums, zones, _first(sums, zones, self.shape))
        columns += [np.full(len(size), level) for level in _city_levels(memory.own)]
        columns.append(columns[1] ** 2)
        if memory.near:
            columns.append(columns[1] * columns[1 + len(memory.own.counts)])
        if self.size.any():
            columns.append(size)
        return np.column_stack(columns)

    @property
    def prior(self) -> NormalPrior:
        """What is held of the weights: that zones go on as empirical Bayes has it."""
        own, near = len(self.remembering.half_lives), len(self.remembering.near_half_lives)
        scales = len(self.remembering.scales)
        before, after = 1 + own + near * scales, 1 + int(scales > 0) + int(self.size.any())
        sd = np.array([_SD] * before + [_CITY_SD] * (own - 1) + [_SD] * after)
        centre = np.zeros(len(sd))
        centre[1] = 1.0
        return NormalPrior(centre, sd)


def city_rate(sums: DecayedSums) -> float:
    """Return the mean rate of a zone in a standard period over the longest memory."""
    return float(sums.counts[0].sum() / sums.periods[0] / sums.counts.shape[1])


def _first(sums: DecayedSums, zones: Rows, shape: float) -> Floats:
    mean = city_rate(sums)
    return np.asarray((sums.counts[0, zones] + shape) / (sums.periods[0] * mean + shape))


def _rates(sums: DecayedSums, zones: Rows, longest: Floats) -> list[Floats]:
    """Return the rates of every memory over the city's mean, each shrunk to the longer one."""
    mean, rates = city_rate(sums), [longest]
    for counts, periods in zip(sums.counts[1:], sums.periods[1:], strict=True):
        rates.append(rates[-1] * (counts[zones] + _WORTH) / (periods * mean * rates[-1] + _WORTH))
    return rates


def _cascade(sums: DecayedSums, zones: Rows, longest: Floats) -> list[Floats]:
    """Return the logarithms of every memory over the longer one, and of the longest over the city's mean."""
    logs = np.log(_rates(sums, zones, longest))
    return [logs[0], *np.diff(logs, axis=0)]


def _city_levels(sums: DecayedSums) -> list[float]:
    total, rate, levels = sums.counts.sum(axis=1), sums.counts[0].sum() / sums.periods[0], []
    for count, periods in zip(total[1:], sums.periods[1:], strict=True):
        departure = (count + _CITY_WORTH) / (periods * rate + _CITY_WORTH)
        rate = rate * departure
        levels.append(float(np.log(departure)))
    return levels
