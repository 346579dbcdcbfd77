"""Units of columns, by their names, and the number formats of a spreadsheet."""

from __future__ import annotations

import re

__all__ = ["excel_format", "unit_of_column"]

_COLUMN_UNITS = (
    ("share", "higher", re.compile(r"share|\bwithin\b|fraction|on time")),
    ("$", "lower", re.compile(r"cost|dollar|penalty|\$")),
    ("min", "lower", re.compile(r"minute|\bmin\b|\btime\b")),
    ("m", "lower", re.compile(r"metre|distance|\bm\b")),
    ("count", "lower", re.compile(r"\blate\b|out of reach")),
    ("", "lower", re.compile(r"\bgini\b")),
    ("count", "none", re.compile(r"\bcalls\b|\bpeople\b|\bpopulation")),
)


def unit_of_column(name: str) -> tuple[str, str]:
    """Guess unit and direction of a column of a breakdown from its name; both empty where it says nothing.

    >>> unit_of_column("mean distance"), unit_of_column("share within 2000 m"), unit_of_column("calls")
    (('m', 'lower'), ('share', 'higher'), ('count', 'none'))
    """
    text = name.lower().replace("_", " ")
    for unit, direction, pattern in _COLUMN_UNITS:
        if pattern.search(text):
            return unit, direction
    return "", "none"


def excel_format(unit: str) -> str:
    """Return the number format of a spreadsheet cell that holds this `unit`."""
    if unit == "share":
        return "0.0%"
    if unit.startswith("$"):
        return "$#,##0"
    return {"m": "#,##0", "min": "0.0", "count": "#,##0"}.get(unit, "#,##0.000")
