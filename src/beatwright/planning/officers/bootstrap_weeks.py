"""Scenarios by drawing whole weeks of the past again: the simplest forecast that keeps hours and places together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Demand, Incidents

__all__ = ["bootstrap_weeks"]

_HOURS = 168


def bootstrap_weeks(
    incidents: Incidents, scenarios: int, *, weeks: int = 52, slots: int = 168, seed: int = 0
) -> Demand:
    """Return scenarios of `weeks` weeks each, drawn from the whole weeks of `incidents` with replacement.

    Parameters
    ----------
    incidents : Incidents
        The past; those in no zone (-1) do not count. A week begins on the weekday and hour at which the period begins.
    scenarios : int
        How many scenarios, of equal weight.
    weeks : int, default 52
        Weeks that each scenario is made of. With 1, scenarios are single weeks of the past.
    slots : {168, 1}, default 168
        Hours of the week (0 = Monday 00:00), or one slot. Incidents without a time of day are spread over the hours of
        their weekday as those with one are.
    seed : int, default 0
        Seed of the draws.

    Returns
    -------
    Demand
        Calls per hour.

    Raises
    ------
    ParameterError
        Where the period holds no whole week, or hours are asked of times recorded by day or month.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7, 1-26.
    """
    complaints = Complaints()
    complaints.add(check.integer("bootstrap_weeks", "scenarios", scenarios, 1))
    complaints.add(check.integer("bootstrap_weeks", "weeks", weeks, 1))
    complaints.need(slots in (1, _HOURS), f"The 'slots' parameter of bootstrap_weeks must be 1 or 168. Got {slots!r}.")
    weeks_on_file = _whole_weeks(incidents)
    whole = len(weeks_on_file)
    complaints.need(
        whole >= 1,
        f"bootstrap_weeks draws whole weeks, but the period {incidents.period} holds none.",
    )
    complaints.need(
        slots == 1 or incidents.precision in ("minute", "hour"),
        f"These incidents are recorded by {incidents.precision}, so they have no hour of the week. Use slots=1.",
    )
    complaints.raise_if_any(ParameterError)
    group, inside, week = _cells(incidents, weeks_on_file)
    random = np.random.default_rng(seed)
    rate = np.empty((scenarios, incidents.zones, slots, len(incidents.severity)))
    for scenario in range(scenarios):
        drawn = np.bincount(random.integers(0, whole, weeks), minlength=whole)[week].astype(np.float64)
        rate[scenario] = _counts(incidents, group, inside, drawn, slots=slots)
    return Demand(
        rate * (slots / _HOURS / weeks),
        severity=incidents.severity.names,
        hours=float(weeks * _HOURS),
        source=f"{scenarios} x {weeks} weeks drawn from {incidents.period}",
    )


def _whole_weeks(incidents: Incidents) -> np.ndarray:
    """Return the numbers of the whole weeks from the start of the period that meet none of its gaps."""
    week = pd.Timedelta(weeks=1)
    numbers = np.arange(int((incidents.end - incidents.start) // week))
    keep = np.ones(len(numbers), dtype=bool)
    for one, other in incidents.gaps:
        first, last = int((one - incidents.start) // week), int(-((incidents.start - other) // week))
        keep &= (numbers < first) | (numbers >= last)
    return numbers[keep]


def _cells(incidents: Incidents, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of every incident its group (zone and class), whether it counts, and the place of its week in `whole`."""
    frame = incidents.frame
    week = ((frame["time"] - incidents.start) // pd.Timedelta(weeks=1)).to_numpy(dtype=np.int64)
    zone = frame["zone"].to_numpy(dtype=np.int64)
    place = np.minimum(np.searchsorted(whole, week), len(whole) - 1)
    group = zone * len(incidents.severity) + frame["severity"].to_numpy(dtype=np.int64)
    return group, (zone >= 0) & (whole[place] == week), place


def _counts(incidents: Incidents, group: np.ndarray, inside: np.ndarray, weight: np.ndarray, slots: int) -> np.ndarray:
    """Return the weights of the incidents `inside`, shape (zones, slots, severity classes)."""
    classes = len(incidents.severity)
    groups = incidents.zones * classes
    if slots == 1:
        counts: np.ndarray = np.bincount(group[inside], weight[inside], minlength=groups)
    else:
        counts = incidents.counts_by_hour(group, groups, inside, weight)
    return counts.reshape(incidents.zones, classes, slots).swapaxes(1, 2)
