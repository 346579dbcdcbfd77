"""Self-exciting point process: a background, and incidents that bring on others nearby and soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City
from beatwright.forecast.events.earlier_pairs import earlier_pairs
from beatwright.forecast.events.even_share import few_seen
from beatwright.forecast.events.generations import generations
from beatwright.forecast.events.kernel_width import (
    PlacedCounts,
    density_shares,
    forward_smoothing,
    gaussian_density,
    placed,
)
from beatwright.forecast.events.sepp_fit import Origins, SeppFit, fit_sepp, triggered_density
from beatwright.forecast.events.sepp_simulation import Triggering
from beatwright.forecast.events.zone_lattice import ZoneLattice, zone_lattice
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.series.count_series import CountSeries
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD

__all__ = ["Sepp"]

Floats = npt.NDArray[np.float64]

_HALF_LIFE = 730.0  # days after which an incident of the background weighs half as much
_FEWEST = 50  # incidents, from which on the triggering is learned
_JUDGED, _PART = 52, 4  # periods of the later part, on which the width of the background is judged, as `Kde` does


class SelfExcited(NamedTuple):
    """What a self-exciting process knows.

    Parameters
    ----------
    lattice : ZoneLattice
        Of the city.
    daily : bool
        Whether only the days of incidents are known.
    triggering : Triggering
        How incidents bring on others.
    width, even : float
        Standard deviation of the Gaussians of the background, metres, and the share of it that is spread evenly.
    background : PlacedCounts
        Incidents that came by themselves, older ones with less weight.
    days : float
        Days of records, with the same weights.
    excited : PlacedCounts
        What known incidents trigger in a day, at the end of what was learned, by the place of the parent.
    recent : (array, array)
        Places, shape (n, 2), and days since when they trigger, shape (n,), of the incidents that still do.
    """

    lattice: ZoneLattice
    daily: bool
    triggering: Triggering
    width: float
    even: float
    background: PlacedCounts
    days: float
    excited: PlacedCounts
    recent: tuple[Floats, Floats]


@dataclass(frozen=True)
class Sepp(ForecasterStep):
    """Foresee a background that changes with place alone, and what incidents bring on (Mohler and others 2011).

    Each incident triggers a number of others, after an exponential lag and at a Gaussian distance, and these trigger
    theirs. How many, how soon and how near is learned with the background, by expectation and maximization, from the
    last 50,000 incidents and those before them that are within `reach` and `memory`. The forecast is the mean of the
    process over the time that is asked for: background, offspring of the incidents that are known, and offspring of
    all that are yet to come, generation by generation.

    The background is a kernel density, as `Kde` foresees: on a lattice under the zones, with a half-life of 730 days,
    whole within the zones. Its width is chosen by the counts of zones in a later time, and a share of it, chosen by
    likelihood, is spread evenly, so every place has some.

    Incidents at one address would make the likelihood grow without end as the triggering becomes narrower, so its
    standard deviation is at least `least_sigma`. Where only days are known, an incident triggers from the end of its
    day on, and those of one day do not trigger each other; incidents of the very same moment never do. With fewer than
    50 incidents nothing is held to be triggered. At most .95 offspring are held to be possible.

    `update` decays what is known and adds what is new, without another search; the parameters stay as they were fitted.

    Parameters
    ----------
    reach : float, default 500
        Largest distance between an incident and what it triggers, metres.
    memory : float, default 90
        Largest lag, days.
    width : float, optional
        Standard deviation of the Gaussians of the background, metres; default: chosen.
    least_sigma : float, default 20
        Least standard deviation of the triggering, metres.

    References
    ----------
    G. O. Mohler, M. B. Short, P. J. Brantingham, F. P. Schoenberg and G. E. Tita, "Self-exciting point process modeling
    of crime", Journal of the American Statistical Association 106 (2011), 100-108. D. Marsan and O. Lengliné,
    "Extending earthquakes' reach through cascading", Science 319 (2008), 1076-1079.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> fitted = Sepp().fit(small_incidents(), small_problem().city)
    >>> bool((fitted.predict().expected > 0).all())
    True
    """

    reach: float = 500.0
    memory: float = 90.0
    width: float | None = None
    least_sigma: float = 20.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        for name in ("reach", "memory", "least_sigma"):
            yield check.number("Sepp", name, getattr(self, name), 0, open_low=True)
        yield check.number("Sepp", "width", self.width, 0, open_low=True, optional=True)

    def _learn(self, series: CountSeries, city: City) -> SelfExcited:
        lattice = zone_lattice(city)
        daily = bool(len(series) and np.ptp(series.time % 1.0) < 1e-9)
        width = self._chosen_width(lattice, series) if self.width is None else self.width
        found = self._found(lattice, series, daily, width)
        nothing = PlacedCounts(np.zeros(lattice.cells.shape), np.zeros(series.zones))
        state = SelfExcited(
            lattice=lattice,
            daily=daily,
            triggering=found.triggering,
            width=width,
            even=found.even,
            background=nothing,
            days=0.0,
            excited=nothing,
            recent=(np.zeros((0, 2)), np.zeros(0)),
        )
        return self._with_new(state, series, found.alone)

    def _advance(self, state: SelfExcited, series: CountSeries) -> SelfExcited:
        return self._with_new(state, series, self._alone(state, series))

    def _expected(self, state: SelfExcited, periods: int) -> Floats:
        lattice, sigma = state.lattice, state.triggering.sigma
        days = periods * HOURS_OF_PERIOD[self.period] / 24
        density = self._density(state)
        by_itself = self._background(state, density)
        near, coming, loose = lattice.near(sigma), np.zeros_like(by_itself), np.zeros(state.lattice.shares.shape[0])
        for excited, fresh in zip(*(each[::-1] for each in generations(state.triggering, days)), strict=True):
            coming = lattice.smooth(coming + excited * state.excited.by_cell + fresh * by_itself, sigma)
            loose = near * (loose + excited * state.excited.astray)
        background = self._background_by_zone(state, density)
        return np.asarray(background * days + np.maximum(lattice.by_zone(coming) + loose, 0.0))

    def _density(self, state: SelfExcited) -> Floats:
        """Return the Gaussians around what came by itself, shape (rows, columns)."""
        return gaussian_density(state.lattice, state.background, state.width)

    def _background(self, state: SelfExcited, density: Floats) -> Floats:
        """Return what the background brings in a day, shape (rows, columns)."""
        lattice, counts = state.lattice, state.background.by_cell
        even = lattice.inside * (counts.sum() / lattice.inside.sum())
        return np.asarray(((1 - state.even) * density * lattice.inside + state.even * even) / state.days)

    def _background_by_zone(self, state: SelfExcited, density: Floats) -> Floats:
        """Return the same by zone, shape (zones,), where incidents by a border are in the zones that they lie in."""
        lattice, counts = state.lattice, state.background
        shares = density_shares(lattice, density, counts, state.width)
        mixed = (1 - state.even) * shares + state.even * lattice.area_shares
        return np.asarray(mixed * (counts.by_cell.sum() / state.days))

    def _origins(self, series: CountSeries, daily: bool) -> Origins:
        if not daily:
            return Origins(series.xy, series.time, series.time)
        day = np.floor(series.time + 1e-9)
        return Origins(series.xy, day + 1.0, day + 0.5)

    def _chosen_width(self, lattice: ZoneLattice, series: CountSeries) -> float:
        first = series.periods - min(_JUDGED, series.periods // _PART)
        early = series.part(0, first)
        late = series.part(first, series.periods).by_class.sum(axis=1)
        return forward_smoothing(lattice, placed(lattice, early, np.ones(len(early))), late).sigma

    def _found(self, lattice: ZoneLattice, series: CountSeries, daily: bool, width: float) -> SeppFit:
        if len(series) < _FEWEST:
            nothing = Triggering(0.0, self.memory / 10, self.least_sigma)
            return SeppFit(nothing, np.ones(len(series)), few_seen(len(series)), 0)
        days = float(series.covered.sum()) * series.hours / 24  # a gap in the records is no time without incidents
        within = (self.reach, self.memory, self.least_sigma)
        return fit_sepp(
            lattice, self._origins(series, daily), days=days, width=width, within=within, end=_length(series)
        )

    def _alone(self, state: SelfExcited, series: CountSeries) -> Floats:
        """Return the probability of every new incident to have come by itself."""
        events, (places, age) = self._origins(series, state.daily), state.recent
        pairs = earlier_pairs(
            np.concatenate([places, events.xy]),
            np.concatenate([-age, events.begins]),
            np.concatenate([-age, events.happened]),
            first=len(age),
            reach=self.reach,
            memory=self.memory,
        )
        triggered = triggered_density(state.triggering, pairs, self.reach, self.memory)
        lattice = state.lattice
        background = self._background(state, self._density(state))
        density = background.ravel()[lattice.of(series.xy)] / lattice.pitch**2
        # A cell of which no zone has a part has no background, and what happened there came by itself.
        return np.where(density > 0, density / np.maximum(density + triggered, 1e-300), 1.0)

    def _with_new(self, state: SelfExcited, series: CountSeries, alone: Floats) -> SelfExcited:
        """Return the state after the periods of a series, whose incidents came by themselves so probably."""
        days = _length(series)
        age = days - self._origins(series, state.daily).begins
        lattice, (offspring, mean, _) = state.lattice, state.triggering
        loss = 0.5 ** (series.hours / 24 / _HALF_LIFE)
        by_period = loss ** np.arange(series.periods - 1, -1, -1.0)
        rate = offspring / mean * np.exp(-np.maximum(age, 0.0) / mean)
        ages, places = np.concatenate([state.recent[1] + days, age]), np.concatenate([state.recent[0], series.xy])
        kept = ages < self.memory
        return state._replace(
            background=state.background.later(
                loss**series.periods, placed(lattice, series, alone * by_period[series.period])
            ),
            days=state.days * loss**series.periods + float(by_period @ series.covered) * series.hours / 24,
            excited=state.excited.later(np.exp(-days / mean), placed(lattice, series, rate)),
            recent=(places[kept], ages[kept]),
        )


def _length(series: CountSeries) -> float:
    return float((series.edges[-1] - series.edges[0]) / np.timedelta64(1, "D"))
