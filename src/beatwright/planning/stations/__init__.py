"""Stations of several sizes under uncertainty (the Cambridge model, solved to the end and given capacities)."""

from beatwright.planning.stations.capacitated import StaffedStations, staffed_stations
from beatwright.planning.stations.capacitated_values import capacitated_values, expected_cost
from beatwright.planning.stations.capacity import CapacityModel
from beatwright.planning.stations.enumeration import enumerate_stations
from beatwright.planning.stations.extensive import extensive_form
from beatwright.planning.stations.model import StationModel
from beatwright.planning.stations.size import StationSize
from beatwright.planning.stations.sized import best_sizes
from beatwright.planning.stations.slots import ScenarioSlots, scenario_slots
from beatwright.planning.stations.two_stage import TwoStageStations
from beatwright.planning.stations.uncapacitated import StationChoice, best_stations, by_scenario
from beatwright.planning.stations.uncapacitated_values import ScenarioComparison, compare_scenarios
from beatwright.planning.stations.values import StochasticValues
from beatwright.planning.stations.weeks import bootstrap_weeks

__all__ = [
    "CapacityModel",
    "ScenarioComparison",
    "ScenarioSlots",
    "StaffedStations",
    "StationChoice",
    "StationModel",
    "StationSize",
    "StochasticValues",
    "TwoStageStations",
    "best_sizes",
    "best_stations",
    "bootstrap_weeks",
    "by_scenario",
    "capacitated_values",
    "compare_scenarios",
    "enumerate_stations",
    "expected_cost",
    "extensive_form",
    "scenario_slots",
    "staffed_stations",
]
