"""The known intensity: background and near repeats, and what they make one expect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.data.generate.incident_kinds import KINDS, Kind
from beatwright.data.generate.land_raster import LandRaster
from beatwright.data.generate.surfaces import SURFACES

__all__ = ["Intensity", "make_intensity"]

_NEGLIGIBLE = 1e-7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Intensity:
    """A self-exciting point process on the land, one for each kind of incident.

    The rate of kind k at place s and time t, given what happened before, is::

        lambda_k(s, t) = n_k b_k(s) c_k(t) + branching_k * sum_{i: kind k, t_i < t} g(t - t_i) f(s - s_i)

    with the background's places b_k (constant in each raster cell, a mixture of the three surfaces) and
    times c_k (constant in each hour: rhythm of the week times season), g exponential with mean `decay`
    and f Gaussian with standard deviation `spread` on each axis. Points off the land do not exist: they
    are not recorded and have no offspring. Nothing happened before the start. (Hawkes 1971; for crime
    Mohler et al. 2011, JASA 106(493).)

    Parameters
    ----------
    raster : LandRaster
        The land.
    surface : array, shape (3, cells)
        Part of each surface in every cell.
    kinds : tuple of Kind
        The kinds.
    background : array, shape (kinds,)
        Expected number of background incidents n_k.
    branching : array, shape (kinds,)
        Mean number of direct near repeats of one incident, before any fall off the land or the period.
    decay : float
        Mean delay of a near repeat, days.
    spread : float
        Standard deviation of its shift on each axis, metres.
    start : Timestamp
        First moment.
    weeks : int
        Length of the period.
    """

    raster: LandRaster
    surface: Floats
    kinds: tuple[Kind, ...]
    background: Floats
    branching: Floats
    decay: float
    spread: float
    start: pd.Timestamp
    weeks: int

    @property
    def hours(self) -> int:
        """Hours of the period."""
        return HOURS_OF_WEEK * self.weeks

    @property
    def end(self) -> pd.Timestamp:
        """First moment after the period."""
        return self.start + pd.Timedelta(weeks=self.weeks)

    @cached_property
    def hour_of_week(self) -> npt.NDArray[np.int64]:
        """Hour of the week of every hour of the period, shape (hours,)."""
        first = self.start.day_of_week * 24 + self.start.hour
        return (first + np.arange(self.hours)) % HOURS_OF_WEEK

    @cached_property
    def chance(self) -> Floats:
        """Part of the background of each kind in every hour of the period, shape (kinds, hours)."""
        day = pd.date_range(self.start, periods=self.hours, freq="h").day_of_year.to_numpy()
        rows = np.stack([kind.clock()[self.hour_of_week] * kind.year(day) for kind in self.kinds])
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))

    @property
    def mixture(self) -> Floats:
        """Parts of the surfaces in the background of each kind, shape (kinds, 3)."""
        return np.array([[getattr(kind, name) for name in SURFACES] for kind in self.kinds])

    @cached_property
    def _places(self) -> list[Floats]:
        """The surfaces after 0, 1, 2, ... steps, each of shape (3, cells)."""
        steps, largest = [self.surface], float(self.branching.max())
        while largest ** len(steps) > _NEGLIGIBLE:
            steps.append(np.stack([self.raster.moved(mass, self.spread) for mass in steps[-1]]))
        return steps

    def _times(self, kind: int) -> Iterator[Floats]:
        """Yield the expected part per hour of generation 0, 1, 2, ..., each of shape (hours,)."""
        rate = self.chance[kind]
        while True:
            yield rate
            rate = delayed(rate, 24 * self.decay)

    def generations(self, kind: int) -> Iterator[tuple[Floats, Floats]]:
        """Yield place (shape (cells,)) and time (shape (hours,)) of each generation of a kind.

        Their outer product, summed over generations, is the expected number of incidents by cell and
        hour: in the mean a generation's places and times are independent, because steps in space and
        delays are.
        """
        size = float(self.background[kind])
        for surfaces, time in zip(self._places, self._times(kind), strict=False):
            yield size * (self.mixture[kind] @ surfaces), time
            size *= float(self.branching[kind])

    @cached_property
    def expected(self) -> Floats:
        """Expected number of incidents of each kind in the period, shape (kinds,)."""
        totals = [sum(float(s.sum() * t.sum()) for s, t in self.generations(k)) for k in range(len(self.kinds))]
        return np.array(totals)

    def counts(self, zones: npt.ArrayLike, *, background_only: bool = False) -> Floats:
        """Return the expected incidents by zone, hour of the week and kind over the whole period.

        Parameters
        ----------
        zones : array of polygons, shape (zones,)
            In the CRS of the city.
        background_only : bool
            Leave out near repeats.

        Returns
        -------
        array, shape (zones, 168, kinds)
            Numbers of incidents.
        """
        part = self.raster.overlap(np.asarray(zones, dtype=object))
        result = np.zeros((part.shape[0], HOURS_OF_WEEK, len(self.kinds)))
        for k in range(len(self.kinds)):
            for place, time in self.generations(k):
                week = np.bincount(self.hour_of_week, time, HOURS_OF_WEEK)
                result[:, :, k] += np.outer(part @ place, week)
                if background_only:
                    break
        return result


def delayed(rate: Floats, decay: float) -> Floats:
    """Return the rate per hour after an exponential delay, cold at the start, exact for a rate constant by the hour.

    Parameters
    ----------
    rate : array, shape (hours,)
        Incidents per hour.
    decay : float
        Mean delay in hours.

    Returns
    -------
    array, shape (hours,)
        Mean rate of the delayed incidents in every hour; what comes after the end is left out.

    Examples
    --------
    >>> import numpy as np
    >>> pulse = np.zeros(3000)
    >>> pulse[0] = 1
    >>> round(float(delayed(pulse, 100.0).sum()), 9)
    1.0
    """
    # Loading it takes half a second, which every reading of a file would pay.
    from scipy.signal import lfilter  # noqa: PLC0415

    keep = np.exp(-1 / decay)
    at_start = lfilter([0, 1 - keep], [1, -keep], rate)
    return np.asarray(at_start * decay * (1 - keep) + rate * (1 - decay * (1 - keep)))


def make_intensity(
    raster: LandRaster,
    surface: Floats,
    *,
    total: float,
    branching: float,
    decay: float,
    spread: float,
    start: pd.Timestamp,
    weeks: int,
) -> Intensity:
    """Return the intensity that makes one expect `total` incidents, a `branching` part of them near repeats.

    The ratios differ by kind, in proportion to each kind's proneness; their mean over all incidents is
    `branching`. (A little less is recorded, because some near repeats fall off the land or after the end.)
    """
    share = np.array([kind.share for kind in KINDS])
    prone = np.array([kind.repeat for kind in KINDS])
    ratio = branching * prone / float(share @ prone)
    unit = Intensity(
        raster=raster,
        surface=surface,
        kinds=KINDS,
        background=np.ones(len(KINDS)),
        branching=ratio,
        decay=decay,
        spread=spread,
        start=start,
        weeks=weeks,
    )
    return Intensity(
        raster=raster,
        surface=surface,
        kinds=KINDS,
        background=total * share / unit.expected,
        branching=ratio,
        decay=decay,
        spread=spread,
        start=start,
        weeks=weeks,
    )
