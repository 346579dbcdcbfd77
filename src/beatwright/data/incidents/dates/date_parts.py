"""Dates that stand in pieces: year, month and day in columns of their own, perhaps with hour and minute."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.columns.number_columns import read_numbers
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.files.raw_table import RawTable

__all__ = ["with_dates"]

# Piece -> plain headings, lowest and highest value.
_PIECES: dict[str, tuple[tuple[str, ...], int, int]] = {
    "year": (("year", "ano", "anio", "annee", "jahr", "jaar", "anno", "год"), 1900, 2100),
    "month": (("month", "mes", "mois", "monat", "maand", "mese", "месяц"), 1, 12),
    "day": (("day", "dia", "jour", "tag", "dag", "giorno", "день"), 1, 31),
    "hour": (("hour", "hora", "heure", "stunde", "uur", "ora", "час"), 0, 23),
    "minute": (("minute", "minuto", "minuten", "minuut", "минута"), 0, 59),
}
_MOST = 0.9


def with_dates(table: RawTable, mapping: Mapping[str, str]) -> tuple[RawTable, dict[str, str]]:
    """Put the pieces of dates together in one more column, where no column holds dates.

    Parameters
    ----------
    table : RawTable
        The table.
    mapping : mapping of str to str
        Our column -> heading, as far as the user says.

    Returns
    -------
    table : RawTable
        With a column called after its pieces, such as ``YEAR-MONTH-DAY HOUR:MINUTE``; else as it was.
    mapping : dict of str to str
        Which names that column as ``time``.

    Examples
    --------
    >>> columns = pa.table({"YEAR": [2024], "MONTH": [3], "DAY": [5], "HOUR": [14]})
    >>> table, mapping = with_dates(RawTable.of(columns, {}), {})
    >>> mapping, table.columns.column("YEAR-MONTH-DAY HOUR").to_pylist()
    ({'time': 'YEAR-MONTH-DAY HOUR'}, ['2024-03-05 14:00'])
    """
    chosen = dict(mapping)
    pieces = _pieces(table)
    if not {"year", "month", "day"} <= set(pieces):
        return table, chosen
    name = f"{pieces['year']}-{pieces['month']}-{pieces['day']}"
    name += f" {':'.join(pieces[key] for key in ('hour', 'minute') if key in pieces)}" if "hour" in pieces else ""
    if chosen.get("time", name) != name or ("time" not in chosen and _holds_dates(table, pieces)):
        return table, chosen
    columns = table.columns.append_column(name, _joined(table, pieces))
    return dataclasses.replace(table, columns=columns), {**chosen, "time": name}


def _pieces(table: RawTable) -> dict[str, str]:
    """Return the heading of each piece whose values are whole numbers of its range."""
    found = {}
    headings = {plain_heading(heading): heading for heading in reversed(table.headings)}
    for piece, (names, low, high) in _PIECES.items():
        heading = next((headings[name] for name in names if name in headings), None)
        if heading is None:
            continue
        numbers = read_numbers(table.columns.column(heading))
        known = numbers[np.isfinite(numbers)]
        fits = (known >= low) & (known <= high) & (known == np.floor(known))
        if len(known) and fits.mean() > _MOST:
            found[piece] = heading
    return found


def _holds_dates(table: RawTable, pieces: Mapping[str, str]) -> bool:
    finder = Finder(table)
    found = [heading for heading in finder.candidates("time") if heading not in pieces.values()]
    return any(finder.filled(heading) for heading in found)


def _joined(table: RawTable, pieces: Mapping[str, str]) -> Any:
    """Return the dates as text; rows without a year, month or day have none, those without an hour the day only."""
    numbers = {piece: read_numbers(table.columns.column(heading)) for piece, heading in pieces.items()}
    texts = {
        piece: pc.utf8_lpad(pa.array(values, from_pandas=True).cast(pa.int64(), safe=False).cast(pa.string()), 2, "0")
        for piece, values in numbers.items()
    }
    days = pc.binary_join_element_wise(texts["year"], texts["month"], texts["day"], "-")
    if "hour" not in texts:
        return days
    minutes = pc.fill_null(texts["minute"], "00") if "minute" in texts else "00"
    full = pc.binary_join_element_wise(days, pc.binary_join_element_wise(texts["hour"], minutes, ":"), " ")
    return pc.coalesce(full, days)
