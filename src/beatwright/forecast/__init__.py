"""From past incidents to the demand to come: ``fit(incidents, city).predict(weeks=4)``, with scenarios."""

from beatwright.forecast.distribution.count_forecast import CountForecast
from beatwright.forecast.distribution.count_spread import Spread
from beatwright.forecast.distribution.summed_forecast import SummedForecast
from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.historical_mean import HistoricalMean
from beatwright.forecast.rates.ewma import Ewma
from beatwright.forecast.rates.last_period import LastPeriod
from beatwright.forecast.rates.light_gbm import LightGbm
from beatwright.forecast.rates.poisson_glm import PoissonGlm
from beatwright.forecast.rates.seasonal_naive import SeasonalNaive
from beatwright.forecast.series.count_series import CountSeries

STEPS = (PoissonGlm, EmpiricalBayes, Ewma, LightGbm, LastPeriod, SeasonalNaive, HistoricalMean)

__all__ = [
    "STEPS",
    "CountForecast",
    "CountSeries",
    "EmpiricalBayes",
    "Ewma",
    "ForecasterStep",
    "HistoricalMean",
    "LastPeriod",
    "LightGbm",
    "PoissonGlm",
    "SeasonalNaive",
    "Spread",
    "SummedForecast",
]
