"""The city: its boundary, its demand zones, its candidate sites, and the travel between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.check import did_you_mean
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.natural_order import canonical_order, natural_key
from beatwright.base.words import count_of
from beatwright.core.borders import Borders, borders_of
from beatwright.core.city_checks import bridge_complaints, layer_complaints, street_complaints
from beatwright.core.street_segments import StreetSegments
from beatwright.core.travel import Travel

__all__ = ["City", "inside_points"]

_LOCATE_CHUNK = 200_000


@dataclass(frozen=True, eq=False)
class City:
    """Where demand arises and where posts may stand.

    Zones and sites are put into canonical order (ids sorted, numbers as numbers), so the order of the
    tables given never matters. Two cities with the same content are equal.

    Parameters
    ----------
    boundary : shapely Polygon or MultiPolygon
        The area that is planned.
    zones : GeoDataFrame, one row per demand zone
        Index: zone id. Geometry: all polygons, or all points. Optional columns: ``population`` (people),
        ``parent`` (id of the fixed district) and any others, which are carried along.
        ``area_km2`` is added for polygons; ``street_km`` is what `with_streets` adds.
    sites : GeoDataFrame, one row per candidate site
        Index: site id. Geometry: points. Optional columns: ``candidate`` (bool, may a planner choose it;
        default True), ``current`` (bool, is it a post today; default False), ``name``.
    travel : Travel, optional
        Metres and minutes, shape (sites, zones), in the order of the tables given. Default: Euclidean.
    parents : GeoDataFrame, optional
        Fixed parent districts; index: district id.
    name : str
        Name for titles.
    notes : tuple of str
        What the reader must know of how the layers were made: repairs, overlaps, gaps, zones without people.
    bridges : tuple of pairs of str
        Ids of zones that count as neighbours though they have no border in common: an island and its landing.
    streets : StreetSegments, optional
        The stretches of street from crossing to crossing, where known; `with_streets` chooses those of the city.

    Raises
    ------
    ParameterError
        With every complaint at once: a CRS that is geographic, missing or not in metres, ids that repeat,
        geometries that are empty, invalid or of mixed kinds, a travel table of the wrong shape.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> zones = gpd.GeoDataFrame(index=["a", "b"], geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)],
    ...                          crs=32615)
    >>> sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    >>> City(shapely.box(0, 0, 18, 9), zones, sites).travel.metres
    array([[0., 9.]], dtype=float32)
    """

    boundary: Any
    zones: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    travel: Travel = None  # type: ignore[assignment]
    parents: gpd.GeoDataFrame | None = None
    name: str = "city"
    notes: tuple[str, ...] = ()
    bridges: tuple[tuple[str, str], ...] = ()
    streets: StreetSegments | None = None

    def __post_init__(self) -> None:
        self._complain()
        object.__setattr__(self, "notes", tuple(self.notes))
        pairs = [sorted((str(one), str(other)), key=natural_key) for one, other in self.bridges]
        object.__setattr__(self, "bridges", tuple((one, other) for one, other in pairs))
        zone_order = canonical_order([str(label) for label in self.zones.index])
        site_order = canonical_order([str(label) for label in self.sites.index])
        object.__setattr__(self, "zones", _tidy(self.zones, zone_order, "zone"))
        object.__setattr__(self, "sites", _tidy(self.sites, site_order, "site"))
        if self.parents is not None:
            parent_order = canonical_order([str(label) for label in self.parents.index])
            object.__setattr__(self, "parents", _tidy(self.parents, parent_order, "parent"))
        _complete_zones(self.zones)
        _complete_sites(self.sites)
        if self.travel is None:
            object.__setattr__(self, "travel", Travel.straight(self.site_xy, self.zone_xy))
        elif not (_is_sorted(zone_order) and _is_sorted(site_order)):
            object.__setattr__(self, "travel", self.travel.take(site_order, zone_order))

    def _complain(self) -> None:
        complaints = Complaints()
        for role, table in (("zones", self.zones), ("sites", self.sites), ("parents", self.parents)):
            if table is not None:
                complaints.extend(layer_complaints(role, table))
        if not len(complaints):
            complaints.extend(self._joint_complaints())
        complaints.raise_if_any(ParameterError, f"The city '{self.name}' cannot be built")

    def _joint_complaints(self) -> Iterable[str]:
        crs = self.zones.crs
        for role, table in (("sites", self.sites), ("parents", self.parents)):
            if table is not None and (other := table.crs) != crs:
                yield f"The CRS of the {role} ({other}) is not that of the zones ({crs})."
        if not isinstance(self.boundary, (shapely.Polygon, shapely.MultiPolygon)) or self.boundary.is_empty:
            yield "The 'boundary' parameter of City must be a polygon or multipolygon that is not empty."
        kinds = set(self.zones.geom_type)
        if kinds - {"Polygon", "MultiPolygon"} and kinds != {"Point"}:
            yield f"Zones must be all polygons or all points. Got {', '.join(sorted(kinds))}."
        kinds = set(self.sites.geom_type)
        if kinds != {"Point"}:
            yield f"Sites must be points. Got {', '.join(sorted(kinds))}."
        expected = (len(self.sites), len(self.zones))
        if self.travel is not None and self.travel.shape != expected:
            yield f"The 'travel' parameter of City must have shape [site, zone] = {expected}. Got {self.travel.shape}."
        yield from bridge_complaints(self.bridges, {str(label) for label in self.zones.index})
        if self.streets is not None:
            yield from street_complaints(self.streets, self.zones)
        if self.parents is not None and "parent" in self.zones:
            known = {str(label) for label in self.parents.index}
            stray = sorted({str(p) for p in self.zones["parent"].dropna()} - known)
            if stray:
                yield f"Zones name parent districts that are not there: {', '.join(stray[:5])}."

    def __eq__(self, other: object) -> bool:
        return isinstance(other, City) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        size = f"{count_of(len(self.zones), 'zone')}, {count_of(len(self.sites), 'site')}"
        return f"City({self.name!r}, {size}, {self.travel.kind} travel)"

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(
            self.name,
            str(self.crs.to_wkt()),
            self.boundary,
            pd.DataFrame(self.zones.drop(columns=self.zones.geometry.name)),
            self.zones.geometry,
            pd.DataFrame(self.sites.drop(columns=self.sites.geometry.name)),
            self.sites.geometry,
            [] if self.parents is None else [[str(label) for label in self.parents.index], self.parents.geometry],
            self.travel.metres,
            self.travel.minutes,
            [self.travel.kind, list(self.travel.notes), list(self.notes)],
            [list(pair) for pair in self.bridges],
            *([] if self.travel.between is None else [self.travel.between]),
            *([] if self.streets is None else [self.streets.digest]),
        )

    @property
    def crs(self) -> Any:
        """The projected CRS of every layer, in metres."""
        return self.zones.crs

    @cached_property
    def zone_ids(self) -> tuple[str, ...]:
        """Zone ids in canonical order."""
        return tuple(self.zones.index)

    @cached_property
    def site_ids(self) -> tuple[str, ...]:
        """Site ids in canonical order."""
        return tuple(self.sites.index)

    @cached_property
    def zone_xy(self) -> npt.NDArray[np.float64]:
        """A point inside every zone, shape (zones, 2), metres: the centroid where it lies inside."""
        return inside_points(self.zones.geometry.to_numpy())

    @cached_property
    def site_xy(self) -> npt.NDArray[np.float64]:
        """Coordinates of the sites, shape (sites, 2), metres."""
        return shapely.get_coordinates(self.sites.geometry.to_numpy())

    @cached_property
    def candidates(self) -> npt.NDArray[np.intp]:
        """Positions of the sites that a planner may choose."""
        return np.flatnonzero(self.sites["candidate"].to_numpy(dtype=bool))

    @cached_property
    def current_sites(self) -> npt.NDArray[np.intp]:
        """Positions of the sites that are posts today."""
        return np.flatnonzero(self.sites["current"].to_numpy(dtype=bool))

    @cached_property
    def borders(self) -> Borders:
        """The common borders of the zones (rook contiguity), with the bridges.

        Raises
        ------
        ParameterError
            Where the zones are points.
        """
        if self.zones.geom_type.iloc[0] == "Point":
            raise ParameterError(
                f"The zones of the city '{self.name}' are points, which have no common borders. "
                "Districts need zones that are polygons: block groups, reporting areas or a grid."
            )
        bridges = [self.zone_positions(pair).tolist() for pair in self.bridges]
        return borders_of(self.zones.geometry.to_numpy(), bridges)

    def site_positions(self, ids: Sequence[str]) -> npt.NDArray[np.intp]:
        """Return the positions of the sites `ids`.

        Raises
        ------
        ParameterError
            Naming every id that the city does not have.
        """
        return _positions(ids, self.site_ids, "site", self.name)

    def zone_positions(self, ids: Sequence[str]) -> npt.NDArray[np.intp]:
        """Return the positions of the zones `ids`; errors as `site_positions`."""
        return _positions(ids, self.zone_ids, "zone", self.name)

    def with_streets(self, streets: StreetSegments) -> City:
        """Return the city with those of the street segments that lie in it, and their kilometres in every zone.

        The zones get the column ``street_km`` where they are polygons; one of that name is replaced.

        Parameters
        ----------
        streets : StreetSegments
            In the city's CRS; none of them in the city leaves it as it is.
        """
        own = streets.of_area(self.boundary)
        if own is None:
            return self
        if self.zones.geom_type.iloc[0] == "Point":
            return replace(self, streets=own)
        return replace(self, streets=own, zones=self.zones.assign(street_km=own.km_in(self.zones.geometry.to_numpy())))

    def locate(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Return the zone of every point.

        Polygon zones: the first in canonical order that the point lies in or on. Point zones: the nearest
        one, for points inside the boundary.

        Parameters
        ----------
        x, y : array of float, shape (n,)
            Coordinates in metres, in the city's CRS.

        Returns
        -------
        array of int32, shape (n,)
            Position of the zone; -1 where there is none.
        """
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        result = np.full(len(xs), -1, dtype=np.int32)
        for start in range(0, len(xs), _LOCATE_CHUNK):
            part = slice(start, start + _LOCATE_CHUNK)
            result[part] = self._locate_chunk(xs[part], ys[part])
        return result

    def _locate_chunk(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        found = np.full(len(x), len(self.zones), dtype=np.int32)
        points: Any = shapely.points(x, y)
        if self.zones.geom_type.iloc[0] == "Point":
            shapely.prepare(self.boundary)
            inside = np.flatnonzero(shapely.intersects(self.boundary, points))
            point, zone = self._zone_tree.query_nearest(points[inside], all_matches=True)
            np.minimum.at(found, inside[point], zone.astype(np.int32))
        else:
            point, zone = self._zone_tree.query(points, predicate="intersects")
            np.minimum.at(found, point, zone.astype(np.int32))
        found[found == len(self.zones)] = -1
        return found

    @cached_property
    def _zone_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.zones.geometry.to_numpy())


