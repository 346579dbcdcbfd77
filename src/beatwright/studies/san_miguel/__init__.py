"""The San Miguel study: patrol posts on a grid, the p-median against K-means and today's posts, p = 1 to 14."""

from beatwright.studies.san_miguel.place import GENERATED_GRID, Place, Setting, generated_place, read_place, st_louis
from beatwright.studies.san_miguel.statements import Statement, statements_of
from beatwright.studies.san_miguel.study import CityResult, SanMiguelResult, examine, reproduce_san_miguel

__all__ = [
    "GENERATED_GRID",
    "CityResult",
    "Place",
    "SanMiguelResult",
    "Setting",
    "Statement",
    "examine",
    "generated_place",
    "read_place",
    "reproduce_san_miguel",
    "st_louis",
    "statements_of",
]
