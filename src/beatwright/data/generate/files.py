"""The files that a user would have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from beatwright.core.files import atomic_path
from beatwright.core.geopackage import write_layers

if TYPE_CHECKING:
    from beatwright.data.generate.city import GeneratedCity

__all__ = ["record_table", "write_city"]

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
