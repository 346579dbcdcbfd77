"""Neyman-Scott cluster processes: parents at random, offspring around each.

Parents are a Poisson process of `kappa` points per square unit. Each has a Poisson number of offspring, `mu` on
average, placed independently around it; only the offspring are seen. With F the distribution of the distance between
two offspring of one parent and f its density over the plane,

    K(r) = pi r^2 + F(r) / kappa,        g(r) = 1 + f(r) / kappa.

Source: Neyman, J. and Scott, E. L. (1958), Statistical approach to problems of cosmology, Journal of the Royal
Statistical Society B 20, 1-29; Diggle, P. J. (2013), Statistical Analysis of Spatial and Spatio-Temporal Point
Patterns, 3rd ed., section 6.3.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window, window_of

__all__ = ["Floats", "NeymanScott", "Offspring"]

Floats = npt.NDArray[np.float64]
# Places of offspring, shape (n, 2), and the parent of each, shape (n,).
Offspring = tuple[Floats, npt.NDArray[np.int64]]

# Parents or points that a simulation may expect: ten million of them take about half a gigabyte.
_MOST = 1e7


@dataclass(frozen=True)
class NeymanScott(ABC):
    """A stationary cluster process with `kappa` clusters per square unit, each of `mu` points on average."""

    kappa: float
    scale: float
    mu: float

    name: ClassVar[str]
    #: How many times `scale` the radius of a cluster is.
    radius_in_scales: ClassVar[float]
    #: At how many times `scale` siblings farther apart hardly occur, so that K runs beside that of random points.
    span_in_scales: ClassVar[float]

    def __post_init__(self) -> None:
        complaints = Complaints()
        for name in ("kappa", "scale", "mu"):
            complaints.add(check.number(type(self).__name__, name, getattr(self, name), 0, open_low=True))
        complaints.raise_if_any(ParameterError)

    @staticmethod
    @abstractmethod
    def sibling_cdf(r: Floats, scale: float) -> Floats:
        """Return the probability that two offspring of one parent are at most `r` apart, shape of `r`."""

    @staticmethod
    @abstractmethod
    def sibling_density(r: Floats, scale: float) -> Floats:
        """Return the density, per square unit, of one offspring at distance `r` from another, shape of `r`."""

    @abstractmethod
    def _offspring(self, frame: tuple[float, float, float, float], rng: np.random.Generator) -> Offspring:
        """Return all offspring that fall in `frame` (others may be among them)."""

    @abstractmethod
    def _parents_drawn(self, frame: tuple[float, float, float, float]) -> float:
        """Return how many parents a simulation draws on average."""

    @property
    def intensity(self) -> float:
        """Points per square unit, `kappa` times `mu`."""
        return self.kappa * self.mu

    @property
    def radius(self) -> float:
        """Radius of a cluster."""
        return self.radius_in_scales * self.scale

    @property
    def overlap(self) -> float:
        """Number of clusters over a place on average, `kappa` pi `radius`²: far below 1 where clusters stand apart."""
        return float(self.kappa * np.pi * self.radius**2)

    def k(self, r: npt.ArrayLike) -> Floats:
        """Return Ripley's K of the process at distances `r`, in square units, shape of `r`."""
        away = np.asarray(r, dtype=np.float64)
        return np.asarray(np.pi * away**2 + self.sibling_cdf(away, self.scale) / self.kappa)

    def pair_correlation(self, r: npt.ArrayLike) -> Floats:
        """Return the pair correlation of the process at distances `r`, shape of `r`; 1 is that of random points."""
        away = np.asarray(r, dtype=np.float64)
        return np.asarray(1.0 + self.sibling_density(away, self.scale) / self.kappa)

    def simulate(self, window: Any, seed: int | np.random.Generator = 0) -> PointPattern:
        """Return one realisation in a window; marks number the parents, so that they tell which points are siblings.

        It is exact: clusters whose parents lie outside the window reach into it as they should.

        Parameters
        ----------
        window : Window, polygon, multipolygon, or (left, bottom, right, top)
            Where the process is seen.
        seed : int or Generator, default 0
            Of everything that is random.

        Raises
        ------
        ParameterError
            Where more than ten million points or parents would have to be drawn.
        """
        frame = window_of(window)
        self._check_size(frame)
        left, bottom, right, top = frame.bounds
        xy, parent = self._offspring((0.0, 0.0, right - left, top - bottom), np.random.default_rng(seed))
        xy = xy + frame.origin
        inside = frame.contains(xy)
        return PointPattern(xy[inside], frame, marks=np.unique(parent[inside], return_inverse=True)[1])

    def _check_size(self, window: Window) -> None:
        left, bottom, right, top = window.bounds
        points = self.intensity * (right - left) * (top - bottom)
        parents = self._parents_drawn((0.0, 0.0, right - left, top - bottom))
        if max(points, parents) > _MOST:
            raise ParameterError(
                f"A simulation of {self} in this window needs {points:,.3g} points and {parents:,.3g} parents, more "
                f"than {_MOST:,.0f}. Its clusters are too many, or far larger than the window: so are those of a fit "
                "that is not identified."
            )
