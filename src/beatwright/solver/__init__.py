"""The one door to LP/MILP (HiGHS), and the location kernels: numbers in, numbers out."""

from beatwright.base.certificate import Certificate
from beatwright.base.errors import BeatwrightError, InfeasibleError
from beatwright.solver.location.backup_cover import backup_cover
from beatwright.solver.location.capacitated.capacitated_p_median import capacitated_p_median
from beatwright.solver.location.coordinate_costs import EuclideanCost, ManhattanCost
from beatwright.solver.location.location import Location
from beatwright.solver.location.max_cover import max_cover
from beatwright.solver.location.modes import Modes
from beatwright.solver.location.p_center import p_center
from beatwright.solver.location.p_median import p_median
from beatwright.solver.location.p_median_milp import p_median_milp
from beatwright.solver.location.p_median_robust import p_median_equity, p_median_scenarios
from beatwright.solver.location.p_median_series import PostValues, p_median_alternatives, p_median_curve, post_values
from beatwright.solver.location.set_cover import set_cover
from beatwright.solver.milp import Milp, MilpSolution, solve_milp

# Names from when the solver had its own. SolverError caught what is wrong and what is infeasible, and still does.
Outcome = Certificate
SolverError = BeatwrightError

__all__ = [
    "Certificate",
    "EuclideanCost",
    "InfeasibleError",
    "Location",
    "ManhattanCost",
    "Milp",
    "MilpSolution",
    "Modes",
    "Outcome",
    "PostValues",
    "SolverError",
    "backup_cover",
    "capacitated_p_median",
    "max_cover",
    "p_center",
    "p_median",
    "p_median_alternatives",
    "p_median_curve",
    "p_median_equity",
    "p_median_milp",
    "p_median_scenarios",
    "post_values",
    "set_cover",
    "solve_milp",
]
