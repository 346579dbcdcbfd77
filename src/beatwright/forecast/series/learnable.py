"""What is asked of incidents before a forecaster learns from them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Incidents
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.profiles.hour_profiles import clock_complaint

__all__ = ["can_learn", "fits_on"]

# Periods that are too short for what is known of the time, by how finely it was recorded.
_TOO_SHORT = {"minute": (), "hour": (), "day": ("hour",), "month": ("hour", "day", "week")}


def fits_on(incidents: Incidents, city: City, forecaster: Any) -> None:
    """Raise where `forecaster` cannot be fitted on the `incidents`.

    Parameters
    ----------
    incidents : Incidents
        Located in the zones of `city`.
    city : City
        Its zones.
    forecaster : ForecasterStep
        Its options ``slots`` and ``period`` are looked at.

    Raises
    ------
    ParameterError
        Where the incidents are of other zones, too few, without hours, or recorded more coarsely than the period.
    """
    owner = type(forecaster).__name__
    complaints = Complaints()
    complaints.need(
        incidents.zones == len(city.zones),
        f"{owner} is fitted on incidents of {incidents.zones} zones, but the city '{city.name}' has "
        f"{len(city.zones)}. Locate them first: incidents.located(city).",
    )
    inside = incidents.frame["zone"].to_numpy() >= 0
    complaints.need(bool(inside.any()), f"{owner} is fitted on incidents, but none lies in a zone of the city.")
    _need_times(complaints, incidents, forecaster)
    complaints.raise_if_any(ParameterError)


def can_learn(incidents: Incidents, forecaster: Any, shape: tuple[int, ...], until: pd.Timestamp) -> None:
    """Raise where a fitted `forecaster` cannot go on with the `incidents`.

    Parameters
    ----------
    incidents : Incidents
        Newer records.
    forecaster : ForecasterStep
        What is to learn.
    shape : (int, int)
        Zones and severity classes that it was fitted on.
    until : Timestamp
        Up to where it knows the records.
    """
    owner = type(forecaster).__name__
    complaints = Complaints()
    given = (incidents.zones, len(incidents.severity))
    complaints.need(
        given == shape,
        f"{owner} was fitted on {shape[0]} zones and {shape[1]} severity classes. Got incidents of {given[0]} and "
        f"{given[1]}. Locate them in the same zones, or fit again.",
    )
    complaints.need(
        pd.isna(incidents.start) or incidents.start <= until,
        f"{owner} has learned the records up to {until}, but these begin at {incidents.start}. Give those between too, "
        f"or name the gap in Incidents(gaps=...).",
    )
    _need_times(complaints, incidents, forecaster, hours=False)
    complaints.raise_if_any(ParameterError)


def _need_times(complaints: Complaints, incidents: Incidents, forecaster: Any, *, hours: bool = True) -> None:
    owner, precision = type(forecaster).__name__, incidents.precision
    complaints.need(
        forecaster.period not in _TOO_SHORT[precision],
        f"These incidents are recorded by {precision}, so {owner} cannot count them by {forecaster.period}. "
        f"Use period='{'day' if precision == 'day' else 'month'}' or a longer one.",
    )
    without = int((~incidents.has_clock).sum()) if forecaster.period == "hour" else 0
    complaints.need(
        not without or precision not in ("minute", "hour"),
        f"The time of day of {without:,} incidents is not known, so {owner} cannot count them by hour. "
        f"Use period='day' with slots=168, or leave these out.",
    )
    if forecaster.slots == 1 or not hours:
        return
    complaints.add(clock_complaint(owner, incidents))
    complaints.need(
        not len(incidents) or incidents.hours >= HOURS_OF_WEEK,
        f"{owner} needs at least one week of incidents to learn the hours of the week. Use slots=1.",
    )
