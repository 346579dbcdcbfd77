"""Figures, tables, the report, and the plan as files: what people see of a case.

The names are loaded when they are first used, so that a program which shows nothing does not pay for the drawing
libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beatwright.core.site_names import post_names
    from beatwright.show.charts.draw_chart import draw_chart
    from beatwright.show.exploration_outputs import write_exploration
    from beatwright.show.figures.curve_of_distance import curve_of_distance
    from beatwright.show.figures.map_change import map_change
    from beatwright.show.figures.map_demand import map_demand
    from beatwright.show.figures.map_points import map_points
    from beatwright.show.figures.map_posts import map_posts
    from beatwright.show.files.contours import write_contours
    from beatwright.show.files.geojson import write_geojson
    from beatwright.show.files.geopackage import write_geopackage
    from beatwright.show.files.geotiff import write_geotiff
    from beatwright.show.files.workbook import write_workbook
    from beatwright.show.outputs import write_outputs
    from beatwright.show.replay.replay_page import write_replay
    from beatwright.show.report.headline import headline
    from beatwright.show.report.html import write_report
    from beatwright.show.tables.case_tables import plan_table, post_table, zone_table
    from beatwright.show.tables.comparison_table import comparison_table, write_comparison
    from beatwright.show.tables.post_lines import post_lines

_HOMES = {
    "comparison_table": "tables.comparison_table",
    "curve_of_distance": "figures.curve_of_distance",
    "draw_chart": "charts.draw_chart",
    "headline": "report.headline",
    "map_change": "figures.map_change",
    "map_demand": "figures.map_demand",
    "map_points": "figures.map_points",
    "map_posts": "figures.map_posts",
    "plan_table": "tables.case_tables",
    "post_lines": "tables.post_lines",
    "post_table": "tables.case_tables",
    "write_calibration": "report.calibration_page",
    "write_comparison": "tables.comparison_table",
    "write_exploration": "exploration_outputs",
    "write_contours": "files.contours",
    "write_geojson": "files.geojson",
    "write_geopackage": "files.geopackage",
    "write_geotiff": "files.geotiff",
    "write_outputs": "outputs",
    "write_replay": "replay.replay_page",
    "write_report": "report.html",
    "write_workbook": "files.workbook",
    "zone_table": "tables.case_tables",
}

__all__ = [
    "comparison_table",
    "curve_of_distance",
    "draw_chart",
    "headline",
    "map_change",
    "map_demand",
    "map_points",
    "map_posts",
    "plan_table",
    "post_lines",
    "post_names",
    "post_table",
    "write_calibration",
    "write_comparison",
    "write_contours",
    "write_exploration",
    "write_geojson",
    "write_geopackage",
    "write_geotiff",
    "write_outputs",
    "write_replay",
    "write_report",
    "write_workbook",
    "zone_table",
]


def __getattr__(name: str) -> Any:
    if name == "post_names":  # a name that moved to the nouns keeps its path here
        return getattr(import_module("beatwright.core"), name)
    if name in _HOMES:
        return getattr(import_module(f"beatwright.show.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'beatwright.show' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
