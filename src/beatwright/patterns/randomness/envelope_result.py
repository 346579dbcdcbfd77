"""An envelope of simulated curves around an observed one, and the tests that rest on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.randomness.global_test import GlobalTest, rank_deviations

__all__ = ["Departure", "Envelope"]

Floats: TypeAlias = npt.NDArray[np.float64]


class Departure(NamedTuple):
    """A stretch of distances at which the observed curve lies outside the envelope.

    Attributes
    ----------
    from_r, to_r : float
        First and last distance.
    direction : str
        "clustered" where there are more events near each other than the null has, "regular" where there are fewer.
    """

    from_r: float
    to_r: float
    direction: str


@dataclass(frozen=True, eq=False)
class Envelope:
    """A summary function of a pattern among those of patterns simulated under a null hypothesis.

    Parameters
    ----------
    r : array, shape (m,)
        Distances.
    observed : array, shape (m,)
        The pattern's curve.
    simulated : array, shape (simulations, m)
        The simulated curves.
    theoretical : array, shape (m,), optional
        The curve of the null hypothesis, where there is a formula.
    name : str, default "K"
        Of the function.
    correction : str, default ""
        Edge correction.
    rank : int, default 1
        The envelope runs from the rank-th lowest to the rank-th highest simulated value at each distance.

    Examples
    --------
    >>> several = Envelope([0, 1, 2], [0, 5, 6], [[0, 3, 5], [0, 4, 7], [0, 3, 6]], [0, 3.1, 6.2])
    >>> several.departures(), several.pointwise_level
    ([Departure(from_r=1.0, to_r=1.0, direction='clustered')], 0.5)
    """

    r: Floats
    observed: Floats
    simulated: Floats
    theoretical: Floats | None = None
    name: str = "K"
    correction: str = ""
    rank: int = 1

    def __post_init__(self) -> None:
        for name in ("r", "observed", "simulated", "theoretical"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, np.array(getattr(self, name), dtype=np.float64))
        complaints = Complaints()
        m = len(self.r)
        complaints.add(check.shape_is("Envelope", "observed", self.observed.shape, (m,), "distance"))
        runs = len(self.simulated)
        complaints.add(check.shape_is("Envelope", "simulated", self.simulated.shape, (runs, m), "simulation, distance"))
        complaints.add(check.integer("Envelope", "rank", self.rank, 1, max(runs // 2, 1)))
        complaints.raise_if_any(ParameterError)

    def __repr__(self) -> str:
        return f"Envelope({self.name}, {count_of(len(self.simulated), 'simulation')}, r to {self.r[-1]:.6g})"

    @cached_property
    def low(self) -> Floats:
        """Lower limit, shape (m,)."""
        return np.asarray(np.sort(self.simulated, axis=0)[self.rank - 1])

    @cached_property
    def high(self) -> Floats:
        """Upper limit, shape (m,)."""
        return np.asarray(np.sort(self.simulated, axis=0)[-self.rank])

    @cached_property
    def mean(self) -> Floats:
        """Mean of the simulated curves, shape (m,)."""
        return np.asarray(self.simulated.mean(axis=0))

    @property
    def pointwise_level(self) -> float:
        """Chance that a curve of the null lies within at one distance that was chosen beforehand: .95 of 39 runs.

        The chance that it lies within at all distances is far smaller: for that see `mad`.
        """
        return 1.0 - 2.0 * self.rank / (len(self.simulated) + 1)

    @cached_property
    def global_band(self) -> tuple[Floats, Floats]:
        """Lower and upper limit of the band that a curve leaves with chance rank / (simulations + 1) at any distance.

        It is as wide everywhere as the rank-th largest deviation of a simulated curve from the theoretical one, or from
        their mean.
        """
        centre = self.mean if self.theoretical is None else self.theoretical
        away = np.abs(self.simulated - centre)
        width = np.sort(away[:, np.isfinite(away).all(axis=0)].max(axis=1))[-self.rank]
        return centre - width, centre + width

    def mad(self, reference: str | None = None, limits: tuple[float, float] | None = None) -> GlobalTest:
        """Return the test of the maximum absolute deviation.

        Parameters
        ----------
        reference : {"theoretical", "mean"}, optional
            What is deviated from: the theoretical curve, or for each curve the mean of all others. By default the first
            where there is one.
        limits : (low, high), optional
            Distances to look at; all by default. To be chosen before the curve is seen.

        Raises
        ------
        ParameterError
            Where there is no theoretical curve, or no distance within the limits.
        """
        return self._test("MAD", reference, limits)

    def dclf(self, reference: str | None = None, limits: tuple[float, float] | None = None) -> GlobalTest:
        """Return the test of the integrated squared deviation (Diggle, Cressie, Loosmore and Ford).

        Parameters
        ----------
        reference, limits
            As `mad` takes them.

        Raises
        ------
        ParameterError
            As `mad` raises it.
        """
        return self._test("DCLF", reference, limits)

    def _test(self, name: str, reference: str | None, limits: tuple[float, float] | None) -> GlobalTest:
        known = ["mean"] if self.theoretical is None else ["theoretical", "mean"]
        low, high = (-math.inf, math.inf) if limits is None else limits
        within = (self.r >= low) & (self.r <= high)
        curves = np.vstack([self.observed, self.simulated])[:, within]
        complaints = Complaints()
        complaints.add(None if reference is None else check.one_of(name, "reference", reference, known))
        usable = bool(np.isfinite(curves).all(axis=0).any())
        complaints.need(
            usable, check.sentence(name, "limits", "around distances at which all curves have values", limits)
        )
        complaints.raise_if_any(ParameterError)
        expected = self.theoretical if (reference or known[0]) == "theoretical" else None
        return rank_deviations(name, self.r[within], curves, None if expected is None else expected[within])

    def departures(self) -> list[Departure]:
        """Return the stretches of distances at which the observed curve lies outside the envelope, nearest first.

        Values at which a curve is not finite count as within. F is read the other way round than the others: empty
        places lie far from clusters.
        """
        side = np.where(self.observed > self.high, 1, np.where(self.observed < self.low, -1, 0))
        side = -side if self.name.startswith("F") else side
        starts = np.flatnonzero(np.diff(side, prepend=0) != 0)
        ends = np.append(starts, len(side))[1:] - 1
        return [
            Departure(float(self.r[a]), float(self.r[b]), "clustered" if side[a] > 0 else "regular")
            for a, b in zip(starts, ends, strict=True)
            if side[a]
        ]

    def at_rank(self, rank: int) -> Envelope:
        """Return the envelope of these simulations with another rank."""
        return replace(self, rank=rank)
