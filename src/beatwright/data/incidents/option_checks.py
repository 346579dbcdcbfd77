"""Checks of single options of a file of incidents; each returns a complaint, or None where there is none."""

from __future__ import annotations

from beatwright.base.errors import InputError
from beatwright.base.vector.crs import crs_of

__all__ = ["crs_complaint", "encoding_complaint", "header_row_complaint"]


def header_row_complaint(value: object) -> str | None:
    """Complain unless `value` is 'auto', 'none' or the number of a line.

    >>> header_row_complaint(4), header_row_complaint(0) is None
    (None, False)
    """
    if value in ("auto", "none") or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return None
    return (
        "The 'header_row' parameter of IncidentSource must be 'auto', 'none' or the number of a line, from 1. "
        f"Got {value!r}."
    )


def encoding_complaint(encoding: object) -> str | None:
    """Complain unless `encoding` is 'auto' or names an encoding that holds the usual letters."""
    try:
        if encoding == "auto" or (isinstance(encoding, str) and b"1".decode(encoding) == "1"):
            return None
    except (LookupError, ValueError):
        pass
    return (
        f"The 'encoding' parameter of IncidentSource must be 'auto' or the name of an encoding such as 'cp1251'. "
        f"Got {encoding!r}."
    )


def crs_complaint(crs: object) -> str | None:
    """Complain of a text that is no coordinate reference system."""
    if crs == "auto" or not isinstance(crs, str):
        return None
    try:
        crs_of(crs, "The 'crs' parameter of IncidentSource")
    except InputError as problem:
        return f"{problem} 'auto' goes by the file."
    return None
