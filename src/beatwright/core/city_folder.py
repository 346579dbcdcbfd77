"""The folder of a city inside a case folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.open_file import regular_file
from beatwright.base.files.text_file import read_text
from beatwright.base.vector.geoparquet import read_geoparquet
from beatwright.core.city import City
from beatwright.core.street_segments import StreetSegments
from beatwright.core.travel import Travel

__all__ = ["load_city", "save_city"]

_STREETS = "streets.parquet"


def save_city(folder: Path, city: City) -> None:
    """Write a city into a folder that is made; whoever calls sees to it that it appears whole or not at all."""
    folder.mkdir()
    city.zones.to_parquet(folder / "zones.parquet")
    city.sites.to_parquet(folder / "sites.parquet")
    gpd.GeoDataFrame(geometry=[city.boundary], crs=city.crs).to_parquet(folder / "boundary.parquet")
    if city.parents is not None:
        city.parents.to_parquet(folder / "parents.parquet")
    if city.streets is not None:
        city.streets.to_frame(city.crs).to_parquet(folder / _STREETS)
    travel = city.travel
    arrays: dict[str, Any] = {"metres": travel.metres, "minutes": travel.minutes}
    arrays |= {} if travel.between is None else {"between": travel.between}
    np.savez_compressed(folder / "travel.npz", **arrays)
    facts = {
        "name": city.name, "about": list(city.notes), "bridges": city.bridges,
        "travel": travel.kind, "notes": list(travel.notes),
    }  # fmt: skip
    write_text(folder / "city.json", json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def load_city(folder: Path) -> City:
    """Read what `save_city` wrote, now or in an earlier version, which kept no streets."""
    facts = json.loads(read_text(folder / "city.json"))
    with np.load(regular_file(folder / "travel.npz")) as arrays:
        between = arrays["between"] if "between" in arrays.files else None
        travel = Travel(arrays["metres"], arrays["minutes"], facts["travel"], tuple(facts["notes"]), between)
    parents, streets = _layer(folder / "parents.parquet"), _layer(folder / _STREETS)
    return City(
        boundary=read_geoparquet(folder / "boundary.parquet").geometry.iloc[0],
        zones=read_geoparquet(folder / "zones.parquet"),
        sites=read_geoparquet(folder / "sites.parquet"),
        travel=travel,
        parents=parents,
        name=facts["name"],
        notes=tuple(facts["about"]),
        bridges=tuple((one, other) for one, other in facts.get("bridges", ())),
        streets=None if streets is None else StreetSegments.from_frame(streets),
    )


def _layer(path: Path) -> Any:
    return read_geoparquet(path) if path.exists() else None
