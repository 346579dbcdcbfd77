"""How good a forecast was: functions of what was expected and of what came, arrays in, figures out."""

from beatwright.forecast.scores.calibration import calibration
from beatwright.forecast.scores.flag_zones import flag_zones
from beatwright.forecast.scores.interval_coverage import interval_coverage, pit_coverage
from beatwright.forecast.scores.log_score import log_score
from beatwright.forecast.scores.predictive_accuracy import pai, pei, rri
from beatwright.forecast.scores.ranked_probability import crps, ensemble_crps

__all__ = [
    "calibration",
    "crps",
    "ensemble_crps",
    "flag_zones",
    "interval_coverage",
    "log_score",
    "pai",
    "pei",
    "pit_coverage",
    "rri",
]
