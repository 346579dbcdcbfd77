"""EV, EEV, RP, WS with capacities: what planning on scenario-slots is worth, and what knowing them would be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from beatwright.planning.stations.capacitated import StaffedStations, staffed_stations
from beatwright.planning.stations.capacity import CapacityModel
from beatwright.planning.stations.model import Floats
from beatwright.planning.stations.recourse import recourse
from beatwright.planning.stations.values import StochasticValues

__all__ = ["capacitated_values", "expected_cost"]


def expected_cost(model: CapacityModel, plan: StaffedStations) -> float:
    """Return the expected cost of a plan over the scenario-slots of `model`."""
    return float(model.base.weight @ recourse(model, plan.columns, plan.officers).cost)


def capacitated_values(
    model: CapacityModel,
    plan: StaffedStations,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    seed: int = 0,
) -> StochasticValues:
    """Return the values of planning on the scenario-slots of `model`, `plan` being the one that was planned on them.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    plan : StaffedStations
        The answer of `staffed_stations` for `model`.
    seconds : float, optional
        Time limit of each of the solves that follow: one for the mean, one for each scenario-slot.
    gap, seed
        As in `staffed_stations`, for each of these solves.
    """
    mean = staffed_stations(_with_calls(model, model.base.expected[None]), seconds=seconds, gap=gap, seed=seed)
    alone = [
        staffed_stations(_with_calls(model, calls[None]), seconds=seconds, gap=gap, seed=seed).outcome
        for calls in model.base.calls
    ]
    weight = model.base.weight
    return StochasticValues(
        ev=mean.outcome.objective,
        eev=expected_cost(model, mean),
        rp=plan.outcome.objective,
        rp_bound=plan.outcome.bound,
        ws=float(weight @ [outcome.objective for outcome in alone]),
        ws_bound=float(weight @ [outcome.bound for outcome in alone]),
    )


def _with_calls(model: CapacityModel, calls: Floats) -> CapacityModel:
    return replace(model, base=replace(model.base, calls=calls, weight=np.ones(len(calls))))
