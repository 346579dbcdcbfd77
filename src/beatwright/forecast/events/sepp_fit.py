"""The parameters of a self-exciting process, by expectation and maximization.

The intensity at place x and time t is that of a background, which changes with place alone, and of what earlier events
trigger there:

    lambda(x, t) = mu(x) + sum over t_i < t of offspring * exp(-(t - t_i) / days) / days * gauss(x - x_i; sigma).

Expectation: the probability that event j came by itself is mu / lambda, and that event i triggered it the term of i
over lambda. Maximization: offspring, mean lag and half squared distance are means with these probabilities; the
background is a kernel density of the events, each with its probability of having come by itself. At an event its own
Gaussian is left out, or the density there would prove itself; a part of the background is spread evenly, as large as
makes the events most probable (stochastic declustering: Marsan, D. and Lengliné, O. (2008). Extending earthquakes'
reach through cascading. Science 319, 1076-1079; Mohler, G. O. et al. (2011). Self-exciting point process modeling of
crime. Journal of the American Statistical Association 106, 100-108).

Only pairs within a distance and a lag are looked at, so both distributions are cut there; offspring that would come
after the end are not missed, because each event counts with the part of its time that was seen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.forecast.events.earlier_pairs import EarlierPairs, earlier_pairs
from beatwright.forecast.events.sepp_simulation import Triggering
from beatwright.forecast.events.truncated_exponential import kept_mass, untruncated_mean
from beatwright.forecast.events.zone_lattice import ZoneLattice

__all__ = ["Origins", "SeppFit", "fit_sepp", "triggered_density"]

Floats = npt.NDArray[np.float64]

_ROUNDS, _PRECISION = 200, 1e-4  # of each parameter, from round to round
_LATER = 50_000  # events whose origin is asked, the last ones: more say no more of three numbers
_MOST_OFFSPRING = 0.95  # beyond it forecasts run away
_LEAST_EVEN, _MOST_EVEN = 1e-4, 0.9999


class Origins(NamedTuple):
    """Events in order of time.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, metres.
    begins : array, shape (n,)
        Days from which an event can trigger others: when it happened, or where only days are known, the end of its day.
    happened : array, shape (n,)
        Days; the middle of the day where only days are known.
    """

    xy: Floats
    begins: Floats
    happened: Floats


class SeppFit(NamedTuple):
    """What was found.

    Parameters
    ----------
    triggering : Triggering
        Offspring, mean lag in days, standard deviation in metres.
    alone : array, shape (n,)
        Probability of each event to have come by itself; the mean where it was not asked.
    even : float
        Share of the background that is spread evenly.
    rounds : int
        Rounds that it took.
    """

    triggering: Triggering
    alone: Floats
    even: float
    rounds: int


def fit_sepp(
    lattice: ZoneLattice,
    events: Origins,
    *,
    days: float,
    width: float,
    within: tuple[float, float, float],
    end: float | None = None,
) -> SeppFit:
    """Return the parameters under which the events are most probable.

    Parameters
    ----------
    lattice : ZoneLattice
        On which the background lives.
    events : Origins
        In order of time, from day 0 on.
    days : float
        How long events were seen, without gaps in the records.
    width : float
        Standard deviation of the Gaussians of the background, metres.
    within : (reach, memory, least sigma)
        Largest distance and lag of a pair, metres and days, and the least that sigma may be.
    end : float, optional
        The day on which the records end. Default: they have no gap, so it is `days`.
    """
    reach, memory, _ = within
    first = max(len(events.xy) - _LATER, 0)
    pairs = earlier_pairs(*events, first=first, reach=reach, memory=memory)
    background = _Background(lattice, events.xy, width, days)
    found = SeppFit(Triggering(0.3, memory / 10, reach / 8), np.full(len(events.xy), 0.7), 0.1, 0)
    for _ in range(_ROUNDS):
        before, found = found, _round(found, (events, pairs, background), days if end is None else end, within)
        if np.allclose(before.triggering, found.triggering, rtol=_PRECISION, atol=1e-6):
            break
    return found


def triggered_density(triggering: Triggering, pairs: EarlierPairs, reach: float, memory: float) -> Floats:
    """Return what earlier events trigger at later ones: events per square metre and day, shape (later events,)."""
    return _factor(triggering, reach, memory) * pairs.sums(_decay(triggering, pairs))


class _Background:
    """The kernel density of a background on the lattice, at the events; its own Gaussian left out at each."""

    def __init__(self, lattice: ZoneLattice, xy: Floats, width: float, days: float) -> None:
        self.lattice, self.width = lattice, width
        self.cell = lattice.of(xy)
        self.mass = lattice.mass(width).ravel()[self.cell]
        self.per_day = 1 / (lattice.pitch**2 * days)
        self.per_area = 1 / (float(lattice.inside.sum()) * lattice.pitch**2 * days)

    def at_events(self, alone: Floats) -> tuple[Floats, float]:
        """Return the kernel density at the events, and the even one: events per square metre and day."""
        each = alone / self.mass
        table = self.lattice.smooth(self.lattice.counts(self.cell, each), self.width)
        others = table.ravel()[self.cell] - each * self.lattice.near(self.width)
        return np.maximum(others, 0.0) * self.per_day, float(alone.sum()) * self.per_area


def _round(
    found: SeppFit, known: tuple[Origins, EarlierPairs, _Background], end: float, within: tuple[float, float, float]
) -> SeppFit:
    events, pairs, background = known
    reach, memory, least = within
    kernel, even = background.at_events(found.alone)
    kernel = (1 - found.even) * kernel[pairs.first :]
    by_itself = kernel + found.even * even
    decay, factor = _decay(found.triggering, pairs), _factor(found.triggering, reach, memory)
    triggered = factor * pairs.sums(decay)
    intensity = by_itself + triggered
    alone, number = by_itself / intensity, float((triggered / intensity).sum())
    even_share = float((found.even * even / intensity).sum() / alone.sum())
    everyone = np.full(len(events.xy), alone.mean())
    everyone[pairs.first :] = alone
    triggering = found.triggering
    if number > 0:
        lag = factor * float((pairs.sums(decay * pairs.lag) / intensity).sum()) / number
        square = factor * float((pairs.sums(decay * pairs.half_square) / intensity).sum()) / number
        since = events.happened[pairs.first]
        mean = untruncated_mean(lag, memory)
        sigma = max(float(np.sqrt(untruncated_mean(square, reach * reach / 2))), least)
        seen = _parents_seen(events.begins, (since, end), mean, memory)
        triggering = Triggering(min(number / seen, _MOST_OFFSPRING), mean, sigma)
    return SeppFit(triggering, everyone, float(np.clip(even_share, _LEAST_EVEN, _MOST_EVEN)), found.rounds + 1)


def _parents_seen(begins: Floats, period: tuple[float, float], mean: float, memory: float) -> float:
    """Return the events, each with the part of its time to trigger that lies in the period."""
    since, until = (np.clip(moment - begins, 0.0, memory) for moment in period)
    part = (np.exp(-since / mean) - np.exp(-until / mean)) / kept_mass(mean, memory)
    return max(float(part.sum()), 1e-9)


def _decay(triggering: Triggering, pairs: EarlierPairs) -> npt.NDArray[np.float32]:
    exponent = pairs.lag * np.float32(-1 / triggering.days)
    exponent += pairs.half_square * np.float32(-1 / triggering.sigma**2)
    np.exp(exponent, out=exponent)
    return np.asarray(exponent, dtype=np.float32)


def _factor(triggering: Triggering, reach: float, memory: float) -> float:
    """Return the density of offspring at lag and distance 0: per square metre and day."""
    offspring, mean, sigma = triggering
    kept = kept_mass(mean, memory) * kept_mass(sigma**2, reach * reach / 2)
    return offspring / (mean * 2 * np.pi * sigma**2 * kept)
