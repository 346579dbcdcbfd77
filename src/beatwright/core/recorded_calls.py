"""Calls taken from records: when each came, in minutes since the Monday of the first, and what the records leave open.

What they leave open is drawn from the stream "clock": the minute where the hour alone is known, the hour where the day
alone is known (by the other incidents of the weekday), the moment within a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.words import count_of, plural
from beatwright.core.call_draws import CallColumns
from beatwright.core.call_options import MOST_CARS, CallOptions, completed_fields
from beatwright.core.call_streams import call_stream
from beatwright.core.elapsed_time import ElapsedTime, timezone_error
from beatwright.core.hours_of_week import hour_shares
from beatwright.core.service_records import service_recorded
from beatwright.core.severity import Severity

if TYPE_CHECKING:
    from beatwright.core.incidents import Incidents

__all__ = ["recorded_fields", "recording_complaints"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]

_MINUTE = 60_000_000  # microseconds
_LONGEST_SCENE = 24 * 60.0  # minutes: what is recorded as longer was cleared late, not done late


def recording_complaints(incidents: Incidents, timezone: str) -> Iterator[str | None]:
    """Yield why no calls can be taken from records."""
    if len(incidents) and not incidents.has_clock.any():
        yield (
            f"They are recorded by {incidents.precision} and have no time of day, so nobody knows which calls come "
            "together. Draw calls from a demand instead."
        )
    if not (incidents.frame["zone"] >= 0).any():
        yield f"None of the {len(incidents):,} incidents lies in a zone of the city. Check the city, or the records."
    yield timezone_error("Calls.recorded", timezone)


def recorded_fields(incidents: Incidents, timezone: str, options: CallOptions) -> dict[str, Any]:
    """Return the fields of `Calls` that are recorded, the calls outside all zones set aside."""
    inside = incidents.frame["zone"].to_numpy() >= 0
    moment, told = _moments(incidents, inside, options.seed)
    time = ElapsedTime.since_monday(min(moment.min(), np.datetime64(incidents.start, "us")), timezone)
    minute, doubts = time.minutes(moment)
    order = np.argsort(minute, kind="stable")
    frame = incidents.frame[inside].iloc[order]
    end = max(time.minute(incidents.end), float(minute.max()) + 1.0)
    aside = int((~inside).sum())
    outside = (
        f"{count_of(aside, 'incident')} outside all zones of the city {'was' if aside == 1 else 'were'} set aside."
    )
    fields, service = _completed(frame, minute[order], incidents.severity, options)
    notes = (outside if aside else "", *told, *doubts, *_of_gaps(incidents), *service)
    return {
        **fields,
        "clock": time.clock(end),
        "zones": incidents.zones,
        "start": time.start,
        "source": f"recorded {incidents.period}",
        "partial": time.partial_weeks(incidents.start, incidents.end, incidents.gaps, end),
        "notes": tuple(note for note in notes if note),
    }


def _completed(
    frame: pd.DataFrame, minute: Floats, severity: Severity, options: CallOptions
) -> tuple[dict[str, Any], list[str]]:
    """Return calls with the cars and the minutes on the scene that are recorded, the others drawn; what is told."""
    position = frame["severity"].to_numpy(dtype=np.int8)
    columns = CallColumns(minute, frame["zone"].to_numpy(dtype=np.int32), position, np.zeros(0, dtype=np.int64))
    cars, told = _cars(frame, options)
    minutes, mean = _service(frame, severity)
    fields = completed_fields(columns, cars, mean, options)
    known = ~np.isnan(minutes)
    each = np.arange(fields["on_scene"].shape[1]) < cars[known, None]
    on_scene = fields["on_scene"].copy()
    on_scene[known] = np.where(each, minutes[known, None], 0.0)
    if known.any():
        count = count_of(int(known.sum()), "call")
        told.append(f"The minutes on the scene of {count} are recorded; every car of a call stays as long.")
    return {**fields, "on_scene": on_scene}, [*told, *options.assumptions(int((~known).sum()))]


def _cars(frame: pd.DataFrame, options: CallOptions) -> tuple[npt.NDArray[np.int16], list[str]]:
    """Return the cars that bring the officers needed, and how many calls need more than a call can have."""
    officers = np.ceil(frame["officers"].to_numpy(dtype=np.float64))
    most = MOST_CARS * options.officers_per_car
    many = int((officers > most).sum())
    need = f"{count_of(many, 'call')} {plural(many, 'needs', 'need')} more than {most} officers by the records"
    told = [f"{need}; {MOST_CARS} cars are sent, which is the most."] if many else []
    return options.cars_for(np.minimum(officers, most).astype(np.int64)), told


def _moments(incidents: Incidents, inside: Bools, seed: int) -> tuple[Moments, list[str]]:
    """Return the local time of every call in a zone, what is not recorded drawn, and what was drawn."""
    frame, stream, told = incidents.frame, call_stream(seed, "clock"), []
    moment = frame["time"].to_numpy().astype("datetime64[us]").copy()
    draw = stream.random((len(frame), 2))  # for every incident, so that none depends on what the others say
    unknown = ~incidents.has_clock
    windows = incidents.window_end
    window = ~np.isnat(windows) if incidents.aoristic else np.zeros(len(frame), dtype=bool)
    if incidents.precision == "hour":
        moment += _microseconds(60.0 * draw[:, 0])
        told.append("The records say the hour of calls, not the minute, which was drawn.")
    moment[unknown] = _by_weekday(incidents, draw)[unknown]
    moment[window] = (frame["time"].to_numpy().astype("datetime64[us]") + _part_of(incidents, windows, draw))[window]
    received = _received(incidents)
    known = ~np.isnat(received)
    moment[known] = received[known]
    some = [(unknown & ~window & ~known, "came on a day without a time of day, drawn as those of the weekday are"),
            (window & ~known, "came at a moment drawn within the window that is recorded"),
            (known, "came when the records say that the call was received")]  # fmt: skip
    told += [f"{count_of(int((rows & inside).sum()), 'call')} {what}." for rows, what in some if (rows & inside).any()]
    return moment[inside], told


def _microseconds(minutes: Floats) -> npt.NDArray[np.timedelta64]:
    return np.floor(minutes * _MINUTE).astype("timedelta64[us]")


def _by_weekday(incidents: Incidents, draw: Floats) -> Moments:
    """Return moments on the days of the incidents, by the hours of those of the weekday whose hour is known."""
    reach = np.cumsum(hour_shares(incidents.hour_of_week, incidents.has_clock), axis=1)
    weekday = incidents.hour_of_week // 24
    hour = (draw[:, 1, None] >= reach[weekday, :-1]).sum(axis=1)
    day = incidents.frame["time"].to_numpy().astype("datetime64[D]").astype("datetime64[us]")
    return np.asarray(day + _microseconds(60.0 * (hour + draw[:, 0])))


def _part_of(incidents: Incidents, latest: Moments, draw: Floats) -> npt.NDArray[np.timedelta64]:
    """Return how far into its window every incident lies; it stays within the period."""
    begin = incidents.frame["time"].to_numpy().astype("datetime64[us]")
    until = np.minimum(latest, np.datetime64(incidents.end, "us") - np.timedelta64(1, "us"))
    length = np.maximum((until - begin).astype(np.float64), 0.0)  # NaT gives a number that nobody reads
    return np.asarray((draw[:, 0] * length).astype("timedelta64[us]"))


def _received(incidents: Incidents) -> Moments:
    """Return when calls were received, NaT where that is not known or lies outside the period."""
    if "received" not in incidents.frame:
        return np.full(len(incidents), "NaT", dtype="datetime64[us]")
    received = incidents.frame["received"].to_numpy().astype("datetime64[us]").copy()
    within = (received >= np.datetime64(incidents.start, "us")) & (received < np.datetime64(incidents.end, "us"))
    received[~within] = np.datetime64("NaT")
    return received


def _service(frame: pd.DataFrame, severity: Severity) -> tuple[Floats, Floats]:
    """Return minutes on the scene, NaN where they are not recorded, and the mean of the kind or class."""
    given = frame["service_minutes"].to_numpy(dtype=np.float64)
    minutes = np.where(service_recorded(frame, severity), given, np.nan)
    if {"on_scene", "cleared"} <= set(frame.columns):
        stayed = (frame["cleared"] - frame["on_scene"]).dt.total_seconds().to_numpy() / 60.0
        minutes = np.where((stayed > 0) & (stayed <= _LONGEST_SCENE), stayed, minutes)
    return minutes, given


def _of_gaps(incidents: Incidents) -> list[str]:
    missing = sum((other - one for one, other in incidents.gaps), pd.Timedelta(0))
    if not missing:
        return []
    return [f"No calls come in {missing / pd.Timedelta(days=1):,.1f} days of which there are no records."]
