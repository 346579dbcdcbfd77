"""Originators, repeats and near repeats: which incident came soon after another at the same place or near it.

An incident is linked to every earlier one within a distance and a number of days. What it is follows from its links:
a repeat where one of them leads to the same place, else a near repeat where it has any to an earlier incident, else an
originator where a later one is linked to it, else isolated. Chains are the incidents that links join.

Ratcliffe, J. H. and Rengert, G. F. (2008). Near-repeat patterns in Philadelphia shootings. Security Journal 21, 58-76:
the words; the links are the pairs that the Knox test counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, plural, significant
from beatwright.patterns.repeats.close_pairs import cell_list, close_pairs
from beatwright.patterns.repeats.knox import METRICS
from beatwright.patterns.repeats.timed_points import DAY, TimedPoints

__all__ = ["NearRepeats", "near_repeats"]

_CANDIDATES = 1 << 21  # pairs looked at in a chunk; a pair takes some 50 bytes here
_LABELS = np.array(["isolated", "originator", "near repeat", "repeat"])


@dataclass(frozen=True, eq=False)
class NearRepeats:
    """What each incident is.

    Parameters
    ----------
    label : array of str, shape (n,)
        "originator", "repeat", "near repeat" or "isolated".
    chain : array of int, shape (n,)
        Chain of the incident, numbered from 0 by their first incidents; -1 for isolated ones.
    follows : array of int, shape (n,)
        Row of the incident that a repeat or near repeat follows, -1 for others: the latest before it, for a repeat
        the latest at the same place.
    since : array of float, shape (n,)
        Days from the first incident of all.
    distance, days : float
        How near and how soon after an incident has to be.
    """

    label: npt.NDArray[np.str_]
    chain: npt.NDArray[np.int64]
    follows: npt.NDArray[np.int64]
    since: npt.NDArray[np.float64]
    distance: float
    days: float

    def __len__(self) -> int:
        return len(self.label)

    @property
    def counts(self) -> dict[str, int]:
        """How many incidents bear each label."""
        return {str(label): int((self.label == label).sum()) for label in _LABELS[[1, 3, 2, 0]]}

    def chains(self) -> pd.DataFrame:
        """Return one row for each chain: incidents, row of the first and of the last, days between them."""
        linked = np.flatnonzero(self.chain >= 0)
        order = linked[np.lexsort((linked, self.since[linked], self.chain[linked]))]
        first = np.flatnonzero(np.diff(self.chain[order], prepend=-1))
        last = np.append(first[1:], len(order))[: len(first)] - 1
        rows = {"incidents": last - first + 1, "first": order[first], "last": order[last]}
        return pd.DataFrame({**rows, "days": self.since[order[last]] - self.since[order[first]]}).rename_axis("chain")

    def sentences(self, unit: str = "m") -> list[str]:
        """Return the counts in words."""
        counts, chains = self.counts, self.chains()
        reach = f"{significant(self.distance)} {unit} and {significant(self.days)} {plural(self.days == 1, 'day')}"
        first, again, near, alone = (counts[label] for label in ("originator", "repeat", "near repeat", "isolated"))
        told = (
            f"Of {count_of(len(self), 'incident')} {first:,} {plural(first, 'is an originator', 'are originators')}, "
            f"{again:,} {plural(again, 'a repeat', 'repeats')} at the same place, {near:,} "
            f"{plural(near, 'a near repeat', 'near repeats')} within {reach}, and {alone:,} isolated."
        )
        if not len(chains):
            return [told]
        largest = chains.sort_values("incidents", kind="stable", ascending=False).iloc[0]
        size, span = f"{largest['incidents']:,.0f} incidents", f"{largest['days']:,.0f} days"
        return [told, f"They make {count_of(len(chains), 'chain')}, of which the largest has {size} in {span}."]


def near_repeats(
    xy: npt.ArrayLike,
    times: npt.ArrayLike,
    distance: float,
    days: float,
    *,
    same_place: float = 0.0,
    metric: str = "euclidean",
) -> NearRepeats:
    """Tell originators, repeats, near repeats and isolated incidents apart.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, in a projected unit such as metres.
    times : array, shape (n,)
        Days as numbers, or `datetime64`.
    distance : float
        How near an incident has to be to an earlier one, in the unit of `xy`; the distance itself counts.
    days : float
        How soon after it; the day itself counts.
    same_place : float, default 0
        Distance up to which two incidents are at the same place.
    metric : {"euclidean", "manhattan"}
        Distance as the crow flies, or along a grid of streets.

    Returns
    -------
    NearRepeats

    Raises
    ------
    ParameterError
        Where an argument cannot be used; all complaints at once.

    Notes
    -----
    Of two incidents at the same time, as with dates alone, that with the smaller x counts as the earlier, then that
    with the smaller y, then the earlier row. A burst of three in one street on one day is then one originator and two
    near repeats, however the rows are sorted.

    Chance alone makes near repeats where incidents are dense: `knox` says whether there are more than that.

    References
    ----------
    Ratcliffe, J. H. and Rengert, G. F. (2008). Near-repeat patterns in Philadelphia shootings. Security Journal 21,
    58-76.

    Examples
    --------
    >>> found = near_repeats([[0, 0], [0, 0], [150, 0], [9000, 0]], [0, 2, 3, 3], distance=200, days=7)
    >>> found.label.tolist()
    ['originator', 'repeat', 'near repeat', 'isolated']
    >>> found.follows.tolist(), found.chain.tolist()
    ([-1, 0, 1, -1], [0, 0, 0, -1])
    """
    complaints = Complaints()
    points = TimedPoints.read("near_repeats", xy, times, complaints)
    for name, value in (("distance", distance), ("days", days), ("same_place", same_place)):
        complaints.add(check.number("near_repeats", name, value, 0))
    complaints.add(check.one_of("near_repeats", "metric", metric, METRICS))
    complaints.raise_if_any(ParameterError)
    rank = _rank(points)
    ends = np.unique([min(same_place, distance), distance]).astype(np.float64)
    links = _links(points, ends, rank, lag=round(float(days) * DAY), metric=metric)
    return NearRepeats(
        _labels(links, len(points)),
        _chains(links, rank),
        _followed(links, rank),
        points.ticks / DAY,
        distance=float(distance),
        days=float(days),
    )


@dataclass(frozen=True, eq=False)
class _Links:
    """Rows of the earlier and of the later incident of each link, and whether both are at the same place."""

    early: npt.NDArray[np.int64]
    late: npt.NDArray[np.int64]
    same: npt.NDArray[np.bool_]


def _rank(points: TimedPoints) -> npt.NDArray[np.int64]:
    """Return the position of each incident in the order of time, x, y and row."""
    order = np.lexsort((points.xy[:, 1], points.xy[:, 0], points.ticks))
    return np.argsort(order, kind="stable")


def _links(
    points: TimedPoints, ends: npt.NDArray[np.float64], rank: npt.NDArray[np.int64], *, lag: int, metric: str
) -> _Links:
    cells = cell_list(points.xy, float(ends[-1]))
    found: list[tuple[npt.NDArray[Any], ...]] = [(np.empty(0, np.int64),) * 3]
    for chunk in close_pairs(cells, ends, metric, _CANDIDATES):
        one, other = cells.order[chunk.one], cells.order[chunk.other]
        soon = np.abs(points.ticks[one] - points.ticks[other]) <= lag
        found.append((one[soon], other[soon], chunk.band[soon]))
    one, other, band = (np.concatenate(parts) for parts in zip(*found, strict=True))
    first = rank[one] < rank[other]
    return _Links(np.where(first, one, other), np.where(first, other, one), band == 0)


def _labels(links: _Links, n: int) -> npt.NDArray[np.str_]:
    level = np.zeros(n, dtype=np.int64)
    level[links.early] = 1
    level[links.late] = 2
    level[links.late[links.same]] = 3
    return _LABELS[level]


def _followed(links: _Links, rank: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the row that each incident follows: written last is what counts most."""
    follows = np.full(len(rank), -1)
    order = np.lexsort((rank[links.early], links.same))
    follows[links.late[order]] = links.early[order]
    return follows


def _chains(links: _Links, rank: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    n = len(rank)
    joined = coo_array((np.ones(len(links.early), dtype=np.int8), (links.early, links.late)), shape=(n, n))
    component = connected_components(joined, directed=False)[1] if n else np.empty(0, dtype=np.int64)
    in_time = np.argsort(rank)
    linked = np.isin(np.arange(n), np.concatenate([links.early, links.late]))
    chain = np.full(n, -1)
    known, first, number = np.unique(component[in_time][linked[in_time]], return_index=True, return_inverse=True)
    chain[in_time[linked[in_time]]] = np.argsort(np.argsort(first))[number] if len(known) else number
    return chain
