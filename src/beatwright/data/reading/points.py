"""Places written as text: "(41.88, -87.63)", "POINT (-87.63 41.88)", JSON, WKB."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

__all__ = ["holds_points", "parse_points", "point_srids"]

_N = r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
# What may stand between a key and its number: quotes (escaped where JSON stands in JSON), never a sign.
_GAP = r"[\s\"'\\\\:=]+"
_LAT_KEY = rf"(?i)(?:^|[^a-z])(?:latitude|lat){_GAP}(?P<lat>{_N})"
_LON_KEY = rf"(?i)(?:^|[^a-z])(?:longitude|long|lng|lon){_GAP}(?P<lon>{_N})"
_X_KEY = rf"(?i)[\"']x[\\\\]*[\"']{_GAP}(?P<lon>{_N})"
_Y_KEY = rf"(?i)[\"']y[\\\\]*[\"']{_GAP}(?P<lat>{_N})"
_WAYS = (
    (rf"(?i)POINT\s*(?:ZM|Z|M)?\s*\(\s*(?P<lon>{_N})\s+(?P<lat>{_N})",),
    (rf"(?i)coordinates{_GAP}[\[(]\s*(?P<lon>{_N})\s*,\s*(?P<lat>{_N})",),
    (_LAT_KEY, _LON_KEY),  # in any order, with other keys between
    (_Y_KEY, _X_KEY),
    # Addresses may stand before; latitude comes first, as the portals write it.
    (rf"\(\s*(?P<lat>{_N})\s*[,;]\s*(?P<lon>{_N})\s*\)",),
    (rf"^\s*(?P<lat>{_N})\s*[,;]\s*(?P<lon>{_N})\s*$",),
)
_ANGLE = r"[0-9]+(?:\.[0-9]+)?(?:\s*[°d]\s*(?:[0-9.]+\s*['′’]\s*)?(?:[0-9.]+\s*(?:\"|″|”|'')\s*)?)?"
_COMPASS = rf"^\s*({_ANGLE})\s*([NnSs])[\s,;/]*({_ANGLE})\s*([EeWw])\s*$"
_WKB = r"^0[01][0-9A-Fa-f]{40,}$"
_SRID = r"(?i)^\s*SRID\s*=\s*(?P<srid>[0-9]+)\s*;"


def parse_points(texts: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return longitude and latitude of places written as text.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        The places.

    Returns
    -------
    lon, lat : array of float64, shape (n,)
        NaN where a text holds no place.

    Examples
    --------
    >>> lon, lat = parse_points(pa.array(["(41.5, -87.25)", "POINT (-87.25 41.5)", "1 MAIN ST"]))
    >>> lon.tolist(), lat.tolist()
    ([-87.25, -87.25, nan], [41.5, 41.5, nan])
    """
    texts = pc.replace_substring_regex(texts, "[\u2212\u2013]", "-")
    lon, lat = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for way in (*_WAYS, _compass, _binary):
        open_ = np.flatnonzero(np.isnan(lon))
        if not len(open_):
            break
        rest = texts.take(pa.array(open_))
        hit, east, north = way(rest) if callable(way) else _matched(rest, way)
        lon[open_[hit]], lat[open_[hit]] = east, north
    return lon, lat


def point_srids(texts: Any) -> set[int]:
    """Return the numbers of the CRS that EWKT and EWKB texts name; 0 is that of a text that names none.

    >>> point_srids(pa.array(["SRID=4326;POINT(-87.25 41.5)", "SRID=3435;POINT(1 2)"])) == {4326, 3435}
    True
    """
    named = pc.extract_regex(texts, _SRID).drop_null()
    found = {int(srid) for srid in pc.struct_field(named, "srid").to_pylist()}
    hexes = texts.filter(pc.fill_null(pc.match_substring_regex(texts, _WKB), False)).to_pylist()
    return found | {int(srid) for srid in set(shapely.get_srid(shapely.from_wkb(hexes, on_invalid="ignore")))}


def _matched(texts: Any, patterns: tuple[str, ...]) -> tuple[Any, Any, Any]:
    """Return which texts fit all patterns, and their longitudes and latitudes."""
    found = [pc.extract_regex(texts, pattern) for pattern in patterns]
    valid = found[0].is_valid() if len(found) == 1 else pc.and_(found[0].is_valid(), found[1].is_valid())
    values = {
        name: pc.struct_field(part.filter(valid), name)
        for part in found
        for name in (field.name for field in part.type)
    }
    return valid.to_numpy(zero_copy_only=False), _floats(values["lon"]), _floats(values["lat"])


def _compass(texts: Any) -> tuple[Any, Any, Any]:
    """Read degrees, minutes and seconds with a point of the compass: the letter is the sign."""
    hit = pc.fill_null(pc.match_substring_regex(texts, _COMPASS), False)
    parts = [re.match(_COMPASS, text) for text in texts.filter(hit).to_pylist()]
    lat = [_angle(part[1], part[2]) for part in parts if part]
    lon = [_angle(part[3], part[4]) for part in parts if part]
    return hit.to_numpy(zero_copy_only=False), np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)


def _angle(text: str, letter: str) -> float:
    parts = [float(part) for part in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]
    size = sum(part / 60.0**place for place, part in enumerate(parts))
    return -size if letter in "SsWw" else size


def _binary(texts: Any) -> tuple[Any, Any, Any]:
    """Read WKB and EWKB in hexadecimal."""
    hit = pc.fill_null(pc.match_substring_regex(texts, _WKB), False)
    shapes = shapely.from_wkb(texts.filter(hit).to_pylist(), on_invalid="ignore")
    return hit.to_numpy(zero_copy_only=False), shapely.get_x(shapes), shapely.get_y(shapes)


def _floats(texts: Any) -> npt.NDArray[np.float64]:
    return np.array([float(text) for text in texts.to_pylist()], dtype=np.float64)


def holds_points(values: Any) -> bool:
    """Say whether some of these values are places written as text."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)) or not len(values):
        return False
    return bool(np.isfinite(parse_points(values)[0]).any())
