"""EV, EEV, RP and WS of the published model, where EEV = RP: the value of the stochastic solution is 0."""

from __future__ import annotations

from dataclasses import dataclass

from beatwright.planning.stations.model import StationModel
from beatwright.planning.stations.uncapacitated import StationChoice, best_stations
from beatwright.planning.stations.values import StochasticValues

__all__ = ["ScenarioComparison", "compare_scenarios"]


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


def compare_scenarios(
    model: StationModel, *, seconds: float | None = None, gap: float = 0.0, seed: int = 0
) -> ScenarioComparison:
    """Solve for the mean, for the scenarios, and for each scenario alone; limits hold for each solve.

    The plan for the scenarios is that for the calls expected: both are solved, neither is assumed.
    """
    mean = best_stations(model, calls=model.expected, seconds=seconds, gap=gap, seed=seed)
    adaptive = best_stations(model, seconds=seconds, gap=gap, seed=seed)
    scenario_cost = [
        model.weight @ [model.cost_of(choice.columns, calls) for calls in model.calls] for choice in (mean, adaptive)
    ]
    alone = [best_stations(model, calls=calls, seconds=seconds, gap=gap, seed=seed).outcome for calls in model.calls]
    values = StochasticValues(
        ev=mean.outcome.objective,
        eev=float(scenario_cost[0]),
        rp=float(scenario_cost[1]),
        rp_bound=min(adaptive.outcome.bound, float(scenario_cost[1])),
        ws=float(sum(w * o.objective for w, o in zip(model.weight, alone, strict=True))),
        ws_bound=float(sum(w * o.bound for w, o in zip(model.weight, alone, strict=True))),
    )
    return ScenarioComparison(mean, adaptive, values)
