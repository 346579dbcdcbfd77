"""Area of a window on one side of a line along an axis, exactly.

Between neighbouring corners the chord of the window across the axis changes linearly, so the area up to a line is a
quadratic there. Each edge adds its height to the chords of the slabs it runs through: below the window with a minus,
above it with a plus.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.patterns.window import Window

__all__ = ["AreaBelow"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AreaBelow:
    """The area of a window below a coordinate, as a function of that coordinate.

    Parameters
    ----------
    window : Window
        Any window.
    axis : int
        0: to the left of x; 1: below y.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> AreaBelow(window_of((0, 0, 4, 3)), axis=0)([-1, 1, 4, 9])
    array([ 0.,  3., 12., 12.])
    """

    window: Window
    axis: int

    def __post_init__(self) -> None:
        steps, first, last = _slabs(self.window.edges, self.axis)
        areas = np.concatenate([[0.0], np.cumsum((first + last) / 2 * np.diff(steps))])
        for name, value in {"_steps": steps, "_first": first, "_last": last, "_areas": areas}.items():
            object.__setattr__(self, name, value)

    def __call__(self, coordinate: npt.ArrayLike) -> Floats:
        """Return the area below each coordinate, shape as given."""
        steps, first, last, areas = (getattr(self, name) for name in ("_steps", "_first", "_last", "_areas"))
        place = np.clip(np.asarray(coordinate, dtype=np.float64) - self.window.origin[self.axis], steps[0], steps[-1])
        slab = np.clip(np.searchsorted(steps, place, side="right") - 1, 0, len(first) - 1)
        into = place - steps[slab]
        slope = (last - first)[slab] / np.diff(steps)[slab]
        return np.asarray(areas[slab] + into * (first[slab] + slope * into / 2))


def _slabs(edges: Floats, axis: int) -> tuple[Floats, Floats, Floats]:
    """Return where the slabs between corners begin and end, and the chord at the begin and at the end of each."""
    start, end = edges[:, [axis, 1 - axis]], edges[:, [2 + axis, 3 - axis]]
    steps = np.unique(start[:, 0])
    ahead = end[:, 0] > start[:, 0]
    low, high = np.where(ahead[:, None], start, end), np.where(ahead[:, None], end, start)
    begin, stop = np.searchsorted(steps, low[:, 0]), np.searchsorted(steps, high[:, 0])
    edge = np.repeat(np.arange(len(edges)), stop - begin)
    slab = np.arange(len(edge)) - np.repeat(np.cumsum(stop - begin) - (stop - begin), stop - begin) + begin[edge]
    # With the inside to the left an edge that runs to the right has it above; across the other axis it is the reverse.
    sign = np.where(ahead[edge], -1.0, 1.0) * (1 if axis == 0 else -1)
    slope = (high[edge, 1] - low[edge, 1]) / (high[edge, 0] - low[edge, 0])
    first, last = (
        np.bincount(slab, sign * (low[edge, 1] + slope * (steps[at] - low[edge, 0])), minlength=len(steps) - 1)
        for at in (slab, slab + 1)
    )
    return steps, np.asarray(first, dtype=np.float64), np.asarray(last, dtype=np.float64)
