"""The street graph: places, directed lengths and times, and the travel that they give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.base.words import count_of
from beatwright.core.travel import STRAIGHT_SPEED_KMH, Travel
from beatwright.network.cache import cached_travel
from beatwright.network.paths import many_to_many
from beatwright.network.snap import Snapped, snap
from beatwright.network.streets import Streets

__all__ = ["RoadGraph"]

XY = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Streets as a directed graph.

    Parameters
    ----------
    node_xy : array, shape (nodes, 2)
        Coordinates in metres, in the city's CRS.
    u, v : array of int, shape (arcs,)
        Every arc leads from node ``u`` to node ``v``. A street that may be driven both ways is two arcs. Arcs from a
        node to itself are dropped; of parallel ones the shortest counts for metres, the fastest for minutes.
    metres : array, shape (arcs,)
        Length of every arc.
    minutes : array, shape (arcs,), optional
        Time of every arc. Default: from `metres` at `speed_kmh`.
    speed_kmh : float
        Speed between a place and its nearest node, and where `minutes` is not given.
    component : {"largest", "all"}
        Which nodes places are put on: those of the largest strongly connected component, between which there is
        always a route, or all.
    notes : tuple of str
        What was dropped, assumed and found.
    streets : Streets, optional
        What people see of them: lines to draw, corners with names. Travel does not depend on it.

    Raises
    ------
    ParameterError
        Where arrays do not fit together, or lengths or times are negative or not finite.

    Examples
    --------
    A ring of three one-way streets: from the second node to the first the route leads over the third.

    >>> xy = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    >>> ring = RoadGraph(xy, np.array([0, 1, 2]), np.array([1, 2, 0]), np.array([100.0, 150.0, 100.0]))
    >>> ring.travel(xy[:2], xy[:2]).metres
    array([[  0., 100.],
           [250.,   0.]], dtype=float32)
    """

    node_xy: XY
    u: npt.NDArray[np.intp]
    v: npt.NDArray[np.intp]
    metres: npt.NDArray[np.float64]
    minutes: npt.NDArray[np.float64] | None = None
    speed_kmh: float = STRAIGHT_SPEED_KMH
    component: str = "largest"
    notes: tuple[str, ...] = ()
    streets: Streets | None = None

    def __post_init__(self) -> None:
        for name, kind in (("node_xy", np.float64), ("u", np.intp), ("v", np.intp), ("metres", np.float64)):
            object.__setattr__(self, name, _frozen(getattr(self, name), kind))
        if self.minutes is not None:
            object.__setattr__(self, "minutes", _frozen(self.minutes, np.float64))
        object.__setattr__(self, "notes", tuple(self.notes))
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError, "These streets make no graph")

    def _complaints(self) -> Any:
        owner, arcs = type(self).__name__, (len(self.u),)
        yield check.shape_is(owner, "node_xy", self.node_xy.shape, (len(self.node_xy), 2), axes="node, coordinate")
        yield check.number(owner, "speed_kmh", self.speed_kmh, 0, open_low=True)
        yield check.one_of(owner, "component", self.component, ("largest", "all"))
        for name in ("v", "metres", "minutes"):
            values = getattr(self, name)
            if values is not None:
                yield check.shape_is(owner, name, values.shape, arcs, axes="arc")
                if name != "v" and not bool((np.isfinite(values) & (values >= 0)).all()):
                    yield f"The '{name}' parameter of {owner} must hold finite values of at least 0."
        ends = np.concatenate([self.u, self.v])
        if len(ends) == 0 or ends.min() < 0 or ends.max() >= len(self.node_xy):
            yield f"Arcs of {owner} must join nodes in [0, {len(self.node_xy) - 1}], and there must be one at least."

    def __repr__(self) -> str:
        return f"RoadGraph({count_of(len(self.node_xy), 'node')}, {count_of(self.length_csr.nnz, 'arc')})"

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        times = [] if self.minutes is None else [self.minutes]
        return digest_of(self.node_xy, self.u, self.v, self.metres, times, self.speed_kmh, self.component)

    @cached_property
    def length_csr(self) -> Any:
        """Metres from node to node along one arc, sparse, shape (nodes, nodes)."""
        return _least(self.u, self.v, self.metres, len(self.node_xy))

    @cached_property
    def time_csr(self) -> Any | None:
        """Minutes from node to node along one arc, or None where one speed holds everywhere."""
        return None if self.minutes is None else _least(self.u, self.v, self.minutes, len(self.node_xy))

    @cached_property
    def usable(self) -> npt.NDArray[np.intp]:
        """Positions of the nodes that places are put on."""
        if self.component == "all":
            return np.arange(len(self.node_xy))
        _, label = connected_components(self.length_csr, directed=True, connection="strong")
        return np.flatnonzero(label == np.bincount(label).argmax())

    @property
    def xy(self) -> XY:
        """Coordinates of the nodes that places are put on, shape (usable, 2)."""
        return self.node_xy[self.usable]

    def snap(self, xy: XY) -> Snapped:
        """Put places on their nearest usable nodes."""
        return snap(xy, self.node_xy, self.usable)

    def travel(
        self,
        sites_xy: XY,
        zones_xy: XY,
        *,
        limit: float | None = None,
        jobs: int | None = 1,
        cache: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Travel:
        """Measure from every site to every zone.

        Metres are those of the shortest route, minutes those of the fastest. Both include the straight line between
        a place and its node; two places on one node are as far apart as the crow flies.

        Parameters
        ----------
        sites_xy, zones_xy : array, shape (n, 2)
            Coordinates in metres, in the CRS of the graph.
        limit : float, optional
            Pairs further apart than this many metres count as out of reach (inf), which saves time.
        jobs : int, optional
            Processes; None takes what a surrounding ``joblib.parallel_config`` says. The answer does not depend on it.
        cache : path, optional
            Folder that keeps results by the hash of everything that they depend on.
        progress : callable, optional
            Called with (done, total, text).

        Returns
        -------
        Travel
            Kind ``road``; its notes tell how far places stand from the streets and how many pairs have no way.

        References
        ----------
        E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1 (1959), 269-271.
        """
        complaint = check.number("RoadGraph.travel", "limit", limit, 0, open_low=True, optional=True)
        if complaint:
            raise ParameterError(complaint)
        sites, zones = (np.asarray(xy, dtype=np.float64).reshape(-1, 2) for xy in (sites_xy, zones_xy))
        key = digest_of(self.digest, list(self.notes), sites, zones, limit)
        return cached_travel(cache, key, lambda: self._measure(sites, zones, limit, jobs, progress=progress))

    def _measure(
        self, sites_xy: XY, zones_xy: XY, limit: float | None, jobs: int | None, progress: Progress | None
    ) -> Travel:
        sites, zones = self.snap(sites_xy), self.snap(zones_xy)
        metres = many_to_many(
            self.length_csr, sites.node, zones.node, limit, jobs=jobs, progress=progress, text="shortest routes"
        )
        metres = _with_feet(metres, sites, zones, sites_xy, zones_xy=zones_xy)
        out = ~np.isfinite(metres) if limit is None else ~(metres <= limit)
        pace = 0.06 / self.speed_kmh
        if self.time_csr is None:
            minutes = metres * np.float32(pace)
        else:
            bound = None if limit is None else limit * self._slowest
            minutes = many_to_many(
                self.time_csr, sites.node, zones.node, bound, jobs=jobs, progress=progress, text="fastest routes"
            )
            minutes = _with_feet(minutes, sites, zones, sites_xy, zones_xy=zones_xy, pace=pace)
        metres[out] = minutes[out] = np.inf
        notes = (*self.notes, sites.text("sites"), zones.text("zones"), _reach_note(out, limit))
        return Travel(metres, minutes, "road", tuple(note for note in notes if note))

    @property
    def _slowest(self) -> float:
        """Return the most minutes that a metre takes on any arc."""
        assert self.minutes is not None
        long = self.metres > 0
        return float((self.minutes[long] / self.metres[long]).max(initial=0.0)) * (1 + 1e-9)


def _frozen(values: Any, kind: Any) -> Any:
    array = np.array(values, dtype=kind)
    array.setflags(write=False)
    return array


def _least(u: npt.NDArray[np.intp], v: npt.NDArray[np.intp], cost: npt.NDArray[np.float64], nodes: int) -> Any:
    """Return the sparse matrix of the least cost of every pair, without loops."""
    order = np.lexsort((cost, v, u))
    order = order[u[order] != v[order]]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(u[order]) != 0) | (np.diff(v[order]) != 0)
    kept = order[first]
    return sp.csr_array((cost[kept], (u[kept].astype(np.int32), v[kept].astype(np.int32))), shape=(nodes, nodes))


def _with_feet(
    between: npt.NDArray[np.float32], sites: Snapped, zones: Snapped, sites_xy: XY, zones_xy: XY, pace: float = 1.0
) -> npt.NDArray[np.float32]:
    """Add the ways between places and their nodes; places on one node are a straight line apart."""
    between += (pace * sites.metres).astype(np.float32)[:, None]
    between += (pace * zones.metres).astype(np.float32)[None, :]
    for node in np.intersect1d(sites.node, zones.node):
        here, there = np.flatnonzero(sites.node == node), np.flatnonzero(zones.node == node)
        apart = sites_xy[here, None, :] - zones_xy[None, there, :]
        between[np.ix_(here, there)] = pace * np.hypot(apart[..., 0], apart[..., 1])
    return between


def _reach_note(out: npt.NDArray[np.bool_], limit: float | None) -> str:
    count = int(out.sum())
    if count == 0:
        return ""
    why = "no route leads from the site to the zone" if limit is None else f"out of reach within {limit:,.0f} m"
    return f"Pairs: {count:,} of {out.size:,} ({count / out.size:.1%}): {why}."
