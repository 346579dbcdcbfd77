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
from beatwright.core.tour import Tour

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
        Officers needed, cost of lateness and minutes on scene, by class; the names must be the demand's. Its order is
        that of urgency: the last class is served first.
    officers_per_car : int
        Officers in a patrol car: a call that needs more of them needs more cars.
    delayed_share : float, optional
        Standard of delay: the largest share of calls that may find too few cars free, between 0 and 1.
    tours : tuple of Tour
        When cars can be on duty; they may overlap. Empty: not decided here.
    call_minutes : float, default 0.0
        Minutes from a call until a car can be sent: answering, asking, entering it. A simulation counts them as part
        of the response.
    """

    city: City
    demand: Demand
    officers: int | None = None
    within: float | None = None
    within_minutes: float | None = None
    severity: Severity = None  # type: ignore[assignment]
    officers_per_car: int = 2
    delayed_share: float | None = None
    tours: tuple[Tour, ...] = ()
    call_minutes: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "tours", tuple(self.tours))
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
        complaints.add(check.integer("Problem", "officers_per_car", self.officers_per_car, 1))
        complaints.add(check.number("Problem", "delayed_share", self.delayed_share, 0, 1, open_low=True, optional=True))
        complaints.add(check.number("Problem", "call_minutes", self.call_minutes, 0))
        complaints.need(
            all(isinstance(tour, Tour) for tour in self.tours) and len(set(self.tours)) == len(self.tours),
            f"The 'tours' parameter of Problem must be Tours, each once. Got {self.tours!r}.",
        )
        complaints.raise_if_any(ParameterError, "This problem cannot be stated")

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(
            self.city.digest,
            self.demand.digest,
            [self.officers, self.within, self.within_minutes],
            self.severity.to_list(),
            *self._of_cars,
        )

    @property
    def _of_cars(self) -> list[object]:
        """What a problem says of cars; nothing where that is the default, so that older digests stand."""
        said: list[object] = [
            self.officers_per_car, self.delayed_share, [[tour.start, tour.hours] for tour in self.tours],
        ]  # fmt: skip
        timed: list[object] = [["call_minutes", self.call_minutes]] if self.call_minutes else []
        return ([] if said == [2, None, []] else [said]) + timed

    @property
    def cars_needed(self) -> npt.NDArray[np.int64]:
        """Cars that a call of each class needs, shape (classes,).

        >>> from beatwright.testing import small_problem
        >>> small_problem().cars_needed.tolist()
        [1, 2, 4]
        """
        officers = np.array([one.officers for one in self.severity.classes], dtype=np.int64)
        return -(-officers // self.officers_per_car)

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
