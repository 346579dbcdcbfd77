"""A bound for stations with capacities: with a price on officer-minutes, the rest is a p-median.

For any prices mu[slot, site] of an officer-minute and any price M of an officer, no plan costs less than

    min over stations of [ sum_w p_w sum_i q_wi min(wait_i, min_j (c_ij + mu_wj a_ij)) + sum of openings ] - M officers

where opening a station of size s at site j costs ``-max over y in [least_s, most_s] of (M_j - M) y``, with
``M_j = sum_w p_w mu_wj minutes_per_officer``. The minimum is a p-median over (site, size) pairs and scenario-slots,
which the location engine solves with a proof; openings enter as one client each that is served for nothing by its own
column. It is the Lagrangian relaxation (Geoffrion 1974) of the room of officer-minutes, dualised by mu, and of the
number of officers, dualised by M. Prices are not climbed by subgradients but taken from the dual solution of the
stations tried last, which are near the optimum's.

References
----------
Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical Programming Study 2, 82-114.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.base.effort import Effort
from beatwright.base.errors import errors_of
from beatwright.solver.location.p_median import p_median
from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import BestOfficers
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["PricedBound", "Prices", "client_costs", "opening_costs", "priced_bound", "prices_at"]

_TINY = 1e-9  # of the dearest opening: what spares less gets no client of its own, and is taken off the bound instead


class Prices:
    """Prices of an officer-minute, shape (slots, sites), learnt from the stations that were tried."""

    def __init__(self, model: CapacityModel) -> None:
        self.model = model
        self.minute = np.zeros((len(model.calls), model.base.sites))  # cost of an officer-minute
        self.officer = 0.0  # cost of an officer over all slots, M above
        self.known: set[int] = set()  # sites whose prices were learnt

    def learn(self, split: BestOfficers) -> None:
        """Take the prices at the stations of `split`; unknown sites get the mean of them, scaled to the same worth."""
        weight, per_officer = self.model.base.weight, self.model.per_officer
        sites = self.model.base.site_of(split.columns)
        self.minute[:, sites] = split.price
        self.known |= set(sites.tolist())
        worth = weight @ split.price * per_officer
        self.officer = self._clearing(worth, split.columns)
        pooled = split.price @ (split.officers / max(int(split.officers.sum()), 1))
        mean = float(weight @ pooled) * per_officer
        pooled *= self.officer / mean if mean > 0 else 0.0
        others = np.setdiff1d(np.arange(self.model.base.sites), list(self.known))
        self.minute[:, others] = pooled[:, None]

    def pooled(self) -> Prices:
        """Return prices that are the same at every site: those of the sites whose own are not known."""
        same = Prices(self.model)
        unknown = np.setdiff1d(np.arange(self.model.base.sites), list(self.known))
        same.minute[:] = self.minute[:, unknown[:1]]
        same.officer = self.officer
        return same

    def _clearing(self, worth: Floats, columns: Ints) -> float:
        """Price of an officer that makes the bound at these stations greatest: one of their worths."""
        size = self.model.base.size_of(columns)
        low, high = self.model.least[size], self.model.most[size]

        def lost_worth(price: float) -> float:
            more = worth - price
            return float(np.maximum(more * low, more * high).sum() + price * self.model.officers)

        return min((float(price) for price in worth), key=lost_worth)

    @property
    def worth(self) -> Floats:
        """What a further officer at each site saves at these prices, shape (sites,)."""
        return np.asarray(self.model.base.weight @ self.minute * self.model.per_officer)


def prices_at(model: CapacityModel, split: BestOfficers) -> list[Prices]:
    """Return two sets of prices learnt at `split` alone: each station's own, and their mean at every site.

    The first are the dearer where the stations of `split` stand, the second bound sets elsewhere better. Where every
    site has a station, there is no mean to speak of.
    """
    own = Prices(model)
    own.learn(split)
    return [own, own.pooled()] if len(own.known) < model.base.sites else [own]


@dataclass(frozen=True, eq=False)
class PricedBound:
    """The bound at some prices, and the stations where it lies.

    Parameters
    ----------
    bound : float
        No plan costs less.
    columns : array of int64
        Stations of the relaxed optimum; empty where none was found in time.
    """

    bound: float
    columns: Ints


def priced_bound(
    model: CapacityModel, prices: Prices, *, asked: Effort, clock: SearchClock, best: float = np.inf, known: float = 0.0
) -> PricedBound:
    """Return the bound at `prices`.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    prices : Prices
        Prices of officer-minutes and of an officer.
    asked : Effort
        Gap and seed.
    clock : SearchClock
        Ends the search, with a bound and stations that hold all the same; it is told of the bound.
    best, known : float, default inf and 0
        Cost of the best plan so far, and the bound so far: what is told is no worse.
    """
    opening = opening_costs(model, prices)
    highest = float(opening.max())
    spared = highest - opening
    with_opening = np.flatnonzero(spared > _TINY * float(np.abs(opening).max()))
    cost, weight = client_costs(model, prices)
    own = np.ones((with_opening.size, model.base.columns))
    own[np.arange(with_opening.size), with_opening] = 0.0
    constant = model.base.stations * highest - float(spared[with_opening].sum()) - prices.officer * model.officers
    # Columns that spare next to nothing have no client of their own; what they could spare is taken off.
    constant -= model.base.stations * float(np.delete(spared, with_opening).max(initial=0.0))
    clients, weights = model.base.with_kept(np.concatenate([cost, own]), np.concatenate([weight, spared[with_opening]]))
    advice = "Give candidate sites from which every zone with calls can be reached."
    with errors_of("TwoStageStations", advice):
        found = p_median(
            clients,
            model.base.stations,
            weight=weights,
            modes=model.base.modes,
            **reported_bound(clock, best, known, base=constant).options(gap=asked.gap / 4, seed=asked.seed),
        )
    return PricedBound(found.certificate.bound + constant, found.sites)


def opening_costs(model: CapacityModel, prices: Prices) -> Floats:
    """Cost of opening each column, shape (columns,): at most 0 where officers there are worth more than elsewhere."""
    more = prices.worth[None, :] - prices.officer
    return -np.maximum(more * model.least[:, None], more * model.most[:, None]).ravel()


def client_costs(model: CapacityModel, prices: Prices) -> tuple[Floats, Floats]:
    """One client for each scenario-slot in which a zone and class has calls; scenario-slots of no price are one."""
    sizes = len(model.base.sizes)
    priced = prices.minute.any(axis=1)
    rows, weights = [], []
    plain = (model.base.weight[~priced, None] * model.calls[~priced]).sum(axis=0)
    groups = [(plain, np.zeros(model.base.sites))]
    groups += [(model.base.weight[slot] * model.calls[slot], prices.minute[slot]) for slot in np.flatnonzero(priced)]
    for count, price in groups:
        busy = np.flatnonzero(count > 0)
        extra = np.tile(price * model.effort[busy], (1, sizes))
        rows.append(np.minimum(model.base.call_cost[busy] + extra, model.wait_cost[busy, None]))
        weights.append(count[busy])
    if not any(part.size for part in weights):
        return np.zeros((1, model.base.columns)), np.zeros(1)  # nothing to serve: a client without weight
    return np.concatenate(rows), np.concatenate(weights)
