"""Incidents counted in squares: where they lie, without a single point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.open_file import regular_file

__all__ = ["SMALLEST_SQUARE", "SquareCounts"]

SMALLEST_SQUARE = 100.0
"""Side of the smallest square in metres: a smaller one could be a single house."""
_ACROSS = 120  # squares along the longer side of the area


@dataclass(frozen=True, eq=False)
class SquareCounts:
    """How many incidents fell into each square of a grid.

    Parameters
    ----------
    counts : array of int, shape (columns, rows)
        Incidents in each square; the first column is the westernmost, the first row the southernmost.
    left, bottom : float
        South-western corner of the grid in metres, in the city's CRS.
    side : float
        Side of a square in metres, at least 100.

    Raises
    ------
    ParameterError
        Where the counts are not whole numbers of at least 0, or a number is out of range.

    Examples
    --------
    >>> squares = SquareCounts.of(np.array([[10.0, 10.0], [20.0, 90.0], [350.0, 20.0]]), shapely.box(0, 0, 400, 150))
    >>> squares.side, squares.counts.tolist()
    (100.0, [[2, 0], [0, 0], [0, 0], [1, 0]])
    >>> squares.shown(2).tolist()
    [[2, 0], [0, 0], [0, 0], [0, 0]]
    """

    counts: npt.NDArray[np.int64]
    left: float
    bottom: float
    side: float

    def __post_init__(self) -> None:
        counts = np.array(self.counts)
        complaints = Complaints()
        whole = counts.ndim == 2 and counts.size > 0 and counts.dtype.kind in "iu" and bool((counts >= 0).all())
        complaints.need(
            whole,
            "The 'counts' of SquareCounts must be whole numbers of at least 0, shape (columns, rows). Got "
            f"{counts.dtype} of shape {counts.shape}.",
        )
        for name in ("left", "bottom"):
            complaints.add(check.number("SquareCounts", name, getattr(self, name)))
        complaints.add(check.number("SquareCounts", "side", self.side, SMALLEST_SQUARE))
        complaints.raise_if_any(ParameterError)
        counts = counts.astype(np.int64)
        counts.setflags(write=False)
        object.__setattr__(self, "counts", counts)

    @classmethod
    def of(cls, points: npt.ArrayLike, boundary: Any, side: float | None = None) -> SquareCounts:
        """Count points in squares from the south-western corner of an area.

        Parameters
        ----------
        points : array of float, shape (n, 2)
            Positions in metres; those that are not finite, and those beside the grid, are left out.
        boundary : shapely geometry
            The area, in the same CRS.
        side : float, optional
            Side of a square in metres, at least 100. Default: a 120th of the longer side of the area, at least 100.

        Raises
        ------
        ParameterError
            Where `points` has another shape, or `side` is less than 100.
        """
        xy = np.asarray(points, dtype=np.float64)
        if xy.ndim != 2 or xy.shape[1] != 2:
            raise ParameterError(
                f"The 'points' parameter of SquareCounts.of must be an array [point, 2]. Got {xy.shape}."
            )
        x0, y0, x1, y1 = boundary.bounds
        step = max(SMALLEST_SQUARE, max(x1 - x0, y1 - y0) / _ACROSS) if side is None else side
        complaint = check.number("SquareCounts.of", "side", step, SMALLEST_SQUARE)
        if complaint:
            raise ParameterError(complaint)
        edges = [
            low + step * np.arange(max(1, math.ceil((high - low) / step)) + 1) for low, high in ((x0, x1), (y0, y1))
        ]
        x, y = xy[np.isfinite(xy).all(axis=1)].T
        counts = np.histogram2d(x, y, bins=edges)[0]
        return cls(counts.astype(np.int64), float(x0), float(y0), float(step))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SquareCounts) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(self.counts, self.left, self.bottom, self.side)

    @property
    def total(self) -> int:
        """Number of incidents."""
        return int(self.counts.sum())

    @property
    def edges(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Borders of the columns and of the rows in metres, shapes (columns + 1,) and (rows + 1,)."""
        columns, rows = (self.side * np.arange(count + 1) for count in self.counts.shape)
        return self.left + columns, self.bottom + rows

    def shown(self, fewest: float) -> npt.NDArray[np.int64]:
        """Return the counts with 0 for squares of fewer than `fewest` incidents, as if they were empty."""
        return np.where(self.counts < fewest, 0, self.counts)

    def doubled(self) -> SquareCounts:
        """Return the counts in squares of twice the side.

        Examples
        --------
        >>> SquareCounts(np.array([[1, 2, 3]]), 0.0, 0.0, 100.0).doubled().counts.tolist()
        [[3, 3]]
        """
        columns, rows = self.counts.shape
        even = np.pad(self.counts, ((0, columns % 2), (0, rows % 2)))
        sums = even.reshape(math.ceil(columns / 2), 2, math.ceil(rows / 2), 2).sum(axis=(1, 3))
        return SquareCounts(sums, self.left, self.bottom, 2.0 * self.side)

    def to_frame(self, crs: Any, fewest: float = 1.0) -> gpd.GeoDataFrame:
        """Return a square with its count for every square of at least `fewest` incidents; empty ones are left out.

        Parameters
        ----------
        crs : CRS
            That of the city.
        fewest : float, default 1
            Squares with fewer are left out.

        Returns
        -------
        GeoDataFrame
            Column ``incidents``; geometry: the squares.
        """
        at = np.argwhere(self.counts >= max(fewest, 1.0))
        low = np.array([self.left, self.bottom]) + at * self.side
        squares = shapely.box(*low.T, *(low + self.side).T)
        return gpd.GeoDataFrame({"incidents": self.counts[tuple(at.T)]}, geometry=squares, crs=crs)

    def save(self, path: Path) -> None:
        """Write the counts into a file of arrays."""
        np.savez_compressed(path, counts=self.counts, corner=np.array([self.left, self.bottom]), side=self.side)

    @classmethod
    def load(cls, path: Path) -> SquareCounts:
        """Read what `save` wrote."""
        with np.load(regular_file(path)) as arrays:
            left, bottom = arrays["corner"].tolist()
            return cls(arrays["counts"], left, bottom, float(arrays["side"]))
