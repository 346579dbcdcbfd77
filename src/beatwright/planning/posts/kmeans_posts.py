"""Posts at the centres of weighted K-means clusters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.base.system_errors import need_blas_buffer
from beatwright.core import Plan, Problem
from beatwright.core.problem import WEIGHTS
from beatwright.planning.posts.post_planner import PostPlanner

__all__ = ["KMeansPosts"]

_LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, repr=False)
class KMeansPosts(PostPlanner):
    """Cluster the demand with weighted K-means and move each centre to a candidate site.

    K-means minimises the squared straight-line distance to p free points, so it knows neither roads nor
    candidates; `PMedian` minimises the distance itself over the candidates. The centres go to different
    sites so that the sum of squared distances moved is least.

    Parameters
    ----------
    p : int
        Number of posts.
    by : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs.
    seed : int, default 0
        Seed of the starts; the same seed gives the same plan.
    restarts : int, default 10
        Starts from different k-means++ draws; the best is taken.

    References
    ----------
    Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information Theory 28, 129-137.
    Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA, 1027-1035.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> KMeansPosts(p=2).solve(small_problem()).site_ids
    ('s3', 's4')
    """

    p: int
    by: str = "calls"
    seed: int = 0
    restarts: int = 10

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("KMeansPosts", "p", self.p, 1)
        yield check.one_of("KMeansPosts", "by", self.by, WEIGHTS)
        yield check.integer("KMeansPosts", "seed", self.seed, 0, high=_LARGEST_SEED)
        yield check.integer("KMeansPosts", "restarts", self.restarts, 1)
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan.

        Raises
        ------
        ParameterError
            Where the city has fewer than `p` candidate sites, or demand at fewer than `p` places.
        """
        candidates = self.candidates_for(problem, self.p)
        points, weight = _places(problem.city.zone_xy, self.weight_of(problem, self.by))
        complaint = check.integer("KMeansPosts", "p", self.p, 1, high=len(points))
        if complaint:
            raise ParameterError(f"{complaint} There is demand at {len(points)} places only.")
        centres = self._centres(points, weight)
        square = cdist(centres, problem.city.site_xy[candidates], "sqeuclidean")
        sites = candidates[linear_sum_assignment(square)[1]]
        return self.finish(problem, plan, sites, certificate=Certificate("feasible", method="weighted K-means"))

    def _centres(self, points: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        from sklearn.cluster import KMeans  # noqa: PLC0415  (only who clusters pays for scikit-learn)
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        middle = points.mean(axis=0)
        model = KMeans(self.p, n_init=self.restarts, random_state=self.seed)
        # Threads add up in any order, wait for each other longer than they work, and one without memory stops the rest.
        need_blas_buffer()
        with threadpool_limits(limits=1):
            model.fit(points - middle, sample_weight=weight / weight.mean())
        return np.asarray(model.cluster_centers_ + middle, dtype=np.float64)


def _places(
    xy: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the different points with weight, sorted, so that neither order nor names of the zones matter."""
    busy = weight > 0
    points, member = np.unique(xy[busy], axis=0, return_inverse=True)
    return points, np.bincount(member.ravel(), weights=weight[busy]).astype(np.float64)
