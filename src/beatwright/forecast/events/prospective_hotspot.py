"""Prospective hotspot mapping: after an incident the risk is high nearby and soon, and falls with distance and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import signal

from beatwright.base import check
from beatwright.core import City
from beatwright.forecast.events.even_share import even_share, few_seen
from beatwright.forecast.events.zone_lattice import ZoneLattice, zone_lattice
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["ProspectiveHotspot"]

Floats = npt.NDArray[np.float64]

_WEEK = 7.0  # days: the step of time in the weights
# Periods at the end of the past on which the even share is judged; a third at most, and incidents in them at least.
_JUDGED, _PART, _FEWEST = 26, 3, 20


class RecentPast(NamedTuple):
    """What prospective hotspots know.

    Parameters
    ----------
    lattice : ZoneLattice
        Of the city.
    cell : array of int, shape (n,)
        Cell of every recent incident.
    zone : array of int, shape (n,)
        Its zone.
    age : array, shape (n,)
        Days before the end of what was learned.
    recent : (float, float)
        Incidents and standard periods, older ones with less weight.
    all : (float, float)
        Incidents and standard periods, all alike.
    even : float
        Share that is spread evenly by area.
    """

    lattice: ZoneLattice
    cell: npt.NDArray[np.intp]
    zone: npt.NDArray[np.int64]
    age: Floats
    recent: tuple[float, float]
    all: tuple[float, float]
    even: float


@dataclass(frozen=True)
class ProspectiveHotspot(ForecasterStep):
    """Foresee more of the same near where something happened of late (Bowers, Johnson and Pease 2004).

    The risk at a place is a sum over the incidents of the last `memory` days within `reach` metres. One that lies c
    half cells away and e weeks back, both rounded down, weighs 1 / (1 + c) * 1 / (1 + e). The sums are taken at the
    middles of a lattice under the zones (as `Kde` does), and added up over each. They rank places; how many incidents
    there are in all comes from the city's own count, in which the weight of a week halves after `memory` days. A share
    of all is spread evenly by area: the one under which the last 26 periods (a third of them at most) are most
    probable, each given what was known before it.

    The map is that of the day of the forecast, and holds for the whole time that is asked for: after a month or two it
    is worth little. It forgets what is older than `memory`, so places that are bad year after year are not told from
    others while they happen to be quiet.

    Parameters
    ----------
    reach : float, default 400
        Metres within which an incident raises the risk.
    memory : float, default 60
        Days during which it does.
    cell : float, default 50
        Side of a cell in the paper's sense, metres: distance counts in halves of it.

    References
    ----------
    K. J. Bowers, S. D. Johnson and K. Pease, "Prospective hot-spotting: the future of crime mapping?", British Journal
    of Criminology 44 (2004), 641-658.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> fitted = ProspectiveHotspot().fit(small_incidents(), small_problem().city)
    >>> bool((fitted.predict().expected > 0).all())
    True
    """

    reach: float = 400.0
    memory: float = 60.0
    cell: float = 50.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        for name in ("reach", "memory", "cell"):
            yield check.number("ProspectiveHotspot", name, getattr(self, name), 0, open_low=True)

    def _learn(self, series: CountSeries, city: City) -> RecentPast:
        lattice = zone_lattice(city)
        nobody = np.zeros(0, dtype=np.int64)
        empty = RecentPast(lattice, nobody, nobody, np.zeros(0), recent=(0.0, 0.0), all=(0.0, 0.0), even=0.0)
        judged = min(_JUDGED, series.periods // _PART)
        state = self._advance(empty, series.part(0, series.periods - judged))
        foreseen = np.empty((judged, series.zones))
        for row, period in enumerate(range(series.periods - judged, series.periods)):
            foreseen[row] = self._shares(state)
            state = self._advance(state, series.part(period, period + 1))
        came = series.counts[series.periods - judged :].toarray()
        enough = came.sum() >= _FEWEST
        even = even_share(foreseen, lattice.area_shares, came) if enough else few_seen(float(len(series)))
        return state._replace(even=even)

    def _advance(self, state: RecentPast, series: CountSeries) -> RecentPast:
        days = float((series.edges[-1] - series.edges[0]) / np.timedelta64(1, "D"))
        age = np.concatenate([state.age + days, days - series.time])
        kept = age < self.memory
        weight = 0.5 ** ((np.arange(series.periods - 1, -1, -1.0)) * series.hours / 24 / self.memory)
        kept_weight = 0.5 ** (series.periods * series.hours / 24 / self.memory)
        counts = np.bincount(series.period, minlength=series.periods)
        new = np.array([weight @ counts, weight @ series.covered])
        recent = kept_weight * np.array(state.recent) + new
        return state._replace(
            cell=np.concatenate([state.cell, state.lattice.of(series.xy)])[kept],
            zone=np.concatenate([state.zone, series.zone])[kept],
            age=age[kept],
            recent=(float(recent[0]), float(recent[1])),
            all=(state.all[0] + len(series), state.all[1] + float(series.covered.sum())),
        )

    def _expected(self, state: RecentPast, periods: int) -> Floats:
        # The long-run mean stands for one more period, so that a city that is quiet of late is not held to be empty.
        usual = state.all[0] / state.all[1]
        level = (state.recent[0] + usual) / (state.recent[1] + 1)
        mixed = (1 - state.even) * self._shares(state) + state.even * state.lattice.area_shares
        return np.asarray(mixed * level * periods)

    def _shares(self, state: RecentPast) -> Floats:
        """Return the share of every zone in the risk, shape (zones,)."""
        lattice, weight = state.lattice, 1 / (1 + np.floor(state.age / _WEEK))
        fall = self._fall(lattice)
        table = signal.oaconvolve(lattice.counts(state.cell, weight), fall, mode="same")
        # What stays in its own cell, with a weight of 1, goes to the zone that the incident is known to lie in.
        added = lattice.astray(state.cell, state.zone, weight)
        # What the transforms leave where there is nothing is no risk.
        return lattice.zone_shares(np.where(table > 1e-9, table, 0.0), added)

    def _fall(self, lattice: ZoneLattice) -> Floats:
        """Return the weight by distance in cells of the lattice, shape (2 r + 1, 2 r + 1)."""
        most = max(lattice.cells.shape) - 1
        radius = min(int(self.reach / lattice.pitch), most)
        steps = np.arange(-radius, radius + 1) * lattice.pitch
        away = np.hypot(steps[:, None], steps)
        return np.where(away <= self.reach, 1 / (1 + np.floor(away / (self.cell / 2))), 0.0)
