"""Columns that look like times of day, in a file whose dates have none."""

from __future__ import annotations

import numpy as np

from beatwright.base.columns.text_columns import is_text
from beatwright.data.incidents.clocks.times_of_day import read_clock
from beatwright.data.incidents.columns.column_contents import example_of, holds_colons
from beatwright.data.incidents.columns.column_headings import ANY_CLOCK, is_clock, is_hour, plain_heading
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.raw_table import RawTable

__all__ = ["unused_clocks"]

_SAMPLE = 2_000
_MOST = 3


def unused_clocks(table: RawTable, found: Recognised) -> list[str]:
    """Return a warning that names the columns that may hold the time of day, none of which is used; else nothing.

    Parameters
    ----------
    table : RawTable
        The table, whose dates come without a time of day.
    found : Recognised
        Its columns as they are used.
    """
    used = {heading for role, heading in found.mapping.columns.items() if role not in ("id", "case", "count")}
    if found.heading("clock") or found.heading("hour"):
        return []
    free = [heading for heading in table.headings if heading not in used]
    others = [heading for heading in free if _looks_like_one(table, heading)]
    if not others:
        return _unread_clock_warnings(table, [heading for heading in free if _is_named_so(heading)])
    shown = _with_examples(table, others)
    return [
        f"The dates in the column '{found.heading('time')}' have no time of day, and no column is known to hold it. "
        f'Perhaps it is in {shown}: name the column of the time of the event, mapping = {{ clock = "..." }}.'
    ]


def _with_examples(table: RawTable, headings: list[str]) -> str:
    return ", ".join(
        f"'{heading}' (such as {example_of(table.columns.column(heading).slice(0, _SAMPLE).combine_chunks())})"
        for heading in headings[:_MOST]
    )


def _is_named_so(heading: str) -> bool:
    return plain_heading(heading) in ANY_CLOCK or is_hour(heading)


def _unread_clock_warnings(table: RawTable, headings: list[str]) -> list[str]:
    """Tell of the columns that are called hour or time of day, and hold words or numbers that are none."""
    filled = [heading for heading in headings if table.columns.column(heading).null_count < len(table)]
    if not filled:
        return []
    return [
        f"No times of day are read from {_with_examples(table, filled)}. Understood are 14:05, 1405, 2 PM, hours from "
        "0 to 24, and spans such as 08:00-12:00."
    ]


def _looks_like_one(table: RawTable, heading: str) -> bool:
    values = table.columns.column(heading).slice(0, _SAMPLE).combine_chunks().drop_null()
    if not len(values):
        return False
    if is_text(values.type) and holds_colons(values):
        return True
    return is_clock(heading) and bool(np.isfinite(read_clock(values)).mean() > 0.5)
