"""How clusters of incidents are found: as the San Miguel study does where that is valid, else at any density."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.base.words import significant
from beatwright.core.table import Column, Table
from beatwright.patterns.cluster_process.cluster_fit import ClusterFit
from beatwright.patterns.cluster_process.fit_clusters import fit_matern
from beatwright.patterns.hotspots.dbscan_clusters import dbscan_clusters
from beatwright.patterns.hotspots.hdbscan_clusters import hdbscan_clusters
from beatwright.patterns.hotspots.hotspot import PointClustering
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["METHODS", "ClusterChoice", "choose_clusters"]

METHODS = ("auto", "dbscan", "hdbscan")
_VALID = 0.1  # clusters over a place up to which DBSCAN with the radius of the process tells clusters apart
_WHOLE = 0.5  # share of the incidents in one cluster from which that is the built-up city, and no hotspot
_KM2 = 1e6
_MANY = 5000  # incidents from which the faster edge correction is taken
_TIMES = 2.0  # a core of DBSCAN has at least so many times as many about it as an even spread would put there


@dataclass(frozen=True, eq=False)
class ClusterChoice:
    """Clusters and how they were found.

    Parameters
    ----------
    clusters : PointClustering
        The clusters.
    why : str
        Why they were found so, as the end of a sentence.
    fit : ClusterFit, optional
        The Matérn process that was fitted; None where it was not needed or could not be.
    """

    clusters: PointClustering
    why: str
    fit: ClusterFit | None = None

    @property
    def overlap(self) -> float | None:
        """The number of validity of the study's recipe: how many clusters of the fitted process cover a place."""
        return None if self.fit is None else self.fit.overlap

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        warning = [self.fit.warning] if self.fit is not None and self.fit.warning else []
        return (*warning, *self.clusters.notes)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The fitted process as a table; none where none was fitted."""
        if self.fit is None:
            return ()
        columns = (
            Column("clusters per km²", [self.fit.kappa * _KM2]),
            Column("radius of a cluster", [self.fit.scale], "m"),
            Column("incidents in a cluster", [self.fit.mu]),
            Column("clusters over a place", [self.fit.overlap]),
            Column("p", [self.fit.clustering_p], "p"),
        )
        caption = (
            "The fitted Matérn process. Its radius R is the distance of DBSCAN in the study's recipe, which is valid "
            f"up to about {_VALID} clusters over a place; p is the chance that places at random look so clustered"
        )
        return (Table("cluster process", ["Matérn"], columns, index_name="process", caption=caption),)


def choose_clusters(
    pattern: PointPattern,
    method: str,
    eps: float | None,
    smallest: int,
    *,
    hours: npt.NDArray[np.int64] | None = None,
) -> ClusterChoice:
    """Find clusters by the method asked for, or by the one that is valid.

    Parameters
    ----------
    pattern : PointPattern
        With the kinds as marks.
    method : {"auto", "dbscan", "hdbscan"}
        As the option of Hotspots says.
    eps : float, optional
        Distance of DBSCAN in metres; the radius of the fitted process by default.
    smallest : int
        Fewest incidents of a hotspot.
    hours : array of int, shape (n,), optional
        Hour of the day of each.
    """
    if eps is not None and method != "hdbscan":
        return ClusterChoice(_dbscan(pattern, eps, smallest, hours), "the distance is the one asked for.")
    fit = None if method == "hdbscan" else _fitted(pattern)
    if fit is not None and (method == "dbscan" or (fit.identified and fit.overlap <= _VALID)):
        why = f"the distance is the radius of the clusters of the fitted process, {significant(fit.scale, 3)} m."
        return ClusterChoice(_dbscan(pattern, fit.scale, smallest, hours), why, fit)
    found, why = hdbscan_clusters(pattern, smallest, hours=hours), _why_hdbscan(method, fit)
    largest = max((cluster.count for cluster in found), default=0) / max(len(pattern), 1)
    if largest <= _WHOLE:
        return ClusterChoice(found, why, fit)
    finest = hdbscan_clusters(pattern, smallest, hours=hours, finest=True)
    whole = f"One cluster would hold {100 * largest:.0f}\u00a0% of the incidents, so the finest ones are taken."
    return ClusterChoice(finest, f"{why} {whole}", fit) if len(finest) > len(found) else ClusterChoice(found, why, fit)


def _fitted(pattern: PointPattern) -> ClusterFit | None:
    try:
        return fit_matern(pattern, correction="trans" if len(pattern) > _MANY else "iso")
    except ParameterError:  # such as all incidents at one place: nothing can be fitted
        return None


def _dbscan(pattern: PointPattern, eps: float, smallest: int, hours: npt.NDArray[np.int64] | None) -> PointClustering:
    about = _TIMES * pattern.intensity * math.pi * eps * eps
    return dbscan_clusters(pattern, eps, max(5, math.ceil(about), smallest // 2), hours=hours)


def _why_hdbscan(method: str, fit: ClusterFit | None) -> str:
    if method == "hdbscan":
        return "it finds clusters at any density."
    if fit is None:
        return "no cluster process could be fitted, and HDBSCAN finds clusters at any density."
    if not fit.identified:
        return "the fitted cluster process cannot be relied on, and HDBSCAN finds clusters at any density."
    return (
        f"{significant(fit.overlap, 2)} clusters of the fitted process cover a place on average, above {_VALID}, so "
        "DBSCAN with their radius would join what is apart."
    )
