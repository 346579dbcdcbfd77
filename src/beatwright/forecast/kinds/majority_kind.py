"""The commonest kind, always: what any forecaster of kinds must beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core import City, Incidents
from beatwright.forecast.kinds.kind_forecaster import KindForecaster

__all__ = ["MajorityKind"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MajorityKind(KindForecaster):
    """Foresee everywhere the city's shares of the kinds, so that the commonest is always the most probable.

    Its accuracy is the share of the commonest kind. An accuracy that is not much above it shows no skill.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> past, city = small_incidents(), small_problem().city
    >>> len(set(MajorityKind().fit(past, city).predict(past).most_probable))
    1
    """

    def _learn(self, incidents: Incidents, kind: npt.NDArray[np.int64], kinds: int, city: City) -> Floats:
        return np.asarray(np.bincount(kind, minlength=kinds) / len(kind))

    def _shares(self, state: Floats, incidents: Incidents) -> Floats:
        return np.broadcast_to(state, (len(incidents), len(state)))
