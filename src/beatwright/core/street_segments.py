"""The street segments of a city: stretches of street from crossing to crossing, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.natural_order import natural_key
from beatwright.base.vector.line_keys import line_keys
from beatwright.base.words import count_of, listed

__all__ = ["NearestSegments", "StreetSegments"]

_AT_END = 1.0  # metre within which the end of a segment meets another
_BESIDE_BORDER = 10.0  # metres beside the boundary in which a street runs along it: both are drawn with such errors
_AS_NEAR = 1.0  # metre: of two segments that differ by less, nobody can say on which an incident lies


@dataclass(frozen=True, eq=False)
class NearestSegments:
    """The segment of each of n places.

    Parameters
    ----------
    segment : array of int, shape (n,)
        Its position; -1 where none is near enough.
    metres : array, shape (n,)
        How far away the nearest is; infinite where none is near enough.
    choices : array of int, shape (n,)
        How many segments are as near, to a metre, the chosen one with them: several at a crossing.
    """

    segment: npt.NDArray[np.intp]
    metres: npt.NDArray[np.float64]
    choices: npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class StreetSegments:
    """Stretches of street, each once, in an order that does not depend on how they are given.

    Lines that are given twice, or once in each direction, are one segment. The two sides of a divided road are two.

    Parameters
    ----------
    lines : array of LineString or MultiLineString, shape (rows,)
        In metres, in the city's CRS; heights are dropped.
    names : sequence of str, optional
        Of the street of each line; empty where it has none. Of a segment that is given under several names the first
        in natural order counts.

    Raises
    ------
    ParameterError
        With every complaint at once: no line, other geometries than lines, lines without length, coordinates that are
        no numbers, as many names as there are not lines.

    Examples
    --------
    >>> there, back, side = [(0, 0), (90, 0)], [(90, 0), (0, 0)], [(90, 0), (90, 60)]
    >>> streets = StreetSegments(shapely.linestrings([there, back, side]), ["Elm St", "Elm St", "Oak Ave"])
    >>> len(streets), streets.metres.tolist(), streets.nearest([[10.0, 4.0], [99.0, 30.0]]).segment.tolist()
    (2, [90.0, 60.0], [0, 1])
    >>> streets.label(0), streets.label(1)
    ('Elm St, to Oak Ave', 'Oak Ave, to Elm St')
    """

    lines: Any
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        lines = np.array(self.lines, dtype=object).reshape(-1)
        names = [str(name) for name in self.names] or [""] * len(lines)
        complaints = Complaints()
        complaints.extend(_complaints(lines, names))
        complaints.raise_if_any(ParameterError, "These are no street segments")
        lines, names = _each_once(shapely.normalize(shapely.force_2d(lines)), names)
        lines.setflags(write=False)
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "names", tuple(names))

    def __len__(self) -> int:
        return len(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StreetSegments) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"StreetSegments({count_of(len(self), 'segment')}, {self.metres.sum() / 1000:,.1f} km)"

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(list(self.names), gpd.GeoSeries(self.lines))

    @cached_property
    def metres(self) -> npt.NDArray[np.float64]:
        """Length of each segment, shape (segments,)."""
        return np.asarray(shapely.length(self.lines))

    @cached_property
    def middle_xy(self) -> npt.NDArray[np.float64]:
        """The place halfway along each segment, shape (segments, 2)."""
        return shapely.get_coordinates(shapely.line_interpolate_point(self.lines, 0.5, normalized=True))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    def nearest(self, xy: npt.ArrayLike, within: float = 50.0) -> NearestSegments:
        """Return the nearest segment of every place.

        At a crossing several segments are as near, to a metre: the places that have such a choice are dealt out
        among the segments in turn, so that none of them has all that happens at the crossing.

        Parameters
        ----------
        xy : array, shape (n, 2)
            In metres, in the city's CRS.
        within : float, default 50
            Metres from a segment at which a place still lies on it.

        Raises
        ------
        ParameterError
            Where `within` is negative, or places are no pairs of numbers.

        Examples
        --------
        >>> ends = [(99, 0), (0, 99), (-99, 0), (0, -99)]
        >>> cross = StreetSegments(shapely.linestrings([[(0, 0), end] for end in ends]))
        >>> found = cross.nearest([[0.0, 0.0]] * 8 + [[500.0, 0.0]])
        >>> np.bincount(found.segment[:8]).tolist(), found.segment[8].item()
        ([2, 2, 2, 2], -1)
        """
        places = _places(xy, within)
        points: Any = shapely.points(places)
        (point, _), away = self._tree.query_nearest(
            points, max_distance=within or None, all_matches=False, return_distance=True
        )
        metres = np.full(len(places), np.inf)
        metres[point[away <= within]] = away[away <= within]
        known = np.flatnonzero(np.isfinite(metres))
        at, rival = self._tree.query(points[known], predicate="dwithin", distance=metres[known] + _AS_NEAR)
        return NearestSegments(*_dealt_out(len(places), known[at], rival, metres))

    def of_area(self, area: Any) -> StreetSegments | None:
        """Return the segments, whole, that lie in an area at least in part or along its border; None where none does.

        A segment is of the area where more than 20 m of it, or all of it, lie no further than 10 m outside: so a street
        along the border is, and one that ends there is not.

        Parameters
        ----------
        area : Polygon or MultiPolygon
            Such as the boundary of the city.
        """
        wide = shapely.buffer(area, _BESIDE_BORDER)
        near = np.sort(self._tree.query(wide, predicate="intersects"))
        inside = _lengths_inside(self.lines[near], np.full(len(near), wide, dtype=object))
        kept = near[(inside > 2 * _BESIDE_BORDER) | (inside >= self.metres[near] * (1 - 1e-9))]
        return StreetSegments(self.lines[kept], [self.names[k] for k in kept]) if len(kept) else None

    def km_in(self, areas: Any) -> npt.NDArray[np.float64]:
        """Return the kilometres of street inside each area, cut at its border.

        A street on the border of an area counts half: the other half is the neighbour's, or lies outside the city.

        Parameters
        ----------
        areas : array of Polygon or MultiPolygon, shape (n,)
            Such as the zones of the city.

        Returns
        -------
        array, shape (n,)

        Examples
        --------
        >>> streets = StreetSegments(shapely.linestrings([[(0, 500), (2000, 500)], [(1000, 0), (1000, 1000)]]))
        >>> streets.km_in(np.array([shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)])).tolist()
        [1.5, 1.5]
        """
        shapes = np.asarray(areas, dtype=object)
        area, line = self._tree.query(shapes, predicate="intersects")
        inside = _lengths_inside(self.lines[line], shapes[area], border=0.5)
        return np.bincount(area, weights=inside, minlength=len(shapes)) / 1000

    @cached_property
    def network(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
        """Vertices, shape (v, 2), in metres to the decimetre, and the straight pieces between them, shape (m, 2).

        As `beatwright.patterns.NetworkPattern` takes them. Pieces meet where their ends do.

        Examples
        --------
        >>> vertices, edges = StreetSegments(shapely.linestrings([[(0, 0), (90, 0), (90, 60)]])).network
        >>> vertices[edges].tolist()
        [[[0.0, 0.0], [90.0, 0.0]], [[90.0, 0.0], [90.0, 60.0]]]
        """
        parts, _ = shapely.get_parts(self.lines, return_index=True)
        places, part = shapely.get_coordinates(parts, return_index=True)
        vertices, vertex = np.unique(np.round(places, 1) + 0.0, axis=0, return_inverse=True)
        pieces = np.stack([vertex.ravel()[:-1], vertex.ravel()[1:]], axis=1)
        pieces = np.sort(pieces[(part[:-1] == part[1:]) & (pieces[:, 0] != pieces[:, 1])], axis=1)
        return vertices, np.unique(pieces, axis=0)

    def label(self, segment: int) -> str:
        """Return a segment in words: its street, and the streets that it leads between, where they have names."""
        own = self.names[segment] or "street without a name"
        ends = shapely.get_coordinates(self.lines[segment])[[0, -1]]
        cross = [name for end in ends if (name := self._crossing(end, self.names[segment]))]
        if len(cross) == 2:
            return f"{own}, {cross[0]} to {cross[1]}"
        return f"{own}, to {cross[0]}" if cross else own

    def _crossing(self, end: npt.NDArray[np.float64], own: str) -> str:
        """Return the other street at an end: the first in natural order, empty where none has a name."""
        met = self._tree.query(shapely.points(end), predicate="dwithin", distance=_AT_END)
        others = {self.names[k] for k in met.tolist()} - {own, ""}
        return min(others, key=natural_key, default="")

    def to_frame(self, crs: Any) -> gpd.GeoDataFrame:
        """Return one row per segment, with the column ``name``; `crs` is the city's."""
        return gpd.GeoDataFrame({"name": list(self.names)}, geometry=self.lines, crs=crs)

    @classmethod
    def from_frame(cls, table: gpd.GeoDataFrame) -> StreetSegments:
        """Read what `to_frame` wrote."""
        return cls(table.geometry.to_numpy(), table["name"].tolist())


