"""Places written as text: "(41.88, -87.63)", "POINT (-87.63 41.88)", JSON, WKB, degrees with letters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from beatwright.base.columns.angles import parse_compass, side_of_o
from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.columns.text_columns import as_text

__all__ = [
    "NORTHERNMOST",
    "SOUTHERNMOST",
    "holds_points",
    "mostly_points",
    "order_is_open",
    "pair_order",
    "parse_points",
    "point_srids",
]

Floats = npt.NDArray[np.float64]

_N = r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
_D = r"[-+]?[0-9]{1,3}\.[0-9]+"
_C = r"[-+]?[0-9]{1,3},[0-9]+"
# What may stand between a key and its number: quotes (escaped where JSON stands in JSON), never a sign.
_GAP = r"[\s\"'\\\\:=]+"
_LAT_KEY = rf"(?i)(?:^|[^a-z])m?(?:latitude?|lat){_GAP}(?P<lat>{_N})"
_LON_KEY = rf"(?i)(?:^|[^a-z])m?(?:longitude?|long|lng|lon){_GAP}(?P<lon>{_N})"
_X_KEY = rf"(?i)[\"']x[\\\\]*[\"']{_GAP}(?P<lon>{_N})"
_Y_KEY = rf"(?i)[\"']y[\\\\]*[\"']{_GAP}(?P<lat>{_N})"
# One point, also as a MULTIPOINT of one; height and measure may follow.
_WKT, _END = r"(?i)POINT\s*(?:ZM|Z|M)?\s*\(\s*", rf"(?:\s+{_N}){{0,2}}\s*\)"
_READERS = (
    (rf"{_WKT}(?P<lon>{_C})\s+(?P<lat>{_C})\s*\)",),
    (rf"{_WKT}(?P<lon>{_N})\s+(?P<lat>{_N}){_END}",),
    (rf"{_WKT}\(\s*(?P<lon>{_N})\s+(?P<lat>{_N}){_END}\s*\)",),
    (rf"{_WKT}(?P<lon>{_D})\s*,\s*(?P<lat>{_D})\s*\)",),
    (rf"(?i)coordinates{_GAP}[\[(]\s*(?P<lon>{_N})\s*,\s*(?P<lat>{_N})",),
    (_LAT_KEY, _LON_KEY),  # in any order, with other keys between
    (_Y_KEY, _X_KEY),
    # Addresses of maps on the web, and geo:41.88,-87.63
    (rf"(?i)(?:[?&](?:q|ll|sll|center|query|daddr|destination)=|/@|^geo:|loc:)(?P<lat>{_D})(?:,|%2c)(?P<lon>{_D})",),
    (rf"(?i)#(?:map=)?[0-9.]+/(?P<lat>{_D})/(?P<lon>{_D})",),
)
# Lines, areas and sets of points: two numbers in brackets are one corner of many.
_SHAPE = r"(?i)LINESTRING|POLYGON|MULTIPOINT|COLLECTION|[\[(]\s*[\[(]|https?:"
_APART = r"\s*(?:[;/|]|,|\s)\s*"
# Two numbers whose order nothing names. Addresses may stand before those in brackets.
_PAIRS = (
    rf"[(\[]\s*(?P<a>{_C}){_APART}(?P<b>{_C})\s*[)\]]",
    rf"^\s*(?P<a>{_C}){_APART}(?P<b>{_C})\s*$",
    rf"\(\s*(?P<a>{_N})\s*[,;]\s*(?P<b>{_N})\s*\)",
    rf"^\s*\[\s*[\"']?(?P<a>{_N})[\"']?\s*[,;]\s*[\"']?(?P<b>{_N})[\"']?\s*\]\s*$",
    rf"[(\[]\s*(?P<a>{_D}){_APART}(?P<b>{_D})\s*[)\]]",
    rf"^\s*(?P<a>{_N})\s*[,;]\s*(?P<b>{_N})\s*$",
    rf"^\s*(?P<a>{_D}){_APART}(?P<b>{_D})\s*$",
)
_WKB = r"^(?:\\x)?0[01][0-9A-Fa-f]{40,}$"
_SRIDS = (
    r"(?i)^\s*SRID\s*=\s*(?P<srid>[0-9]+)\s*;",
    r"(?i)latestWkid[\s\"'\\:]+(?P<srid>[0-9]+)",
    r"(?i)wkid[\s\"'\\:]+(?P<srid>[0-9]+)",
    r"(?i)[\"']crs.*EPSG:+(?P<srid>[0-9]+)",
)
# Numbers of Esri and of map servers for Web Mercator.
_MERCATOR = {102100: 3857, 102113: 3857, 900913: 3857}
_LONGITUDE_FIRST = ("lon", "lng", "xy", "coordxy")
_LATITUDE_FIRST = ("lat", "yx", "coordyx")
_SAMPLE = 5_000
# No city lies further south or north.
SOUTHERNMOST, NORTHERNMOST = -56.0, 74.0


def parse_points(texts: Any, heading: str = "", *, order: str = "", o: str = "") -> tuple[Floats, Floats]:
    """Return longitude and latitude of places written as text.

    Of two numbers alone the latitude comes first, as the portals write it, unless the heading names the longitude first
    or most of the first numbers can be no latitude of a city; see `pair_order`. Lines and areas are no places.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        The places.
    heading : str
        What stands above them.
    order : {"", "latitude first", "longitude first"}
        Which of two numbers alone comes first; "": as `pair_order` says.
    o : {"", "east", "west"}
        What a lone letter O means; "": as `side_of_o` says.

    Returns
    -------
    lon, lat : array of float64, shape (n,)
        NaN where a text holds no place.

    Examples
    --------
    >>> lon, lat = parse_points(pa.array(["(41.5, -87.25)", "POINT (-87.25 41.5)", "1 MAIN ST"]))
    >>> lon.tolist(), lat.tolist()
    ([-87.25, -87.25, nan], [41.5, 41.5, nan])
    >>> [values.tolist() for values in parse_points(pa.array(["-87,25 41,5"]))]
    [[-87.25], [41.5]]
    """
    texts = _tidy(texts)
    lon, lat = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for reader in (*_READERS, _binary):
        open_ = np.flatnonzero(np.isnan(lon))
        if not len(open_):
            return lon, lat
        rest = texts.take(pa.array(open_))
        hit, east, north = reader(rest) if callable(reader) else _matched(rest, reader)
        lon[open_[hit]], lat[open_[hit]] = east, north
    open_ = np.flatnonzero(np.isnan(lon))
    first, second, named = _pairs(texts.take(pa.array(open_)), o or side_of_o(texts))
    across = named | ((order or pair_order(texts, heading)) == "longitude first")
    lon[open_], lat[open_] = np.where(across, first, second), np.where(across, second, first)
    return lon, lat


def pair_order(texts: Any, heading: str = "") -> str:
    """Say which number comes first in places written as two numbers, as the first rows show; empty where none are.

    >>> pair_order(pa.array(["41.5, -87.25"])), pair_order(pa.array(["-87.25 41.5"]))
    ('latitude first', 'longitude first')
    >>> pair_order(pa.array(["2.35, 48.85"]), "lon_lat"), pair_order(pa.array(["POINT (2.35 48.85)"]))
    ('longitude first', '')
    """
    first, second = _unordered(texts)
    return _order(first, second, heading)[0] if len(first) else ""


def order_is_open(texts: Any, heading: str = "") -> bool:
    """Say whether neither the values nor the heading tell which of two numbers comes first.

    >>> order_is_open(pa.array(["48.85, 2.35"])), order_is_open(pa.array(["48.85, 2.35"]), "lat_lon")
    (True, False)
    >>> order_is_open(pa.array(["41.5, -87.25"])), order_is_open(pa.array(["POINT (2.35 48.85)"]))
    (False, False)
    """
    first, second = _unordered(texts)
    return len(first) > 0 and not _order(first, second, heading)[1]


def _unordered(texts: Any) -> tuple[Floats, Floats]:
    """Return the two numbers of the first places that do not name them."""
    texts = _tidy(texts.slice(0, _SAMPLE))
    placed = np.isfinite(_named(texts))
    first, second, named = _pairs(texts.filter(pa.array(~placed)), side_of_o(texts))
    known = ~named & np.isfinite(first)
    return first[known], second[known]


def _tidy(texts: Any) -> Any:
    return pc.replace_substring_regex(texts, "[\u2212\u2013]", "-")


def _named(texts: Any) -> Floats:
    lon = np.full(len(texts), np.nan)
    for reader in (*_READERS, _binary):
        hit, east, _ = reader(texts) if callable(reader) else _matched(texts, reader)
        lon[hit] = east
    return lon


def _order(first: Floats, second: Floats, heading: str) -> tuple[str, bool]:
    """Return which of two numbers comes first, and whether most values prove it or the heading says so."""
    one, other = (((values >= SOUTHERNMOST) & (values <= NORTHERNMOST)) for values in (first, second))
    name = plain_heading(heading)
    if 2 * int((~one & other).sum()) > len(first):
        return "longitude first", True
    if 2 * int((one & ~other).sum()) > len(first):
        return "latitude first", True
    if name.startswith(_LONGITUDE_FIRST):
        return "longitude first", True
    return "latitude first", name.startswith(_LATITUDE_FIRST)


def _pairs(texts: Any, o: str) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return the two numbers of every text, and whether the first is known to be the longitude."""
    texts = pc.if_else(pc.match_substring_regex(texts, _SHAPE), None, texts)
    first, second = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    named = np.zeros(len(texts), dtype=bool)
    for pattern in _PAIRS:
        open_ = np.flatnonzero(np.isnan(first))
        found = pc.extract_regex(texts.take(pa.array(open_)), pattern)
        hit = open_[found.is_valid().to_numpy(zero_copy_only=False)]
        first[hit], second[hit] = (_floats(pc.struct_field(found.drop_null(), name)) for name in "ab")
    open_ = np.flatnonzero(np.isnan(first))
    first[open_], second[open_], named[open_] = parse_compass(texts.take(pa.array(open_)), o)
    return first, second, named


