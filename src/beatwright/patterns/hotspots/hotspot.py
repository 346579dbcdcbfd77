"""Hotspots: what one cluster of events is, and the clusters that one search found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from beatwright.base.words import count_of

__all__ = ["Hotspot", "PointClustering"]


@dataclass(frozen=True, eq=False)
class Hotspot:
    """A cluster of events.

    Parameters
    ----------
    members : array of int, shape (count,)
        Positions of its events in the pattern.
    polygon : Polygon or MultiPolygon
        Hull of the events within the window; widened where they lie in a line or at one place.
    centre : array, shape (2,)
        The place of one of its events: that nearest to their geometric median, from which the sum of distances is
        least.
    counts : dict
        Events by mark, the most frequent first; empty where the pattern has no marks.
    hours : array of int, shape (24,), optional
        Events by hour of the day.
    widened : bool
        Whether the hull had no area, and the polygon is wider than it.
    """

    members: npt.NDArray[np.int64]
    polygon: BaseGeometry
    centre: npt.NDArray[np.float64]
    counts: dict[Any, int]
    hours: npt.NDArray[np.int64] | None
    widened: bool

    def __repr__(self) -> str:
        x, y = self.centre
        return f"Hotspot({count_of(self.count, 'event')} around ({x:.6g}, {y:.6g}))"

    @property
    def count(self) -> int:
        """How many events it has."""
        return len(self.members)

    @property
    def area(self) -> float:
        """Area of the polygon in square units."""
        return float(self.polygon.area)

    @property
    def density(self) -> float:
        """Events per square unit of the polygon."""
        return self.count / self.area


@dataclass(frozen=True, eq=False)
class PointClustering:
    """Clusters of the events of a pattern, by number of events.

    Parameters
    ----------
    method : str
        How they were found, with its options.
    labels : array of int, shape (n,)
        Position in `hotspots` of each event's cluster; -1 for events in none.
    hotspots : tuple of Hotspot
        The clusters, that with the most events first.
    overlap : float, optional
        Where the distance came from a cluster process: how many of its clusters cover a place on average, kappa pi R².
        The recipe works where this is far below 1.
    notes : tuple of str
        What a reader should know: clusters that overlap, widened polygons. Empty where there is nothing to tell.
    """

    method: str
    labels: npt.NDArray[np.int64]
    hotspots: tuple[Hotspot, ...]
    overlap: float | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.hotspots)

    def __iter__(self) -> Iterator[Hotspot]:
        return iter(self.hotspots)

    def __getitem__(self, position: int) -> Hotspot:
        return self.hotspots[position]

    def __repr__(self) -> str:
        found, events = count_of(len(self), "hotspot"), count_of(len(self.labels), "event")
        return f"PointClustering({self.method}: {found} with {self.share:.0%} of {events})"

    @property
    def share(self) -> float:
        """Share of the events that are in a hotspot; 0 where there are no events."""
        return float(np.mean(self.labels >= 0)) if len(self.labels) else 0.0

    @property
    def centres(self) -> npt.NDArray[np.float64]:
        """Centres of the hotspots, shape (k, 2): places of events, for instance candidate sites."""
        return np.array([hotspot.centre for hotspot in self.hotspots]).reshape(-1, 2)
