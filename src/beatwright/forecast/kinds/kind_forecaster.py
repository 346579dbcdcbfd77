"""What every forecaster of kinds is: it learns from incidents whose kind is known, and answers with probabilities."""

from __future__ import annotations

import copy
from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Incidents, Step
from beatwright.forecast.kinds.kind_probabilities import KindProbabilities, floored

__all__ = ["KindForecaster", "KindsLearned"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class KindsLearned:
    """What a forecaster of kinds knows.

    Parameters
    ----------
    state : object
        What its own method has learned; None where there was but one kind.
    kinds : tuple of str
        The kinds seen, in alphabetical order.
    zones : int
        Zones of the city.
    """

    state: Any
    kinds: tuple[str, ...]
    zones: int


@dataclass(frozen=True)
class KindForecaster(Step):
    """Base of forecasters of kinds; what was learned is no option, so it is no field.

    Incidents without a kind are not learned from. Where only one kind was seen it is foreseen everywhere.
    """

    _learned = None

    @abstractmethod
    def _learn(self, incidents: Incidents, kind: Ints, kinds: int, city: City) -> Any:
        """Return what the method learns; `kind` holds the position of the kind of every incident, two at least."""

    @abstractmethod
    def _shares(self, state: Any, incidents: Incidents) -> Floats:
        """Return the shares of the kinds at the places and times of incidents, shape (n, kinds); rows sum to 1."""

    def fit(self, incidents: Incidents, city: City) -> Self:
        """Return a fitted copy.

        Parameters
        ----------
        incidents : Incidents
            The past, located in the zones of `city`.
        city : City
            Its zones and sites.

        Raises
        ------
        ParameterError
            Where the incidents are of other zones, or none has a kind.
        """
        owner, complaints = type(self).__name__, Complaints()
        complaints.need(
            incidents.zones == len(city.zones),
            f"{owner} is fitted on incidents of {incidents.zones} zones, but the city '{city.name}' has "
            f"{len(city.zones)}. Locate them first: incidents.located(city).",
        )
        known = incidents.frame["kind"].notna()
        complaints.need(bool(known.any()), f"{owner} is fitted on incidents with a kind, but none has one.")
        complaints.raise_if_any(ParameterError)
        incidents = incidents if known.all() else replace(incidents, frame=incidents.frame[known])
        names = incidents.frame["kind"].astype(str).to_numpy()
        kinds, kind = np.unique(names.astype(object), return_inverse=True)
        state = self._learn(incidents, kind.astype(np.int64), len(kinds), city) if len(kinds) > 1 else None
        fitted = copy.copy(self)
        object.__setattr__(fitted, "_learned", KindsLearned(state, tuple(map(str, kinds)), incidents.zones))
        return fitted

    def predict(self, incidents: Incidents) -> KindProbabilities:
        """Return how probable each kind is at the places and times of `incidents`; their kinds are not looked at.

        Raises
        ------
        ParameterError
            Where nothing was fitted, or the incidents are of other zones.
        """
        known = self._known()
        if incidents.zones != known.zones:
            raise ParameterError(
                f"{type(self).__name__} was fitted on {known.zones} zones. Got incidents of {incidents.zones}. "
                "Locate them in the same zones: incidents.located(city)."
            )
        only = known.state is None or not len(incidents)
        even = np.full((len(incidents), len(known.kinds)), 1 / len(known.kinds))
        shares = even if only else self._shares(known.state, incidents)
        return KindProbabilities(floored(shares), known.kinds, self.label)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds seen, in alphabetical order; an error where nothing was fitted."""
        return self._known().kinds

    def _known(self) -> KindsLearned:
        if self._learned is None:
            owner = type(self).__name__
            raise ParameterError(f"{owner} has learned nothing yet. Use the copy that fit(incidents, city) returns.")
        return self._learned
