"""Cars on tours: fewest car-hours that leave enough cars in every block of hours, or most use of those there are."""

from beatwright.solver.patrol_cars.even_tour_cars import even_tour_cars
from beatwright.solver.patrol_cars.fewest_tour_cars import fewest_tour_cars
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.share_by_rule import share_by_rule
from beatwright.solver.patrol_cars.share_tour_cars import CarBudget, share_tour_cars
from beatwright.solver.patrol_cars.tour_cars import TourCars
from beatwright.solver.patrol_cars.tour_instance import TourInstance

__all__ = [
    "CarBudget",
    "TourCars",
    "TourInstance",
    "even_tour_cars",
    "fewest_tour_cars",
    "greedy_tour_cars",
    "share_by_rule",
    "share_tour_cars",
]
