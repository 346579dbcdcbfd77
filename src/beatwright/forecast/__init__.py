"""From past incidents to the demand to come: ``fit(incidents, city).predict(weeks)``, with scenarios."""

from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.gamma_poisson import GammaPoissonForecast
from beatwright.forecast.historical_mean import HistoricalMean

STEPS = (EmpiricalBayes, HistoricalMean)

__all__ = ["STEPS", "EmpiricalBayes", "GammaPoissonForecast", "HistoricalMean"]
