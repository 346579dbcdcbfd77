"""How long every road takes: times and speeds of the file, held against what a car can do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.words import plural
from beatwright.network.edge_columns import EdgeColumns
from beatwright.network.values import CLASS_SPEEDS, class_of, kmh_of, looks_like_metres_a_second, looks_like_mph

__all__ = ["minutes_of"]

Floats = npt.NDArray[np.float64]

# Kilometres per hour. No street has a limit beyond; what is under is walking.
_SLOWEST, _FASTEST = 2.0, 200.0


def minutes_of(
    table: pd.DataFrame, columns: EdgeColumns, metres: Floats, speed: float, class_speeds: Mapping[str, float]
) -> tuple[Floats | None, list[str]]:
    """Take times from the file, else from speeds of the file, of the class, and the default.

    Parameters
    ----------
    table : DataFrame
        One row per road.
    columns : EdgeColumns
        Which columns hold time, speed and class.
    metres : array, shape (roads,)
        Lengths.
    speed : float
        Kilometres per hour where nothing else says.
    class_speeds : mapping of str to float
        Class -> km/h; comes before the built-in table.

    Returns
    -------
    minutes : array, shape (roads,), or None
        None where all roads have one speed.
    notes : list of str
        Where speeds come from, and what was not used.
    """
    kmh, sources, notes = _file_speeds(table, columns)
    if columns.road_class:
        speeds = {**CLASS_SPEEDS, **class_speeds}
        by_class = class_of(table[columns.road_class]).map(speeds).to_numpy(dtype=np.float64, na_value=np.nan)
        fills = np.isnan(kmh) & np.isfinite(by_class)
        kmh = np.where(fills, by_class, kmh)
        sources += [f"the class ('{columns.road_class}', assumed) for {int(fills.sum()):,}"] if fills.any() else []
    rest = int(np.isnan(kmh).sum())
    sources += [f"{speed:g} km/h for {rest:,}"] if rest else []
    minutes = metres * 0.06 / np.where(np.isnan(kmh), speed, kmh)
    timed = False
    if columns.seconds:
        seconds, more = _usable_seconds(table[columns.seconds], columns.seconds, metres)
        notes += more
        known = np.isfinite(seconds)
        timed = bool(known.any())
        minutes = np.where(known, seconds / 60, minutes)
        if timed:
            sources.insert(0, f"the seconds in '{columns.seconds}' for {int(known.sum()):,} (before all others)")
    uniform = rest == len(table) and not timed
    return None if uniform else minutes, [
        f"Roads: speeds come from {'; '.join(sources)} of {len(table):,} roads.",
        *notes,
    ]


def _file_speeds(table: pd.DataFrame, columns: EdgeColumns) -> tuple[Floats, list[str], list[str]]:
    """Return the speeds of the file in km/h, NaN where there is none that a street can have."""
    if not columns.speed:
        return np.full(len(table), np.nan), [], []
    kmh = kmh_of(table[columns.speed], columns.unit)
    wrong = np.isfinite(kmh) & ~((kmh >= _SLOWEST) & (kmh <= _FASTEST))
    notes = []
    if wrong.any():
        count = int(wrong.sum())
        shown = ", ".join(f"{value:g}" for value in np.unique(kmh[wrong].round(1))[:5])
        notes.append(
            f"Roads: {count:,} {plural(count, 'has a speed', 'have speeds')} in '{columns.speed}' that no street has "
            f"({shown} km/h); that of the class or the default is used."
        )
    kmh = np.where(wrong, np.nan, kmh)
    if columns.unit == "km/h" and looks_like_mph(table[columns.speed]):
        notes.append(
            f"Roads: the speeds in '{columns.speed}' look like miles per hour but are read as km/h. If they are "
            f'miles, give speed_column = "{columns.speed}" and speed_unit = "mph".'
        )
    if looks_like_metres_a_second(table[columns.speed]):
        notes.append(
            f"Roads: the speeds in '{columns.speed}' look like metres per second but are read as {columns.unit}. If "
            "they are, multiply them by 3.6, or give speed_column = 'none'."
        )
    return kmh, [f"the column '{columns.speed}' for {int(np.isfinite(kmh).sum()):,}"], notes


def _usable_seconds(values: pd.Series, column: str, metres: Floats) -> tuple[Floats, list[str]]:
    """Return the seconds, NaN where there are none or no car could drive so."""
    seconds = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64)
    real = np.isfinite(seconds) & (seconds > 0) & (metres > 0)
    kmh = np.full(len(seconds), np.nan)
    kmh[real] = metres[real] / seconds[real] * 3.6
    middle = float(np.median(kmh[real])) if real.any() else 30.0
    if not _SLOWEST <= middle <= _FASTEST:
        return np.full(len(seconds), np.nan), [_no_seconds(column, middle)]
    # The time of a road of no length cannot be held against anything.
    still = np.isfinite(seconds) & (seconds >= 0) & (metres == 0)
    good = still | (real & (kmh >= _SLOWEST / 10) & (kmh <= _FASTEST))
    wrong = int((np.isfinite(seconds) & ~good).sum())
    have = plural(wrong, "has a time", "have times")
    note = f"Roads: {wrong:,} {have} in '{column}' of 0 or less, or that no car could drive; the speed is used instead."
    return np.where(good, seconds, np.nan), [note] if wrong else []


def _no_seconds(column: str, middle: float) -> str:
    unit = "minutes" if _SLOWEST <= middle / 60 <= _FASTEST else "hours" if middle > _FASTEST else "milliseconds"
    return (
        f"Roads: the column '{column}' is not used: in seconds it would mean {middle:,.4g} km/h on the median road. "
        f"It looks like {unit}."
    )
