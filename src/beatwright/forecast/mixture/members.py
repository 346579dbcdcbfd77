"""The forecasters that a mixture can name: those that are cheap to fit and to update."""

from __future__ import annotations

from types import MappingProxyType

from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.historical_mean import HistoricalMean

__all__ = ["MEMBERS"]

MEMBERS: MappingProxyType[str, type[ForecasterStep]] = MappingProxyType(
    {step.__name__: step for step in (EmpiricalBayes, HistoricalMean)}
)