def _lengths_inside(lines: Any, areas: Any, border: float = 1.0) -> npt.NDArray[np.float64]:
    """Return the length of each line inside its area, what runs on the border of it times `border`."""
    shapely.prepare(areas)
    inside: npt.NDArray[np.float64] = shapely.length(lines)
    cut = np.flatnonzero(~shapely.contains_properly(areas, lines))  # few: only these need the slow intersection
    inside[cut] = shapely.length(shapely.intersection(lines[cut], areas[cut]))
    if border < 1:
        edge = shapely.length(shapely.intersection(lines[cut], shapely.boundary(areas[cut])))
        inside[cut] -= (1 - border) * edge
    return inside


def _complaints(lines: npt.NDArray[np.object_], names: list[str]) -> Iterable[str | None]:
    kinds = {getattr(line, "geom_type", type(line).__name__) for line in lines}
    strange = sorted(kinds - {"LineString", "MultiLineString"})
    if strange or not len(lines):
        yield check.sentence("StreetSegments", "lines", "lines, at least one", listed(strange) or "none")
        return
    yield check.shape_is("StreetSegments", "names", (len(names),), (len(lines),), axes="line")
    coordinates, row = shapely.get_coordinates(lines, return_index=True)
    lost = np.unique(row[~np.isfinite(coordinates).all(axis=1)])
    short = int((shapely.length(np.delete(lines, lost)) <= 0).sum())
    for count, fault in ((len(lost), "coordinates that are no numbers"), (short, "no length")):
        if count:
            yield f"{count:,} of {len(lines):,} lines have {fault}. Leave them out."


