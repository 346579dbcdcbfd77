"""Work that officers begin themselves: pieces by the hour of the day, as dispatch records have them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core import Calibration, Calls
from beatwright.core.call_streams import call_stream
from beatwright.simulate import WorkArrays
from beatwright.simulate.duty_columns import duty_columns

__all__ = ["dispatch_work"]

_DAY = 24


def dispatch_work(fitted: Calibration, calls: Calls, on: npt.NDArray[np.bool_], seed: int) -> WorkArrays | None:
    """Draw pieces of work, each for one of the cars on duty; None where the records have none.

    Pieces come at random by the rate of their hour, and last by an exponential law with the mean that was fitted. When
    they come, and how long they last, is the same for every plan; which car has one depends on who is on duty.

    Parameters
    ----------
    fitted : Calibration
        With pieces an hour of the whole force, by hour of the day.
    calls : Calls
        Their hours.
    on : array of bool, shape (cars, 168) or (cars, 1)
        Whether the car is on duty; or by the hours of several weeks.
    seed : int
        At least 0.
    """
    rate = np.array([one.value for one in fitted.work_by_hour])
    if len(rate) != _DAY or not fitted.work_minutes.seen or not rate.sum() > 0:
        return None
    random, clock = call_stream(seed, "work"), calls.clock.astype(np.int64)
    pieces = random.poisson(rate[clock % _DAY])
    hour = np.repeat(np.arange(len(clock)), pieces)
    minute = 60.0 * (hour + random.random(len(hour)))
    minutes, share = random.exponential(fitted.work_minutes.value, len(hour)), random.random(len(hour))
    order = np.argsort(minute, kind="stable")
    hour, minute, minutes, share = hour[order], minute[order], minutes[order], share[order]
    column = duty_columns(clock, on.shape[1])[hour]
    there = on.sum(axis=0)[column]
    ranked = np.argsort(~on, axis=0, kind="stable")  # those on duty first, in their order
    some = there > 0
    number = np.floor(share * there).astype(np.int64)[some]
    return WorkArrays(minute[some], ranked[number, column[some]], minutes[some])
