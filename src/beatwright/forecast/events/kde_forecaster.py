"""Kernel density: what happened spreads over its surroundings, and goes on there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City
from beatwright.forecast.events.kernel_width import (
    PlacedCounts,
    Smoothing,
    forward_smoothing,
    placed,
    smoothed_shares,
    smoothing_of,
)
from beatwright.forecast.events.zone_lattice import ZoneLattice, zone_lattice
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.series.count_series import CountSeries
from beatwright.patterns.intensity.bandwidth import BANDWIDTH_METHODS, bandwidth
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["Kde"]

Floats = npt.NDArray[np.float64]

_METHODS = ("forward", *BANDWIDTH_METHODS)
# The later part of the past, on which the width is judged: a year of weeks, a quarter of the periods at most.
_JUDGED, _PART = 52, 4


class Smoothed(NamedTuple):
    """What a kernel density knows.

    Parameters
    ----------
    lattice : ZoneLattice
        Of the city.
    counts : PlacedCounts
        Incidents, older ones with less weight.
    incidents, periods : float
        Incidents and standard periods with the same weights.
    smoothing : Smoothing
        Width of the Gaussian and the share that is spread evenly.
    """

    lattice: ZoneLattice
    counts: PlacedCounts
    incidents: float
    periods: float
    smoothing: Smoothing


@dataclass(frozen=True)
class Kde(ForecasterStep):
    """Foresee a smooth map of the past: a Gaussian around every incident, integrated over zones.

    The density is taken on a lattice of square cells, six across a zone of median size (a million at most), and added
    up over the cells whose middle lies in a zone, scaled to the zone's true area; where zones are points, over the
    cells that are nearest to it. What of a Gaussian stays in its own cell goes to the zone that the incident lies in.
    Gaussians are whole within the zones: none is lost over the city's border. A small share of all is spread evenly by
    area, so that a place where nothing was recorded is not held to be safe; the share is the one under which the last
    quarter of the past (a year of weeks at most) is most probable given what was before.

    The width is chosen in the same way, by the counts of zones in a later time. The methods of `patterns.bandwidth`
    judge the map instead, and where many incidents share an address of a geocoder they may choose next to nothing.
    With fewer than 20 incidents on either side the width is that of a zone, and the even share that of five incidents.

    Seasons and near repeats are not foreseen.

    Parameters
    ----------
    sigma : float, optional
        Standard deviation of the Gaussian, metres; default: chosen by `method`.
    method : {"forward", "diggle", "ppl", "cvl", "scott"}, default "forward"
        How the width is chosen where none is given.
    half_life : float or None, default 730
        Days after which an incident weighs half as much; None: all weigh alike.

    References
    ----------
    P. J. Diggle, "A kernel method for smoothing point process data", Applied Statistics 34 (1985), 138-147.
    S. Chainey, L. Tompson and S. Uhlig, "The utility of hotspot mapping for predicting spatial patterns of crime",
    Security Journal 21 (2008), 4-28.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> fitted = Kde().fit(small_incidents(), small_problem().city)
    >>> bool((fitted.predict(weeks=4).expected > 0).all())
    True
    """

    sigma: float | None = None
    method: str = "forward"
    half_life: float | None = 730.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.number("Kde", "sigma", self.sigma, 0, open_low=True, optional=True)
        yield check.one_of("Kde", "method", self.method, _METHODS)
        yield check.number("Kde", "half_life", self.half_life, 0, open_low=True, optional=True)

    def _learn(self, series: CountSeries, city: City) -> Smoothed:
        lattice = zone_lattice(city)
        nothing = PlacedCounts(np.zeros(lattice.cells.shape), np.zeros(series.zones))
        return self._advance(Smoothed(lattice, nothing, 0.0, 0.0, self._smoothing(lattice, series)), series)

    def _advance(self, state: Smoothed, series: CountSeries) -> Smoothed:
        weight, forgotten = self._weights(series)
        each = weight[series.period]
        return state._replace(
            counts=state.counts.later(forgotten, placed(state.lattice, series, each)),
            incidents=state.incidents * forgotten + float(each.sum()),
            periods=state.periods * forgotten + float(weight @ series.covered),
        )

    def _expected(self, state: Smoothed, periods: int) -> Floats:
        lattice, (sigma, even) = state.lattice, state.smoothing
        shares = smoothed_shares(lattice, state.counts, sigma)
        mixed = (1 - even) * shares + even * lattice.area_shares
        return np.asarray(mixed * (state.incidents / state.periods * periods))

    def _weights(self, series: CountSeries) -> tuple[Floats, float]:
        """Return the weight of each period, 1 for the last, and what becomes of the weight of those before."""
        if self.half_life is None:
            return np.ones(series.periods), 1.0
        loss = 0.5 ** (series.hours / 24 / self.half_life)
        return loss ** np.arange(series.periods - 1, -1, -1.0), float(loss**series.periods)

    def _smoothing(self, lattice: ZoneLattice, series: CountSeries) -> Smoothing:
        first = series.periods - min(_JUDGED, series.periods // _PART)
        early, late = series.part(0, first), series.part(first, series.periods)
        counts = placed(lattice, early, self._weights(early)[0][early.period])
        came = late.by_class.sum(axis=1)
        sigma = self.sigma
        if sigma is None and self.method == "forward":
            return forward_smoothing(lattice, counts, came)
        if sigma is None:
            sigma = bandwidth(PointPattern(series.xy, lattice.cells.window), self.method).sigma
        return smoothing_of(lattice, counts, came, sigma=float(sigma))[0]
