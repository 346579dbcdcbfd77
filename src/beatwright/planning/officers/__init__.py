"""Planners of officers: how many stand at each post, and stations of several sizes under uncertain demand."""

from beatwright.planning.officers.bootstrap_weeks import bootstrap_weeks
from beatwright.planning.officers.minimum_damage_officers import MinimumDamage
from beatwright.planning.officers.scenario_slots import ScenarioSlots, scenario_slots
from beatwright.planning.officers.two_stage_stations import TwoStageStations

__all__ = ["MinimumDamage", "ScenarioSlots", "TwoStageStations", "bootstrap_weeks", "scenario_slots"]