def point_srids(texts: Any) -> set[int]:
    """Return the numbers of the CRS that EWKT, EWKB and JSON texts name; 0 is that of a text that names none.

    >>> point_srids(pa.array(["SRID=4326;POINT(-87.25 41.5)", "SRID=3435;POINT(1 2)"])) == {4326, 3435}
    True
    """
    open_, found = texts, set()
    for pattern in _SRIDS:
        named = pc.extract_regex(open_, pattern)
        found |= {int(srid) for srid in set(pc.struct_field(named.drop_null(), "srid").to_pylist())}
        open_ = open_.filter(named.is_null())
    found = {_MERCATOR.get(srid, srid) for srid in found}
    return found | {int(srid) for srid in set(shapely.get_srid(_shapes(texts)[1]))}


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


def _binary(texts: Any) -> tuple[Any, Any, Any]:
    """Read WKB and EWKB in hexadecimal."""
    hit, shapes = _shapes(texts)
    return hit, shapely.get_x(shapes), shapely.get_y(shapes)


def _shapes(texts: Any) -> tuple[Any, Any]:
    hit = pc.fill_null(pc.match_substring_regex(texts, _WKB), False)
    hexes = pc.replace_substring_regex(texts.filter(hit), r"^\\x", "").to_pylist()
    return hit.to_numpy(zero_copy_only=False), shapely.from_wkb(hexes, on_invalid="ignore")


def _floats(texts: Any) -> Floats:
    return np.array([float(text.replace(",", ".")) for text in texts.to_pylist()], dtype=np.float64)


def _as_places(values: Any) -> Any:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    written = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    packed = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind)
    return as_text(values) if (written or packed) and len(values) else pa.array([], pa.string())


def holds_points(values: Any) -> bool:
    """Say whether some of these values are places written as text, in bytes (WKB) or as a structure."""
    return bool(np.isfinite(parse_points(_as_places(values))[0]).any())


def mostly_points(values: Any) -> bool:
    """Say whether nearly all values are places, whatever stands above them; whole numbers alone prove none.

    >>> mostly_points(pa.array(["41.5 -87.25", "41.6 -87.3"])), mostly_points(pa.array(["12, 7", "3, 4"]))
    (True, False)
    """
    texts = _as_places(values)
    lon, lat = parse_points(texts)
    fits = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & ((lon != np.floor(lon)) | (lat != np.floor(lat)))
    return len(texts) > 0 and bool(fits.mean() > 0.9)
