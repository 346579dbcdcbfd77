"""Judges: ``score(problem, plan) -> Evaluation``; none of them knows who made the plan."""

from beatwright.evaluate.coverage import Coverage
from beatwright.evaluate.gini import gini
from beatwright.evaluate.pool import pool
from beatwright.evaluate.quantile import weighted_quantile

STEPS = (Coverage,)

__all__ = ["STEPS", "Coverage", "gini", "pool", "weighted_quantile"]
