"""What is known of a generated city and of no real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import InputError, ParameterError
from beatwright.core import City, Demand, Severity
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.data.generate.draw_incidents import draw_events
from beatwright.data.generate.intensity import Intensity
from beatwright.data.generate.layout import CRS

__all__ = ["Truth"]


@dataclass(frozen=True, eq=False)
class Truth:
    """The known truth behind the incidents.

    Parameters
    ----------
    intensity : Intensity
        The point process: where, when, how often, with which near repeats.
    hot_spots : GeoDataFrame
        The fixed risky places: points with ``weight`` and ``spread`` (metres).
    events : DataFrame
        The incidents as they happened, in order of time: ``id``, ``time``, ``kind``, ``x``, ``y``,
        ``parent`` (row of the incident that it repeats, -1 for background), ``generation``, ``origin``.
    faults : DataFrame
        The faulty rows of the incident file: ``row`` (from 1), ``id``, ``fault``. Empty for clean files.
    branching : float
        Part of the incidents that are near repeats, in the mean over all kinds and before any fall off
        the land or after the end. By kind: ``intensity.branching``.
    """

    intensity: Intensity
    hot_spots: gpd.GeoDataFrame
    events: pd.DataFrame
    faults: pd.DataFrame
    branching: float

    def rate(self, zones: City | gpd.GeoDataFrame, *, background_only: bool = False) -> npt.NDArray[np.float64]:
        """Return the expected calls per hour, as `Demand` counts them.

        The mean over everything that could have happened. The background is integrated exactly over each
        zone: it is constant in cells of 50 m cut at the land's border. Near repeats come generation by
        generation: the mass of each cell is moved by the Gaussian step (exact between whole cells), masked
        to the land, and delayed by the exponential from hour to hour (cold start, exact for rates constant
        by the hour); generations are added until they are negligible.

        Parameters
        ----------
        zones : City or GeoDataFrame
            Polygon zones in the city's CRS.
        background_only : bool
            Leave out near repeats.

        Returns
        -------
        array, shape (zones, 168, severity classes)
            Calls per hour, by hour of the week (0 = Monday 00:00) and class of the default severity table.

        Raises
        ------
        InputError
            Where the zones are no polygons or not in the city's CRS.
        """
        table = _polygons(zones)
        counts = self.intensity.counts(table.geometry.to_numpy(), background_only=background_only)
        names = Severity.default().names
        rate = np.zeros((*counts.shape[:2], len(names)))
        for k, kind in enumerate(self.intensity.kinds):
            rate[:, :, names.index(kind.severity)] += counts[:, :, k]
        return rate * (HOURS_OF_WEEK / self.intensity.hours)

    def demand(self, zones: City | gpd.GeoDataFrame, *, slots: int = 1) -> Demand:
        """Return the expected demand of a period as long as the one generated.

        Parameters
        ----------
        zones : City or GeoDataFrame
            As in `rate`.
        slots : {1, 168}
            One slot, or one for each hour of the week.
        """
        if slots not in (1, HOURS_OF_WEEK):
            raise ParameterError(f"The 'slots' parameter of Truth.demand must be 1 or {HOURS_OF_WEEK}. Got {slots!r}.")
        rate = self.rate(zones)
        if slots == 1:
            rate = rate.mean(axis=1, keepdims=True)
        return Demand(
            rate[None], severity=Severity.default().names, hours=float(self.intensity.hours), source="known truth"
        )

    def draw(self, seed: int) -> pd.DataFrame:
        """Return another draw of the same period from the same intensity, in the form of `events`."""
        complaint = check.integer("Truth.draw", "seed", seed, 0)
        if complaint:
            raise ParameterError(complaint)
        return draw_events(self.intensity, np.random.default_rng(seed))


def _polygons(zones: Any) -> gpd.GeoDataFrame:
    table = zones.zones if isinstance(zones, City) else zones
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(f"The known rate needs a City or a GeoDataFrame of zones. Got {type(table).__name__}.")
    kinds = sorted({str(kind) for kind in table.geom_type} - {"Polygon", "MultiPolygon"})
    if kinds:
        raise InputError(f"The known rate is integrated over polygons. These zones hold {', '.join(kinds)}.")
    if table.crs is None or table.crs != gpd.GeoSeries([], crs=CRS).crs:
        raise InputError(f"The zones must be in the CRS of the generated city, {CRS}. Got {table.crs}.")
    return table
