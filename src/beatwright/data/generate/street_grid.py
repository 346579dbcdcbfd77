"""The road graph: an irregular grid with arterials, diagonals, one-way streets, parks and bridges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from beatwright.data.generate.city_size import CitySize
from beatwright.data.generate.layout import CRS, Layout

__all__ = ["StreetGrid", "make_streets"]

SPEED_KPH = {"residential": 32.0, "secondary": 48.0, "primary": 64.0}
_ARTERIAL_EVERY = 6
_PARKS_PER_KM2 = 0.12

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StreetGrid:
    """The road graph, strongly connected.

    Parameters
    ----------
    nodes : GeoDataFrame
        Index: node id. Points; ``name`` (the crossing), ``arterial`` (bool), ``u`` and ``v`` of the plan sheet.
    edges : GeoDataFrame
        ``u``, ``v`` (node ids), ``length`` (metres), ``speed_kph``, ``oneway`` (bool; then only from u to v),
        ``highway`` (residential, secondary, primary), ``bridge`` (bool), ``name``.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame


def make_streets(size: CitySize, layout: Layout, rng: np.random.Generator) -> StreetGrid:
    """Draw the streets."""
    columns = _lines(layout.width, size.spacing, rng)
    rows = _lines(layout.height, size.spacing, rng)
    nodes = _crossings(columns, rows, layout, size, rng=rng)
    edges = pd.concat(
        [
            _thinned(_grid_edges(nodes, columns, rows), nodes, layout, rng),
            _diagonals(nodes, columns, rows, layout, rng=rng),
        ],
        ignore_index=True,
    )
    edges = _dry(edges, nodes, layout)
    edges = pd.concat([edges, _bridges(nodes, columns, layout, size.bridges, rng=rng)], ignore_index=True)
    return _strong(nodes, _finished(edges, nodes, layout, rng))


def _lines(extent: float, spacing: float, rng: np.random.Generator) -> Floats:
    """Return the places of parallel streets, unevenly spaced."""
    steps = spacing * rng.uniform(0.7, 1.3, int(extent / spacing * 1.5) + 2)
    places = np.cumsum(steps) - spacing
    return places[places < extent]