def _each_once(lines: npt.NDArray[np.object_], names: list[str]) -> tuple[npt.NDArray[np.object_], list[str]]:
    """Return the lines in canonical order without those of the same course, and the names of what is left."""
    table = pd.DataFrame({"key": line_keys(lines), "exact": shapely.to_wkb(lines), "line": lines, "name": names})
    ranked = sorted({*names}, key=lambda name: (name == "", natural_key(name)))
    table["rank"] = table["name"].map({name: rank for rank, name in enumerate(ranked)})
    exact = table.sort_values(["key", "exact"]).drop_duplicates("key")
    named = table.sort_values(["key", "rank"]).drop_duplicates("key")
    return exact["line"].to_numpy(dtype=object), named["name"].tolist()


def _places(xy: npt.ArrayLike, within: float) -> npt.NDArray[np.float64]:
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    complaints = Complaints()
    complaints.add(check.number("StreetSegments.nearest", "within", within, 0))
    complaints.need(bool(np.isfinite(places).all()), "Places on streets must be pairs of finite coordinates.")
    complaints.raise_if_any(ParameterError)
    return places


def _dealt_out(
    places: int, place: npt.NDArray[np.intp], rival: npt.NDArray[np.intp], metres: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return segment, metres and number of choices: of the places with the same choice each takes the next segment."""
    order = np.lexsort((rival, place))
    place, rival = place[order], rival[order]
    own, first, choices = np.unique(place, return_index=True, return_counts=True)
    # The first, the number and the sum of the segments: another choice with the same three does no harm.
    same = np.stack([rival[first], choices, np.add.reduceat(rival, first) if len(first) else first])
    turn = pd.DataFrame(same.T).groupby([0, 1, 2]).cumcount().to_numpy()
    segment, counts = np.full(places, -1, dtype=np.intp), np.zeros(places, dtype=np.intp)
    segment[own] = rival[first + turn % choices]
    counts[own] = choices
    return segment, metres, counts
