"""From past incidents to the demand to come: ``fit(incidents, city).predict(weeks=4)``, with scenarios."""

from beatwright.forecast.distribution.count_forecast import CountForecast
from beatwright.forecast.distribution.count_spread import Spread
from beatwright.forecast.distribution.summed_forecast import SummedForecast
from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.historical_mean import HistoricalMean
from beatwright.forecast.kinds import (
    KindComparison,
    KindProbabilities,
    MajorityKind,
    NearestKinds,
    ShrunkMix,
    SoftmaxKinds,
    compare_kinds,
)
from beatwright.forecast.profiles import HourProfiles, holiday_dates, hour_profiles, hours_covered
from beatwright.forecast.series.count_series import CountSeries

STEPS = (EmpiricalBayes, HistoricalMean)

__all__ = [
    "STEPS",
    "CountForecast",
    "CountSeries",
    "EmpiricalBayes",
    "ForecasterStep",
    "HistoricalMean",
    "HourProfiles",
    "KindComparison",
    "KindProbabilities",
    "MajorityKind",
    "NearestKinds",
    "ShrunkMix",
    "SoftmaxKinds",
    "Spread",
    "SummedForecast",
    "compare_kinds",
    "holiday_dates",
    "hour_profiles",
    "hours_covered",
]
