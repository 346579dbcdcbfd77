"""The covariates of a zone: logarithms of its faded counts, each beside what it is shrunk to.

With S faded counts and E faded periods, a rate is shrunk to another one, r, as to the mean of a gamma of shape c,

    (S + c) / (E + c / r),

and the covariate is the logarithm of the shrunk rate over r. The longest memory of the widest surroundings is shrunk to
the city's mean, that of narrower ones to the wider, that of the zone itself to its narrowest surroundings; and each
shorter memory, of the zone or of surroundings, to the longer one before it. The zone is shrunk to its surroundings as
far as the counts of all zones show (empirical Bayes, with a mixture of gammas: an address that is hit every month is
hardly shrunk); elsewhere what a rate is shrunk to is worth one incident (of surroundings: one that is lent, by the
share of it that a zone has). A zone of which nothing is known has zeros, and
with weights of one for the longest memories and zero for the others a zone goes on as it was, shrunk to its
surroundings. The levels of the city have covariates of the same kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.forecast.gamma_mixture import GammaMixture
from beatwright.forecast.rates.decayed_sums import DecayedSums
from beatwright.forecast.rates.penalised_poisson import NormalPrior
from beatwright.forecast.rates.zone_memory import Remembering, ZoneMemory

__all__ = ["LogLags"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64] | slice

# Incidents that a rate is worth against the one that is shrunk to it.
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
    varying : GammaMixture
        How the rates of zones vary around those of their surroundings.
    size : array, shape (zones,)
        Logarithm of the area of every zone over the geometric mean.
    worths : tuple of float
        For every scale of the surroundings, what one incident is spread to: the inverse of the zones that it reaches.
    """

    remembering: Remembering
    varying: GammaMixture
    size: Floats
    worths: tuple[float, ...]

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
        around = self._around(memory, slice(None))[-1]
        longest = _shrunk(memory.own, slice(None), around, _WORTH)
        return np.asarray(longest + _rates(memory.own, slice(None), longest, _WORTH)[-1])

    def covariates(self, memory: ZoneMemory, zones: Rows = slice(None)) -> Floats:
        """Return the covariates of `zones`, shape (zones, weights)."""
        size = self.size[zones]
        nothing, *around = self._around(memory, zones)
        own = self._own(memory.own, zones, (nothing, *around)[-1])
        columns = [np.ones(len(size)), *np.diff(np.log([nothing, *around, own]), axis=0)]
        for sums, longest, worth in zip(
            (*memory.near, memory.own), (*around, own), (*self.worths, _WORTH), strict=True
        ):
            columns += [*np.diff(np.log(_rates(sums, zones, longest, worth)), axis=0)]
        columns += [np.full(len(size), level) for level in _city_levels(memory.own)]
        if self.size.any():
            columns.append(size)
        return np.column_stack(columns)

    @property
    def prior(self) -> NormalPrior:
        """What is held of the weights: that zones go on as they were, shrunk to their surroundings."""
        own, near = len(self.remembering.half_lives), len(self.remembering.near_half_lives)
        scales = len(self.remembering.scales)
        before, after = 1 + (1 + scales) + (near - 1) * scales + (own - 1), int(self.size.any())
        sd = np.array([_SD] * before + [_CITY_SD] * (own - 1) + [_SD] * after)
        centre = np.zeros(len(sd))
        centre[1 : 2 + scales] = 1.0
        return NormalPrior(centre, sd)

    def _around(self, memory: ZoneMemory, zones: Rows) -> list[Floats]:
        """Return ones, and the longest memories of surroundings over the city's mean: the widest first."""
        rates = [np.ones(len(self.size[zones]))]
        for sums, worth in zip(memory.near, self.worths, strict=True):
            rates.append(_shrunk(sums, zones, rates[-1], worth))
        return rates

    def _own(self, sums: DecayedSums, zones: Rows, around: Floats) -> Floats:
        """Return the longest memory of the zones over the city's mean."""
        expected = sums.periods[0] * city_rate(sums) * around
        return around * self.varying.posterior_mean(sums.counts[0, zones], expected)


def city_rate(sums: DecayedSums) -> float:
    """Return the mean rate of a zone in a standard period over the longest memory."""
    return float(sums.counts[0].sum() / sums.periods[0] / sums.counts.shape[1])


def _shrunk(sums: DecayedSums, zones: Rows, rate: Floats, worth: float) -> Floats:
    """Return the rates of the longest memory, shrunk to `rate`; both over the city's mean."""
    expected = sums.periods[0] * city_rate(sums) * rate
    return np.asarray(rate * (sums.counts[0, zones] + worth) / (expected + worth))


def _rates(sums: DecayedSums, zones: Rows, longest: Floats, worth: float) -> list[Floats]:
    """Return the rates of every memory over the city's mean, each shrunk to the longer one."""
    mean, rates = city_rate(sums), [longest]
    for counts, periods in zip(sums.counts[1:], sums.periods[1:], strict=True):
        rates.append(rates[-1] * (counts[zones] + worth) / (periods * mean * rates[-1] + worth))
    return rates


def _city_levels(sums: DecayedSums) -> list[float]:
    total, rate, levels = sums.counts.sum(axis=1), sums.counts[0].sum() / sums.periods[0], []
    for count, periods in zip(total[1:], sums.periods[1:], strict=True):
        departure = (count + _CITY_WORTH) / (periods * rate + _CITY_WORTH)
        rate = rate * departure
        levels.append(float(np.log(departure)))
    return levels
