"""The columns of the place -> numbers as they stand, and doubts about their order, a lone O and the decimals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from beatwright.base.columns.angles import o_is_open
from beatwright.base.columns.number_columns import decimal_doubts, read_degrees, read_numbers, thousands_mark
from beatwright.base.columns.point_texts import order_is_open, pair_order, parse_points
from beatwright.base.columns.text_columns import coded, is_text
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.places.mend_coordinates import Box

__all__ = ["RawPlaces", "columns_in_words", "place_headings", "raw_places"]

Floats = npt.NDArray[np.float64]
PointReader = Callable[[str], tuple[Floats, Floats]]

_ORDERS = ("latitude first", "longitude first")
# Headings of German files, where O is east.
_GERMAN = ("laenge", "länge", "breite", "koordinate", "tatzeit", "datum", "uhrzeit", "standort", "delikt", "straftat")


def place_headings(found: Recognised) -> tuple[str, str]:
    """Return the headings of longitude (or x) and latitude (or y); twice the same where one column has both."""
    across, along = ("lon", "lat") if found.heading("lon") else ("x", "y")
    return found.heading("point") or found.heading(across), found.heading("point") or found.heading(along)


def columns_in_words(found: Recognised) -> str:
    """Return the columns of the place in words."""
    headings = dict.fromkeys(place_headings(found))
    return f"the column{'s' * (len(headings) > 1)} {' and '.join(map(repr, headings))}"


@dataclass(frozen=True)
class RawPlaces:
    """Both coordinates as they stand.

    Parameters
    ----------
    x, y : array of float64, shape (n,)
        NaN where there is none.
    doubts : list of str
        What was taken for likely.
    order : str
        Which of two numbers in one column comes first.
    """

    x: Floats
    y: Floats
    doubts: list[str]
    order: str = "longitude, latitude"


def raw_places(table: RawTable, found: Recognised, decimal: str = "auto", box: Box | None = None) -> RawPlaces:
    """Read both coordinates.

    Parameters
    ----------
    table, found : RawTable, Recognised
        The rows and their columns.
    decimal : {"auto", ",", "."}
        What stands before the decimals.
    box : Box, optional
        The boundary, which decides what the values leave open.
    """
    if found.heading("point"):
        return _of_texts(table, found, box)
    across, along = ("lon", "lat") if found.heading("lon") else ("x", "y")
    columns = [table.columns.column(found.heading(role)) for role in (across, along)]
    # x of six digits proves nothing; its y of seven does
    mark = thousands_mark(*columns) if decimal == "auto" else {",": ".", ".": ","}[decimal]
    doubts = []
    if decimal == "auto" and not mark:
        doubts = decimal_doubts(columns, columns_in_words(found), degrees=across == "lon")
    if across == "x":
        x, y = (read_numbers(column, thousands=mark) for column in columns)
        return RawPlaces(x, y, doubts)

    def read_with(o: str) -> tuple[Floats, Floats]:
        return read_degrees(columns[0], thousands=mark, o=o), read_degrees(columns[1], thousands=mark, o=o)

    texts = coded(columns[0])[1] if is_text(columns[0].type) else pa.array([], pa.string())
    lon, lat, more = _with_o(texts, read_with, place_headings(found)[0], table, box=box)
    return RawPlaces(lon, lat, [*doubts, *more])


def _of_texts(table: RawTable, found: Recognised, box: Box | None) -> RawPlaces:
    heading = found.heading("point")
    codes, texts = coded(table.columns.column(heading))
    order, doubts = _order(texts, heading, box)

    def read_with(o: str) -> tuple[Floats, Floats]:
        return parse_points(texts, heading, order=order, o=o)

    lon, lat, more = _with_o(texts, read_with, heading, table, box=box)
    order = order or pair_order(texts, heading) or "longitude, latitude"
    return RawPlaces(np.append(lon, np.nan)[codes], np.append(lat, np.nan)[codes], [*doubts, *more], order)


def _order(texts: Any, heading: str, box: Box | None) -> tuple[str, list[str]]:
    """Return the order of two numbers that only the boundary tells; empty where the values do or it cannot."""
    if not order_is_open(texts, heading):
        return "", []
    if box is not None:
        counts = [int(box.holds(*parse_points(texts, heading, order=order)).sum()) for order in _ORDERS]
        return _ORDERS[int(counts[1] > counts[0])], []
    return _ORDERS[0], [
        f"Nothing tells which of the two numbers in the column '{heading}' is the latitude: the first is taken for it, "
        "as most portals write it. Where the middle of the rows is no place of yours, call the column 'lon_lat' or "
        "give a boundary."
    ]


def _with_o(
    texts: Any, read_with: PointReader, heading: str, table: RawTable, box: Box | None
) -> tuple[Floats, Floats, list[str]]:
    """Read angles whose letter O nothing beside it explains as the boundary, else the headings, tell."""
    lon, lat = read_with("")
    if not o_is_open(texts):
        return lon, lat, []
    readings = {side: read_with(side) for side in ("west", "east")}
    if np.array_equal(readings["west"][0], readings["east"][0], equal_nan=True):  # an O of an address
        return lon, lat, []
    if box is not None:
        side = max(readings, key=lambda each: int(box.holds(*readings[each]).sum()))
        return *readings[side], []
    german = any(word in each.casefold() for each in table.headings for word in _GERMAN)
    side = "east" if german else "west"
    return *readings[side], [
        f"The letter O in the column '{heading}' is taken for {side}, by the language of the headings: it is east in "
        "German and west in Spanish, French, Portuguese and Italian. Where that is wrong, write E or W, or give a "
        "boundary."
    ]
