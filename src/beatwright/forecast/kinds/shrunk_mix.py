"""The mix of kinds in every zone, shrunk to the city's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core import City, Incidents
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.series.class_shares import class_shares

__all__ = ["ShrunkMix"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ShrunkMix(KindForecaster):
    """Foresee the kinds of a zone by its own record, shrunk to the city as far as chance demands.

    The shares of the kinds in a zone are Dirichlet with the city's shares as their mean; how many incidents those are
    worth is found by marginal likelihood, and the forecast is the posterior mean (n_zk + s q_k) / (n_z + s). An
    incident in no zone has the city's shares.

    References
    ----------
    T. P. Minka, "Estimating a Dirichlet distribution", technical report, MIT, 2000.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> past, city = small_incidents(), small_problem().city
    >>> foreseen = ShrunkMix().fit(past, city).predict(past)
    >>> foreseen.probability.shape == (len(past), len(foreseen.kinds) + 1)
    True
    """

    def _learn(self, incidents: Incidents, kind: npt.NDArray[np.int64], kinds: int, city: City) -> Floats:
        zone = incidents.frame["zone"].to_numpy(dtype=np.int64)
        inside = zone >= 0
        flat = np.bincount(zone[inside] * kinds + kind[inside], minlength=incidents.zones * kinds)
        counts = flat.reshape(incidents.zones, kinds).astype(np.float64)
        whole = np.bincount(kind, minlength=kinds) / len(kind)
        # The last row is for incidents in no zone, whose position is -1.
        return np.vstack((class_shares(counts) if inside.any() else np.tile(whole, (len(counts), 1)), whole))

    def _shares(self, state: Floats, incidents: Incidents) -> Floats:
        return np.asarray(state[incidents.frame["zone"].to_numpy(dtype=np.int64)])
