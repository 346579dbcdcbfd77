"""Minutes in a column of their own, beside the hours."""

from __future__ import annotations

import numpy as np

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.columns.number_columns import read_numbers
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.times_of_file import HOUR, Times, micros, since_midnight

__all__ = ["add_minutes"]

_TWINS = (
    ("hour", "minute"), ("hour", "min"), ("hr", "min"), ("hours", "minutes"), ("hora", "minuto"), ("hora", "minutos"),
    ("hora", "min"), ("heure", "minute"), ("heures", "minutes"), ("stunde", "minute"), ("uur", "minuut"),
    ("ora", "minuto"), ("час", "минута"), ("час", "минуты"), ("ωρα", "λεπτο"), ("時", "分"), ("时", "分"), ("시", "분"),
)  # fmt: skip


def add_minutes(times: Times, table: RawTable, hour: str) -> None:
    """Add the minutes that stand in a column of their own, where the hours of the column `hour` are whole."""
    heading = _twin(table, hour)
    known = times.has_clock & ~np.isnat(times.values)
    if not heading or not times.rule.endswith(f"'{hour}'") or not known.any():
        return
    if (since_midnight(times.values[known]).astype(np.int64) % HOUR).any():
        return
    minutes = read_numbers(table.columns.column(heading))
    with np.errstate(invalid="ignore"):
        fits = (minutes >= 0) & (minutes < 60) & (minutes == np.floor(minutes))
    if fits[np.isfinite(minutes)].all() and (minutes[fits] > 0).any():
        times.values = times.values + micros(np.where(fits & known, minutes, 0) * 60e6)
        times.rule += f" and minutes from '{heading}'"


def _twin(table: RawTable, hour: str) -> str:
    """Return the heading that says minute where `hour` says hour; empty where there is none."""
    headings = {plain_heading(heading): heading for heading in reversed(table.headings) if heading != hour}
    name = plain_heading(hour) if hour else ""
    found = (headings[name.replace(*twin)] for twin in _TWINS if twin[0] in name and name.replace(*twin) in headings)
    return next(found, "")
