"""The stages of a call in a dispatch system: when it was received, sent, under way, on the scene, and over."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from beatwright.data.incidents.clocks.times_of_day import read_clock
from beatwright.data.incidents.columns.column_headings import plain_heading
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.read_times import read_times

__all__ = ["HEADINGS", "Stages", "medians_of", "read_stages", "stage_headings"]

Stages = Mapping[str, npt.NDArray[np.datetime64]]

_DAY = np.timedelta64(86_400_000_000, "us")
_NAT = np.datetime64("NaT", "us")
# What takes longer than this between two stages is a call that was left open, or a wrong date.
_LONGEST = np.timedelta64(24 * 3_600_000_000, "us")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HEADINGS: dict[str, tuple[str, ...]] = {
    "received": _words("""
        received receivedtime timereceived receiveddatetime receiveddate datetimereceived callreceived
        callreceivedtime callreceiveddatetime phonepickup phonepickuptime timephonepickup created createdtime timecreate
        createtime createdatetime callcreated callcreatedtime timecreated entrytime callentrytime calltime
        originaltimequeued timeentered entereddatetime
    """),
    "dispatched": _words("""
        dispatched dispatchedtime timedispatched dispatchtime timedispatch dispatchdatetime dispatcheddatetime
        datetimedispatched firstdispatch firstdispatched firstdispatchtime firstunitdispatched firstunitassigned
        firstunitassignedtime timeassigned assignedtime assigned unitdispatched
    """),
    "enroute": _words("""
        enroute enroutetime timeenroute enroutedatetime datetimeenroute firstenroute firstunitenroute
        firstunitenroutetime responding respondingtime
    """),
    "on_scene": _words("""
        onscene onscenetime timeonscene onscenedatetime datetimeonscene arrived arrivedtime timearrived timearrive
        timearrival arrival arrivaltime arrivaldatetime arriveddatetime atscene atscenetime firstonscene
        firstunitonscene firstunitonscenetime firstunitarrived firstarrived firstarrival
    """),
    "cleared": _words("""
        cleared clearedtime timecleared cleartime timeclear cleardatetime cleareddatetime clear closed closedtime
        timeclosed timeclose closetime closeddatetime closedatetime callclosed callclosedtime calltimeclosed
        eventclosed lastunitcleared lastunitclear lastclear eventclearancedate
    """),
}  # fmt: skip


def stage_headings(headings: tuple[str, ...]) -> dict[str, str]:
    """Return the heading of every stage that a file has, where it has two or more.

    >>> stage_headings(("Call No", "Time Received", "Dispatch Time", "Arrived"))
    {'received': 'Time Received', 'dispatched': 'Dispatch Time', 'on_scene': 'Arrived'}
    """
    known = {plain_heading(heading): heading for heading in reversed(headings)}
    found = {stage: next((known[a] for a in aliases if a in known), "") for stage, aliases in HEADINGS.items()}
    found = {stage: heading for stage, heading in found.items() if heading}
    return found if len(found) > 1 else {}


def read_stages(
    table: RawTable,
    found: Recognised,
    incident: npt.NDArray[np.datetime64],
    *,
    day_first: str,
    timezone: str,
    half_converted: str = "auto",
) -> Stages:
    """Read the stages of every call.

    Parameters
    ----------
    table : RawTable
        The table.
    found : Recognised
        Its columns.
    incident : array of datetime64[us], shape (n,)
        The time of each incident: the day of stages that give a time of day only.
    day_first, timezone, half_converted : str
        As for the times of the incidents.

    Returns
    -------
    mapping of str to array of datetime64[us], shape (n,)
        In the order of `HEADINGS`; NaT where there is none. Empty where the file has fewer than two stages.
    """
    stages: dict[str, npt.NDArray[np.datetime64]] = {}
    before = incident
    for stage, heading in stage_headings(tuple(table.headings)).items():
        alone = Recognised(ColumnMapping({"time": heading}), found.portal)
        values = read_times(table, alone, day_first, timezone, half_converted=half_converted).values
        if np.isnat(values).mean() > np.isnat(incident).mean() + 0.5:
            values = _on_the_day(read_clock(table.columns.column(heading)), before)
        if not np.isnat(values).all():
            stages[stage] = values
            before = np.where(np.isnat(values), before, values)
    return stages if len(stages) > 1 else {}


def _on_the_day(seconds: npt.NDArray[np.float64], before: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    """Put times of day on the day of the stage before; past midnight on the next."""
    known = np.isfinite(seconds) & ~np.isnat(before)
    moved = (np.where(known, seconds, 0) * 1e6).astype(np.int64).astype("timedelta64[us]")
    values = before.astype("datetime64[D]").astype("datetime64[us]") + moved
    # A stage of a few seconds before is a clock that is set differently; one of hours before is the next day.
    values = np.where(before - values > _DAY // 2, values + _DAY, values)
    return np.where(known, values, _NAT)


def medians_of(stages: Stages) -> str:
    """Say how long calls are in each stage, as medians in minutes.

    >>> times = np.array(["2024-01-01T10:00", "2024-01-01T11:00"], dtype="datetime64[us]")
    >>> medians_of({"received": times, "on_scene": times + np.timedelta64(6, "m")})
    'received to on scene 6.0 min (medians of 2 calls)'
    """
    parts, most, odd = [], 0, 0
    for one, other in itertools.pairwise(stages):
        took = stages[other] - stages[one]
        known = took[~np.isnat(took)]
        fits = known[(known >= np.timedelta64(0, "us")) & (known <= _LONGEST)]
        odd += len(known) - len(fits)
        most = max(most, len(fits))
        if len(fits):
            minutes = float(np.median(fits / np.timedelta64(60_000_000, "us")))
            parts.append(f"{_name(one)} to {_name(other)} {minutes:.1f} min")
    text = f"{', '.join(parts)} (medians of {most:,} calls)" if parts else ""
    return f"{text}; {odd:,} stages before the one before them, or over a day after, do not count" if odd else text


def _name(stage: str) -> str:
    return stage.replace("_", " ").replace("enroute", "en route")
