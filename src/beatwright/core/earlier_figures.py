"""What case folders written before figures said it themselves meant: by the units and headings of that time.

Nothing else may ask a unit or a heading for this. A figure that is made now says its kind, and a column of places says
whether it counts calls.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["earlier_kind", "earlier_place", "earlier_places", "earlier_suppression", "earlier_title"]

_OF_NO_PLACE = ("severity", "group")
_FILES = ("zone", "post", "reporting district")  # the report had tables of its own for these
_TITLES = {"group": "By population group"}
_COUNTS = ("calls per year", "calls")
_DERIVED = re.compile(r"share|late|calls|cost|penalty|officers|(?<!mean_)minutes$")


def earlier_kind(unit: str, direction: str) -> str:
    """Return the kind of a measure of such a folder.

    >>> [earlier_kind(*one) for one in (("min", "lower"), ("$/h", "lower"), ("share", "higher"), ("km", "lower"))]
    ['distance', 'cost', 'on time', '']
    """
    if unit in ("m", "min"):
        return "distance"
    if unit.startswith("$"):
        return "cost"
    if unit.endswith(")²"):
        return "index"  # a variance tells what its coefficient of variation tells
    return "on time" if (unit, direction) == ("share", "higher") else ""


def earlier_place(table: str) -> Literal["files", "everywhere"]:
    """Return where a breakdown of such a folder is shown."""
    return "files" if table in _FILES else "everywhere"


def earlier_title(table: str) -> str:
    """Return the heading of a breakdown of such a folder in the report."""
    return _TITLES.get(table, "")


def earlier_places(table: str) -> bool:
    """Whether a breakdown of such a folder has a row per place, rather than per class of calls or of people."""
    return table not in _OF_NO_PLACE


def earlier_suppression(column: str, unit: str = "") -> str:
    """Return whether a column of places of such a folder counts calls, or gives such a count away.

    Parameters
    ----------
    column, unit : str
        Name of a judge's column; of a finding's column its unit tells.

    Examples
    --------
    >>> [earlier_suppression(name) for name in ("calls", "late calls", "mean_minutes", "mean distance")]
    ['count', 'derived', 'none', 'none']
    """
    if column in _COUNTS or unit.startswith("calls"):
        return "count"
    if unit:
        return "derived" if unit.startswith(("share", "count", "$")) else "none"
    return "derived" if _DERIVED.search(column) else "none"
