"""The columns of the place -> metres in the city's CRS, and what is wrong with the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely

from beatwright.core.errors import InputError
from beatwright.core.words import count_of
from beatwright.data.reading.away import most_away
from beatwright.data.reading.columns import Recognised
from beatwright.data.reading.hemispheres import hemisphere_warnings
from beatwright.data.reading.numbers import read_numbers, thousands_mark
from beatwright.data.reading.points import parse_points, point_srids
from beatwright.data.reading.sieve import Detail, Sieve
from beatwright.data.reading.signs import sign_warning
from beatwright.data.reading.table import GEOMETRY_X, RawTable
from beatwright.data.reading.texts import coded

__all__ = ["NO_COORDINATE", "OUTSIDE", "SWAPPED", "Places", "read_places", "utm_at"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NO_COORDINATE = "no coordinate"
ZERO = "coordinate (0, 0)"
SWAPPED = "swapped latitude and longitude"
OUTSIDE_WORLD = "outside the world"
OUTSIDE = "outside the boundary"

_NEAR_DEGREES = 3.0
_FAR_METRES = 100_000.0
_PLACEHOLDERS = (-1.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0)


@dataclass
class Places:
    """Where the rows lie.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        Metres in `crs`; NaN in rows left out.
    spot : array of int64, shape (n,)
        Number of the coordinate: equal numbers, equal places; -1 in rows left out.
    crs : pyproj.CRS
        The projected CRS.
    rule : str
        How the columns were understood.
    warnings : list of str
        What the reader must know.
    """

    x: Floats
    y: Floats
    spot: npt.NDArray[np.int64]
    crs: Any
    rule: str
    warnings: list[str] = field(default_factory=list)


def utm_at(lon: float, lat: float) -> Any:
    """Return the UTM zone (WGS 84) at a place.

    >>> utm_at(-90.2, 38.6).to_epsg()
    32615
    """
    zone = int(min(max((lon + 180) // 6 + 1, 1), 60))
    return pyproj.CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)


def read_places(
    sieve: Sieve,
    found: Recognised,
    *,
    source_crs: str = "auto",
    boundary: Any = None,
    crs: Any = None,
    mend_swapped: bool = False,
    timezone: str = "",
) -> Places:
    """Read the place of every row; rows without a usable one are left out by the sieve.

    Parameters
    ----------
    sieve : Sieve
        The account of the rows.
    found : Recognised
        The columns.
    source_crs : str
        CRS of the file's coordinates; "auto" where it or its portal tells.
    boundary : shapely geometry, optional
        In `crs`; rows outside are left out.
    crs : CRS, optional
        Projected target. Default: the UTM zone of the rows.
    mend_swapped : bool
        Whether to put swapped latitudes and longitudes right.
    timezone : str
        IANA name of the city's clock, which tells on which side of the world it lies; empty where not known.
    """
    raw_x, raw_y = _raw(sieve.table, found)
    _drop_missing(sieve, raw_x, raw_y)
    origin, rule = _origin(sieve, found, raw_x, raw_y, source_crs)
    warnings: list[str] = []
    first, inverse = _spots(raw_x, raw_y, sieve.kept)
    spot = np.full(len(raw_x), -1, dtype=np.int64)
    spot[sieve.kept] = inverse
    x, y = raw_x[first], raw_y[first]
    weight = np.bincount(inverse, minlength=len(first))
    away = np.zeros(len(x), dtype=bool)
    if origin.is_geographic:
        x, y, swapped = _unswapped(x, y, weight, boundary, crs)
        away |= swapped
        if mend_swapped and swapped.any():
            warnings.append(
                f"{count_of(int(weight[swapped].sum()), 'row')} with swapped latitude and longitude put right."
            )
        elif swapped.any():
            count = sieve.drop(_rows(swapped, spot), SWAPPED, _shown(raw_x, raw_y))
            warnings.append(_swap_warning(count, int(weight.sum())))
        beyond = (np.abs(x) > 180) | (np.abs(y) > 90)
        sieve.drop(_rows(beyond, spot), OUTSIDE_WORLD, _shown(raw_x, raw_y))
        if boundary is None:
            warnings += hemisphere_warnings((x[~beyond], y[~beyond]), weight[~beyond], _headings(found), timezone)
    target = pyproj.CRS.from_user_input(crs) if crs is not None else _target(origin, x, y, weight)
    x, y = _projected(x, y, origin, target)
    sieve.drop(_rows(~(np.isfinite(x) & np.isfinite(y)), spot), OUTSIDE_WORLD, _shown(raw_x, raw_y))
    if boundary is not None:
        outside = np.ones(len(x), dtype=bool)
        finite = np.isfinite(x) & np.isfinite(y)
        shapely.prepare(boundary)
        outside[finite] = ~shapely.intersects_xy(boundary, x[finite], y[finite])
        if origin.is_geographic:
            rows = _rows(outside, spot) & sieve.kept
            warnings += sign_warning(raw_x[rows], raw_y[rows], boundary, target, _columns(found))
        given = np.stack([raw_x[first], raw_y[first]], axis=1)
        warnings += most_away(given, weight, away | outside, origin=origin, boundary=boundary, crs=target)
        sieve.drop(_rows(outside, spot), OUTSIDE, _shown(raw_x, raw_y))
    kept = spot.copy()
    kept[~sieve.kept] = -1
    at = np.append(x, np.nan)[kept], np.append(y, np.nan)[kept]
    if boundary is None:
        warnings += _far_warning(at[0], at[1])
    return Places(*at, kept, target, rule, warnings)


def _headings(found: Recognised) -> tuple[str, str]:
    across, along = ("lon", "lat") if found.heading("lon") else ("x", "y")
    return found.heading("point") or found.heading(across), found.heading("point") or found.heading(along)


def _columns(found: Recognised) -> str:
    headings = dict.fromkeys(_headings(found))
    return f"the column{'s' * (len(headings) > 1)} {' and '.join(map(repr, headings))}"


def _raw(table: RawTable, found: Recognised) -> tuple[Floats, Floats]:
    if found.heading("point"):
        codes, texts = coded(table.columns.column(found.heading("point")))
        lon, lat = parse_points(texts)
        return np.append(lon, np.nan)[codes], np.append(lat, np.nan)[codes]
    across, along = ("lon", "lat") if found.heading("lon") else ("x", "y")
    columns = [table.columns.column(found.heading(role)) for role in (across, along)]
    mark = thousands_mark(*columns)  # x of six digits proves nothing; its y of seven does
    return read_numbers(columns[0], thousands=mark), read_numbers(columns[1], thousands=mark)


def _drop_missing(sieve: Sieve, x: Floats, y: Floats) -> None:
    known = np.isfinite(x) & np.isfinite(y)
    sieve.drop(~known, NO_COORDINATE)
    # Portals write (0, 0), (-1, -1) and rows of nines for places they keep to themselves.
    sieve.drop((x == 0) & (y == 0), ZERO)
    for value in _PLACEHOLDERS:
        sieve.drop((x == value) & (y == value), NO_COORDINATE, f"({value:g}, {value:g}) stands for none")


def _origin(sieve: Sieve, found: Recognised, x: Floats, y: Floats, asked: str) -> tuple[Any, str]:
    """Return the CRS of the file's coordinates, and how it was found."""
    columns = " and ".join(f"'{found.heading(r)}'" for r in ("lon", "lat", "x", "y", "point") if found.heading(r))
    geographic = pyproj.CRS.from_epsg(4326)
    if asked != "auto":
        return pyproj.CRS.from_user_input(asked), f"{columns} in {asked}, as asked"
    if found.heading("lon") == GEOMETRY_X and sieve.table.crs:
        crs = pyproj.CRS.from_user_input(sieve.table.crs)
        return crs, f"geometry in {crs.name}"
    if srid := _srid(sieve.table, found):
        crs = pyproj.CRS.from_epsg(srid)
        return crs, f"{columns} in {crs.name}, as its texts say (SRID {srid})"
    if _in_degrees(x[sieve.kept], y[sieve.kept]):
        return geographic, f"{columns} in degrees (longitude, latitude)"
    if found.portal and found.portal.crs:
        crs = pyproj.CRS.from_user_input(found.portal.crs)
        return crs, f"{columns} in {crs.name}, as {found.portal.name} publishes them"
    if found.heading("lon") and found.heading("lon") != GEOMETRY_X:
        return geographic, f"{columns} in degrees (longitude, latitude)"
    raise InputError(
        f"The columns {columns} hold projected coordinates (for example {_example(x, y, sieve.kept)}), and the file "
        'does not say in which coordinate reference system. Give it: crs = "EPSG:..." in the [incidents] table; for '
        "State Plane coordinates mind feet and metres."
    )


