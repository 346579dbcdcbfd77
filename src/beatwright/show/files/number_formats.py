"""Number formats of a spreadsheet, by unit, and the units of the columns that only files have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["excel_format", "units_of_files"]

# The columns of our own tables of posts, zones and crosswalks. Columns of the city's layers have no unit that we know.
_UNITS = {
    "calls": "count",
    "calls_judged": "count",
    "calls_per_year": "count",
    "calls_planned": "count",
    "farthest_metres": "m",
    "mean_metres": "m",
    "mean_minutes": "min",
    "population": "count",
    "share_of_calls": "share",
    "share_of_new_area": "share",
    "share_of_new_calls": "share",
    "share_of_new_population": "share",
    "share_of_old_area": "share",
    "share_of_old_calls": "share",
    "share_of_old_population": "share",
}


def units_of_files(plans: Iterable[str] = (), groups: Iterable[str] = ()) -> Mapping[str, str]:
    """Return the units of the columns that only files have.

    Parameters
    ----------
    plans : iterable of str
        Short names of the plans, whose distances and times have columns.
    groups : iterable of str
        Columns that count people of a group.

    Examples
    --------
    >>> units = units_of_files(["today"])
    >>> units["metres_today"], units["calls_per_year"]
    ('m', 'count')
    """
    named = {f"{what}_{plan}": unit for plan in plans for what, unit in (("metres", "m"), ("minutes", "min"))}
    return {**_UNITS, **named, **dict.fromkeys(groups, "count")}


def excel_format(unit: str) -> str:
    """Return the number format of a spreadsheet cell that holds this `unit`."""
    if unit == "share":
        return "0.0%"
    if unit.startswith("$"):
        return "$#,##0"
    return {"m": "#,##0", "min": "0.0", "count": "#,##0"}.get(unit, "#,##0.000")
