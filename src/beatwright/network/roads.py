"""A table of roads becomes a street graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.core.travel import STRAIGHT_SPEED_KMH
from beatwright.network.edge_columns import EdgeColumns
from beatwright.network.graph import RoadGraph
from beatwright.network.lengths import metres_of
from beatwright.network.one_way_words import CLOSED
from beatwright.network.road_times import minutes_of
from beatwright.network.streets import streets_of
from beatwright.network.topology import Ends, ends_from_columns, ends_from_lines
from beatwright.network.values import NOT_DRIVABLE, class_of, direction_of

__all__ = ["RoadRules", "graph_of"]

# Streets of which less than this share hangs together were most likely not joined at their ends.
_SCATTERED = 0.5


@dataclass(frozen=True)
class RoadRules:
    """What counts as a road and how fast it is.

    Parameters
    ----------
    exclude : mapping of str to collection
        Column -> values of roads to leave out.
    drivable : bool
        Leave out classes that no car can use.
    speed : float
        Speed in km/h where nothing else says.
    class_speeds : mapping of str to float
        Class -> km/h; comes before the built-in table.
    topology : {"auto", "lines"}
        Nodes from columns where there are any, or from the ends of the lines alone.
    tolerance : float
        Metres within which ends of lines meet.
    component : {"largest", "all"}
        See `RoadGraph`.
    """

    exclude: Mapping[str, Any] = field(default_factory=dict)
    drivable: bool = True
    speed: float = STRAIGHT_SPEED_KMH
    class_speeds: Mapping[str, float] = field(default_factory=dict)
    topology: str = "auto"
    tolerance: float = 0.5
    component: str = "largest"


def graph_of(
    table: pd.DataFrame,
    nodes: gpd.GeoDataFrame | None,
    columns: EdgeColumns,
    rules: RoadRules,
    *,
    directed: bool = False,
) -> RoadGraph:
    """Make the graph.

    Parameters
    ----------
    table : DataFrame or GeoDataFrame
        One row per road, lines in metres (or no geometry, where `nodes` and a length are given).
    nodes : GeoDataFrame, optional
        Index: node ids as text. Geometry: points in metres.
    columns : EdgeColumns
        Which columns mean what.
    rules : RoadRules
        What to leave out and what to assume.
    directed : bool
        Every row is one direction, as in GraphML from osmnx.

    Raises
    ------
    InputError
        Where no road is left, or lengths or ends are missing.
    """
    read = len(table)
    table, notes = _selected(table, columns, rules)
    table, columns, more = _with_known_ends(table, columns, rules)
    lines = table.geometry.to_numpy() if isinstance(table, gpd.GeoDataFrame) else None
    ends = _ends(table, columns, rules, lines, nodes=nodes)
    metres, length_notes = metres_of(table, columns, lines, ends)
    minutes, speed_notes = minutes_of(table, columns, metres, rules.speed, class_speeds=rules.class_speeds)
    direction, direction_notes = (np.ones(len(table), dtype=np.int8), []) if directed else _direction(table, columns)
    notes = [
        *columns.notes,
        *notes,
        *more,
        *ends.notes,
        *length_notes,
        *speed_notes,
        *direction_notes,
        *_shape_notes(ends, direction, directed),
    ]
    forward, backward = np.flatnonzero((direction >= 0) & (direction != CLOSED)), np.flatnonzero(direction <= 0)
    row = np.concatenate([forward, backward])
    u = np.concatenate([ends.u[forward], ends.v[backward]])
    v = np.concatenate([ends.v[forward], ends.u[backward]])
    timed = None if minutes is None else minutes[row]
    graph = RoadGraph(
        node_xy=ends.xy,
        u=u,
        v=v,
        metres=metres[row],
        minutes=timed,
        speed_kmh=rules.speed,
        component=rules.component,
        notes=tuple(notes),
    )
    return replace(_described(graph, read, len(table)), streets=streets_of(table, ends))


def _selected(table: pd.DataFrame, columns: EdgeColumns, rules: RoadRules) -> tuple[pd.DataFrame, list[str]]:
    """Leave out what the rules exclude, and classes that no car can use."""
    notes = []
    keep = np.ones(len(table), dtype=bool)
    for column, values in rules.exclude.items():
        if column not in table:
            raise InputError(f"The roads have no column '{column}' (exclude). They have: {', '.join(map(str, table))}.")
        listed = [values] if isinstance(values, (str, int, float)) else list(values)
        out = table[column].astype(str).isin([str(value) for value in listed]).to_numpy() & keep
        notes.append(f"Roads: {int(out.sum()):,} left out because {column} is {', '.join(map(str, listed))}.")
        keep &= ~out
    if rules.drivable and columns.road_class:
        classes = class_of(table[columns.road_class])
        out = classes.isin(NOT_DRIVABLE).to_numpy() & keep
        if out.any():
            kinds = ", ".join(sorted(set(classes[out])))
            notes.append(f"Roads: {int(out.sum()):,} left out because no car can use them ({kinds}).")
        keep &= ~out
    if not keep.any():
        raise InputError(f"All {len(table):,} roads are left out by 'exclude' or because no car can use them.")
    return table[keep], notes


def _with_known_ends(
    table: pd.DataFrame, columns: EdgeColumns, rules: RoadRules
) -> tuple[pd.DataFrame, EdgeColumns, list[str]]:
    """Drop roads without their nodes; where nodes come from the lines, take lines of several parts apart."""
    if columns.ends is None or rules.topology == "lines":
        if not isinstance(table, gpd.GeoDataFrame):
            raise InputError("The roads have neither lines nor columns of their nodes (u and v).")
        parts = table.explode(ignore_index=True)
        whole = columns.length if len(parts) == len(table) else None
        return parts, _replaced(columns, whole), []
    unknown = table[list(columns.ends)].isna().any(axis=1).to_numpy()
    if isinstance(table, gpd.GeoDataFrame):
        table = table.set_geometry(_joined(table.geometry))
    note = [f"Roads: {int(unknown.sum()):,} left out because a node of theirs is missing."] if unknown.any() else []
    return table[~unknown], columns, note


def _replaced(columns: EdgeColumns, length: str | None) -> EdgeColumns:
    values = {**vars(columns), "ends": None, "length": length}
    return EdgeColumns(**values)


def _joined(lines: gpd.GeoSeries) -> gpd.GeoSeries:
    """Join the parts of a line where they touch; parts that do not stay in their order."""
    several = (lines.geom_type == "MultiLineString").to_numpy()
    shapes = lines.to_numpy().copy()
    for position in np.flatnonzero(several):
        merged = shapely.line_merge(shapes[position])
        shapes[position] = merged if merged.geom_type == "LineString" else _chained(merged)
    return gpd.GeoSeries(shapes, index=lines.index, crs=lines.crs)


def _chained(parts: Any) -> Any:
    return shapely.LineString(shapely.get_coordinates(parts))


def _ends(
    table: pd.DataFrame, columns: EdgeColumns, rules: RoadRules, lines: Any, nodes: gpd.GeoDataFrame | None
) -> Ends:
    if columns.ends is None:
        return ends_from_lines(lines, rules.tolerance)
    u, v = columns.ends
    return ends_from_columns(table[u], table[v], lines, nodes)


def _direction(table: pd.DataFrame, columns: EdgeColumns) -> tuple[npt.NDArray[np.int8], list[str]]:
    if columns.oneway is None:
        return np.zeros(len(table), dtype=np.int8), []
    return direction_of(table[columns.oneway], columns.oneway)


def _pieces(graph: RoadGraph) -> int:
    """Count the parts that no road joins, whichever way it may be driven."""
    names, ends = np.unique(np.concatenate([graph.u, graph.v]), return_inverse=True)
    u, v = np.split(ends, 2)
    joined = coo_array((np.ones(len(u)), (u, v)), shape=(len(names), len(names)))
    return int(connected_components(joined, directed=False)[0])


def _shape_notes(ends: Ends, direction: npt.NDArray[np.int8], directed: bool) -> list[str]:
    loops = int((ends.u == ends.v).sum())
    pairs = np.stack([ends.u, ends.v], axis=1)
    doubled = len(pairs) - len(np.unique(pairs, axis=0))
    notes = [f"Roads: {loops:,} begin and end at one node and lead nowhere."] if loops else []
    if doubled:
        notes.append(f"Roads: {doubled:,} join the same two nodes as another; the shortest and the fastest count.")
    if directed:
        return [*notes, "Roads: every row of the file is one direction."]
    closed = int((direction == CLOSED).sum())
    oneway = int((direction != 0).sum()) - closed
    if closed:
        notes.append(f"Roads: {closed:,} left out because they are closed in both directions.")
    return [
        *notes,
        f"Roads: {oneway:,} of {len(direction):,} are one-way." if oneway else "Roads: all may be driven both ways.",
    ]


def _scattered_notes(pieces: int, scattered: bool) -> list[str]:
    if pieces > 1:
        return [
            f"Roads: they fall into {pieces:,} parts that do not meet. Where they should, raise 'tolerance' "
            "(metres within which ends of lines meet)."
        ]
    return [
        "Roads: all of them meet, but one-way roads leave most places without a way back. Check the column of the "
        "direction, or give oneway_column = 'none'."
    ] * scattered


def _described(graph: RoadGraph, read: int, used: int) -> RoadGraph:
    """Add how much of the graph hangs together."""
    nodes, usable = len(np.unique(np.concatenate([graph.u, graph.v]))), len(graph.usable)
    notes = [f"Roads: {count_of(used, 'road')} of {count_of(read, 'row')}, {count_of(nodes, 'node')}.", *graph.notes]
    if graph.component == "largest" and usable < nodes:
        notes.append(
            f"Roads: {nodes - usable:,} of {nodes:,} nodes ({(nodes - usable) / nodes:.1%}) cannot be reached from all "
            "others and back; no place is put on them."
        )
    scattered = usable < _SCATTERED * nodes
    if scattered or graph.component == "all":
        notes += _scattered_notes(_pieces(graph), scattered)
    return replace(graph, notes=tuple(notes))
