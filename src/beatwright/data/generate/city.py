"""The generated city: what a user would have, and what only we know."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from beatwright.core import City, Incidents, Severity
from beatwright.data.city.apportion import apportion
from beatwright.data.city.grid import grid_zones
from beatwright.data.city.layer import Layer
from beatwright.data.city.parents import assign_parents
from beatwright.data.city.sites import with_current, zone_sites
from beatwright.data.generate.files import write_city
from beatwright.data.generate.truth import Truth

__all__ = ["BLOCK_GROUPS", "GeneratedCity"]

BLOCK_GROUPS = "block groups"


@dataclass(frozen=True, eq=False)
class GeneratedCity:
    """A fictional city: layers in one projected CRS, incident records, and the truth behind them.

    Parameters
    ----------
    name : str
        Name of the city.
    boundary, river : polygons
        City limits, and the water inside them.
    block_groups : GeoDataFrame
        ``population``, ``population_low_income``, ``population_middle_income``, ``population_high_income``
        (people), ``income`` (dollars), ``group``, ``district``. They cover the land.
    districts : GeoDataFrame
        Fixed police districts, each a contiguous union of block groups; ``population``.
    nodes, edges : GeoDataFrame
        Road graph, strongly connected. Edges: ``u``, ``v`` (node ids), ``length`` (metres), ``speed_kph``,
        ``oneway`` (only from u to v), ``highway``, ``bridge``, ``name``.
    stations : GeoDataFrame
        Police stations of today: ``name``, ``officers``, ``node``.
    posts : GeoDataFrame
        Every place that patrols start from today, the stations among them; also ``role``.
    records : DataFrame of text
        The incident file, as a records system would export it, with its faults.
    truth : Truth
        Intensity, parents, faults.
    """

    name: str
    boundary: Any = field(repr=False)
    river: Any = field(repr=False)
    block_groups: gpd.GeoDataFrame = field(repr=False)
    districts: gpd.GeoDataFrame = field(repr=False)
    nodes: gpd.GeoDataFrame = field(repr=False)
    edges: gpd.GeoDataFrame = field(repr=False)
    stations: gpd.GeoDataFrame = field(repr=False)
    posts: gpd.GeoDataFrame = field(repr=False)
    records: pd.DataFrame = field(repr=False)
    truth: Truth = field(repr=False)

    @property
    def crs(self) -> Any:
        """The CRS of every layer, projected, in metres."""
        return self.block_groups.crs

    def city(self, zones: str | float = "400 m") -> City:
        """Return the city as a noun, with Euclidean travel.

        Parameters
        ----------
        zones : str or float
            ``"block groups"``, or a grid: columns x rows (``"40x24"``) or a cell (``"400 m"``, ``400.0``).

        Returns
        -------
        City
            Sites: a candidate in every zone, and the posts of today. Parents: the districts. Grid zones carry
            the people of the block groups that they cover.
        """
        shapes = self._zones(zones)
        layer = assign_parents(shapes, self.districts[["geometry"]])
        sites = with_current(zone_sites(layer.table), Layer(self.posts))
        return City(self.boundary, layer.table, sites.table, parents=self.districts, name=self.name)

    def _zones(self, zones: str | float) -> gpd.GeoDataFrame:
        if zones == BLOCK_GROUPS:
            return self.block_groups.drop(columns="district")
        people = {column: column for column in self.block_groups if str(column).startswith("population")}
        grid = grid_zones(self.boundary, zones, crs=self.crs)
        return apportion(grid.table, self.block_groups, people, boundary=self.boundary).table

    def incidents(self, city: City | None = None) -> Incidents:
        """Return the incidents as they happened, without the faults of the file.

        Parameters
        ----------
        city : City, optional
            Whose zones to locate them in; default: ``city()``.
        """
        city = self.city() if city is None else city
        events, severity = self.truth.events, Severity.default()
        position = {kind.name: severity.position(kind.severity) for kind in self.truth.intensity.kinds}
        frame = events[["id", "time", "kind", "x", "y"]].assign(
            severity=events["kind"].map(position).to_numpy(dtype=np.int64),
            zone=city.locate(events["x"].to_numpy(), events["y"].to_numpy()),
        )
        period = self.truth.intensity
        return Incidents(frame, severity, len(city.zones), period.start, period.end)

    def write(self, folder: str | Path) -> Path:
        """Write the files that a user would have, each whole or not at all, and return the folder.

        ``incidents.csv`` (longitude and latitude), ``boundary.gpkg``, ``river.gpkg``, ``blockgroups.gpkg``,
        ``districts.gpkg``, ``streets.gpkg``, ``nodes.gpkg``, ``stations.csv``, ``posts.csv``. The truth is not
        written. The same city gives the same bytes.

        Parameters
        ----------
        folder : path
            Made where it does not exist. Files of these names are replaced, others stay.
        """
        return write_city(self, Path(folder))
