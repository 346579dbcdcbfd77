"""Counts of pairs by distance and lag, for many permutations of the times at once.

The pairs near in space are the same in every permutation. The kernel goes over them once for 32 permutations, whose
times lie side by side: the inner loops have no branch and run several permutations at a time. Where the pairs are more
than one chunk holds they are listed anew for each 32, which costs about a fifth of the counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry
from beatwright.patterns.repeats.bands import finite_ends
from beatwright.patterns.repeats.close_pairs import CellList, PairChunk, cell_list, close_pairs
from beatwright.patterns.repeats.timed_points import DAY, LONGEST, TimedPoints

__all__ = ["PairCounter"]

Bands = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, eq=False)
class PairCounter:
    """What every permutation counts: the pairs near in space, and the bands.

    Parameters
    ----------
    cells : CellList
    ticks : array of int64, shape (n,)
        Times in microseconds, in the order in which they came to `cells`.
    bands : pair of tuple of float
        Ends of the bands of distance and of time, as they were given.
    space_ends : array of float
        Finite ends of the bands of distance, that of the same place raised to its tolerance.
    metric : str
    """

    cells: CellList
    ticks: npt.NDArray[np.int64]
    bands: Bands
    space_ends: npt.NDArray[np.float64]
    metric: str

    @classmethod
    def of(cls, points: TimedPoints, bands: Bands, *, same_place: float, metric: str) -> PairCounter:
        """Return the counter of these points."""
        ends = finite_ends(bands[0])
        ends[:1] = np.where(ends[:1] == 0, same_place, ends[:1])
        return cls(cell_list(points.xy, max(ends, default=0.0)), points.ticks, bands, ends, metric)

    @property
    def all_pairs(self) -> int:
        """How many pairs there are, near or far."""
        return len(self.ticks) * (len(self.ticks) - 1) // 2

    @property
    def lag_ends(self) -> npt.NDArray[np.int64]:
        """Finite ends of the bands of time, in microseconds; no lag is longer than the largest of them can be."""
        days = np.minimum(finite_ends(self.bands[1]), LONGEST)
        return np.round(days * DAY).astype(np.int64)

    @cached_property
    def chunks(self) -> Iterable[PairChunk]:
        """The pairs near in space: kept where one chunk holds them all, else listed anew each time."""
        again = _Chunks(self.cells, self.space_ends, self.metric)
        first = next(iter(again), None)
        if first is None:
            return []
        return [first] if len(first.ends) == len(self.ticks) else again

    def permuted_ticks(self, draws: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the times in the order of the cells, as they are (-1) or permuted, shape (n, draws)."""
        moved = [self.ticks if d < 0 else np.random.default_rng(d).permutation(self.ticks) for d in draws]
        return np.ascontiguousarray(np.array(moved)[:, self.cells.order].T)

    def within(self, draws: Sequence[int], told: Callable[[int], None]) -> npt.NDArray[np.int64]:
        """Return pairs by band of distance, finite end of the lag that they are within, and draw."""
        ends, ticks = self.lag_ends, self.permuted_ticks(draws)
        counts = np.zeros((len(self.space_ends), len(ends), len(draws)), dtype=np.int64)
        for chunk in self.chunks:
            _count_within(ticks, ends, counts, first=chunk.first, ends=chunk.ends, other=chunk.other, band=chunk.band)
            told(chunk.first + len(chunk.ends))
        return counts

    def at_distance(self) -> npt.NDArray[np.int64]:
        """Return how many pairs there are in each finite band of distance."""
        bands = len(self.space_ends)
        return sum((np.bincount(chunk.band, minlength=bands) for chunk in self.chunks), np.zeros(bands, dtype=np.int64))

    def at_lag(self) -> npt.NDArray[np.int64]:
        """Return how many pairs, near or far, there are in each finite band of time."""
        ticks = np.sort(self.ticks)
        within = [(np.searchsorted(ticks, ticks + end, side="right") - 1).sum() for end in self.lag_ends]
        steps = np.diff([self.all_pairs, *within])
        return np.asarray(steps, dtype=np.int64)


@dataclass(frozen=True)
class _Chunks:
    """Chunks of pairs that can be gone through again."""

    cells: CellList
    ends: npt.NDArray[np.float64]
    metric: str

    def __iter__(self) -> Iterator[PairChunk]:
        return close_pairs(self.cells, self.ends, self.metric)


@entry
def _count_within(
    ticks: npt.NDArray[np.int64],
    limits: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    first: int,
    ends: npt.NDArray[np.int64],
    other: npt.NDArray[np.int32],
    band: npt.NDArray[np.int8],
) -> None:
    """Add the pairs of a chunk to `counts` [band of distance, limit that the lag is within, permutation].

    Permutations lie side by side, and every pair is held against every limit: loops without a branch, which the
    processor runs several permutations at a time.
    """
    draws, begin = ticks.shape[1], 0
    lag = np.empty(draws, dtype=np.int64)
    for row in range(len(ends)):
        here = ticks[first + row]
        for pair in range(begin, ends[row]):
            there, count = ticks[other[pair]], counts[band[pair]]
            # Lags first, then limits: each inner loop runs along memory and does one thing, so that it is vectorised.
            for draw in range(draws):
                lag[draw] = abs(there[draw] - here[draw])
            for k in range(len(limits)):
                limit = limits[k]
                for draw in range(draws):
                    count[k, draw] += lag[draw] <= limit
        begin = ends[row]
