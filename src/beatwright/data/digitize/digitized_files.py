"""Incidents from a map as a file: CSV as `read_incidents` takes it, GeoPackage or GeoJSON; and the picture."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.files.atomic_file import atomic_path, write_text
from beatwright.base.plain_text import clean, csv_safe
from beatwright.base.vector.geopackage_layers import write_layers
from beatwright.data.digitize.digitized_map import DigitizedMap
from beatwright.data.digitize.eye_check import is_checked_picture

__all__ = ["ENDINGS", "is_digitized", "need_period", "need_writable", "write_digitized"]

ENDINGS = (".csv", ".gpkg", ".geojson")
_LAYER = "digitized_incidents"
_COLUMNS = ("id", "kind", "lon", "lat", "x", "y", "pixel_x", "pixel_y", "score", "visible", "ambiguous")
_DECIMALS = {"lon": 7, "lat": 7, "x": 2, "y": 2, "pixel_x": 2, "pixel_y": 2, "score": 3, "visible": 3}
_PERIOD = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")
_CSV_HEAD = re.compile(r"id,kind,(date,)?lon,lat,x,y,pixel_x,pixel_y,score,")


def write_digitized(found: DigitizedMap, path: str | Path, *, period: str | None = None) -> Path:
    """Write the incidents of a map, whole or not at all, and return the path.

    Parameters
    ----------
    found : DigitizedMap
        From `digitize`.
    path : path
        Its ending says what is written: ``.csv`` (longitude, latitude, and x and y), ``.gpkg`` (in the CRS of the
        frame), ``.geojson`` (longitude and latitude).
    period : str, optional
        What the map shows: ``"2016-05"``, ``"2016-05-31"`` or ``"2016"``, written as a column ``date``. A map says no
        time, and `read_incidents` needs one. A year stands as its first day.

    Raises
    ------
    ParameterError
        Where the ending or the period is none of these.
    """
    ending = need_writable(path)
    table = _table(found.frame, need_period(period))
    if ending == ".csv":
        safe = table.assign(kind=[csv_safe(kind) for kind in table["kind"]])
        return write_text(path, pd.DataFrame(safe).to_csv(index=False, lineterminator="\n"))
    if ending == ".geojson":
        return write_text(path, _geojson(table))
    layer = gpd.GeoDataFrame(table, geometry=found.frame.geometry.to_numpy(), crs=found.frame.crs)
    with atomic_path(path) as temporary:
        temporary.unlink()
        for _ in write_layers({_LAYER: layer}, temporary, options={"VERSION": "1.2"}):
            pass
    return Path(path)


def need_writable(path: str | Path) -> str:
    """Return the ending of a file that `write_digitized` can write.

    >>> need_writable("incidents.CSV")
    '.csv'
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise ParameterError(f"The incidents are written as {', '.join(ENDINGS)}. Got '{path}'.")
    return ending


def need_period(period: str | None) -> str | None:
    """Return the date that stands for a period, as it is written; None for None.

    >>> need_period("2016-05"), need_period("2016")
    ('2016-05', '2016-01-01')
    """
    if period is None:
        return None
    match = _PERIOD.fullmatch(period.strip())
    try:
        if match is None:
            raise ValueError
        date.fromisoformat(f"{match[1]}{match[2] or '-01'}{match[3] or '-01'}")
    except ValueError:
        raise ParameterError(
            f"The period of a map must be a month such as 2016-05, a day such as 2016-05-31, or a year. Got '{period}'."
        ) from None
    return period.strip() if match[2] else f"{match[1]}-01-01"


def is_digitized(head: str) -> bool:
    """Whether a file that begins so is one that `write_digitized` wrote, or its picture."""
    return bool(_CSV_HEAD.match(head)) or _LAYER in head or is_checked_picture(head)


def _table(frame: gpd.GeoDataFrame, period: str | None) -> pd.DataFrame:
    table = pd.DataFrame(frame)[list(_COLUMNS)].round(_DECIMALS)
    table["kind"] = [clean(kind) for kind in table["kind"]]
    if period is not None:
        table.insert(2, "date", period)
    return table


def _geojson(table: pd.DataFrame) -> str:
    """Return the incidents as GeoJSON (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        }
        for row in json.loads(table.to_json(orient="records", double_precision=7))
    ]
    return json.dumps({"type": "FeatureCollection", "name": _LAYER, "features": features}, ensure_ascii=False) + "\n"
