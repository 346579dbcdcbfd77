"""The Buffalo study: reporting districts rebuilt from census units inside fixed police districts."""

from beatwright.studies.buffalo.place import Place, generated_place, st_louis
from beatwright.studies.buffalo.published import AFTER, BEFORE, Arithmetic, UnitSpread, arithmetic
from beatwright.studies.buffalo.study import BuffaloResult, CityResult, examine, reproduce_buffalo

__all__ = [
    "AFTER",
    "BEFORE",
    "Arithmetic",
    "BuffaloResult",
    "CityResult",
    "Place",
    "UnitSpread",
    "arithmetic",
    "examine",
    "generated_place",
    "reproduce_buffalo",
    "st_louis",
]
