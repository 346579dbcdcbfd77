"""The two-stage model with capacities: officers on duty are occupied by calls, and there may not be enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.distance import cdist

from beatwright.base import check
from beatwright.base.as_numbers import as_numbers
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.stations.station_model import Floats, Ints, StationModel

__all__ = ["CapacityModel"]


@dataclass(frozen=True, eq=False)
class CapacityModel:
    """Stations, officers and calls that occupy them.

    In every scenario-slot the officers of a station give ``availability slot_minutes`` officer-minutes each. A call of
    class c at zone i that is sent from site j takes ``officers_c (service_c + 2 minutes_ji)`` of them and costs what it
    costs in `base`. What is not served waits, at `waiting` a call. Calls may be split between stations, as they are
    numbers expected.

    Parameters
    ----------
    base : StationModel
        Stations, sizes, costs, and the calls of every scenario-slot; its officers must be given.
    minutes : array of float, shape (sites, zones)
        Minutes from each site to each zone; inf where there is no route.
    service_minutes : array of float, shape (classes,)
        Minutes on the scene of each class.
    waiting : array of float, shape (classes,)
        Cost of a call of each class that is left waiting, in the unit of the penalties.
    slot_minutes : float
        Length of a scenario-slot, minutes.
    availability : float
        Share of a station's officers on duty at once, in (0, 1].
    """

    base: StationModel
    minutes: Floats
    service_minutes: Floats
    waiting: Floats
    slot_minutes: float
    availability: float = 1.0

    def __post_init__(self) -> None:
        for name in ("minutes", "service_minutes", "waiting"):
            object.__setattr__(self, name, as_numbers("CapacityModel", name, getattr(self, name)))
        complaints = Complaints()
        complaints.need(
            self.base.officers is not None, "CapacityModel needs officers: give 'officers' to the StationModel."
        )
        shape, classes = self.base.metres.shape, self.base.penalty.shape
        complaints.add(check.shape_is("CapacityModel", "minutes", self.minutes.shape, shape, axes="site, zone"))
        for name in ("service_minutes", "waiting"):
            values = getattr(self, name)
            complaints.add(check.shape_is("CapacityModel", name, values.shape, classes, axes="class"))
            complaints.add(check.at_least_zero("CapacityModel", name, values))
        complaints.need(
            not bool((np.isnan(self.minutes) | (self.minutes < 0)).any()),
            "The 'minutes' of CapacityModel must hold numbers of at least 0; inf where there is no route.",
        )
        complaints.need(
            self.minutes.shape != shape or not bool((np.isinf(self.minutes) & np.isfinite(self.base.metres)).any()),
            "The 'minutes' of CapacityModel must be finite where the 'metres' of its base are: there is a route.",
        )
        complaints.add(check.number("CapacityModel", "slot_minutes", self.slot_minutes, 0, open_low=True))
        complaints.add(check.number("CapacityModel", "availability", self.availability, 0, high=1, open_low=True))
        complaints.raise_if_any(ParameterError, "These stations cannot be planned")

    @property
    def officers(self) -> int:
        """Officers in all."""
        return int(self.base.officers or 0)

    @property
    def per_officer(self) -> float:
        """Officer-minutes that an officer gives in a slot."""
        return self.availability * self.slot_minutes

    @cached_property
    def calls(self) -> Floats:
        """Calls, shape (slots, zones * classes)."""
        return self.base.calls.reshape(len(self.base.weight), -1)

    @cached_property
    def wait_cost(self) -> Floats:
        """Cost of leaving a call waiting, shape (zones * classes,)."""
        return np.tile(self.waiting, self.base.metres.shape[1])

    @cached_property
    def effort(self) -> Floats:
        """Officer-minutes of a call, shape (zones * classes, sites); 0 where there is no way: such a pair costs inf."""
        travel = np.where(np.isfinite(self.minutes), self.minutes, 0.0).T
        each = np.where(np.isfinite(self.minutes).T, 1.0, 0.0)[:, None, :] * (
            self.service_minutes[None, :, None] + 2.0 * travel[:, None, :]
        )
        return np.asarray((self.base.officers_needed[None, :, None] * each).reshape(-1, self.base.sites))

    @cached_property
    def unlikeness(self) -> Floats:
        """How much two sites differ, shape (sites, sites): in metres to the zones, by the officer-minutes asked there.

        A zone that a site does not reach counts as twice the longest distance.
        """
        metres = np.where(np.isfinite(self.base.metres), self.base.metres, np.nan)
        metres = np.nan_to_num(metres, nan=2.0 * float(np.nanmax(metres, initial=0.0)))
        asked = self.base.expected @ (self.base.officers_needed * self.service_minutes)
        return np.asarray(cdist(metres, metres, "cityblock", w=np.maximum(asked, 0.0)))

    @cached_property
    def least(self) -> Ints:
        """Officers that a station of each size must have, shape (sizes,)."""
        return np.array([size.least for size in self.base.sizes], dtype=np.int64)

    @cached_property
    def most(self) -> Ints:
        """Officers that a station of each size can have, shape (sizes,)."""
        held = [self.officers if size.most is None else min(size.most, self.officers) for size in self.base.sizes]
        return np.array(held, dtype=np.int64)
