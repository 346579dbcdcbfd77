"""One day of a trace: what the animation shows of a plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core.call_times import call_times, time_measures
from beatwright.core.calls import Calls
from beatwright.core.city import City
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import MINUTES_OF_DAY, day_begin
from beatwright.core.site_names import post_names
from beatwright.core.trace_stretches import WaitStretches, car_stretches, longest_queue, wait_stretches
from beatwright.show.replay.packed import Grid, packed, packed_steps

__all__ = ["day_of_plan"]


def day_of_plan(city: City, calls: Calls, trace: DispatchTrace, day: int, grid: Grid) -> dict[str, Any]:
    """Return what the page shows of a plan on a day: ``data`` for the animation, ``name``, ``rows``, ``queue``."""
    begin = day_begin(calls, day)
    waits, end = wait_stretches(trace), begin + MINUTES_OF_DAY
    most, when = longest_queue(waits, begin, end)
    names = post_names(city)
    data = {
        "posts": {
            **grid.points(city.site_xy[city.site_positions(trace.sites)]),
            "names": [clean(names.get(site, site), 60) for site in trace.sites],
        },
        "home": packed(trace.home, "<i2"),
        "stretches": _stretches(trace, begin),
        "waits": _waits(waits, calls, begin),
        "worst": [most, _seconds(when - begin) if most else 0],
    }
    queue = f"At most {most:,} calls wait, first at {_clock(when - begin)}" if most else "No call waits"
    figures = time_measures(call_times(trace, len(calls)), calls, begin, end)
    rows = [[each.name[:1].upper() + each.name[1:], amount(each.value, each.unit, each.name)] for each in figures]
    return {"data": data, "name": clean(trace.plan, 80), "queue": queue, "rows": [*rows, ["Longest queue", queue]]}


def _stretches(trace: DispatchTrace, begin: float) -> dict[str, str]:
    found = car_stretches(trace)
    keep = (found.end > begin) & (found.begin < begin + MINUTES_OF_DAY)
    first, last = np.rint((found.begin[keep] - begin) * 60), np.rint((found.end[keep] - begin) * 60)
    return {
        "car": packed_steps(found.car[keep], "<i2"),
        "status": packed(found.status[keep], "<i2"),
        "begin": packed_steps(first, "<i4"),
        "long": packed(last - first, "<i4"),
        "zone": packed(found.zone[keep], "<i4"),
    }


def _waits(waits: WaitStretches, calls: Calls, begin: float) -> dict[str, str]:
    keep = np.flatnonzero((waits.end > waits.begin) & (waits.end > begin) & (waits.begin < begin + MINUTES_OF_DAY))
    keep = keep[np.argsort(waits.begin[keep], kind="stable")]
    first, last = np.rint((waits.begin[keep] - begin) * 60), np.rint((waits.end[keep] - begin) * 60)
    return {
        "begin": packed_steps(first, "<i4"),
        "long": packed(last - first, "<i4"),
        "zone": packed(waits.zone[keep], "<i4"),
        "level": packed(calls.priority[waits.call[keep]], "<i2"),
    }


def _seconds(minutes: float) -> int:
    return int(np.ceil(minutes * 60))


def _clock(minutes: float) -> str:
    hours, rest = divmod(int(minutes), 60)
    return f"{hours:02d}:{rest:02d}"
