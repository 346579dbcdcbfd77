"""Stations and calls as plain arrays: what a call costs from each station of each size.

The first stage opens (size, site) pairs, the second sends each call to the cheapest of them. Costs are those of one
scenario-slot, in the unit of `penalty`; distances are metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.as_numbers import as_numbers
from beatwright.base.errors import Complaints, ParameterError, parameter_error
from beatwright.solver.location.modes import Modes
from beatwright.solver.stations.station_size import StationSize, need_room, read_sizes

__all__ = ["StationModel"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StationModel:
    """The two-stage model without capacities.

    A call of class c at zone i from a station at site j costs ``travel_cost d_ji officers_c``, and ``penalty_c`` more
    where ``d_ji`` is beyond the reach of the station's size. A column is a (size, site) pair, number
    ``size * sites + site``.

    Parameters
    ----------
    metres : array of float, shape (sites, zones)
        Distance from each candidate site to each zone, metres; inf where there is none.
    calls : array of float, shape (scenarios, zones, classes)
        Calls expected in each scenario.
    weight : array of float, shape (scenarios,)
        Probability of each scenario; brought to a sum of 1.
    officers_needed : array of float, shape (classes,)
        Officers that a call needs.
    penalty : array of float, shape (classes,)
        Cost of a late call of each class.
    travel_cost : float
        Cost per metre and officer.
    sizes : sequence of StationSize
        The menu.
    officers : int, optional
        Officers in all.
    kept : sequence of int, default ()
        Positions of sites that must have a station, of whichever size.

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where the stations cannot all be opened or staffed.
    """

    metres: Floats
    calls: Floats
    weight: Floats
    officers_needed: Floats
    penalty: Floats
    travel_cost: float
    sizes: tuple[StationSize, ...]
    officers: int | None = None
    kept: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("metres", "calls", "weight", "officers_needed", "penalty"):
            object.__setattr__(self, name, as_numbers("StationModel", name, getattr(self, name)))
        object.__setattr__(self, "sizes", read_sizes(self.sizes))
        object.__setattr__(self, "kept", _positions(self.kept))
        self._complain()
        object.__setattr__(self, "weight", self.weight / self.weight.sum())
        need_room(self.sizes, self.sites, self.officers)

    def _complain(self) -> None:
        complaints = Complaints()
        complaints.need(self.metres.ndim == 2, "The 'metres' of StationModel must be an array [site, zone].")
        if self.calls.ndim != 3 or (self.metres.ndim == 2 and self.calls.shape[1] != self.metres.shape[1]):
            complaints.add(
                f"The 'calls' of StationModel must be an array [scenario, zone, class] with the zones of 'metres' "
                f"{self.metres.shape}. Got shape {self.calls.shape}."
            )
        classes = self.calls.shape[-1] if self.calls.ndim else 0
        scenarios = self.calls.shape[0] if self.calls.ndim else 0
        for name, expected in (("weight", scenarios), ("officers_needed", classes), ("penalty", classes)):
            values = getattr(self, name)
            complaints.add(check.shape_is("StationModel", name, values.shape, (expected,), axes="one for each"))
        for name in ("calls", "weight", "officers_needed", "penalty"):
            complaints.add(check.at_least_zero("StationModel", name, getattr(self, name)))
        complaints.need(
            not bool((np.isnan(self.metres) | (self.metres < 0)).any()),
            "The 'metres' of StationModel must hold numbers of at least 0; inf where there is no route.",
        )
        complaints.need(bool(self.weight.sum() > 0), "The 'weight' of StationModel must not be 0 everywhere.")
        complaints.add(check.number("StationModel", "travel_cost", self.travel_cost, 0))
        if self.officers is not None:
            complaints.add(check.integer("StationModel", "officers", self.officers, 0))
        complaints.add(self._kept_complaint())
        complaints.raise_if_any(ParameterError, "These stations cannot be planned")

    def _kept_complaint(self) -> str | None:
        sites = self.metres.shape[0] if self.metres.ndim else 0
        different = len(set(self.kept)) == len(self.kept) <= self.stations
        if different and all(0 <= site < sites for site in self.kept):
            return None
        expected = f"at most {self.stations} different positions of sites in [0, {sites - 1}]"
        return check.sentence("StationModel", "kept", expected, list(self.kept))

    @property
    def sites(self) -> int:
        """Number of candidate sites."""
        return int(self.metres.shape[0])

    @property
    def stations(self) -> int:
        """Number of stations to open."""
        return sum(size.count for size in self.sizes)

    @property
    def columns(self) -> int:
        """Number of (size, site) pairs."""
        return len(self.sizes) * self.sites

    @cached_property
    def modes(self) -> Modes:
        """The columns as the location engine wants them."""
        return Modes.product(self.sites, [size.count for size in self.sizes])

    @cached_property
    def expected(self) -> Floats:
        """Calls expected over the scenarios, shape (zones, classes)."""
        return np.asarray(np.tensordot(self.weight, self.calls, axes=1))

    @cached_property
    def late(self) -> npt.NDArray[np.bool_]:
        """Whether a call is late, shape (zones, columns)."""
        return np.concatenate([self.metres > size.reach for size in self.sizes]).T

    @cached_property
    def call_cost(self) -> Floats:
        """Cost of one call, shape (zones * classes, columns); inf where there is no route."""
        metres = np.tile(self.metres, (len(self.sizes), 1)).T
        with np.errstate(invalid="ignore"):  # no road at no cost is no number, and becomes inf below
            travel = self.travel_cost * metres[:, None, :] * self.officers_needed[None, :, None]
            cost = travel + self.late[:, None, :] * self.penalty[None, :, None]
        cost[np.broadcast_to(np.isinf(metres)[:, None, :], cost.shape)] = np.inf
        return cost.reshape(-1, self.columns)

    def with_kept(self, cost: Floats, weight: Floats) -> tuple[Floats, Floats]:
        """Return clients of a p-median over the columns, with those that hold the kept sites open.

        Each kept site has a client that costs nothing there, in any size, and that no other site can serve.
        """
        if not self.kept:
            return cost, weight
        held = np.where(self.site_of(np.arange(self.columns)) == np.array(self.kept)[:, None], 0.0, np.inf)
        return np.concatenate([cost, held]), np.concatenate([weight, np.ones(len(held))])

    def columns_of(self, sites: Sequence[int], sizes: Sequence[int]) -> Ints:
        """Return the columns of stations at `sites` in `sizes` (positions in the menu), ascending."""
        return np.sort(np.asarray(sizes, dtype=np.int64) * self.sites + np.asarray(sites, dtype=np.int64))

    def site_of(self, columns: npt.ArrayLike) -> Ints:
        """Return the site of each column."""
        return np.asarray(columns, dtype=np.int64) % self.sites

    def size_of(self, columns: npt.ArrayLike) -> Ints:
        """Return the size of each column, by its position in the menu."""
        return np.asarray(columns, dtype=np.int64) // self.sites

    def cost_of(self, columns: npt.ArrayLike, calls: Floats | None = None) -> float:
        """Return the cost of `calls` (default: those expected) when the stations are `columns`."""
        count = (self.expected if calls is None else calls).ravel()
        busy = count > 0
        return float(count[busy] @ self.call_cost[np.ix_(busy, np.asarray(columns))].min(axis=1))


def _positions(kept: object) -> tuple[int, ...]:
    """Give positions of sites as plain numbers.

    Raises
    ------
    ParameterError
        Where one is no whole number.
    """
    try:
        return tuple(index(site) for site in kept)  # type: ignore[attr-defined]
    except TypeError:
        raise parameter_error("kept", "StationModel", "positions of sites, whole numbers", repr(kept)) from None
