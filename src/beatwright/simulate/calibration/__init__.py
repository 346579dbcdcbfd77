"""Parameters of a dispatch simulation from what was recorded; numbers in, numbers out."""

from beatwright.simulate.calibration.distance import ks_distance
from beatwright.simulate.calibration.duty import cars_free, duty_hours, tours_seen
from beatwright.simulate.calibration.lognormal import Lognormal, lognormal_fit
from beatwright.simulate.calibration.robust import RobustLine, robust_line, robust_middle, robust_scale
from beatwright.simulate.calibration.travel_fit import BLOCKS, TravelFit, block_of, fitting_posts, travel_fit

__all__ = [
    "BLOCKS",
    "Lognormal",
    "RobustLine",
    "TravelFit",
    "block_of",
    "cars_free",
    "duty_hours",
    "fitting_posts",
    "ks_distance",
    "lognormal_fit",
    "robust_line",
    "robust_middle",
    "robust_scale",
    "tours_seen",
    "travel_fit",
]
