"""A cluster process that was fitted to a pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast
from beatwright.patterns.cluster_process.neyman_scott import Floats, NeymanScott
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["ClusterFit"]


@dataclass(frozen=True, eq=False)
class ClusterFit:
    """A cluster process that was fitted to a pattern by minimum contrast.

    Parameters
    ----------
    process : MaternProcess or ThomasProcess
        The process, with closed forms of K and of the pair correlation.
    pattern : PointPattern
        What it was fitted to.
    statistic : {"K", "pcf"}
        By which.
    found : MinimumContrast
        The curves and the contrast.
    clustering_p : float
        Probability that random events have so high a K.
    warning : str, optional
        Why the parameters cannot be believed; None where they can.
    """

    process: NeymanScott
    pattern: PointPattern
    statistic: str
    found: MinimumContrast
    clustering_p: float
    warning: str | None = None

    def __repr__(self) -> str:
        state = "" if self.identified else ", not identified"
        figures = f"kappa={self.kappa:.4g}, scale={self.scale:.4g}, mu={self.mu:.4g}"
        return f"ClusterFit({self.process.name}: {figures}{state})"

    @property
    def kappa(self) -> float:
        """Clusters per square unit."""
        return self.process.kappa

    @property
    def scale(self) -> float:
        """Radius of the clusters (Matérn), or standard deviation of their events' coordinates (Thomas)."""
        return self.process.scale

    @property
    def mu(self) -> float:
        """Events in a cluster, on average."""
        return self.process.mu

    @property
    def overlap(self) -> float:
        """Clusters that cover a place on average."""
        return self.process.overlap

    @property
    def contrast(self) -> float:
        """Mean of abs(observed^q - fitted^q)^p."""
        return self.found.contrast

    @property
    def r(self) -> Floats:
        """Distances that counted, shape (m,)."""
        return self.found.r

    @property
    def observed(self) -> Floats:
        """The estimated statistic at `r`, shape (m,)."""
        return self.found.observed

    @property
    def fitted(self) -> Floats:
        """The statistic of the process at `r`, shape (m,)."""
        return self.found.fitted

    @property
    def identified(self) -> bool:
        """Whether the parameters can be believed; `warning` says why not."""
        return self.warning is None

    def simulate(self, seed: int | np.random.Generator = 0) -> PointPattern:
        """Return one realisation in the pattern's window, exact at its edges; its marks number the clusters.

        Raises
        ------
        ParameterError
            Where more than ten million points or clusters would have to be drawn, as in fits that are not identified.
        """
        return self.process.simulate(self.pattern.window, seed)
