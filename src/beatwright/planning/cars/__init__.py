"""Planners of cars: how many are on duty at each post, by tour or by hour."""

from beatwright.planning.cars.patrol_cars import PatrolCarPlan, patrol_cars

__all__ = ["PatrolCarPlan", "patrol_cars"]
