"""Figures, tables, the report, and the plan as files: what people see of a case.

The names are loaded when they are first used, so that a program which shows nothing does not pay for the drawing
libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beatwright.show.comparison_table import comparison_table, write_comparison
    from beatwright.show.curve_of_distance import curve_of_distance
    from beatwright.show.geojson import write_geojson
    from beatwright.show.geopackage import write_geopackage
    from beatwright.show.map_change import map_change
    from beatwright.show.map_demand import map_demand
    from beatwright.show.map_points import map_points
    from beatwright.show.map_posts import map_posts
    from beatwright.show.outputs import write_outputs
    from beatwright.show.report import write_report
    from beatwright.show.tables import plan_table, post_table, zone_table
    from beatwright.show.workbook import write_workbook

_HOMES = {
    "comparison_table": "comparison_table",
    "curve_of_distance": "curve_of_distance",
    "map_change": "map_change",
    "map_demand": "map_demand",
    "map_points": "map_points",
    "map_posts": "map_posts",
    "plan_table": "tables",
    "post_table": "tables",
    "write_comparison": "comparison_table",
    "write_geojson": "geojson",
    "write_geopackage": "geopackage",
    "write_outputs": "outputs",
    "write_report": "report",
    "write_workbook": "workbook",
    "zone_table": "tables",
}

__all__ = [
    "comparison_table",
    "curve_of_distance",
    "map_change",
    "map_demand",
    "map_points",
    "map_posts",
    "plan_table",
    "post_table",
    "write_comparison",
    "write_geojson",
    "write_geopackage",
    "write_outputs",
    "write_report",
    "write_workbook",
    "zone_table",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"beatwright.show.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'beatwright.show' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