def _is_arterial(line: Ints) -> npt.NDArray[np.bool_]:
    return np.asarray(line % _ARTERIAL_EVERY == _ARTERIAL_EVERY // 2)


def _crossings(columns: Floats, rows: Floats, layout: Layout, size: CitySize, rng: np.random.Generator) -> pd.DataFrame:
    i, j = (axis.ravel() for axis in np.meshgrid(np.arange(len(columns)), np.arange(len(rows)), indexing="ij"))
    sheet = np.column_stack((columns[i], rows[j])) + rng.normal(0, 0.05 * size.spacing, (len(i), 2))
    ground = layout.ground(sheet)
    nodes = pd.DataFrame({"i": i, "j": j, "u": sheet[:, 0], "v": sheet[:, 1], "x": ground[:, 0], "y": ground[:, 1]})
    dry = layout.land.buffer(-25.0)
    shapely.prepare(dry)
    inside = shapely.contains_xy(dry, nodes["x"].to_numpy(), nodes["y"].to_numpy())
    kept = nodes[inside & ~_in_park(nodes, layout, size, rng)].reset_index(drop=True)
    kept["bank"] = np.where(kept["v"] > layout.river_at(kept["u"].to_numpy()), 1, 0)
    return kept


def _in_park(nodes: pd.DataFrame, layout: Layout, size: CitySize, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return the crossings that parks, yards and campuses have swallowed; arterials pass by them."""
    gone = np.zeros(len(nodes), dtype=bool)
    i, j = nodes["i"].to_numpy(), nodes["j"].to_numpy()
    for _ in range(round(_PARKS_PER_KM2 * size.width * size.height)):
        at_i, at_j = rng.integers(0, i.max() + 1), rng.integers(0, j.max() + 1)
        gone |= (np.abs(i - at_i) <= rng.integers(1, 3)) & (np.abs(j - at_j) <= rng.integers(1, 3))
    return gone & ~_is_arterial(i) & ~_is_arterial(j)


def _index(nodes: pd.DataFrame, columns: Floats, rows: Floats) -> Ints:
    """Return the node at every crossing of the grid, -1 where there is none."""
    table = np.full((len(columns) + 1, len(rows) + 1), -1, dtype=np.int64)
    table[nodes["i"], nodes["j"]] = np.arange(len(nodes))
    return table


def _edge_table(u: Ints, v: Ints, line: Any, axis: str, arterial: Any) -> pd.DataFrame:
    kept = (u >= 0) & (v >= 0)
    table = pd.DataFrame({"u": u, "v": v, "line": line, "axis": axis, "arterial": arterial, "bridge": False})
    return table.loc[kept]


def _grid_edges(nodes: pd.DataFrame, columns: Floats, rows: Floats) -> pd.DataFrame:
    table = _index(nodes, columns, rows)
    i, j = nodes["i"].to_numpy(), nodes["j"].to_numpy()
    here = np.arange(len(nodes))
    across = _edge_table(here, table[i + 1, j], j, "row", arterial=_is_arterial(j))
    along = _edge_table(here, table[i, j + 1], i, "column", arterial=_is_arterial(i))
    return pd.concat([across, along], ignore_index=True)


def _remoteness(nodes: pd.DataFrame, layout: Layout) -> Floats:
    """Return the distance from the old town, 0 there and about 1 at the edge of the sheet."""
    away = (nodes[["u", "v"]].to_numpy() - layout.centre) / np.array([layout.width, layout.height])
    return np.asarray(np.hypot(away[:, 0], away[:, 1]) / 0.6)


def _thinned(edges: pd.DataFrame, nodes: pd.DataFrame, layout: Layout, rng: np.random.Generator) -> pd.DataFrame:
    """Leave out some side streets, more of them far from the old town."""
    remote = _remoteness(nodes, layout)[edges["u"].to_numpy()]
    missing = rng.random(len(edges)) < 0.03 + 0.20 * np.minimum(remote, 1)
    kept: pd.DataFrame = edges.loc[~missing | edges["arterial"].to_numpy(dtype=bool)]
    return kept


def _diagonals(
    nodes: pd.DataFrame, columns: Floats, rows: Floats, layout: Layout, rng: np.random.Generator
) -> pd.DataFrame:
    """Return avenues that leave the old town across the grid, cutting blocks in two without crossing a street."""
    table = _index(nodes, columns, rows)
    i = int(np.abs(columns - layout.centre[0]).argmin())
    j = int(np.abs(rows - layout.centre[1]).argmin())
    found = []
    for line, (di, dj) in enumerate(((1, 1), (-1, 1))):
        reach = np.arange(int(rng.integers(len(rows) // 3, len(rows))))
        here_i, here_j = i + di * reach, j + dj * reach
        inside = (here_i >= 1) & (here_j >= 1) & (here_i < len(columns) - 1) & (here_j < len(rows) - 1)
        here_i, here_j = here_i[inside], here_j[inside]
        found.append(
            _edge_table(table[here_i, here_j], table[here_i + di, here_j + dj], line, "diagonal", arterial=True)
        )
    return pd.concat(found, ignore_index=True)


def _segments(edges: pd.DataFrame, nodes: pd.DataFrame) -> Any:
    xy = nodes[["x", "y"]].to_numpy()
    return shapely.linestrings(np.stack((xy[edges["u"].to_numpy()], xy[edges["v"].to_numpy()]), axis=1))


def _dry(edges: pd.DataFrame, nodes: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Keep the streets that stay on land."""
    shapely.prepare(layout.land)
    dry: pd.DataFrame = edges.loc[shapely.covers(layout.land, _segments(edges, nodes))]
    return dry


def _bridges(
    nodes: pd.DataFrame, columns: Floats, layout: Layout, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Join the two banks along some arterials, spread over the length of the river."""
    found = [_banks(nodes, int(i)) for i in np.flatnonzero(_is_arterial(np.arange(len(columns))))]
    pairs = np.array([pair for pair in found if pair is not None], dtype=np.int64).reshape(-1, 3)
    xy = nodes[["x", "y"]].to_numpy()
    metres = np.hypot(*(xy[pairs[:, 1]] - xy[pairs[:, 0]]).T)
    close = pairs[metres < 4 * layout.river_width + 200]
    if len(close) == 0:
        close = pairs[[int(metres.argmin())]]
    # Spread evenly, then shifted a little: history did not measure.
    place = np.linspace(0, len(close) - 1, min(count, len(close)) + 2)[1:-1] + rng.uniform(-0.3, 0.3)
    chosen = close[np.unique(np.clip(np.round(place), 0, len(close) - 1).astype(np.int64))]
    return _edge_table(chosen[:, 0], chosen[:, 1], chosen[:, 2], "column", arterial=True).assign(bridge=True)


def _banks(nodes: pd.DataFrame, column: int) -> tuple[int, int, int] | None:
    """Return the crossings of a column that face each other over the river: south, north, column."""
    i, v, bank = (nodes[name].to_numpy() for name in ("i", "v", "bank"))
    south, north = np.flatnonzero((i == column) & (bank == 0)), np.flatnonzero((i == column) & (bank == 1))
    if not len(south) or not len(north):
        return None
    return int(south[v[south].argmax()]), int(north[v[north].argmin()]), column


def _finished(edges: pd.DataFrame, nodes: pd.DataFrame, layout: Layout, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Give the streets their names, speeds and directions."""
    geometry = _segments(edges, nodes)
    line = edges["line"].to_numpy()
    arterial = edges["arterial"].to_numpy(dtype=bool)
    downtown = _remoteness(nodes, layout)[edges["u"].to_numpy()] < 0.35
    oneway = downtown & ~arterial & (edges["axis"] != "diagonal").to_numpy() & (line % 3 != 0)
    backward = oneway & (line % 3 == 1)
    major = line % (2 * _ARTERIAL_EVERY) < _ARTERIAL_EVERY
    highway = np.where(arterial, np.where(major, "primary", "secondary"), "residential")
    speed = np.array([SPEED_KPH[kind] for kind in highway])
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    geometry[backward] = shapely.reverse(geometry[backward])
    return gpd.GeoDataFrame(
        {
            "u": np.where(backward, v, u),
            "v": np.where(backward, u, v),
            "length": np.round(shapely.length(geometry), 2),
            "speed_kph": np.where(downtown & arterial, np.minimum(speed, 40.0), speed),
            "oneway": oneway,
            "highway": highway,
            "bridge": edges["bridge"].to_numpy(dtype=bool),
            "name": [_street_name(axis, int(k)) for axis, k in zip(edges["axis"], line, strict=True)],
        },
        geometry=geometry,
        crs=CRS,
    )


def _ordinal(number: int) -> str:
    last = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def _street_name(axis: str, line: int) -> str:
    if axis == "column":
        return f"{_ordinal(line + 1)} Street"
    return f"Avenue {line + 1}" if axis == "row" else ("Mill Road", "Quarry Road")[line]


def _strong(nodes: pd.DataFrame, edges: gpd.GeoDataFrame) -> StreetGrid:
    """Keep the largest part in which every node can be reached from every other."""
    u, v, both = edges["u"].to_numpy(), edges["v"].to_numpy(), ~edges["oneway"].to_numpy(dtype=bool)
    tail, head = np.concatenate((u, v[both])), np.concatenate((v, u[both]))
    graph = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(len(nodes), len(nodes)))
    label = connected_components(graph, directed=True, connection="strong")[1]
    kept = label == np.bincount(label).argmax()
    ids = np.where(kept, np.cumsum(kept) - 1, -1)
    edges = edges[kept[u] & kept[v]].reset_index(drop=True)
    edges["u"], edges["v"] = ids[edges["u"]], ids[edges["v"]]
    return StreetGrid(_node_table(nodes[kept]), edges)


def _node_table(nodes: pd.DataFrame) -> gpd.GeoDataFrame:
    i, j = nodes["i"].to_numpy(), nodes["j"].to_numpy()
    names = [f"{_street_name('column', int(a))} at {_street_name('row', int(b))}" for a, b in zip(i, j, strict=True)]
    return gpd.GeoDataFrame(
        {
            "name": names,
            "arterial": _is_arterial(i) & _is_arterial(j),
            "u": nodes["u"].to_numpy(),
            "v": nodes["v"].to_numpy(),
        },
        index=pd.RangeIndex(len(nodes), name="node"),
        geometry=gpd.points_from_xy(nodes["x"], nodes["y"]),
        crs=CRS,
    )
