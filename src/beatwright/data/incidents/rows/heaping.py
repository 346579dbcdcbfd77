"""Heaps: times, days and places that hold more rows than they can have had, and months that hold too few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

__all__ = ["heaping_warnings"]

Times = npt.NDArray[np.datetime64]

_FEW = 10
_HOUR = 3_600_000_000


def heaping_warnings(
    times: Times, spot: npt.NDArray[np.int64], kind: npt.NDArray[np.int64], x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64], precision: str, crs: Any = None, clocked: npt.NDArray[np.bool_] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Return one warning for every heap among the rows kept.

    Parameters
    ----------
    times : array of datetime64[us], shape (n,)
        Local wall time.
    spot : array of int64, shape (n,)
        Number of the coordinate.
    kind : array of int64, shape (n,)
        Number of the kind.
    x, y : array of float64, shape (n,)
        Metres, to name a place.
    precision : {"minute", "hour", "day", "month"}
        How finely times were recorded.
    crs : CRS, optional
        That of `x` and `y`: a place is named by longitude and latitude, which any map finds.
    clocked : array of bool, shape (n,), optional
        Whether the time of day is known. Default: of every row.
    """
    if not len(times):
        return ()
    of_day = times if clocked is None else times[clocked]
    found = [*_clock_heaping(of_day, precision), *_day_heaping(times, precision), *_thin_months(times)]
    return (*found, *_place_heaping(spot, x, y, crs), *_repeats(times, spot, kind))


def _clock_heaping(times: Times, precision: str) -> Iterator[str]:
    if precision == "month":
        yield "Times give the month only: hours of the day and days of the week cannot be told from this file."
    if precision == "day":
        yield "Times give the day only: hours of the day cannot be told from this file."
    if precision not in ("minute", "hour") or not len(times):
        return
    micros = times.astype(np.int64) % (24 * _HOUR)
    # A day has 24 hours, and hours have 60 minutes: two to three times the even share is a habit of the clerk.
    even = 1 / 24 if precision == "hour" else 1 / 1440
    noon = micros == 12 * _HOUR
    share = float(noon.mean())
    if share > max(3 * even, 0.01) and noon.sum() >= _FEW:
        yield f"{share:.1%} of the rows are at exactly noon: many of these times are guesses."
    if precision == "minute" and len(times) >= 10 * _FEW:
        share = float((micros % _HOUR == 0).mean())
        if share > 0.15:
            yield f"{share:.1%} of the rows are at minute :00: times are rounded to the hour."


def _day_heaping(times: Times, precision: str) -> Iterator[str]:
    if precision == "month":
        return
    days, counts = np.unique(times.astype("datetime64[D]"), return_counts=True)
    usual = float(np.median(counts))
    heavy = np.flatnonzero(counts > np.maximum(4 * usual, _FEW)) if len(days) > 7 else np.array([], dtype=int)
    for at in heavy[np.argsort(-counts[heavy], kind="stable")][:3]:
        yield f"{counts[at]:,} rows fall on {days[at]}; a usual day has {usual:,.0f}."


def _thin_months(times: Times) -> Iterator[str]:
    months = times.astype("datetime64[M]").astype(np.int64)
    counts = np.bincount(months - months.min())
    if len(counts) < 4:
        return
    usual = float(np.median(counts))
    thin = [i for i in range(1, len(counts) - 1) if counts[i] < 0.25 * usual]
    names = [f"{np.datetime64(int(months.min()) + i, 'M')} ({counts[i]:,})" for i in thin]
    if names and usual >= _FEW:
        shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        yield f"Nearly empty months in between: {shown}; a usual month has {usual:,.0f} rows. Is the file complete?"


def _place_heaping(
    spot: npt.NDArray[np.int64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], crs: Any
) -> Iterator[str]:
    counts = np.bincount(spot)
    heavy = np.flatnonzero(counts > max(0.01 * len(spot), _FEW))
    for at in heavy[np.argsort(-counts[heavy], kind="stable")][:3]:
        row = int(np.argmax(spot == at))
        yield (
            f"{counts[at]:,} rows ({counts[at] / len(spot):.1%}) lie at one point ({_place(x[row], y[row], crs)}): "
            "a station, a hospital, or the place where unknown addresses are put."
        )


def _place(x: float, y: float, crs: Any) -> str:
    if crs is None:
        return f"x {x:.0f}, y {y:.0f}"
    lon, lat = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    return f"longitude {lon:.5f}, latitude {lat:.5f}"


def _repeats(times: Times, spot: npt.NDArray[np.int64], kind: npt.NDArray[np.int64]) -> Iterator[str]:
    if len(times) < 2 * _FEW or len(np.unique(times)) < 100:
        return  # with few different times, equal rows are no sign of anything
    table = pd.DataFrame({"time": times.astype(np.int64), "spot": spot, "kind": kind})
    repeats = int(table.duplicated().sum())
    if repeats > 0.005 * len(times):
        yield (
            f"{repeats:,} rows ({repeats / len(times):.1%}) repeat the time, place and kind of another. They are kept: "
            "many files have a row per victim or offence."
        )
