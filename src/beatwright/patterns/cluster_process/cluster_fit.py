"""A cluster process that was fitted to a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.base.progress import Progress
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast
from beatwright.patterns.cluster_process.neyman_scott import Floats, NeymanScott
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.envelope import envelope
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.window import Window

__all__ = ["ClusterFit"]

# Draws until a simulated pattern has the two events that K needs.
_DRAWS = 1000


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

    def envelope(
        self,
        function: Any = "L",
        simulations: int = 39,
        seed: int | np.random.Generator = 0,
        *,
        jobs: int | None = 1,
        progress: Progress | None = None,
    ) -> Envelope:
        """Return the envelope of a summary function under this process, to see what else the pattern has.

        Its tests are conservative: the process was fitted to the pattern that is tested. A function that it was not
        fitted to, such as "G" or "F", says more.

        Parameters
        ----------
        function, simulations, seed, jobs, progress
            As in `envelope`.
        """
        null = partial(_two_or_more, self.process, self.pattern.window)
        return envelope(self.pattern, function, simulations, seed, null=null, jobs=jobs, progress=progress)


def _two_or_more(process: NeymanScott, window: Window, rng: np.random.Generator) -> PointPattern:
    for _ in range(_DRAWS):
        pattern = process.simulate(window, rng)
        if len(pattern) >= 2:
            return pattern
    raise ParameterError(f"{process} hardly ever has two events in this window, so that there is nothing to compare.")
