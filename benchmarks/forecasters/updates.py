"""How much less an update of one week costs than a fit from scratch: CPU seconds, median over some dates.

Once for records that are checked and placed in zones, and once from a table of records on, with checking and placing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from beatwright.core import City, Incidents

_WEEKS = (13, 9, 5)  # before the end of the records: when forecasters are fitted
_CHEAP = 0.2  # CPU seconds: below, the work is done so often that as many are spent


def updates_beside_fits(
    forecaster: Any, incidents: Incidents, city: City, copies: int = 1, *, tables: bool = False, foresee: bool = False
) -> dict[str, float]:
    """Return the seconds of a fit, of an update with one more week, and how many updates one fit is worth.

    With `tables` both begin with records that nobody has checked or placed yet;
    with `foresee` both end with a forecast.
    """
    given = (lambda some: placed(table_of(some), some, city)) if tables else (lambda some: some)
    done = (lambda learned: learned.predict()) if foresee else (lambda learned: learned)
    fits, updates, ratios = [], [], []
    for weeks in _WEEKS:
        until = incidents.end - pd.Timedelta(weeks=weeks)
        past, week = (
            repeated(between(incidents, incidents.start, until), copies),
            between(incidents, until, until + pd.Timedelta(weeks=1)),
        )
        fitted = forecaster.fit(past, city)
        fits.append(cpu_seconds(lambda past=past: done(forecaster.fit(given(past), city))))
        updates.append(cpu_seconds(lambda fitted=fitted, week=week: done(fitted.update(given(week)))))
        ratios.append(fits[-1] / updates[-1])
    return {
        "fit, CPU s": statistics.median(fits),
        "update, CPU s": statistics.median(updates),
        "fit / update": statistics.median(ratios),
        "least": min(ratios),
        "most": max(ratios),
    }


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of `work`, the mean of as many runs as take long enough to be measured."""
    start, runs, spent = time.process_time(), 0, 0.0
    while spent < _CHEAP:
        work()
        runs, spent = runs + 1, time.process_time() - start
    return spent / runs


def table_of(incidents: Incidents) -> pd.DataFrame:
    """Return the records as a file has them, in no zone yet."""
    return incidents.frame[["id", "time", "kind", "severity", "x", "y"]].assign(zone=-1)


def placed(table: pd.DataFrame, like: Incidents, city: City) -> Incidents:
    """Return the records of a table, checked and placed in the zones of the city."""
    return Incidents(table, like.severity, like.zones, like.start, like.end, like.precision).located(city)


def repeated(incidents: Incidents, copies: int) -> Incidents:
    """Return the records so many times over."""
    if copies == 1:
        return incidents
    numbered = [incidents.frame.assign(id=incidents.frame["id"].astype(str) + f"-{n}") for n in range(copies)]
    return replace(incidents, frame=pd.concat(numbered))


def between(incidents: Incidents, first: pd.Timestamp, last: pd.Timestamp) -> Incidents:
    """Return the records of a stretch."""
    times = incidents.frame["time"]
    frame = incidents.frame[(times >= first) & (times < last)]
    return Incidents(frame, incidents.severity, incidents.zones, first, last, incidents.precision)
