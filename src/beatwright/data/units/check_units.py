"""Look at units before districts are drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, listed, plural, significant
from beatwright.core.borders import Borders, borders_of
from beatwright.core.city_checks import crs_complaints
from beatwright.data.units.bridges import Bridge, bridges_between
from beatwright.data.units.repair import usable_units
from beatwright.data.units.unit_tiling import gap_notes, overlap_complaints, overlap_notes, thin_notes
from beatwright.data.units.units_report import UnitsReport

__all__ = ["check_units"]

Ids = npt.NDArray[np.object_]

# In so many pieces a layer is broken (its polygons do not meet), and bridges would not mend it.
_MOST_PIECES = 100


def check_units(
    units: gpd.GeoDataFrame,
    *,
    targets: Mapping[str, float] | None = None,
    boundary: Any = None,
    bridges: Iterable[tuple[str, str]] = (),
    sliver: float = 0.01,
) -> UnitsReport:
    """Look at units before districts are drawn from them; every complaint names the units.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons in a projected CRS in metres; index: ids.
    targets : mapping of str to float, optional
        What a district is to hold of each column: ``{"calls": 560.0}``. Units that hold more are told, as no plan can
        be better than they allow.
    boundary : shapely Polygon or MultiPolygon, optional
        The area that the units should cover. Default: gaps are sought inside the union of the units.
    bridges : iterable of pairs of str
        Ids of units that count as neighbours though they do not touch.
    sliver : float
        Overlaps up to this share of the smaller unit, and gaps up to this share of the median unit, are treated as
        none; how much that is, is told.

    Returns
    -------
    UnitsReport
        Errors: ids that repeat, an area given twice, geometries that are missing, no polygons, or without an area
        after repair, values of the `targets` that are missing or negative. Notes: repairs, overlaps, gaps, slivers,
        multipart units, pieces and islands with the bridges that would join them, heavy units.

    Raises
    ------
    ParameterError
        Where `units` is no GeoDataFrame, has no CRS in metres or no rows, a column of `targets` or a unit of
        `bridges` is not there, or an option is out of its range.

    Examples
    --------
    >>> shapes = [shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9), shapely.box(58, 0, 60, 9)]
    >>> units = gpd.GeoDataFrame({"calls": [40, 900, 5]}, index=["town", "port", "isle"], geometry=shapes, crs=32615)
    >>> print(check_units(units, targets={"calls": 500}))
    note: The unit isle touches no other unit; the nearest is port, 40 m away.
    note: Unit port (900) holds more 'calls' than a district is to hold (500): split it, or accept its district.
    """
    _need(units, targets or {}, sliver)
    wanted = targets or {}
    tidy, errors, notes = usable_units(units)
    if len(tidy) == 0:
        return UnitsReport(tuple(errors), tuple(notes), tidy, pd.DataFrame(index=tidy.index))
    ids, shapes = tidy.index.to_numpy(dtype=object), tidy.geometry.to_numpy()
    borders = borders_of(shapes, _positions(ids, bridges))
    found = _bridges(ids, shapes, borders)
    errors += [*overlap_complaints(ids, shapes), *_amount_complaints(tidy, wanted)]
    notes += [*overlap_notes(ids, shapes, sliver), *gap_notes(ids, shapes, sliver, boundary), *thin_notes(ids, shapes)]
    notes += [*_multipart_notes(ids, shapes), *_piece_notes(ids, borders.pieces, found), *_heavy_notes(tidy, wanted)]
    return UnitsReport(errors=tuple(errors), notes=tuple(notes), units=tidy, table=_table(tidy, borders), bridges=found)


def _need(units: Any, targets: Mapping[str, float], sliver: float) -> None:
    if not isinstance(units, gpd.GeoDataFrame):
        raise ParameterError(
            f"The 'units' parameter of check_units must be a GeoDataFrame. Got {type(units).__name__}."
        )
    complaints = Complaints()
    complaints.need(len(units) > 0, "The units are empty. Give at least one.")
    complaints.extend(crs_complaints("units", units.crs))
    complaints.add(check.number("check_units", "sliver", sliver, 0, high=0.5))
    for column, target in targets.items():
        known = [str(label) for label in units.select_dtypes("number").columns]
        complaints.need(
            column in known, f"The units have no column '{column}' of numbers. {check.did_you_mean(column, known)}"
        )
        complaints.add(check.number("check_units", f"targets[{column!r}]", target, 0, open_low=True))
    complaints.raise_if_any(ParameterError)


def _amount_complaints(units: gpd.GeoDataFrame, targets: Mapping[str, float]) -> Iterable[str]:
    for column in targets:
        values = units[column].to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = ~np.isfinite(values) | (values < 0)
        if wrong.any():
            few = int(wrong.sum())
            yield (
                f"{count_of(few, 'unit')} {plural(few, 'has', 'have')} no value of at least 0 in the column "
                f"'{column}': {listed(units.index[wrong])}."
            )


def _multipart_notes(ids: Ids, shapes: Any) -> Iterable[str]:
    parts = shapely.get_num_geometries(shapes)
    several = np.flatnonzero(parts > 1)
    if len(several):
        shown = [f"{ids[k]} ({parts[k]})" for k in several]
        yield (
            f"{count_of(len(several), 'unit')} {plural(len(several), 'has', 'have')} several parts, which stay "
            f"together: {listed(shown)}."
        )


def _positions(ids: Ids, bridges: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    place = {label: k for k, label in enumerate(ids)}
    pairs = [(str(one), str(other)) for one, other in bridges]
    unknown = [label for pair in pairs for label in pair if label not in place]
    if unknown:
        raise ParameterError(f"The 'bridges' of check_units name units that are not there: {listed(unknown)}.")
    return [(place[one], place[other]) for one, other in pairs]


def _bridges(ids: Ids, shapes: Any, borders: Borders) -> tuple[Bridge, ...]:
    pieces = borders.pieces
    if pieces.max(initial=0) >= _MOST_PIECES:
        return ()
    return tuple(Bridge(ids[one], ids[other], metres) for one, other, metres in bridges_between(shapes, pieces))


def _piece_notes(ids: Ids, pieces: npt.NDArray[np.int64], bridges: tuple[Bridge, ...]) -> Iterable[str]:
    count = int(pieces.max(initial=0)) + 1
    if count > _MOST_PIECES:
        yield (
            f"The {len(ids):,} units lie in {count:,} pieces that do not touch, {listed(ids[pieces > 0])} outside the "
            "largest. Check that the outlines meet: a common border may be at most 0.5 m apart."
        )
        return
    for piece in range(1, count):
        members = ids[pieces == piece]
        bridge = next((b for b in bridges if b.one in members), None) or next(b for b in bridges if b.other in members)
        inside = bridge.other if bridge.one in members else bridge.one
        if len(members) == 1:
            yield f"The unit {members[0]} touches no other unit; the nearest is {inside}, {bridge.metres:,.0f} m away."
        else:
            start = bridge.one if bridge.one in members else bridge.other
            yield (
                f"{len(members)} units are apart from the others: {listed(members)}; the shortest gap is from {start} "
                f"to {inside}, {bridge.metres:,.0f} m."
            )


def _heavy_notes(units: gpd.GeoDataFrame, targets: Mapping[str, float]) -> Iterable[str]:
    for column, target in targets.items():
        heavy = units[column][units[column] > target].sort_values(ascending=False, kind="stable")
        if len(heavy):
            shown = [f"{label} ({significant(value, 6)})" for label, value in heavy.items()]
            yield (
                f"{plural(len(heavy), 'Unit')} {listed(shown)} {plural(len(heavy), 'holds', 'hold')}"
                f" more '{column}' than a district is to hold ({significant(target, 6)}): split "
                f"{plural(len(heavy), 'it, or accept its district', 'them, or accept their districts')}."
            )


def _table(units: gpd.GeoDataFrame, borders: Borders) -> pd.DataFrame:
    count = np.bincount(borders.edges.ravel(), minlength=len(units))
    return pd.DataFrame(
        {
            "area_km2": shapely.area(units.geometry.to_numpy()) / 1e6,
            "perimeter_km": borders.perimeter / 1e3,
            "parts": shapely.get_num_geometries(units.geometry.to_numpy()),
            "neighbours": count,
            "piece": borders.pieces,
        },
        index=units.index,
    )
