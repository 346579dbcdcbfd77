"""The forecasters that a mixture can name: those that are cheap to fit and to update."""

from __future__ import annotations

from types import MappingProxyType

from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.historical_mean import HistoricalMean
from beatwright.forecast.rates.ewma import Ewma
from beatwright.forecast.rates.last_period import LastPeriod
from beatwright.forecast.rates.poisson_glm import PoissonGlm
from beatwright.forecast.rates.seasonal_naive import SeasonalNaive

__all__ = ["MEMBERS", "USUAL_MEMBERS"]

_STEPS: tuple[type[ForecasterStep], ...] = (PoissonGlm, Ewma, EmpiricalBayes, SeasonalNaive, LastPeriod, HistoricalMean)

MEMBERS: MappingProxyType[str, type[ForecasterStep]] = MappingProxyType({step.__name__: step for step in _STEPS})
# Cheap ones that go by different memories; the others only lose.
USUAL_MEMBERS = ("PoissonGlm", "Ewma", "EmpiricalBayes")