def _srid(table: RawTable, found: Recognised) -> int:
    """Return the CRS that the texts of a point column name; 0 where they name none."""
    heading = found.heading("point")
    srids = sorted(point_srids(coded(table.columns.column(heading))[1]) - {0}) if heading else []
    if len(srids) > 1:
        raise InputError(
            f"The column '{heading}' names several coordinate reference systems: SRID {', '.join(map(str, srids))}. "
            'One was expected. Export it in one, or give it: crs = "EPSG:..." in the [incidents] table.'
        )
    try:
        return int(pyproj.CRS.from_epsg(srids[0]).to_epsg() or 0) if srids else 0
    except pyproj.exceptions.CRSError:
        raise InputError(
            f"The column '{heading}' names SRID {srids[0]}, which is no known EPSG code. "
            'Give the coordinate reference system: crs = "EPSG:..." in the [incidents] table.'
        ) from None


def _example(x: Floats, y: Floats, kept: Mask) -> str:
    at = int(np.flatnonzero(kept)[0])
    return f"{x[at]:g}, {y[at]:g}"


def _in_degrees(x: Floats, y: Floats) -> bool:
    """Say whether most coordinates fit degrees; swapped ones do too."""
    if not len(x):
        return True
    return bool(((np.abs(x) <= 180) & (np.abs(y) <= 180)).mean() > 0.5)


