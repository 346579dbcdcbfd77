"""Read a city in one line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.text_file import read_text
from beatwright.core.case import MANIFEST, Case
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.core.step import build_step
from beatwright.data.city.city_source import CitySource

__all__ = ["read_city"]

_TOML = "city.toml"
_ROLES = ("boundary", "zones", "sites", "current", "parents", "population")
_SUFFIXES = (".parquet", ".geoparquet", ".gpkg", ".shp", ".geojson", ".json", ".csv")


def read_city(path: str | Path, incidents: Incidents | None = None) -> City:
    """Read a city, with straight distances; `beatwright.network.RoadSource` measures on streets.

    Parameters
    ----------
    path : path
        One of:

        - a folder with ``city.toml``, or such a file: the options of `CitySource`, as in the table ``[city]`` of a
          study file;
        - a folder with files called ``boundary``, ``zones``, ``sites``, ``current``, ``parents``, ``population`` (any
          of them, in any format that `read_layer` reads); without ``zones`` the grid has cells of 500 m;
        - a case folder, or the folder ``city`` inside one: the city that was planned on, with its travel.
    incidents : Incidents, optional
        Those of the training period, in the city's CRS, for zones and sites that are chosen by them.

    Raises
    ------
    InputError
        Where nothing of this is there, or the files cannot be used.
    StudyError
        Where ``city.toml`` has unknown or wrong options.

    Examples
    --------
    >>> import geopandas as gpd, pathlib, shapely, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> limits = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 2000, 1000)], crs=32615)
    >>> limits.to_parquet(folder / "boundary.parquet")
    >>> read_city(folder)
    City('city', 8 zones, 8 sites, euclidean travel)
    """
    path = Path(path)
    if path.suffix.lower() == ".toml" and not path.is_dir():
        return _from_toml(path, incidents)
    if (path / _TOML).is_file():
        return _from_toml(path / _TOML, incidents)
    if (path / MANIFEST).is_file():
        return Case.load(path).problem.city
    if (path / "city.json").is_file() and (path.parent / MANIFEST).is_file():
        return Case.load(path.parent).problem.city
    source = CitySource(**_found(path))
    return source.build(path, source.frame(path), incidents)


def _from_toml(path: Path, incidents: Incidents | None) -> City:
    try:
        tables = tomllib.loads(read_text(path))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"The file '{path}' is no TOML: {problem}") from None
    source: CitySource = build_step(CitySource, tables.get("city", tables), f"'{path}'")
    return source.build(path.parent, source.frame(path.parent), incidents)


def _found(folder: Path) -> dict[str, Any]:
    """Return the files of a folder by the role that their names say."""
    if not folder.is_dir():
        raise InputError(f"'{folder}' is neither a folder nor a TOML file, so no city can be read from it.")
    files: dict[str, Any] = {}
    complaints = Complaints()
    for role in _ROLES:
        matches = sorted(p.name for p in folder.iterdir() if p.stem == role and p.suffix.lower() in _SUFFIXES)
        complaints.need(len(matches) < 2, f"Two files are called '{role}': {', '.join(matches)}. Keep one.")
        files.update((role, name) for name in matches)
    complaints.need(
        bool(files.keys() & {"boundary", "zones", "parents", "population"}),
        f"It has neither {_TOML} nor a file called boundary, zones, parents or population.",
    )
    complaints.raise_if_any(InputError, f"No city can be read from '{folder}'")
    return files
