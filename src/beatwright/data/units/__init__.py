"""Units of districting: looked at, attributes carried across boundaries, divided among fixed parents."""

from beatwright.data.units.bridges import Bridge, suggest_bridges
from beatwright.data.units.check_units import check_units
from beatwright.data.units.conservation import Conservation, conservation
from beatwright.data.units.count_points import count_points
from beatwright.data.units.divided import divide_city
from beatwright.data.units.interpolate import interpolate
from beatwright.data.units.majority import MajorityParents, assign_by_majority
from beatwright.data.units.reshaped import as_city, plan_on_pieces, recount
from beatwright.data.units.split_units import SplitUnits, split_by_parents
from beatwright.data.units.straddling import Straddling, straddling
from beatwright.data.units.units_report import UnitsReport

__all__ = [
    "Bridge",
    "Conservation",
    "MajorityParents",
    "SplitUnits",
    "Straddling",
    "UnitsReport",
    "as_city",
    "assign_by_majority",
    "check_units",
    "conservation",
    "count_points",
    "divide_city",
    "interpolate",
    "plan_on_pieces",
    "recount",
    "split_by_parents",
    "straddling",
    "suggest_bridges",
]
