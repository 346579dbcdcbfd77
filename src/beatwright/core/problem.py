"""The problem: all that is given before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.city import City
from beatwright.core.demand import Demand
from beatwright.core.severity import Severity

__all__ = ["WEIGHTS", "Problem"]

WEIGHTS = ("calls", "officers", "penalty", "minutes")


@dataclass(frozen=True)
class Problem:
    """City, demand, resources and standards. What-ifs are made with ``dataclasses.replace``.

    Parameters
    ----------
    city : City
        Zones, sites and the travel between them.
    demand : Demand
        Calls per hour of the same zones.
    officers : int, optional
        Officers to share out; None: not decided here.
    within : float, optional
        Response standard in metres: a call is on time where its post is at most that far.
    within_minutes : float, optional
        Response standard in minutes. Where both are given a call is on time if it meets both.
    severity : Severity
        Officers needed, cost of lateness and minutes on scene, by class; the names must be the demand's.
    """

    city: City
    demand: Demand
    officers: int | None = None
    within: float | None = None
    within_minutes: float | None = None
    severity: Severity = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.severity is None:
            object.__setattr__(self, "severity", Severity.default())
        complaints = Complaints()
        complaints.need(
            self.demand.zones == len(self.city.zones),
            f"The demand has {self.demand.zones} zones, the city '{self.city.name}' {len(self.city.zones)}.",
        )
        complaints.need(
            self.demand.severity == self.severity.names,
            f"The demand's severity classes ({', '.join(self.demand.severity)}) are not those of the severity table "
            f"({', '.join(self.severity.names)}).",
        )
        complaints.add(check.number("Problem", "within", self.within, 0, open_low=True, optional=True))
        complaints.add(check.number("Problem", "within_minutes", self.within_minutes, 0, open_low=True, optional=True))
        if self.officers is not None:
            complaints.add(check.integer("Problem", "officers", self.officers, 1))
        complaints.raise_if_any(ParameterError, "This problem cannot be stated")

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(
            self.city.digest,
            self.demand.digest,
            [self.officers, self.within, self.within_minutes],
            self.severity.to_list(),
        )

    def zone_weight(self, by: str = "calls") -> npt.NDArray[np.float64]:
        """Return what each zone weighs, shape (zones,), per hour.

        Parameters
        ----------
        by : {"calls", "officers", "penalty", "minutes"}
            Calls; officers called out; lateness penalty at stake in dollars; officer-minutes on scene.
        """
        complaint = check.one_of("Problem.zone_weight", "by", by, WEIGHTS)
        if complaint:
            raise ParameterError(complaint)
        factor = {
            "calls": [1.0 for _ in self.severity.classes],
            "officers": [float(c.officers) for c in self.severity.classes],
            "penalty": [c.penalty for c in self.severity.classes],
            "minutes": [c.officers * c.service_minutes for c in self.severity.classes],
        }[by]
        return np.asarray(self.demand.expected @ np.asarray(factor), dtype=np.float64)
