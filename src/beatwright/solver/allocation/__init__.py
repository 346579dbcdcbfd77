"""How many officers stand at each point so that the damage expected is least (the Pittsburgh model, taken further)."""

from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.commanders_view import CommandersView, commanders_view
from beatwright.solver.allocation.force_size_curve import trade_off
from beatwright.solver.allocation.landmarks import incident_probability, landmark_damage, normal_probability
from beatwright.solver.allocation.minimum_damage import minimum_damage

__all__ = [
    "Allocation",
    "CommandersView",
    "commanders_view",
    "incident_probability",
    "landmark_damage",
    "minimum_damage",
    "normal_probability",
    "trade_off",
]
