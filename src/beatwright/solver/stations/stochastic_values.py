"""What it is worth to plan on scenarios, and to know the future: EV, EEV, RP, WS, VSS, EVPI."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np

from beatwright.base.effort import SearchOptions
from beatwright.solver.stations.capacitated_stations import StaffedStations, staffed_stations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.recourse import recourse
from beatwright.solver.stations.station_model import Floats, StationModel
from beatwright.solver.stations.uncapacitated_stations import StationChoice, best_stations
from beatwright.solver.time_limit import started

__all__ = ["ScenarioComparison", "StochasticValues", "capacitated_values", "compare_scenarios", "expected_cost"]


@dataclass(frozen=True)
class StochasticValues:
    """Values of stochastic programming, each with what is proven of it.

    Parameters
    ----------
    ev : float
        Cost that the plan for the mean scenario promises there.
    eev : float
        Expected cost of that plan over the scenarios.
    rp : float
        Expected cost of the best plan found for the scenarios.
    rp_bound : float
        No plan has less.
    ws : float
        Expected cost when each scenario gets the best plan found for it.
    ws_bound : float
        No such plans have less.

    References
    ----------
    Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming, chapter 4. Springer.

    Examples
    --------
    >>> StochasticValues(ev=9.0, eev=12.0, rp=11.0, rp_bound=10.9, ws=10.0, ws_bound=9.9).vss
    1.0
    """

    ev: float
    eev: float
    rp: float
    rp_bound: float
    ws: float
    ws_bound: float

    @property
    def vss(self) -> float:
        """Value of the stochastic solution, EEV - RP: what planning on scenarios saves."""
        return self.eev - self.rp

    @property
    def vss_interval(self) -> tuple[float, float]:
        """Between what planning on scenarios is proven to save."""
        return self.eev - self.rp, self.eev - self.rp_bound

    @property
    def evpi(self) -> float:
        """Expected value of perfect information, RP - WS: what knowing the scenario would save."""
        return self.rp - self.ws

    @property
    def evpi_interval(self) -> tuple[float, float]:
        """Between what knowing the scenario is proven to save."""
        return max(0.0, self.rp_bound - self.ws), self.rp - self.ws_bound

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **vars(self),
            "vss": self.vss,
            "vss_interval": list(self.vss_interval),
            "evpi": self.evpi,
            "evpi_interval": list(self.evpi_interval),
        }


@dataclass(frozen=True, eq=False)
class ScenarioComparison:
    """The deterministic and the scenario plan, and what tells them apart.

    Parameters
    ----------
    deterministic : StationChoice
        Best for the mean of the scenarios.
    adaptive : StationChoice
        Best for the scenarios.
    values : StochasticValues
        EV, EEV, RP, WS.
    """

    deterministic: StationChoice
    adaptive: StationChoice
    values: StochasticValues

    @property
    def text(self) -> str:
        """The comparison in sentences."""
        return (
            f"Expected cost {self.values.rp:,.0f}; the plan for the mean of the scenarios costs "
            f"{self.values.eev:,.0f}: the value of the stochastic solution is {self.values.vss:,.0f}. Without "
            "capacities every call goes to the cheapest open station in every scenario, so only the calls expected "
            "matter."
        )


def compare_scenarios(model: StationModel, **effort: Unpack[SearchOptions]) -> ScenarioComparison:
    """Solve for the mean, for the scenarios, and for each scenario alone; limits hold for each solve, a stop for all.

    The plan for the scenarios is that for the calls expected: both are solved, neither is assumed. Options as for
    `best_stations`.
    """
    with started("compare_scenarios", effort) as (asked, clock):

        def solve(calls: Floats | None) -> StationChoice:
            options = clock.again().options(gap=asked.gap, seed=asked.seed)
            return best_stations(model, calls=calls, **options)

        mean, adaptive = solve(model.expected), solve(None)
        alone = [solve(calls).outcome for calls in model.calls]
    scenario_cost = [
        model.weight @ [model.cost_of(choice.columns, calls) for calls in model.calls] for choice in (mean, adaptive)
    ]
    values = StochasticValues(
        ev=mean.outcome.objective,
        eev=float(scenario_cost[0]),
        rp=float(scenario_cost[1]),
        rp_bound=min(adaptive.outcome.bound, float(scenario_cost[1])),
        ws=float(sum(w * o.objective for w, o in zip(model.weight, alone, strict=True))),
        ws_bound=float(sum(w * o.bound for w, o in zip(model.weight, alone, strict=True))),
    )
    return ScenarioComparison(mean, adaptive, values)


def expected_cost(model: CapacityModel, plan: StaffedStations) -> float:
    """Return the expected cost of a plan over the scenario-slots of `model`."""
    return float(model.base.weight @ recourse(model, plan.columns, plan.officers).cost)


def capacitated_values(
    model: CapacityModel, plan: StaffedStations, **effort: Unpack[SearchOptions]
) -> StochasticValues:
    """Return the values of planning on the scenario-slots of `model`, `plan` being the one that was planned on them.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    plan : StaffedStations
        The answer of `staffed_stations` for `model`.
    seconds, gap, seed, stop, progress
        As for `staffed_stations`, for each of the solves that follow: one for the mean, one for each scenario-slot. One
        wish to stop ends them all.
    """
    with started("capacitated_values", effort) as (asked, clock):
        solves = [
            staffed_stations(_with_calls(model, calls[None]), **clock.again().options(gap=asked.gap, seed=asked.seed))
            for calls in (model.base.expected, *model.base.calls)
        ]
        mean, alone = solves[0], [solve.outcome for solve in solves[1:]]
        eev = expected_cost(model, mean)
    weight = model.base.weight
    return StochasticValues(
        ev=mean.outcome.objective,
        eev=eev,
        rp=plan.outcome.objective,
        rp_bound=plan.outcome.bound,
        ws=float(weight @ [outcome.objective for outcome in alone]),
        ws_bound=float(weight @ [outcome.bound for outcome in alone]),
    )


def _with_calls(model: CapacityModel, calls: Floats) -> CapacityModel:
    return replace(model, base=replace(model.base, calls=calls, weight=np.ones(len(calls))))
