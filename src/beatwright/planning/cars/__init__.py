"""Planners of cars: how many are on duty at each post, by tour or by hour."""

from beatwright.planning.cars.hourly_car_planner import HourlyCars
from beatwright.planning.cars.patrol_car_planner import PatrolCars
from beatwright.planning.cars.patrol_cars import PatrolCarPlan, patrol_cars
from beatwright.planning.cars.proportional_cars import ProportionalCars

__all__ = ["HourlyCars", "PatrolCarPlan", "PatrolCars", "ProportionalCars", "patrol_cars"]
