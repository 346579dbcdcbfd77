"""How long every road is: its column of lengths, held against what is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.words import count_of
from beatwright.network.edge_columns import EdgeColumns
from beatwright.network.topology import Ends

__all__ = ["metres_of"]

Floats = npt.NDArray[np.float64]

_LENGTHS_DIFFER = 0.05
# A bent line is drawn as it runs; a straight one may stand for a road that winds.
_TOO_LONG_BENT, _TOO_LONG_STRAIGHT = 2.0, 10.0
# A road between two nodes is at most this many times as long as the straight line, on the median.
_WINDING = 1.6
_UNITS = {"feet": 0.3048, "kilometres": 1000.0, "miles": 1609.344, "centimetres": 0.01, "hundreds of feet": 30.48}


def metres_of(table: pd.DataFrame, columns: EdgeColumns, lines: Any, ends: Ends) -> tuple[Floats, list[str]]:
    """Take lengths from the column where they agree with the geometry, else measure the geometry.

    Parameters
    ----------
    table : DataFrame
        One row per road.
    columns : EdgeColumns
        Which column holds the length.
    lines : array of lines, or None
        In metres; without them the straight line between the nodes is what is drawn.
    ends : Ends
        The nodes of every road.

    Returns
    -------
    metres : array, shape (roads,)
    notes : list of str
        How many lengths were not used, and why.
    """
    chord = np.hypot(*(ends.xy[ends.u] - ends.xy[ends.v]).T)
    drawn = shapely.length(lines) if lines is not None else chord
    if columns.length is None:
        return drawn, []
    recorded = pd.to_numeric(table[columns.length], errors="coerce").to_numpy(dtype=np.float64)
    ratio = _median_ratio(recorded, drawn)
    if lines is not None and abs(ratio - 1) > _LENGTHS_DIFFER:
        return drawn, [_other_unit(columns.length, ratio)]
    notes = []
    if lines is None and not 1 - _LENGTHS_DIFFER <= ratio <= _WINDING:
        recorded, note = _converted(recorded, columns.length, ratio)
        notes.append(note)
    bent = np.full(len(drawn), lines is not None) & (drawn > 1.01 * chord)
    used, more = _held_against(recorded, drawn, chord, bent, column=columns.length)
    return used, [*notes, *more]


def _median_ratio(recorded: Floats, drawn: Floats) -> float:
    both = np.isfinite(recorded) & (recorded > 0) & (drawn > 0)
    return float(np.median(recorded[both] / drawn[both])) if both.any() else 1.0


def _unit_of(ratio: float, most: float) -> str:
    """Return the unit in which lengths are `ratio` times the metres drawn, up to `most` times longer than drawn."""
    fits = (name for name, metres in _UNITS.items() if 0.95 <= ratio * metres <= most)
    return next(fits, "")


def _other_unit(column: str, ratio: float) -> str:
    unit = _unit_of(ratio, 1 + _LENGTHS_DIFFER)
    return (
        f"Roads: the column '{column}' is {ratio:.3g} times the length of the lines in metres, so the "
        f"lines are measured instead.{f' It looks like {unit}.' if unit else ''}"
    )


def _converted(recorded: Floats, column: str, ratio: float) -> tuple[Floats, str]:
    """Without lines the straight lines say the unit, but not the length."""
    unit = _unit_of(ratio, _WINDING)
    begin = f"Roads: the column '{column}' is {ratio:.2g} times the straight lines between the nodes in metres"
    if unit:
        return recorded * _UNITS[unit], f"{begin}: read as {unit}."
    if ratio > 1:
        return recorded, f"{begin}: used as written. Check that it is in metres, or give length_column = 'none'."
    return np.full(len(recorded), np.nan), f"{begin}, which no road can be, so the straight lines are measured instead."


def _held_against(
    recorded: Floats, drawn: Floats, chord: Floats, bent: npt.NDArray[np.bool_], column: str
) -> tuple[Floats, list[str]]:
    missing = ~np.isfinite(recorded)
    # A road of no length between two places would make the road between them free.
    naught = ~missing & ((recorded < 0) | ((recorded == 0) & (drawn > 0)))
    known = ~missing & ~naught & (drawn > 0)
    short = known & (recorded < (1 - _LENGTHS_DIFFER) * chord)
    long = known & (recorded > np.where(bent, _TOO_LONG_BENT, _TOO_LONG_STRAIGHT) * drawn)
    reasons = (
        (missing, "without a length in '{}' are measured"),
        (naught, "have a length of 0 or less in '{}' and are measured"),
        (short, "are shorter in '{}' than the straight line between their ends and are measured"),
        (long, "are far longer in '{}' than they are drawn and are measured"),
    )
    notes = [f"Roads: {int(rows.sum()):,} {words.format(column)}." for rows, words in reasons if rows.any()]
    bad = missing | naught | short | long
    left = int((bad & ~(drawn > 0)).sum())
    if left:
        notes.append(f"Roads: {count_of(left, 'road')} without a usable length begin and end at one place: 0 m.")
    return np.where(bad, drawn, recorded), notes
