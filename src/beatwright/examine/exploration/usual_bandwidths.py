"""How wide a map of the density is to be smoothed: what the usual methods choose, and which of them is used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.base.progress import Progress
from beatwright.base.quantity import amount
from beatwright.base.words import joined
from beatwright.patterns.intensity.bandwidth import BANDWIDTH_METHODS, bandwidth
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["Widths", "usual_bandwidths"]

_SAMPLE = 3000  # incidents by which a width is chosen: the cost grows with the square
_GIVEN = "given"
_MEANINGS = {
    "ppl": "single blocks and addresses that come again",
    "diggle": "single blocks and addresses that come again",
    "cvl": "parts of the city",
    "scott": "one smooth hill",
    _GIVEN: "as the study asks",
}


@dataclass(frozen=True)
class Widths:
    """Widths of a map, the narrowest first.

    Parameters
    ----------
    methods : sequence of str
        Who chose each.
    sigmas : sequence of float
        Metres; NaN where a method cannot choose.
    warnings : sequence of str
        What to know of each; empty: nothing.
    used : float
        The width of the maps, metres.
    sampled : int
        How many incidents, drawn at random, the methods looked at; 0: all.
    """

    methods: Sequence[str]
    sigmas: Sequence[float]
    warnings: Sequence[str]
    used: float
    sampled: int = 0

    @property
    def meanings(self) -> tuple[str, ...]:
        """What a map of each width shows."""
        return tuple(_MEANINGS.get(method, "") for method in self.methods)

    @property
    def is_used(self) -> tuple[bool, ...]:
        """Which of them is used."""
        return tuple(sigma == self.used for sigma in self.sigmas)

    @property
    def sentence(self) -> str:
        """Which width the maps have and what the others would be, in words."""
        known = [(name, sigma) for name, sigma in zip(self.methods, self.sigmas, strict=True) if math.isfinite(sigma)]
        told = joined(f"{amount(sigma, 'm')} ({name})" for name, sigma in known)
        sample = f", on {self.sampled:,} incidents drawn at random" if self.sampled else ""
        how = "as asked" if _GIVEN in self.methods else "a middle one"
        return (
            f"The maps are smoothed over {amount(self.used, 'm')}, {how}. The methods choose {told}{sample}: a narrow "
            "width shows single corners, a wide one parts of the city. Set sigma to look closer."
        )


def usual_bandwidths(pattern: PointPattern, sigma: float | None, seed: int, progress: Progress) -> Widths:
    """Return what every method chooses, and the width to use: `sigma`, else the middle one, of two the wider.

    Parameters
    ----------
    pattern : PointPattern
        Of many points a sample is looked at, each method corrected for the number by the rule of its kind, n^(-1/6).
    sigma : float, optional
        In metres.
    seed : int
        Of the sample.
    progress : callable
        Called as ``progress(done, total, text)``.

    Raises
    ------
    ParameterError
        Where no method can choose and no width is given, such as with all incidents at one place.
    """
    sample, shrink = _sample(pattern, seed)
    rows = [_chosen(sample, method, shrink, progress) for method in BANDWIDTH_METHODS]
    rows += [] if sigma is None else [(_GIVEN, float(sigma), "")]
    rows.sort(key=lambda row: (math.isnan(row[1]), row[1]))
    known = [row[1] for row in rows if math.isfinite(row[1])]
    if not known:
        raise ParameterError(f"{rows[0][2]} Set 'sigma' of Intensity to a width in metres.")
    used = float(sigma) if sigma is not None else known[len(known) // 2]
    methods, sigmas, warnings = zip(*rows, strict=True)
    return Widths(methods, sigmas, warnings, used, len(sample) if shrink < 1 else 0)


def _sample(pattern: PointPattern, seed: int) -> tuple[PointPattern, float]:
    if len(pattern) <= _SAMPLE:
        return pattern, 1.0
    rows = np.random.default_rng(seed).choice(len(pattern), _SAMPLE, replace=False)
    return PointPattern(pattern.xy[np.sort(rows)], pattern.window), (_SAMPLE / len(pattern)) ** (1 / 6)


def _chosen(pattern: PointPattern, method: str, shrink: float, progress: Progress) -> tuple[str, float, str]:
    try:
        found = bandwidth(pattern, method, progress=progress)
    except ParameterError as problem:
        return method, math.nan, str(problem)
    return method, found.sigma * shrink, found.warning
