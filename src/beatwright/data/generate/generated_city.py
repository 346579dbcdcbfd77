"""The generated city: what a user would have, and what only we know."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.vector.geopackage_layers import write_layers
from beatwright.core import City, Incidents, Severity
from beatwright.data.city.layer import Layer
from beatwright.data.city.sites import with_current, zone_sites
from beatwright.data.city.zones.apportion import apportion
from beatwright.data.city.zones.grid_zones import grid_zones
from beatwright.data.city.zones.parent_districts import assign_parents
from beatwright.data.generate.truth import Truth

__all__ = ["BLOCK_GROUPS", "GeneratedCity", "record_table", "write_city"]

BLOCK_GROUPS = "block groups"


# A centimetre.
_DECIMALS = 7


_WGS84 = "EPSG:4326"


def _lon_lat(points: gpd.GeoSeries) -> tuple[list[str], list[str]]:
    """Return longitudes and latitudes as text."""
    there = points.to_crs(_WGS84)
    return ([f"{x:.{_DECIMALS}f}" for x in there.x], [f"{y:.{_DECIMALS}f}" for y in there.y])


def write_city(generated: GeneratedCity, folder: Path) -> Path:
    """Write every file of `generated` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(generated.records, folder / "incidents.csv")
    for name, shape in (("boundary", generated.boundary), ("river", generated.river)):
        layer = gpd.GeoDataFrame({"name": [generated.name]}, geometry=[shape], crs=generated.crs)
        _write_layer(layer, folder / f"{name}.gpkg")
    layers = {
        "blockgroups": generated.block_groups,
        "districts": generated.districts,
        "nodes": generated.nodes,
        "streets": generated.edges,
    }
    for name, layer in layers.items():
        table = layer if name == "streets" else layer.reset_index()
        _write_layer(table, folder / f"{name}.gpkg")
    for name, points in (("stations", generated.stations), ("posts", generated.posts)):
        longitude, latitude = _lon_lat(points.geometry)
        table = pd.DataFrame(points.drop(columns=["geometry", "node"])).assign(lon=longitude, lat=latitude)
        _write_csv(table.reset_index(), folder / f"{name}.csv")
    return folder


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    with atomic_path(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")


def _write_layer(layer: gpd.GeoDataFrame, path: Path) -> None:
    with atomic_path(path) as temporary:
        temporary.unlink()
        for _ in write_layers({path.stem: layer}, temporary):
            pass


def record_table(events: pd.DataFrame, districts: Any, crs: Any) -> pd.DataFrame:
    """Return incidents as a records system exports them: text, one column per field."""
    points = gpd.GeoSeries(gpd.points_from_xy(events["x"], events["y"]), crs=crs)
    longitude, latitude = _lon_lat(points)
    return pd.DataFrame(
        {
            "Incident ID": events["id"].to_numpy(),
            "Occurred": events["time"].dt.strftime("%Y-%m-%d %H:%M").to_numpy(),
            "Offense": events["kind"].to_numpy(),
            "District": districts,
            "Longitude": longitude,
            "Latitude": latitude,
        },
        dtype=object,
    )


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
        return Incidents(frame=frame, severity=severity, zones=len(city.zones), start=period.start, end=period.end)

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
