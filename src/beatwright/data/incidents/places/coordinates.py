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

from beatwright.base.vector.crs import crs_of
from beatwright.base.words import count_of
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.places.area_of_use import use_of
from beatwright.data.incidents.places.file_crs import origin_of
from beatwright.data.incidents.places.hemispheres import hemisphere_warnings
from beatwright.data.incidents.places.incidents_away import most_away
from beatwright.data.incidents.places.mend_coordinates import Box, change_warnings, find_changes
from beatwright.data.incidents.places.raw_places import columns_in_words, place_headings, raw_places
from beatwright.data.incidents.places.second_location import second_place_warnings
from beatwright.data.incidents.places.swapped_coordinates import swap_warning, unswapped, weighted_median
from beatwright.data.incidents.rows.row_account import Detail, RowAccount

__all__ = [
    "NO_COORDINATE",
    "OUTSIDE",
    "OUTSIDE_WORLD",
    "SWAPPED",
    "ZERO",
    "PlaceRules",
    "Places",
    "read_places",
    "utm_at",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NO_COORDINATE = "no coordinate"
ZERO = "coordinate (0, 0)"
SWAPPED = "swapped latitude and longitude"
EXCHANGED = "exchanged x and y"
OUTSIDE_WORLD = "outside the world"
OUTSIDE = "outside the boundary"

_FAR_METRES = 100_000.0
_FEW = 5
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


@dataclass(frozen=True)
class PlaceRules:
    """How coordinates are understood.

    Parameters
    ----------
    crs : str
        CRS of the file's coordinates; "auto" where it or its portal tells.
    swapped, mend : bool
        Whether to put swapped latitudes and longitudes right, and whether to put right whatever a boundary proves.
    decimal : str
        What stands before the decimals, "," or "."; "auto": as the values tell.
    timezone : str
        IANA name of the city's clock, which tells on which side of the world it lies; empty where not known.
    """

    crs: str = "auto"
    swapped: bool = False
    mend: bool = False
    decimal: str = "auto"
    timezone: str = ""


def read_places(
    account: RowAccount, found: Recognised, rules: PlaceRules | None = None, *, boundary: Any = None, crs: Any = None
) -> Places:
    """Read the place of every row; rows without a usable one are left out by the account of rows.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    found : Recognised
        The columns.
    rules : PlaceRules, optional
        How to understand them.
    boundary : shapely geometry, optional
        In `crs`; rows outside are left out.
    crs : CRS, optional
        Projected target. Default: the UTM zone of the rows.
    """
    rules = rules or PlaceRules()
    box = None if boundary is None else Box(boundary, crs_of(crs, "The CRS of the city"))
    raw = raw_places(account.table, found, rules.decimal, box)
    raw_x, raw_y, warnings = raw.x, raw.y, raw.doubts
    _drop_missing(account, raw_x, raw_y)
    origin, rule, doubts = origin_of(account, found, raw, rules.crs, box=box)
    warnings += doubts
    if origin.is_geographic:
        warnings += second_place_warnings(account, found, raw_x, raw_y)
    first, inverse = _spots(raw_x, raw_y, account.kept)
    spot = np.full(len(raw_x), -1, dtype=np.int64)
    spot[account.kept] = inverse
    at = _Spots(
        x=raw_x[first],
        y=raw_y[first],
        weight=np.bincount(inverse, minlength=len(first)),
        spot=spot,
        shown=_shown(raw_x, raw_y),
    )
    as_read = np.stack([at.x, at.y], axis=1)
    if origin.is_geographic:
        warnings += _set_right(account, at, rules, box)
        warnings += _mended(account, at, box, columns_in_words(found), mend=rules.mend)
        away = (np.abs(at.x) > 180) | (np.abs(at.y) > 90)
        account.drop(at.rows(away), OUTSIDE_WORLD, at.shown)
        if box is None:
            degrees = at.x[~away], at.y[~away]
            warnings += _at_sea(*degrees, at.weight[~away], columns_in_words(found))
            warnings += hemisphere_warnings(degrees, at.weight[~away], place_headings(found), rules.timezone)
    else:
        warnings += _in_use(
            account, at, origin, columns_in_words(found), mend=rules.swapped or (rules.mend and box is not None)
        )
    exchanged = (at.x != as_read[:, 0]) & (at.x == as_read[:, 1])
    target = crs_of(crs, "The CRS of the city") if crs is not None else _target(origin, at.x, at.y, at.weight)
    at.x, at.y = _projected(at.x, at.y, origin, target)
    account.drop(at.rows(~(np.isfinite(at.x) & np.isfinite(at.y))), OUTSIDE_WORLD, at.shown)
    if box is not None:
        outside = _outside(at, boundary)
        away = exchanged | outside
        warnings += most_away(as_read, at.weight, away, origin=origin, boundary=boundary, crs=target)
        account.drop(at.rows(outside), OUTSIDE, at.shown)
    kept = spot.copy()
    kept[~account.kept] = -1
    x, y = np.append(at.x, np.nan)[kept], np.append(at.y, np.nan)[kept]
    if box is None:
        warnings += _far_warning(x, y, columns_in_words(found))
        if rules.mend:
            warnings.append('mend = "coordinates" needs a boundary, which proves what is right: nothing was mended.')
    return Places(x=x, y=y, spot=kept, crs=target, rule=rule, warnings=warnings)


@dataclass
class _Spots:
    """Coordinates that differ: x and y, the rows at each, the spot of every row, and how rows are shown."""

    x: Floats
    y: Floats
    weight: npt.NDArray[np.intp]
    spot: npt.NDArray[np.int64]
    shown: Detail

    def rows(self, spots: Mask) -> Mask:
        """Return the rows at these spots."""
        return np.append(spots, False)[self.spot]


def _set_right(account: RowAccount, at: _Spots, rules: PlaceRules, box: Box | None) -> list[str]:
    """Put swapped degrees right, or leave their rows out."""
    total = int(at.weight.sum())
    at.x, at.y, swapped = unswapped(at.x, at.y, at.weight, box)
    if not swapped.any():
        return []
    if rules.swapped or (rules.mend and box is not None):
        return [f"{count_of(int(at.weight[swapped].sum()), 'row')} with swapped latitude and longitude put right."]
    return [swap_warning(account.drop(at.rows(swapped), SWAPPED, at.shown), total)]


def _in_use(account: RowAccount, at: _Spots, origin: Any, columns: str, *, mend: bool) -> list[str]:
    """Hold projected coordinates against the area of use of their CRS; put exchanged ones right or leave them out."""
    use = use_of(at.x, at.y, origin)
    warnings = use.warnings(at.weight, columns, origin)
    if not use.exchanged.any():
        return warnings
    rows = int(at.weight[use.exchanged].sum())
    warnings.append(use.exchange_warning(rows, columns, origin, mended=mend))
    if mend:
        at.x, at.y = np.where(use.exchanged, at.y, at.x), np.where(use.exchanged, at.x, at.y)
    else:
        account.drop(at.rows(use.exchanged), EXCHANGED, at.shown)
    return warnings


def _mended(account: RowAccount, at: _Spots, box: Box | None, columns: str, *, mend: bool) -> list[str]:
    """Tell which rows far outside the boundary a change brings inside; put them right where asked to."""
    if box is None:
        return []
    weight = np.bincount(at.spot[account.kept], minlength=len(at.x))  # without the rows left out by now
    outside = np.flatnonzero((weight > 0) & ~box.holds(at.x, at.y))
    found = find_changes(at.x[outside], at.y[outside], box)
    if mend:
        at.x[outside], at.y[outside] = found.lon, found.lat
    return change_warnings(found, weight[outside], columns, int(weight[outside].sum()), mended=mend)


def _outside(at: _Spots, boundary: Any) -> Mask:
    outside = np.ones(len(at.x), dtype=bool)
    finite = np.isfinite(at.x) & np.isfinite(at.y)
    shapely.prepare(boundary)
    outside[finite] = ~shapely.intersects_xy(boundary, at.x[finite], at.y[finite])
    return outside


def _drop_missing(account: RowAccount, x: Floats, y: Floats) -> None:
    known = np.isfinite(x) & np.isfinite(y)
    account.drop(~known, NO_COORDINATE)
    # Portals write (0, 0), (-1, -1) and rows of nines for places they keep to themselves.
    account.drop((x == 0) & (y == 0), ZERO)
    for values in (x, y):
        if _zero_is_none(values[account.kept]):
            account.drop(values == 0, NO_COORDINATE, "a 0 far from all others stands for none")
    for value in _PLACEHOLDERS:
        account.drop((x == value) & (y == value), NO_COORDINATE, f"({value:g}, {value:g}) stands for none")


def _zero_is_none(values: Floats) -> bool:
    """Say whether 0 lies further from the other coordinates than these lie from each other."""
    others = np.abs(values[values != 0])
    if len(others) < _FEW or len(others) == len(values):
        return False
    low, high = np.quantile(others, (0.01, 0.99))
    return bool(low > high - low)


def _spots(x: Floats, y: Floats, kept: Mask) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the rows where every different coordinate first stands, and the number of each kept row's coordinate."""
    across, _ = pd.factorize(x[kept])
    along, _ = pd.factorize(y[kept])
    inverse, pairs = pd.factorize(across.astype(np.int64) * (int(along.max(initial=0)) + 1) + along)
    first = np.zeros(len(pairs), dtype=np.intp)
    first[inverse[::-1]] = np.arange(len(inverse))[::-1]
    return np.flatnonzero(kept)[first], inverse


def _shown(x: Floats, y: Floats) -> Detail:
    def texts(rows: npt.NDArray[np.intp]) -> Any:
        across, along = (pc.cast(pa.array(values[rows]), pa.string()) for values in (x, y))
        return pc.binary_join_element_wise("(", across, ", ", along, ")", "")

    return texts


def _target(origin: Any, x: Floats, y: Floats, weight: npt.NDArray[np.intp]) -> Any:
    if not len(x):
        return utm_at(0, 0)
    east, north = weighted_median(x, weight), weighted_median(y, weight)
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


def _at_sea(lon: Floats, lat: Floats, weight: npt.NDArray[np.intp], columns: str) -> list[str]:
    """Warn of degrees as small as radians: where these would lie is no land."""
    if not len(lon):
        return []
    east, north = weighted_median(lon, weight), weighted_median(lat, weight)
    if abs(east) > np.pi or abs(north) > np.pi / 2:
        return []
    return [
        f"The rows lie in the sea off Africa, near longitude {east:.3g} and latitude {north:.3g}, by {columns}: the "
        "numbers are no degrees. Are they radians, or in another unit? Write degrees, or give the option crs."
    ]


def _far_warning(x: Floats, y: Floats, columns: str) -> list[str]:
    known = np.isfinite(x)
    if not known.any():
        return []
    away = np.hypot(x[known] - np.median(x[known]), y[known] - np.median(y[known]))
    far = int((away > _FAR_METRES).sum())
    return [
        f"{count_of(far, 'row lies', 'rows lie')} more than 100 km from the middle of the others, by {columns}. Give a "
        "boundary to leave such rows out."
    ] * bool(far)
