"""Stations of several sizes under uncertainty (the Cambridge model, solved to the end and given capacities)."""

from beatwright.solver.stations.capacitated_stations import StaffedStations, staffed_stations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.enumeration import enumerate_stations
from beatwright.solver.stations.extensive_form import extensive_form
from beatwright.solver.stations.size_assignment import best_sizes
from beatwright.solver.stations.station_model import StationModel
from beatwright.solver.stations.station_size import StationSize
from beatwright.solver.stations.stochastic_values import (
    ScenarioComparison,
    StochasticValues,
    capacitated_values,
    compare_scenarios,
    expected_cost,
)
from beatwright.solver.stations.uncapacitated_stations import StationChoice, best_stations, by_scenario

__all__ = [
    "CapacityModel",
    "ScenarioComparison",
    "StaffedStations",
    "StationChoice",
    "StationModel",
    "StationSize",
    "StochasticValues",
    "best_sizes",
    "best_stations",
    "by_scenario",
    "capacitated_values",
    "compare_scenarios",
    "enumerate_stations",
    "expected_cost",
    "extensive_form",
    "staffed_stations",
]
