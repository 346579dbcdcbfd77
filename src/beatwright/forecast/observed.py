"""What a forecaster learns from: counts by zone and severity, and by hour of the week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Incidents
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["Observed", "observe"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Observed:
    """Counts of a period; incidents in no zone do not count.

    Parameters
    ----------
    counts : array, shape (zones, severity classes)
        Incidents.
    clock : array, shape (168, severity classes), or (1, severity classes)
        Incidents by hour of the week in the last whole weeks; with one slot all of them. One without a time of day is
        spread over the hours of its weekday as those with one are.
    weeks : float
        Length of the period.
    severity : tuple of str
        Names of the classes.
    """

    counts: Floats
    clock: Floats
    weeks: float
    severity: tuple[str, ...]


def observe(incidents: Incidents, city: City, slots: int, owner: str) -> Observed:
    """Count the incidents that `owner` is fitted on.

    Parameters
    ----------
    incidents : Incidents
        Located in the zones of `city`.
    city : City
        Its zones.
    slots : {1, 168}
        With 168 the hours of the week are counted, over whole weeks so that none counts twice.
    owner : str
        Name for the complaints.

    Raises
    ------
    ParameterError
        Where the incidents are of other zones, too few, or without hours.
    """
    complaints = Complaints()
    complaints.need(
        incidents.zones == len(city.zones),
        f"{owner} is fitted on incidents of {incidents.zones} zones, but the city '{city.name}' has "
        f"{len(city.zones)}. Locate them first: incidents.located(city).",
    )
    zone = incidents.frame["zone"].to_numpy(dtype=np.int64)
    complaints.need(bool((zone >= 0).any()), f"{owner} is fitted on incidents, but none lies in a zone of the city.")
    if slots > 1:
        complaints.need(
            incidents.precision in ("minute", "hour"),
            f"These incidents are recorded by {incidents.precision}, so {owner} cannot learn their hours. Use slots=1.",
        )
        complaints.need(
            not len(incidents) or incidents.hours >= HOURS_OF_WEEK,
            f"{owner} needs at least one week of incidents to learn the hours of the week. Use slots=1.",
        )
    complaints.raise_if_any(ParameterError)
    inside = zone >= 0
    severity = incidents.frame["severity"].to_numpy(dtype=np.int64)
    counts = _table(zone[inside], severity[inside], (incidents.zones, len(incidents.severity)))
    return Observed(counts, _clock(incidents, inside, severity, slots), incidents.hours / 168, incidents.severity.names)


def _clock(incidents: Incidents, inside: npt.NDArray[np.bool_], severity: npt.NDArray[np.int64], slots: int) -> Floats:
    classes = len(incidents.severity)
    if slots == 1:
        return np.bincount(severity[inside], minlength=classes)[None].astype(np.float64)
    missing = sum((other - one for one, other in incidents.gaps), pd.Timedelta(0))
    whole = pd.Timedelta(weeks=int(incidents.hours // HOURS_OF_WEEK)) + missing
    recent = inside & (incidents.frame["time"] >= incidents.end - whole).to_numpy()
    return incidents.counts_by_hour(severity, classes, recent).T.copy()


def _table(row: npt.NDArray[np.int64], column: npt.NDArray[np.int64], shape: tuple[int, int]) -> Floats:
    flat = np.ravel_multi_index((row, column), shape)
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