def _spots(x: Floats, y: Floats, kept: Mask) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the rows where every different coordinate first stands, and the number of each kept row's coordinate."""
    across, _ = pd.factorize(x[kept])
    along, _ = pd.factorize(y[kept])
    inverse, pairs = pd.factorize(across.astype(np.int64) * (int(along.max(initial=0)) + 1) + along)
    first = np.zeros(len(pairs), dtype=np.intp)
    first[inverse[::-1]] = np.arange(len(inverse))[::-1]
    return np.flatnonzero(kept)[first], inverse


def _rows(spots: Mask, spot: npt.NDArray[np.int64]) -> Mask:
    return np.append(spots, False)[spot]


def _shown(x: Floats, y: Floats) -> Detail:
    def texts(rows: npt.NDArray[np.intp]) -> Any:
        across, along = (pc.cast(pa.array(values[rows]), pa.string()) for values in (x, y))
        return pc.binary_join_element_wise("(", across, ", ", along, ")", "")

    return texts


def _unswapped(
    x: Floats, y: Floats, weight: npt.NDArray[np.intp], boundary: Any, crs: Any
) -> tuple[Floats, Floats, Mask]:
    """Return degrees with swapped ones put right, and which those were.

    A coordinate is swapped where it lies far off, and near when longitude and latitude change places; near means
    near the boundary or, without one, near the middle of the rows.
    """
    if not len(x):
        return x, y, np.zeros(0, dtype=bool)
    lon, lat, reach = _middle(x, y, weight, boundary, crs)
    far = (np.abs(x - lon) > reach) | (np.abs(y - lat) > reach)
    swapped = far & (np.abs(y - lon) <= reach) & (np.abs(x - lat) <= reach)
    return np.where(swapped, y, x), np.where(swapped, x, y), swapped


def _middle(x: Floats, y: Floats, weight: npt.NDArray[np.intp], boundary: Any, crs: Any) -> tuple[float, float, float]:
    if boundary is not None:
        back = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
        west, south, east, north = back.transform_bounds(*boundary.bounds)
        reach = max(east - west, north - south, 0.5)
        return (west + east) / 2, (south + north) / 2, reach
    possible = (np.abs(y) <= 90) & (np.abs(x) <= 180)
    if not possible.any():  # the whole file is swapped: its latitudes are impossible
        return _weighted_median(y, weight), _weighted_median(x, weight), _NEAR_DEGREES
    return (
        _weighted_median(x[possible], weight[possible]),
        _weighted_median(y[possible], weight[possible]),
        _NEAR_DEGREES,
    )


def _weighted_median(values: Floats, weight: npt.NDArray[np.intp]) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def _swap_warning(count: int, total: int) -> str:
    text = f"{count_of(count, 'row')} left out with latitude and longitude swapped"
    text += '; swapped = "mend" puts such rows right.'
    if count > total / 2:
        text += " These are most of the rows: the mapping of lon and lat may be the wrong way round, or the boundary."
    return text


def _target(origin: Any, x: Floats, y: Floats, weight: npt.NDArray[np.intp]) -> Any:
    if not len(x):
        return utm_at(0, 0)
    east, north = _weighted_median(x, weight), _weighted_median(y, weight)
    if not origin.is_geographic:
        east, north = pyproj.Transformer.from_crs(origin, 4326, always_xy=True).transform(east, north)
    if not np.isfinite(east) or not np.isfinite(north) or abs(north) > 90:
        return utm_at(0, 0)
    return utm_at(east, north)


def _projected(x: Floats, y: Floats, origin: Any, target: Any) -> tuple[Floats, Floats]:
    if not len(x):
        return x, y
    if origin.is_geographic:  # keep impossible degrees away from the projection
        fits = (np.abs(x) <= 180) & (np.abs(y) <= 90)
        x, y = np.where(fits, x, np.inf), np.where(fits, y, np.inf)
    new_x, new_y = pyproj.Transformer.from_crs(origin, target, always_xy=True).transform(x, y)
    return np.asarray(new_x), np.asarray(new_y)


def _far_warning(x: Floats, y: Floats) -> list[str]:
    known = np.isfinite(x)
    if not known.any():
        return []
    away = np.hypot(x[known] - np.median(x[known]), y[known] - np.median(y[known]))
    far = int((away > _FAR_METRES).sum())
    return [
        f"{count_of(far, 'row lies', 'rows lie')} more than 100 km from the middle of the others. Give a boundary to "
        "leave such rows out."
    ] * bool(far)
