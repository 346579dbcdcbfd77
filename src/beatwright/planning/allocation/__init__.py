"""How many officers stand at each point so that the damage expected is least (the Pittsburgh model, taken further)."""

from beatwright.planning.allocation.allocation import Allocation
from beatwright.planning.allocation.minimum_damage import minimum_damage

__all__ = ["Allocation", "minimum_damage"]
