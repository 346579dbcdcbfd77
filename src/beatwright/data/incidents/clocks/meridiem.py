"""Twelve-hour clocks whose AM or PM stands in a column of its own, or nowhere."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.columns.text_columns import as_text, coded
from beatwright.base.words import count_of
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.times_of_file import HOUR, Times, since_midnight

__all__ = ["add_meridiem", "warn_of_twelve_hours"]

_BEFORE = {"am", "午前", "오전", "ص", "πμ", "vm"}
_AFTER = {"pm", "午後", "下午", "오후", "م", "μμ", "nm"}
_LETTERS = {"a", "p"}
_NAMES_MERIDIEM = re.compile(r"am\W*pm|merid", re.IGNORECASE)
_LEFT_OUT = re.compile(r"[\s.\u00a0\u202f]+")
_ENOUGH = 100
_TWELVE = 12 * HOUR


def add_meridiem(times: Times, table: RawTable) -> None:
    """Move the afternoons of a twelve-hour clock by the column of AM and PM beside it.

    Parameters
    ----------
    times : Times
        Changed in place.
    table : RawTable
        With or without such a column. One beside a clock of 24 hours says nothing new.
    """
    known = times.has_clock & ~np.isnat(times.values)
    clock = since_midnight(times.values[known]).astype(np.int64)
    if not known.any() or (clock >= 13 * HOUR).any():
        return
    heading = next((name for name in table.headings if _is_meridiem(name, table.columns.column(name))), "")
    if not heading:
        return
    after, before = _halves(table.columns.column(heading))
    noon = np.zeros(len(known), dtype=bool)
    noon[known] = clock >= _TWELVE
    shift = np.where(after & ~noon, _TWELVE, np.where(before & noon, -_TWELVE, 0))
    times.values = times.values + np.where(known, shift, 0).astype("timedelta64[us]")
    times.rule += f", AM and PM from '{heading}'"
    if without := int((known & ~after & ~before).sum()):
        times.has_clock = times.has_clock & (after | before)
        times.values = np.where(
            known & ~after & ~before, times.values.astype("datetime64[D]").astype("datetime64[us]"), times.values
        )
        times.warnings.append(
            f"{count_of(without, 'row has', 'rows have')} neither AM nor PM in the column '{heading}', so the time of "
            "day is not known."
        )


def warn_of_twelve_hours(times: Times, heading: str) -> None:
    """Warn where a clock goes to twelve and no further, and never shows the hour 0: AM and PM were lost.

    Parameters
    ----------
    times : Times
        Gets the warning.
    heading : str
        The column of the time of day.
    """
    known = times.has_clock & ~np.isnat(times.values)
    hours = since_midnight(times.values[known]).astype(np.int64) // HOUR
    if len(hours) < _ENOUGH or not set(range(1, 13)) <= set(hours.tolist()):
        return
    strange = int(((hours < 1) | (hours > 12)).sum())
    if strange:
        return
    times.warnings.append(
        f"Every time of day in the column '{heading}' is from 1:00 to 12:59: this is a clock of twelve hours whose AM "
        "and PM were lost, so half of the hours are wrong. Export the times with 24 hours, or with AM and PM; "
        'mapping = { clock = "" } plans without hours where they stand in a column of their own.'
    )


def _is_meridiem(heading: str, column: Any) -> bool:
    words = _words(column)[1]
    found = {word for word in words if word}
    if not found or len(words) > 12:
        return False
    halves = found & (_BEFORE | _AFTER)
    if halves and len(found - halves) <= 2 and bool(found & _AFTER):
        return True
    return found <= _LETTERS and _NAMES_MERIDIEM.search(heading) is not None


def _words(column: Any) -> tuple[npt.NDArray[np.int64], list[str]]:
    codes, texts = coded(as_text(column))
    if len(texts) > 12:  # no such column, whatever it holds
        return codes, [""] * len(texts)
    return codes, [_LEFT_OUT.sub("", str(text)).casefold() for text in texts.to_pylist()]


def _halves(column: Any) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    codes, words = _words(column)
    after = np.array([*(word in _AFTER or word == "p" for word in words), False])
    before = np.array([*(word in _BEFORE or word == "a" for word in words), False])
    return after[codes], before[codes]
