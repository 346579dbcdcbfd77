"""Number formats of a spreadsheet, by unit, and the units of the columns that only files have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["CROSSWALK_UNITS", "POST_UNITS", "excel_format", "units_of_zones"]

# The columns of our own tables. Other columns of the city's layers have no unit that we know.
POST_UNITS = {
    "calls_per_year": "count",
    "farthest_metres": "m",
    "mean_metres": "m",
    "mean_minutes": "min",
    "share_of_calls": "share",
}
CROSSWALK_UNITS = {"calls": "count", "population": "count"} | {
    f"share_of_{side}_{what}": "share" for side in ("old", "new") for what in ("calls", "population", "area")
}
_ZONE_UNITS = {"calls": "count", "calls_judged": "count", "calls_planned": "count", "population": "count"}


def units_of_zones(plans: Iterable[str] = (), groups: Iterable[str] = ()) -> Mapping[str, str]:
    """Return the units of the columns of the table of zones.

    Parameters
    ----------
    plans : iterable of str
        Short names of the plans, whose distances and times have columns.
    groups : iterable of str
        Columns that count people of a group.

    Examples
    --------
    >>> units = units_of_zones(["today"])
    >>> units["metres_today"], units["calls_planned"]
    ('m', 'count')
    """
    named = {f"{what}_{plan}": unit for plan in plans for what, unit in (("metres", "m"), ("minutes", "min"))}
    return {**_ZONE_UNITS, **named, **dict.fromkeys(groups, "count")}


def excel_format(unit: str) -> str:
    """Return the number format of a spreadsheet cell that holds this `unit`."""
    if unit == "share":
        return "0.0%"
    if unit.startswith("$"):
        return "$#,##0"
    return {"m": "#,##0", "min": "0.0", "count": "#,##0"}.get(unit, "#,##0.000")
