"""How many officers stand at each point so that the damage expected is least (the Pittsburgh model, taken further)."""

from beatwright.planning.allocation.allocation import Allocation
from beatwright.planning.allocation.commander import CommandersView, commanders_view
from beatwright.planning.allocation.landmarks import incident_probability, landmark_damage, normal_probability
from beatwright.planning.allocation.minimum_damage import minimum_damage
from beatwright.planning.allocation.planner import MinimumDamage
from beatwright.planning.allocation.trade_off import trade_off

__all__ = [
    "Allocation",
    "CommandersView",
    "MinimumDamage",
    "commanders_view",
    "incident_probability",
    "landmark_damage",
    "minimum_damage",
    "normal_probability",
    "trade_off",
]
