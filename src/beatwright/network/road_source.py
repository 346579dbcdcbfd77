"""The roads from their files: one table of the study file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.errors import BeatwrightError, InputError, ParameterError
from beatwright.base.progress import Progress
from beatwright.base.vector.city_plane import in_plane
from beatwright.base.vector.drawn_shapes import drawn_shapes
from beatwright.base.vector.vector_files import read_any, read_vector, split_layer
from beatwright.core.step import Step
from beatwright.core.travel import STRAIGHT_SPEED_KMH, Metric, Travel
from beatwright.network.edge_columns import find_columns, node_columns
from beatwright.network.graph import RoadGraph
from beatwright.network.graphml import read_graphml
from beatwright.network.roads import RoadRules, graph_of

__all__ = ["RoadSource"]

XY = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RoadSource(Step):
    """How to measure travel: on streets from a file, or straight.

    Columns are found by their usual names (osmnx, US Census TIGER, OpenStreetMap extracts, city GIS); options named
    ``*_column`` name another one, or ``none``.

    Parameters
    ----------
    edges : str
        File of the streets: GeoParquet, GeoPackage, shapefile, GeoJSON, or GraphML as osmnx writes it. With columns of
        nodes (``u`` and ``v``, ``FromNode`` and ``ToNode``, ...) or without, then streets meet where their ends do.
    nodes : str
        File of the nodes, with ids and coordinates. Default: the ends of the lines.
    metric : str
        ``road``, ``euclidean`` or ``manhattan``; ``auto`` means ``road`` where `edges` is given, else ``euclidean``.
    speed : float
        Speed in km/h where the file and the class of the street say nothing.
    class_speeds : table
        Class -> km/h, such as ``S1400 = 35``; comes before the built-in speeds.
    speed_column : str
        Column of the speed, in `speed_unit`.
    speed_unit : str
        Unit of `speed_column`: ``km/h`` or ``mph``.
    oneway_column : str
        Column of the direction: yes/no, 1/0/-1 (-1 is against the line), FT/TF/B.
    length_column : str
        Column of the length in metres.
    class_column : str
        Column of the class: MTFCC, or OpenStreetMap's highway.
    exclude : table
        Column -> values of streets to leave out, such as ``mtfcc = ["S1730", "S1740"]``.
    drivable : bool
        Leave out footways, steps and other classes that no car can use.
    topology : str
        ``auto`` takes the columns of nodes where there are any; ``lines`` takes the ends of the lines alone.
    tolerance : float
        Metres within which ends of lines meet.
    component : str
        ``largest``: places are put on the largest part of the network in which every node can be reached from every
        other; ``all``: on any node.
    limit : float
        Pairs further apart than this many metres count as out of reach. Default: none.
    max_snap : float
        Metres from a place to the nearest node that are worth a word.
    far : str
        What to do where a place is further than `max_snap` from the streets: ``warn`` or ``refuse``.
    between_zones : bool
        Measure the minutes from zone to zone too, for cars that go from one call to the next. Takes memory and time
        by the square of the number of zones.
    file_crs : str
        CRS of files that do not carry one.

    Examples
    --------
    >>> RoadSource().travel(np.array([[0.0, 0.0]]), np.array([[300.0, 400.0]])).metres
    array([[500.]], dtype=float32)
    """

    edges: str = ""
    nodes: str = ""
    metric: str = "auto"
    speed: float = STRAIGHT_SPEED_KMH
    class_speeds: Mapping[str, float] | tuple[()] = ()
    speed_column: str = ""
    speed_unit: str = "km/h"
    oneway_column: str = ""
    length_column: str = ""
    class_column: str = ""
    exclude: Mapping[str, Any] | tuple[()] = ()
    drivable: bool = True
    topology: str = "auto"
    tolerance: float = 0.5
    component: str = "largest"
    limit: float | None = None
    max_snap: float = 1000.0
    far: str = "warn"
    between_zones: bool = False
    file_crs: str = ""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        for name, words in (
            ("metric", ("auto", "road", "euclidean", "manhattan")),
            ("speed_unit", ("km/h", "mph")),
            ("topology", ("auto", "lines")),
            ("component", ("largest", "all")),
            ("far", ("warn", "refuse")),
        ):
            yield check.one_of(owner, name, getattr(self, name), words)
        for name in ("edges", "nodes", "speed_column", "oneway_column", "length_column", "class_column", "file_crs"):
            yield check.string(owner, name, getattr(self, name))
        yield check.boolean(owner, "drivable", self.drivable)
        yield check.boolean(owner, "between_zones", self.between_zones)
        yield check.number(owner, "speed", self.speed, 0, open_low=True)
        yield check.number(owner, "tolerance", self.tolerance, 0)
        yield check.number(owner, "max_snap", self.max_snap, 0, open_low=True)
        yield check.number(owner, "limit", self.limit, 0, open_low=True, optional=True)
        for name in ("class_speeds", "exclude"):
            value = getattr(self, name)
            if value != () and not isinstance(value, Mapping):
                yield f"The '{name}' parameter of {owner} must be a table of column or class to value. Got {value!r}."
        if isinstance(self.class_speeds, Mapping):
            for road_class, speed in self.class_speeds.items():
                yield check.number(owner, f"class_speeds.{road_class}", speed, 0, open_low=True)
        if self.metric == "road" and not self.edges:
            yield f"{owner} needs the option 'edges' (the file of the streets) for metric = 'road'."

    @property
    def on_roads(self) -> bool:
        """Say whether travel is measured on streets."""
        return self.metric == "road" or (self.metric == "auto" and bool(self.edges))

    @property
    def files(self) -> dict[str, str]:
        """The files that are read, by option."""
        if not self.on_roads:
            return {}
        return {name: getattr(self, name) for name in ("edges", "nodes") if getattr(self, name)}

    def read(self, folder: str | Path, crs: Any, *, progress: Progress | None = None) -> RoadGraph | None:
        """Read the streets.

        Parameters
        ----------
        folder : path
            Where relative file names begin.
        crs : CRS
            The city's, projected, in metres.
        progress : callable, optional
            Called with (done, total, text).

        Returns
        -------
        RoadGraph or None
            None where travel is measured straight.

        Raises
        ------
        InputError
            Naming the file, and what is wrong with it.
        """
        if not self.on_roads:
            return None
        if progress is not None:
            progress(0, 1, "read streets")
        try:
            return self._graph(Path(folder), crs)
        except BeatwrightError as problem:
            raise InputError(f"[network] {self.edges}: {problem}") from None

    def _graph(self, folder: Path, crs: Any) -> RoadGraph:
        directed = Path(split_layer(self.edges)[0]).suffix.lower() in (".graphml", ".xml")
        nodes: gpd.GeoDataFrame | None
        messages: list[str] = []
        if directed:
            tables = read_graphml(folder / self.edges, file_crs=self.file_crs)
            table, nodes = in_plane(tables.edges, crs, "streets"), _indexed(in_plane(tables.nodes, crs, "nodes"))
            directed = tables.directed
        else:
            table = read_any(folder / self.edges, messages=messages)
            table = _lines(table, folder / self.edges, self.file_crs, crs)
            nodes = self._nodes(folder, crs, messages)
        columns = find_columns(
            table,
            length=self.length_column,
            speed=self.speed_column,
            unit=self.speed_unit,
            oneway=self.oneway_column,
            road_class=self.class_column,
        )
        rules = RoadRules(
            exclude=dict(self.exclude),
            drivable=self.drivable,
            speed=self.speed,
            class_speeds=dict(self.class_speeds),
            topology=self.topology,
            tolerance=self.tolerance,
            component=self.component,
        )
        graph = graph_of(table, nodes, columns, rules, directed=directed)
        return replace(graph, notes=(*(f"Roads: {text}" for text in messages), *graph.notes)) if messages else graph

    def _nodes(self, folder: Path, crs: Any, messages: list[str]) -> gpd.GeoDataFrame | None:
        if not self.nodes:
            return None
        table = read_vector(folder / self.nodes, file_crs=self.file_crs, messages=messages)
        return _indexed(in_plane(table, crs, "nodes"))

    def travel(
        self,
        sites_xy: XY,
        zones_xy: XY,
        roads: RoadGraph | None = None,
        *,
        jobs: int | None = 1,
        cache: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Travel:
        """Measure from every site to every zone, whatever the metric.

        Parameters
        ----------
        sites_xy, zones_xy : array, shape (n, 2)
            Coordinates in metres.
        roads : RoadGraph, optional
            What `read` returned.
        jobs : int, optional
            Processes; the answer does not depend on it.
        cache : path, optional
            Folder that keeps road travel by the hash of everything that it depends on.
        progress : callable, optional
            Called with (done, total, text).

        Raises
        ------
        InputError
            Where a place is further than `max_snap` from the streets and `far` is ``refuse``.
        ParameterError
            Where travel is on streets and `roads` is missing.
        """
        if self.on_roads and roads is None:
            raise ParameterError("Travel on streets needs them: pass what RoadSource.read returned.")

        def measured(here: XY, there: XY) -> Travel:
            if roads is None or not self.on_roads:
                metric: Metric = "manhattan" if self.metric == "manhattan" else "euclidean"
                return Travel.straight(here, there, metric=metric, speed_kmh=self.speed)
            return roads.travel(here, there, limit=self.limit, jobs=jobs, cache=cache, progress=progress)

        travel = measured(sites_xy, zones_xy)
        if roads is not None and self.on_roads and (far := self._far_note(roads, sites_xy, zones_xy)):
            travel = replace(travel, notes=(*travel.notes, far))
        return replace(travel, between=measured(zones_xy, zones_xy).minutes) if self.between_zones else travel

    def _far_note(self, roads: RoadGraph, sites_xy: XY, zones_xy: XY) -> str:
        far = {
            what: int((roads.snap(xy).metres > self.max_snap).sum())
            for what, xy in (("sites", sites_xy), ("zones", zones_xy))
        }
        if not any(far.values()):
            return ""
        text = (
            f"{far['sites']:,} of {len(sites_xy):,} sites and {far['zones']:,} of {len(zones_xy):,} zones are over "
            f"{self.max_snap:,.0f} m from the nearest road node."
        )
        if self.far == "refuse":
            raise InputError(f'[network] {text} Check that the streets cover the city, or set far = "warn".')
        return text


def _lines(table: Any, path: Path, file_crs: str, crs: Any) -> Any:
    """Return the lines in metres; a table without geometries is returned as it is."""
    drawn = isinstance(table, gpd.GeoDataFrame)
    if not drawn and drawn_shapes(table) is None:
        return table
    if not drawn or table.crs is None:
        table = read_vector(path, file_crs=file_crs)
    shapes = table.geometry.to_numpy()
    table = table[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    kinds = sorted(set(table.geom_type) - {"LineString", "MultiLineString"})
    if kinds or len(table) == 0:
        raise InputError(f"Streets must be lines. The file holds {', '.join(kinds) or 'no geometries'}.")
    return in_plane(table, crs, "streets")


def _indexed(nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    column = node_columns(nodes)
    labels = nodes[column]
    if pd.api.types.is_float_dtype(labels) and bool((labels == labels.round()).all()):
        labels = labels.astype("int64")
    table = nodes.set_axis(pd.Index(labels.astype(str), dtype=object))
    if table.index.has_duplicates:
        twice = ", ".join(table.index[table.index.duplicated()].unique()[:5])
        raise InputError(f"The ids of nodes ('{column}') must be unique. These stand more than once: {twice}.")
    return table
