"""The one door to LP/MILP (HiGHS), and the location kernels: numbers in, numbers out."""

from beatwright.solver.costs import EuclideanCost, ManhattanCost
from beatwright.solver.location import Location
from beatwright.solver.max_cover import max_cover
from beatwright.solver.milp import MilpSolution, solve_milp
from beatwright.solver.modes import Modes
from beatwright.solver.outcome import InfeasibleError, Outcome, SolverError
from beatwright.solver.p_center import p_center
from beatwright.solver.p_median import p_median
from beatwright.solver.p_median_milp import p_median_milp
from beatwright.solver.set_cover import set_cover

__all__ = [
    "EuclideanCost",
    "InfeasibleError",
    "Location",
    "ManhattanCost",
    "MilpSolution",
    "Modes",
    "Outcome",
    "SolverError",
    "max_cover",
    "p_center",
    "p_median",
    "p_median_milp",
    "set_cover",
    "solve_milp",
]
