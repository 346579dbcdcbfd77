"""Prices of officer-minutes: with them a call costs what the cheapest open station asks, and sets are bounded.

For any prices mu[slot, site] of an officer-minute, no plan at the stations of a set costs less than

    sum_w p_w sum_i q_wi min(wait_i, min_j (c_ij + mu_wj a_ij)) - max over officers of sum_j M_j y_j

with ``M_j = sum_w p_w mu_wj minutes_per_officer`` the worth of an officer at site j. It is the Lagrangian relaxation
(Geoffrion 1974) of the room of officer-minutes. Prices are not climbed by subgradients but taken from the dual solution
of stations that were tried, which is best for these and good for all that are like them.

References
----------
Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical Programming Study 2, 82-114.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import BestOfficers
from beatwright.solver.stations.station_model import Floats

__all__ = ["Prices", "client_costs"]


class Prices:
    """Prices of an officer-minute at every site, learnt at the stations of one plan.

    A site without a station has the prices of the one most like it that has: whose distances to the zones, each counted
    by the officer-minutes that it asks for, differ least.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    split : BestOfficers
        The plan.
    """

    def __init__(self, model: CapacityModel, split: BestOfficers) -> None:
        self.model = model
        alike = model.unlikeness[:, model.base.site_of(split.columns)].argmin(axis=1)
        self.minute = split.price[:, alike]  # cost of an officer-minute, shape (slots, sites)

    @property
    def worth(self) -> Floats:
        """What a further officer at each site saves at these prices, shape (sites,)."""
        return np.asarray(self.model.base.weight @ self.minute * self.model.per_officer)


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
