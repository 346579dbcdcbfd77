"""The check that a forecaster sees no future."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import City, Incidents
from beatwright.testing.check_step import made, need

__all__ = ["check_no_leak"]

_WEEKS = 4


def check_no_leak(forecaster: Any, incidents: Incidents, city: City) -> None:
    """Check that what is foretold at a date does not change when records from that date on change.

    Three quarters of the records are the past. The rest are moved to other zones, and more are added. What the
    forecaster foretells of the same past must stay: when its options hold the moved records in place of the true ones,
    and after it, or a copy of it, was fitted on and updated with records of the future, as when something learned is
    shared between copies.

    Parameters
    ----------
    forecaster : class, instance or function
        A class is made with its defaults. In an instance every option that holds incidents is looked at. A function is
        called with records, true or moved, and returns the forecaster: for one that holds them in another way.
    incidents : Incidents
        Placed in the zones of `city`.
    city : City
        Its zones.

    Raises
    ------
    AssertionError
        With what is wrong.

    Examples
    --------
    >>> from beatwright.forecast import EmpiricalBayes
    >>> from beatwright.testing import small_incidents, small_problem
    >>> check_no_leak(EmpiricalBayes, small_incidents(), small_problem().city)
    """
    date = (incidents.start + (incidents.end - incidents.start) * 3 // 4).floor("D")
    past, _ = incidents.split(date)
    other = _moved(incidents, date, city)
    make = _maker(forecaster)
    one = make(incidents)
    name = type(one).__name__
    fitted = one.fit(past, city)
    first = _foretold(fitted)
    need(
        np.array_equal(_foretold(make(other).fit(past, city)), first),
        f"{name} sees the future: what it foretells at {date:%Y-%m-%d} changes with records of later that it holds.",
    )
    for records in (incidents, other):
        one.fit(records, city)
        fitted.update(records)
        need(
            np.array_equal(_foretold(fitted), first),
            f"{name} sees the future: what a fitted copy foretells changes when another is given later records.",
        )
        need(
            np.array_equal(_foretold(one.fit(past, city)), first),
            f"{name} sees the future: fitted on the same past it foretells something else once it was given later "
            "records.",
        )


def _foretold(fitted: Any) -> npt.NDArray[np.float64]:
    return np.array(fitted.predict(weeks=_WEEKS).expected)


def _moved(incidents: Incidents, date: Any, city: City) -> Incidents:
    """Return the records with those from `date` on at the other end of the list of zones, each of them twice."""
    frame = incidents.frame
    later = frame[(frame["time"] >= date) & (frame["zone"] >= 0)].copy()
    later["zone"] = incidents.zones - 1 - later["zone"]
    later[["x", "y"]] = city.zone_xy[later["zone"].to_numpy()]
    again = later.assign(id=later["id"].astype(str) + " again")
    rows = [frame[frame["time"] < date], later, again]
    return dataclasses.replace(incidents, frame=_stacked(rows))


def _stacked(frames: list[Any]) -> Any:
    return pd.concat([frame.astype({"kind": str}) for frame in frames], ignore_index=True)


def _maker(forecaster: Any) -> Callable[[Incidents], Any]:
    """Return a function of records that gives the forecaster with those in place of the ones that it holds."""
    if isinstance(forecaster, type) or dataclasses.is_dataclass(forecaster):
        return lambda records: _holding(made(forecaster), records)
    if callable(forecaster) and not hasattr(forecaster, "fit"):
        return forecaster  # type: ignore[no-any-return]
    return lambda records: forecaster


def _holding(forecaster: Any, records: Incidents) -> Any:
    options = {field.name: getattr(forecaster, field.name) for field in dataclasses.fields(forecaster)}
    held = [name for name, value in options.items() if isinstance(value, Incidents)]
    return dataclasses.replace(forecaster, **dict.fromkeys(held, records)) if held else forecaster
