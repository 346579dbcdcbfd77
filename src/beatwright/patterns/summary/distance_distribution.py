"""The distribution of a distance that the border of the window hides from us: what G and F have in common.

Of each place we know its distance `d` to the nearest event and `b` to the border. Where d > b there may be a nearer
event outside, so the place is censored at b. Four estimates of P(distance <= r), from distances r_0 = 0 < r_1 < ...:

- km (Kaplan-Meier): 1 - prod(1 - ended / at risk) over the bins [r_j-1, r_j), of min(d, b);
- rs (reduced sample, or border): share of d < r_k among the places with b >= r_k-1;
- weighted (Hanisch for G, Chiu-Stoyan for F): places with d <= b, each weighted by one over the area of those that
  could have been seen so far from an event, in the bins (r_j-1, r_j];
- none: share of d <= r, the border ignored.

Baddeley and Gill, "Kaplan-Meier estimators of distance distributions for spatial point processes", Annals of
Statistics 25 (1997); Chiu and Stoyan, "Estimators of distance distributions for spatial patterns", Statistica
Neerlandica 52 (1998).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.patterns.geometry.eroded_area import eroded_areas
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = ["SYNONYMS", "CensoredDistances", "default_distances"]

# Other names of corrections: of "rs" and of "none".
SYNONYMS = ("border", "raw")

Floats = npt.NDArray[np.float64]
# Distances up to the longest: spatstat's number, so that curves can be laid over each other.
_STEPS = 512
# The longest distance is the one that this share of the nearest distances of a random pattern exceeds.
_BEYOND = 1e-5


@dataclass(frozen=True, eq=False)
class CensoredDistances:
    """Distances to the nearest event, and to the border of the window that may hide a nearer one.

    Parameters
    ----------
    nearest : array, shape (n,)
        To the nearest event; infinity where there is none.
    border : array, shape (n,)
        To the border of the window.
    window : Window
        The window.
    intensity : float
        Events per square unit.
    """

    nearest: Floats
    border: Floats
    window: Window
    intensity: float

    def function(self, name: str, r: npt.ArrayLike | None, corrections: Sequence[str]) -> SummaryFunction:
        """Return the function of this name with each correction, at the distances `r` or at the default ones."""
        default = default_distances(self.intensity, self.window)
        asked = default if r is None else np.asarray(r, dtype=np.float64)
        bins = asked if asked[0] == 0 else np.union1d(default[default < asked[-1]], asked)
        at = np.searchsorted(bins, asked)
        every = {correction: self.estimate(correction, bins)[at] for correction in corrections}
        theoretical = -np.expm1(-self.intensity * math.pi * asked**2)
        return SummaryFunction(asked, every[corrections[0]], theoretical, corrections[0], name=name, all=every)

    def estimate(self, correction: str, r: Floats) -> Floats:
        """Return the estimate at the distances `r`, which begin with 0."""
        estimates: dict[str, Callable[[Floats], Floats]] = {
            "km": self.kaplan_meier,
            "rs": self.reduced_sample,
            "border": self.reduced_sample,
            "none": self.uncorrected,
            "raw": self.uncorrected,
        }
        return estimates.get(correction, self.weighted)(r)

    def kaplan_meier(self, r: Floats) -> Floats:
        """Return the Kaplan-Meier estimate; once no place is at risk it stays as it is."""
        seen = self.nearest <= self.border
        ends = _bins(np.minimum(self.nearest, self.border), r)
        at_risk = np.cumsum(np.bincount(ends, minlength=len(r) + 1)[::-1])[::-1]
        ended = np.bincount(ends[seen], minlength=len(r) + 1)
        share = ended[1 : len(r)] / np.maximum(at_risk[1 : len(r)], 1)
        return np.concatenate([[0.0], 1 - np.cumprod(1 - share)])

    def reduced_sample(self, r: Floats) -> Floats:
        """Return the border estimate; NaN where no place is far enough from the border."""
        seen = self.nearest <= self.border
        nearest, border = _bins(self.nearest[seen], r), _bins(self.border[seen], r)
        size = len(r) + 2
        change = np.bincount(nearest, minlength=size) - np.bincount(border + 1, minlength=size)
        all_borders = np.bincount(_bins(self.border, r), minlength=len(r) + 1)
        far = np.cumsum(all_borders[::-1])[::-1]
        share = _ratio(np.cumsum(change)[1 : len(r)], far[1 : len(r)])
        return np.concatenate([[0.0], share])

    def weighted(self, r: Floats) -> Floats:
        """Return Hanisch's or Chiu and Stoyan's estimate; NaN where no nearest event is nearer than the border."""
        reach = default_distances(self.intensity, self.window)[-1]
        steps = r if r[-1] >= reach else np.append(r, reach)
        seen = self.nearest[(self.nearest <= self.border) & (self.nearest <= steps[-1])]
        members = np.bincount(np.searchsorted(steps, seen, side="left"), minlength=len(steps))
        used = np.flatnonzero(members)
        weights = np.zeros(len(steps))
        weights[used] = members[used] * _finite(1 / _positive(eroded_areas(self.window, steps[used])))
        reached = np.cumsum(weights)
        return _ratio(reached, np.full(len(steps), reached[-1]))[: len(r)]

    def uncorrected(self, r: Floats) -> Floats:
        """Return the share of distances of at most r."""
        return np.searchsorted(np.sort(self.nearest), r, side="right") / len(self.nearest)


def default_distances(intensity: float, window: Window) -> Floats:
    """Return the 513 distances at which G and F are taken unless told otherwise, as spatstat does.

    They end where a random pattern of this intensity has one nearest distance in 100,000 left, or at half the diagonal
    of the window's bounds.
    """
    left, bottom, right, top = window.bounds
    half = math.hypot(right - left, top - bottom) / 2
    longest = math.sqrt(-math.log(_BEYOND) / (math.pi * intensity)) if intensity > 0 else math.inf
    return np.linspace(0, min(half, longest), _STEPS + 1)


def _bins(distances: Floats, r: Floats) -> npt.NDArray[np.int64]:
    """Return for each distance the k of the bin [r_k-1, r_k) that holds it, len(r) where it is beyond all."""
    return np.searchsorted(r, distances, side="right")


def _ratio(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Floats:
    shares: Floats = np.divide(above, below, out=np.full(len(above), math.nan), where=below > 0)
    return shares


def _positive(areas: Floats) -> Floats:
    return np.where(areas > 0, areas, math.inf)


def _finite(weights: Floats) -> Floats:
    return np.where(np.isfinite(weights), weights, 0.0)
