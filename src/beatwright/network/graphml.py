"""GraphML, as osmnx and networkx write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import DEEPEST_WKT, regular_file, too_deep
from beatwright.base.vector.crs import crs_of
from beatwright.base.words import count_of, plural

__all__ = ["GraphTables", "read_graphml"]


@dataclass(frozen=True, eq=False)
class GraphTables:
    """A graph file as tables.

    Parameters
    ----------
    nodes : GeoDataFrame
        Column ``node`` and points.
    edges : GeoDataFrame
        Columns ``u``, ``v``, the attributes of the file, and lines.
    directed : bool
        Every row is one direction.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    directed: bool


@dataclass
class _Collector:
    """Takes the events of the parser: keys, nodes, edges and their data."""

    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    defaults: dict[tuple[str, str], str] = field(default_factory=dict)
    graph: dict[str, str] = field(default_factory=dict)
    nodes: list[dict[str, str]] = field(default_factory=list)
    edges: list[dict[str, str]] = field(default_factory=list)
    directed: bool = False
    _owner: list[dict[str, str]] = field(default_factory=list)
    _key: str = ""
    _text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "key":
            self._key = attributes.get("id", "")
            self.keys[self._key] = (attributes.get("for", "all"), attributes.get("attr.name", self._key))
        elif name == "graph":
            self.directed = attributes.get("edgedefault", "directed") == "directed"
            self._owner.append(self.graph)
        elif name == "node":
            self._owner.append({"node": attributes.get("id", "")})
        elif name == "edge":
            self._owner.append({"u": attributes.get("source", ""), "v": attributes.get("target", "")})
        elif name in ("data", "default"):
            self._key = attributes.get("key", self._key)
            self._text = []

    def text(self, part: str) -> None:
        if self._text is not None:
            self._text.append(part)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "data" and self._owner and self._text is not None:
            self._owner[-1].setdefault(self.keys.get(self._key, ("", self._key))[1], "".join(self._text))
        elif name == "default" and self._text is not None:
            self.defaults[self.keys.get(self._key, ("", self._key))] = "".join(self._text)
        elif name == "node":
            self.nodes.append(self._owner.pop())
        elif name == "edge":
            self.edges.append(self._owner.pop())
        elif name == "graph":
            self._owner.pop()
        if name in ("data", "default"):
            self._text = None


def _refuse_doctype(*_: object) -> None:
    raise InputError("it declares a document type, which GraphML never does and which can hide other files")


def _parse(path: Path) -> _Collector:
    collector = _Collector()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except (OSError, expat.ExpatError, InputError) as problem:
        raise InputError(f"The file '{path}' cannot be read as GraphML: {problem}") from None
    if not collector.nodes or not collector.edges:
        nodes, edges = len(collector.nodes), len(collector.edges)
        raise InputError(f"The file '{path}' has {count_of(nodes, 'node')} and {count_of(edges, 'edge')}.")
    return collector


def read_graphml(path: str | Path, *, file_crs: str = "") -> GraphTables:
    """Read a street graph from GraphML.

    Nodes need the attributes ``x`` and ``y`` (or ``lon`` and ``lat``); edges may have ``geometry`` (WKT), ``length``
    (metres), ``oneway``, ``maxspeed`` and others. Edges without a geometry are straight. The CRS is the graph's
    attribute ``crs``. A document type declaration is refused, so no entity is ever expanded.

    Parameters
    ----------
    path : path
        The file.
    file_crs : str
        The CRS where the file does not say it.

    Raises
    ------
    InputError
        Where the file is no GraphML, has no nodes or edges, no coordinates or no CRS, or an edge names a node
        that is not there.
    """
    path = regular_file(path)
    found = _parse(path)
    for role, rows in (("node", found.nodes), ("edge", found.edges)):
        for (kind, name), value in found.defaults.items():
            if kind in (role, "all"):
                for row in rows:
                    row.setdefault(name, value)
    crs = found.graph.get("crs") or file_crs
    if not crs:
        raise InputError(f"The file '{path}' does not say its CRS. Give the option file_crs.")
    nodes = _nodes(found.nodes, path).set_crs(
        crs_of(crs, f"The CRS of '{path}'" if found.graph.get("crs") else "The option file_crs")
    )
    return GraphTables(nodes, _edges(found.edges, nodes, path), found.directed)


def _nodes(rows: list[dict[str, str]], path: Path) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows)
    x, y = next(((a, b) for a, b in (("x", "y"), ("lon", "lat")) if a in table and b in table), ("", ""))
    if not x:
        raise InputError(f"The nodes of '{path}' have no x and y. Write the graph with their coordinates.")
    xs, ys = (pd.to_numeric(table[column], errors="coerce") for column in (x, y))
    known = np.isfinite(xs.to_numpy(dtype=float)) & np.isfinite(ys.to_numpy(dtype=float))
    if not known.all():
        lost = int((~known).sum())
        have = plural(lost, "has", "have")
        raise InputError(f"{count_of(lost, 'node')} of '{path}' {have} no x and y that are numbers.")
    if table["node"].duplicated().any() or (table["node"] == "").any():
        spoilt = int((table["node"].duplicated() | (table["node"] == "")).sum())
        raise InputError(f"{count_of(spoilt, 'node')} of '{path}' repeat an id or have none. Write the graph again.")
    return gpd.GeoDataFrame({"node": table["node"]}, geometry=gpd.points_from_xy(xs, ys))


def _edges(rows: list[dict[str, str]], nodes: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows)
    place = pd.Series(np.arange(len(nodes)), index=nodes["node"])
    ends = [place.reindex(table[end]).to_numpy() for end in ("u", "v")]
    lost = np.isnan(ends[0]) | np.isnan(ends[1])
    if lost.any():
        begin = count_of(int(lost.sum()), "edge of '{}' begins or ends", "edges of '{}' begin or end").format(path)
        raise InputError(f"{begin} at a node that the file does not have.")
    xy = shapely.get_coordinates(nodes.geometry.to_numpy())
    straight = shapely.linestrings(np.stack([xy[end.astype(np.intp)] for end in ends], axis=1))
    geometry = _lines(table["geometry"], straight, path) if "geometry" in table else straight
    return gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=geometry, crs=nodes.crs)


def _lines(texts: pd.Series, straight: Any, path: Path) -> Any:
    filled = texts.notna().to_numpy() & (texts.fillna("").str.strip() != "").to_numpy()
    lines = np.array(straight, dtype=object)
    if any(too_deep(text) for text in texts[filled]):
        raise InputError(f"An edge of '{path}' has a geometry with brackets over {DEEPEST_WKT} deep in one another.")
    try:
        lines[filled] = shapely.from_wkt(texts[filled].to_numpy(dtype=object))
    except shapely.errors.GEOSException as problem:
        raise InputError(f"An edge of '{path}' has a geometry that is no WKT: {problem}") from None
    return lines
