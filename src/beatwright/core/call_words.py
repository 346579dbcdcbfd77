"""Calls in plain words: a table by class, and a clock of the week in letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.core.table import Column, Table

__all__ = ["calls_text", "class_table", "week_in_letters"]

_STEPS = " .:-=+*#%@"
_GAP = "   "
_LONGEST_NAME = 40


def class_table(
    severity: Sequence[str],
    priority: npt.NDArray[np.int8],
    cars: npt.NDArray[np.int16],
    on_scene: npt.NDArray[np.float64],
    hours: int,
) -> Table:
    """Return `Calls.table`; the arrays are those of the calls, which come in so many hours."""
    classes = len(severity)
    count = np.bincount(priority, minlength=classes)
    sent, minutes = (np.bincount(priority, each, minlength=classes) for each in (cars, on_scene.sum(axis=1)))
    some = np.where(count > 0, 1.0, np.nan)
    columns = [
        Column("calls", count.tolist(), "calls"),
        Column("calls a week", (count * HOURS_OF_WEEK / hours).tolist(), "calls"),
        Column("cars", (sent * some / np.maximum(count, 1)).tolist(), "cars"),
        Column("minutes on the scene", (minutes * some / np.maximum(sent, 1)).tolist(), "min"),
    ]
    return Table("calls", severity[::-1], columns, "class", title="Calls by class")


def calls_text(table: Table, by_hour: npt.NDArray[np.int64], facts: Sequence[str], notes: Sequence[str]) -> str:
    """Return what `Calls.text` says; names and notes that came from a file are made fit to be shown."""
    told, assumed = ("\n".join(map(clean, texts)) for texts in (facts, notes))
    parts = [told, "\n".join(_rows(table)), week_in_letters(by_hour), assumed]
    return "\n\n".join(part for part in parts if part)


def _rows(table: Table) -> list[str]:
    cells = [[table.index_name, *(column.name for column in table.columns)]]
    for row, name in enumerate(table.index):
        figures = [(column.values[row], column.unit) for column in table.columns]
        cells.append(
            [
                clean(name, _LONGEST_NAME),
                *(amount(value, "" if unit in ("calls", "cars") else unit) for value, unit in figures),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [_GAP.join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in cells]


def week_in_letters(by_hour: npt.NDArray[np.int64]) -> str:
    """Return counts by hour of the week as a picture of seven lines: the darker the letter, the more calls.

    Parameters
    ----------
    by_hour : array of int, shape (168,)
        0 = Monday 00:00.

    Examples
    --------
    >>> hours = np.arange(168) % 24
    >>> print(week_in_letters(hours).splitlines()[2])
    Mon  ..:::--===++***##%%%@@@
    """
    most = int(by_hour.max(initial=0))
    level = np.ceil(by_hour * (len(_STEPS) - 1) / max(most, 1)).astype(int)
    letters = np.array(list(_STEPS))[level].reshape(7, 24)
    days = [f"{day[:3]} {''.join(row)}" for day, row in zip(WEEKDAYS, letters, strict=True)]
    heading = f"Calls by hour of the week, from none (blank) to {most:,} (@)"
    return "\n".join([heading, "    0     6     12    18", *days])
