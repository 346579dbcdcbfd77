"""What is asked of incidents before a forecaster learns from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from beatwright.base import check
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
        Where these are no incidents or no city, or the incidents are of other zones, too few, without hours, or
        recorded more coarsely than the period.
    """
    owner = type(forecaster).__name__
    complaints = Complaints()
    complaints.extend(_of_nouns(owner, incidents, city))
    complaints.raise_if_any(ParameterError)
    complaints.need(
        incidents.zones == len(city.zones),
        f"{owner} is fitted on incidents of {incidents.zones} zones, but the city '{city.name}' has "
        f"{len(city.zones)}. Locate them first: incidents.located(city).",
    )
    inside = incidents.arrays.zone >= 0
    complaints.need(bool(inside.any()), f"{owner} is fitted on incidents, but none lies in a zone of the city.")
    complaints.extend(_of_times(incidents, forecaster, hours=True))
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
    complaints = Complaints()
    if not isinstance(incidents, Incidents):
        complaints.extend(_of_nouns(type(forecaster).__name__, incidents))
        complaints.raise_if_any(ParameterError)
    complaints.extend(_of_what_follows(incidents, type(forecaster).__name__, shape, until))
    complaints.extend(_of_times(incidents, forecaster, hours=False))
    complaints.raise_if_any(ParameterError)


def _of_nouns(owner: str, incidents: Any, *city: Any) -> Iterator[str]:
    if not isinstance(incidents, Incidents):
        hint = (
            " Make them of a table: Incidents(frame, severity, zones)." if isinstance(incidents, pd.DataFrame) else ""
        )
        yield f"{check.sentence(owner, 'incidents', 'Incidents', type(incidents).__name__)}{hint}"
    for given in city:
        if not isinstance(given, City):
            yield check.sentence(owner, "city", "a City", type(given).__name__)


# Complaints are worded where there is something to complain of alone: an update is asked every week of every zone.
def _of_what_follows(incidents: Incidents, owner: str, shape: tuple[int, ...], until: pd.Timestamp) -> Iterator[str]:
    given = (incidents.zones, len(incidents.severity))
    if given != shape:
        yield (
            f"{owner} was fitted on {shape[0]} zones and {shape[1]} severity classes. Got incidents of {given[0]} and "
            f"{given[1]}. Locate them in the same zones, or fit again."
        )
    if incidents.start > until:  # without incidents there may be no start, and nothing is later than that
        yield (
            f"{owner} has learned the records up to {until}, but these begin at {incidents.start}. Give those between "
            f"too, or name the gap in Incidents(gaps=...)."
        )


def _of_times(incidents: Incidents, forecaster: Any, *, hours: bool) -> Iterator[str | None]:
    owner, precision = type(forecaster).__name__, incidents.precision
    if forecaster.period in _TOO_SHORT[precision]:
        yield (
            f"These incidents are recorded by {precision}, so {owner} cannot count them by {forecaster.period}. "
            f"Use period='{'day' if precision == 'day' else 'month'}' or a longer one."
        )
    without = int((~incidents.has_clock).sum()) if forecaster.period == "hour" else 0
    if without and precision in ("minute", "hour"):
        yield (
            f"The time of day of {without:,} incidents is not known, so {owner} cannot count them by hour. "
            f"Use period='day' with slots=168, or leave these out."
        )
    if hours and forecaster.slots > 1:
        yield clock_complaint(owner, incidents)
        if len(incidents) and incidents.hours < HOURS_OF_WEEK:
            yield f"{owner} needs at least one week of incidents to learn the hours of the week. Use slots=1."
