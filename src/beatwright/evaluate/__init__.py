"""Judges: ``score(problem, plan) -> Evaluation``; none of them knows who made the plan."""

from beatwright.evaluate.cars import Delay, Hypercube
from beatwright.evaluate.coverage import Coverage
from beatwright.evaluate.districts import Districts
from beatwright.evaluate.gini import gini
from beatwright.evaluate.pool import pool
from beatwright.evaluate.quantile import weighted_quantile
from beatwright.evaluate.roster import Roster
from beatwright.evaluate.simulation import Simulation
from beatwright.evaluate.tally import Tally

STEPS = (Coverage, Districts, Delay, Hypercube, Simulation, Roster)

__all__ = [
    "STEPS",
    "Coverage",
    "Delay",
    "Districts",
    "Hypercube",
    "Roster",
    "Simulation",
    "Tally",
    "gini",
    "pool",
    "weighted_quantile",
]
