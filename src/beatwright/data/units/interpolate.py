"""Carry attributes from one layer of areas to another whose boundaries differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city_checks import crs_complaints
from beatwright.data.city.layer import Layer
from beatwright.data.city.zones.apportion import account, counts_of
from beatwright.data.units.fragments import Fragments, areal, at_points, inhabited

__all__ = ["METHODS", "interpolate"]

METHODS = ("areal", "dasymetric", "points")
Columns = Sequence[str] | Mapping[str, str]
Floats = npt.NDArray[np.float64]


def interpolate(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    *,
    extensive: Columns = (),
    intensive: Columns = (),
    method: str = "areal",
    auxiliary: gpd.GeoDataFrame | None = None,
    density: str | None = None,
    count: str | None = None,
    intensive_by: str | None = None,
    boundary: Any = None,
) -> Layer:
    """Carry attributes from the areas of `source` to those of `target`.

    What an area holds is spread over it evenly (``areal``), over the part that `auxiliary` polygons cover
    (``dasymetric``), or over the `auxiliary` points inside it (``points``); each target takes what falls into it. An
    area without auxiliary polygons or points is spread evenly, and named.

    Parameters
    ----------
    source : GeoDataFrame, m rows
        Polygons with attributes, such as census block groups.
    target : GeoDataFrame, n rows
        Polygons (or points), in a projected CRS in metres; other layers are brought to it.
    extensive : sequence of str, or mapping of name in the target -> column of `source`
        Counts: people, calls, minutes. Their sum is conserved.
    intensive : likewise
        Rates, means and medians: income, density. A target gets the mean of the areas it overlaps, each weighing its
        part in the target.
    method : {"areal", "dasymetric", "points"}
        How what an area holds is spread over it.
    auxiliary : GeoDataFrame, optional
        Inhabited area, land use or finer blocks (polygons) for ``dasymetric``; addresses, parcels or incidents
        (points) for ``points``.
    density : str, optional
        Column of `auxiliary`: how densely people live there, relative to the others (land use classes).
    count : str, optional
        Column of `auxiliary`: how many people (or flats) there are.
    intensive_by : str, optional
        Column of `source` with the counts that intensive attributes are weighted by, such as the households of a
        median income. Default: the area.
    boundary : shapely Polygon or MultiPolygon, optional
        What lies inside it (or in a target) is carried, to the targets that an area meets; what lies outside is not.
        Default: the union of the targets.

    Returns
    -------
    Layer
        The targets with the new columns. Notes say how much was given, lies inside and was carried; they name areas
        without auxiliary information and targets that have no value.

    Raises
    ------
    ParameterError
        Where an option does not fit: an unknown method, an auxiliary layer that is missing or of the wrong kind.
    InputError
        Where a column is missing, a count is negative or no number, or the layers do not meet.

    References
    ----------
    M. F. Goodchild and N. S.-N. Lam, "Areal interpolation: a variant of the traditional spatial problem",
    Geo-Processing 1 (1980), 297-312. J. K. Wright, "A method of mapping densities of population", Geographical Review
    26 (1936), 103-110. J. Mennis, "Generating surface models of population using dasymetric mapping", Professional
    Geographer 55 (2003), 31-42.

    Examples
    --------
    >>> block = gpd.GeoDataFrame({"pop": [100.0], "income": [5.0]}, geometry=[shapely.box(0, 0, 10, 10)], crs=32615)
    >>> halves = [shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)]
    >>> units = gpd.GeoDataFrame(index=["a", "b"], geometry=halves, crs=32615)
    >>> interpolate(block, units, extensive=["pop"], intensive=["income"]).table[["pop", "income"]].values.tolist()
    [[50.0, 5.0], [50.0, 5.0]]
    >>> homes = gpd.GeoDataFrame(geometry=[shapely.box(4, 0, 8, 10)], crs=32615)
    >>> interpolate(block, units, extensive=["pop"], method="dasymetric", auxiliary=homes).table["pop"].tolist()
    [25.0, 75.0]
    """
    counts, means = _columns(extensive), _columns(intensive)
    _need(source, target, method, auxiliary, density=density, count=count)
    areas = source.to_crs(target.crs)
    amounts = counts_of(areas, {**counts, **({"": intensive_by} if intensive_by else {})})
    values = _numbers(areas, means)
    shapes, zones = areas.geometry.to_numpy(), target.geometry.to_numpy()
    fragments, notes = _fragments(areas, method, auxiliary, density, count=count)
    edge = _edge(zones, shapes)
    shares, inside = _shares(fragments, zones, edge if boundary is None else boundary)
    if not inside.any():
        raise InputError("The areas do not meet the targets. Check that both are of the same city, and their CRS.")
    table = target.copy()
    for name in counts:
        table[name] = np.asarray(shares.T @ amounts[name])
        notes.append(account(name, amounts[name], inside, table[name].to_numpy()))
        notes += _missing_notes(name, areas[counts[name]])
    weight = amounts[""] if intensive_by else np.asarray(shapely.area(shapes), dtype=np.float64)
    # A mean is of what a target covers itself, not of what it takes over from a gap.
    own = shares if boundary is None or not means else _shares(fragments, zones, edge)[0]
    for name in means:
        table[name] = _means(own, weight, values[name])
        notes += _empty_notes(name, table)
    return Layer(table, tuple(notes))


def _columns(columns: Columns) -> dict[str, str]:
    if isinstance(columns, str):
        return {columns: columns}
    return dict(columns) if isinstance(columns, Mapping) else {str(column): str(column) for column in columns}


def _need(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    method: str,
    auxiliary: gpd.GeoDataFrame | None,
    density: str | None,
    count: str | None,
) -> None:
    complaints = Complaints()
    complaints.add(check.one_of("interpolate", "method", method, METHODS))
    complaints.extend(crs_complaints("targets", target.crs))
    complaints.need(source.crs is not None, "The areas have no CRS. Set it first, with source.set_crs(...).")
    kinds = set(source.geom_type) - {"Polygon", "MultiPolygon"}
    complaints.need(not kinds, f"Areas must be polygons. Got {', '.join(sorted(map(str, kinds)))}.")
    if method == "areal":
        complaints.need(auxiliary is None, "The method 'areal' takes no auxiliary layer. Use 'dasymetric' or 'points'.")
    elif auxiliary is None:
        complaints.add(f"The method '{method}' needs an auxiliary layer: polygons for 'dasymetric', else points.")
    else:
        complaints.extend(_auxiliary_complaints(method, auxiliary, density, count))
    complaints.raise_if_any(ParameterError, "Nothing can be interpolated")


def _auxiliary_complaints(
    method: str, auxiliary: gpd.GeoDataFrame, density: str | None, count: str | None
) -> Iterable[str]:
    wanted = {"Polygon", "MultiPolygon"} if method == "dasymetric" else {"Point"}
    stray = set(auxiliary.geom_type) - wanted
    if stray:
        yield f"The method '{method}' needs {sorted(wanted)[-1].lower()}s. Got {', '.join(sorted(map(str, stray)))}."
    if auxiliary.crs is None:
        yield "The auxiliary layer has no CRS. Set it first, with auxiliary.set_crs(...)."
    if density is not None and (count is not None or method == "points"):
        yield "The 'density' is that of auxiliary polygons, and stands alone: give it or a 'count', not both."


def _numbers(areas: gpd.GeoDataFrame, columns: Mapping[str, str]) -> dict[str, Floats]:
    known = [str(label) for label in areas.select_dtypes("number").columns]
    missing = [column for column in columns.values() if column not in known]
    if missing:
        raise InputError(
            f"There is no column of numbers {', '.join(repr(column) for column in missing)}. "
            f"{check.did_you_mean(missing[0], known)}"
        )
    return {name: areas[column].to_numpy(dtype=np.float64, na_value=np.nan) for name, column in columns.items()}


def _fragments(
    areas: gpd.GeoDataFrame,
    method: str,
    auxiliary: gpd.GeoDataFrame | None,
    density: str | None,
    count: str | None,
) -> tuple[list[Fragments], list[str]]:
    shapes = areas.geometry.to_numpy()
    if auxiliary is None:
        return [areal(shapes)], []
    layer = auxiliary.to_crs(areas.crs)
    column = count or density
    weight = counts_of(layer, {column: column})[column] if column else None
    if method == "points":
        known = at_points(shapes, layer, weight)
    else:
        size = np.asarray(shapely.area(layer.geometry.to_numpy()), dtype=np.float64)
        known = inhabited(shapes, layer, weight / size if count and weight is not None else weight)
    rest = known.without
    if not len(rest):
        return [known], []
    what = "points" if method == "points" else "inhabited polygons"
    note = (
        f"{count_of(len(rest), 'area')} {plural(len(rest), 'has', 'have')} no {what} inside; what "
        f"{plural(len(rest), 'it holds is', 'they hold is')} spread evenly: {listed(areas.index[rest])}."
    )
    return [known, areal(shapes, rest)], [note]


def _edge(zones: Any, shapes: Any) -> Any:
    """Return the union of the targets; of the areas, where targets are points."""
    return shapely.union_all(zones if bool((shapely.area(zones) > 0).all()) else shapes)


def _shares(fragments: Sequence[Fragments], zones: Any, edge: Any) -> tuple[Any, Floats]:
    parts = [fragment.shares(zones, edge) for fragment in fragments]
    return sum(part[0] for part in parts), np.sum([part[1] for part in parts], axis=0)


def _means(shares: Any, weight: Floats, values: Floats) -> Floats:
    """Return the mean of the values over the areas, each weighing `weight` times its share; NaN without any."""
    known = np.isfinite(values)
    parts = (sp.diags_array(weight * known) @ shares).T
    total = np.asarray(parts.sum(axis=1)).ravel()
    summed = np.asarray(parts @ np.where(known, values, 0.0))
    return np.asarray(np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0))


def _missing_notes(name: str, amounts: pd.Series) -> Iterable[str]:
    missing = amounts.index[amounts.isna()]
    if len(missing):
        yield (
            f"Attribute {name}: {count_of(len(missing), 'area')} {plural(len(missing), 'has', 'have')} no value and "
            f"{plural(len(missing), 'counts', 'count')} as 0: {listed(missing)}."
        )


def _empty_notes(name: str, table: gpd.GeoDataFrame) -> Iterable[str]:
    empty = table.index[pd.isna(table[name])]
    if len(empty):
        yield f"Attribute {name}: {count_of(len(empty), 'target')} got no value: {listed(empty)}."