def inside_points(geometry: Any) -> npt.NDArray[np.float64]:
    """Return a point inside every geometry, shape (n, 2): the centroid where it lies inside."""
    centre: Any = shapely.centroid(geometry)
    outside = ~shapely.intersects(geometry, centre)
    centre[outside] = shapely.point_on_surface(geometry[outside])
    return shapely.get_coordinates(centre)


def _is_sorted(order: npt.NDArray[np.intp]) -> bool:
    return bool((order == np.arange(len(order))).all())


def _positions(ids: Sequence[str], known: Sequence[str], what: str, city: str) -> npt.NDArray[np.intp]:
    table = {label: i for i, label in enumerate(known)}
    missing = [label for label in ids if label not in table]
    if missing:
        hint = did_you_mean(missing[0], known) if len(known) <= 20 else f"It has {len(known)} {what}s."
        shown = ", ".join(repr(label) for label in missing[:5])
        raise ParameterError(f"The city '{city}' has no {what} {shown}. {hint}")
    return np.array([table[label] for label in ids], dtype=np.intp)


def _tidy(table: gpd.GeoDataFrame, order: npt.NDArray[np.intp], name: str) -> gpd.GeoDataFrame:
    tidy = table.copy() if _is_sorted(order) else table.iloc[order].copy()
    tidy.index = pd.Index([str(label) for label in tidy.index], name=name, dtype=object)
    return tidy.rename_geometry("geometry") if tidy.active_geometry_name != "geometry" else tidy


def _complete_zones(zones: gpd.GeoDataFrame) -> None:
    if "area_km2" not in zones:
        areas = shapely.area(zones.geometry.to_numpy()) / 1e6
        zones["area_km2"] = areas if bool((areas > 0).all()) else math.nan
    if "parent" in zones:
        zones["parent"] = [None if pd.isna(p) else str(p) for p in zones["parent"]]


def _complete_sites(sites: gpd.GeoDataFrame) -> None:
    for column, default in (("candidate", True), ("current", False)):
        if column not in sites:
            sites[column] = np.full(len(sites), default)
        elif sites[column].dtype != bool:
            sites[column] = sites[column].astype(bool)
