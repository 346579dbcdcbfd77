"""Incidents: what happened, when, where, and how severe it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.hours_of_week import counts_by_hour, hour_shares
from beatwright.core.incident_arrays import IncidentArrays
from beatwright.core.period_gaps import gap_complaint, gaps_within
from beatwright.core.service_records import SERVICE_RECORDED, with_service_recorded
from beatwright.core.severity import Severity
from beatwright.core.window_hours import WindowHours, window_hours, with_latest_times

if TYPE_CHECKING:
    from beatwright.core.city import City
    from beatwright.core.read_report import ReadReport

__all__ = ["COLUMNS", "STAGES", "Incidents"]

COLUMNS = ("id", "time", "kind", "severity", "x", "y", "zone", "officers", "service_minutes")
STAGES = ("received", "dispatched", "enroute", "on_scene", "cleared")


@dataclass(frozen=True, eq=False)
class Incidents:
    """A table of incidents in one city.

    Rows are put into canonical order (time, x, y, kind, id), so the order of the rows given never matters.

    Parameters
    ----------
    frame : DataFrame, one row per incident
        Columns: ``id`` (text, unique), ``time`` (local wall time, no time zone), ``kind`` (text or
        category), ``severity`` (position of the class in `severity`), ``x`` and ``y`` (metres, the city's
        CRS), ``zone`` (position of the zone, -1 where in none). Optional: ``officers`` (needed) and
        ``service_minutes``; default: those of the severity class; and the times of the stages of a call, ``received``,
        ``dispatched``, ``enroute``, ``on_scene`` and ``cleared``, NaT where one is not known; and ``has_clock`` (bool),
        False where the day is known and the time of day is not (``time`` is then the midnight that begins the day);
        and ``time_end``, the latest moment where `time` is the earliest of a window, NaT where the moment is known;
        and ``service_recorded`` (bool), whether ``service_minutes`` are its own; default: where not those of the class.
    severity : Severity
        The severity table.
    zones : int
        Number of zones of the city.
    start, end : Timestamp, optional
        The period covered, `end` exclusive. Default: whole days from the first incident to the last.
    precision : {"minute", "hour", "day", "month"}
        How finely times were recorded.
    report : ReadReport, optional
        What was dropped and why, where the incidents come from a file.
    gaps : tuple of pairs of Timestamp
        Stretches of the period that have no records, each with its end exclusive: missing, not quiet. They do not
        count as time covered.
    aoristic : bool, default False
        Whether an incident with a window counts in every hour of the week by the share of the window that falls into
        it, where hours of the week are counted; else all of it in the hour of its `time`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": ["1", "2"], "time": pd.to_datetime(["2024-01-01 10:00", "2024-01-02 23:00"]),
    ...                       "kind": ["theft", "assault"], "severity": [0, 2], "x": [0.0, 1.0], "y": [0.0, 1.0],
    ...                       "zone": [0, 0]})
    >>> Incidents(frame, Severity.default(), zones=1).hours
    48.0
    """

    frame: pd.DataFrame
    severity: Severity
    zones: int
    start: pd.Timestamp = None  # type: ignore[assignment]
    end: pd.Timestamp = None  # type: ignore[assignment]
    precision: str = "minute"
    report: ReadReport | None = None
    gaps: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()
    aoristic: bool = False
    arrays: IncidentArrays = field(init=False, repr=False)

    def __post_init__(self) -> None:
        frame = _complete(self.frame, self.severity)
        complaints = Complaints()
        complaints.need(frame["id"].is_unique, "Incident ids must be unique. Number the rows, or drop the repeats.")
        arrays = IncidentArrays.of(frame)
        complaints.extend(arrays.complaints(len(self.severity), self.zones))
        start = _bound(self.start, frame["time"].min(), 0)
        end = _bound(self.end, frame["time"].max(), 1)
        complaints.need(
            len(frame) == 0 or (start <= frame["time"].min() and frame["time"].max() < end),
            f"Incidents lie outside the period {start} to {end}.",
        )
        complaints.need(pd.isna(start) or start < end, f"The period must not be empty. Got {start} to {end}.")
        gaps = tuple(gaps_within(self.gaps, start, end))
        complaints.add(gap_complaint(frame, gaps))
        complaints.raise_if_any(ParameterError, "These incidents cannot be used")
        object.__setattr__(self, "arrays", arrays)
        object.__setattr__(self, "gaps", gaps)
        object.__setattr__(self, "frame", frame)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"Incidents({len(self):,} from {self.period})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Incidents) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        table = self.frame.assign(kind=self.frame["kind"].astype(str))
        parts = [table, self.severity.to_list(), self.zones, str(self.start), str(self.end), self.precision]
        parts += [str(self.gaps)] if self.gaps else []
        return digest_of(*parts, *(["aoristic"] if self.aoristic else []))

    @property
    def period(self) -> str:
        """First and last day covered, both of them part of the period.

        Examples
        --------
        >>> from beatwright.testing import small_incidents
        >>> incidents = small_incidents(weeks=10)
        >>> incidents.end, incidents.period
        (Timestamp('2023-03-13 00:00:00'), '2023-01-02 to 2023-03-12')
        """
        last = max(self.start, self.end - pd.Timedelta(1, "ns"))
        return f"{self.start:%Y-%m-%d} to {last:%Y-%m-%d}"

    @property
    def hours(self) -> float:
        """Time covered in hours: the period without its gaps."""
        missing = sum((other - one for one, other in self.gaps), pd.Timedelta(0))
        return float((self.end - self.start - missing) / pd.Timedelta(hours=1))

    @cached_property
    def hour_of_week(self) -> npt.NDArray[np.int64]:
        """Hour of the week of every incident, 0 = Monday 00:00, shape (n,); see `has_clock`."""
        times = self.frame["time"].dt
        return np.asarray(times.day_of_week * 24 + times.hour, dtype=np.int64)

    @cached_property
    def has_clock(self) -> npt.NDArray[np.bool_]:
        """Whether the time of day of every incident is known, shape (n,).

        Examples
        --------
        >>> frame = pd.DataFrame({"id": ["1", "2"], "time": pd.to_datetime(["2024-01-01 10:00", "2024-01-02 00:00"]),
        ...                       "has_clock": [True, False], "kind": "theft", "severity": 0, "x": 0.0,
        ...                       "y": 0.0, "zone": 0})
        >>> Incidents(frame, Severity.default(), zones=1).has_clock.tolist()
        [True, False]
        """
        if self.precision not in ("minute", "hour"):
            return np.zeros(len(self), dtype=bool)
        if "has_clock" not in self.frame:
            return np.ones(len(self), dtype=bool)
        return self.frame["has_clock"].to_numpy(dtype=bool)

    def counts_by_hour(
        self,
        group: npt.NDArray[np.int64],
        groups: int,
        rows: npt.NDArray[np.bool_],
        weight: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Count incidents by group and hour of the week.

        An incident without a time of day is spread over the hours of its weekday as those with one are; where the
        incidents are `aoristic` one with a window is spread over its window, and one with a window longer than a week
        over the whole week as the others are.

        Parameters
        ----------
        group : array of int, shape (n,)
            Group of every incident, such as its zone; only that of `rows` counts.
        groups : int
            How many groups there are.
        rows : array of bool, shape (n,)
            Which incidents count.
        weight : array, shape (n,), optional
            What each counts; default: 1.

        Returns
        -------
        array, shape (groups, 168)
        """
        if self.aoristic:
            return self._window_hours.counts(group, groups, rows, weight)
        weight = None if weight is None else weight[rows]
        hour, known = self.hour_of_week[rows], self.has_clock[rows]
        return counts_by_hour(group[rows], groups, hour, known, shares=self._shares, weight=weight)

    @cached_property
    def _shares(self) -> npt.NDArray[np.float64]:
        return hour_shares(self.hour_of_week, self.has_clock)

    @property
    def week_counts(self) -> npt.NDArray[np.int64] | None:
        """Incidents by hour of the week, shape (168,), of those whose time of day is known; None where no one's is.

        Where the incidents are `aoristic`, shares of windows are added up and rounded so that the total stays.
        """
        if not self.has_clock.any():
            return None
        if self.aoristic:
            return self._window_hours.whole_counts
        return np.bincount(self.hour_of_week[self.has_clock], minlength=168).astype(np.int64)

    @property
    def hourless(self) -> int:
        """How many incidents are not in `week_counts`."""
        counts = self.week_counts
        return len(self) if counts is None else len(self) - int(counts.sum())

    @property
    def window_end(self) -> npt.NDArray[np.datetime64]:
        """Latest moment of every incident, NaT where the moment is known, shape (n,)."""
        if "time_end" not in self.frame:
            return np.full(len(self), "NaT", dtype="datetime64[us]")
        return self.frame["time_end"].to_numpy().astype("datetime64[us]")

    @cached_property
    def _window_hours(self) -> WindowHours:
        latest = self.window_end if self.has_clock.any() else np.full(len(self), "NaT", dtype="datetime64[us]")
        return window_hours(self.frame["time"].to_numpy().astype("datetime64[us]"), latest, self.has_clock)

    def split(self, date: str | pd.Timestamp) -> tuple[Incidents, Incidents]:
        """Return the incidents before `date` and those from `date` on.

        Raises
        ------
        ParameterError
            Where one side would be empty.
        """
        day = pd.Timestamp(date)
        early = self.frame["time"] < day
        if not early.any() or early.all():
            raise ParameterError(
                f"Splitting at {day:%Y-%m-%d} leaves one side empty. The incidents run from {self.period}."
            )
        return (
            replace(self, frame=self.frame[early], end=day),
            replace(self, frame=self.frame[~early], start=day),
        )

    def select(
        self,
        *,
        kinds: Sequence[str] | None = None,
        severity: Sequence[str] | None = None,
        zones: Sequence[int] | None = None,
        hours: Sequence[int] | None = None,
    ) -> Incidents:
        """Return the incidents that meet every condition; the period stays.

        Parameters
        ----------
        kinds : sequence of str, optional
            Kinds to keep.
        severity : sequence of str, optional
            Names of the severity classes to keep.
        zones : sequence of int, optional
            Positions of the zones to keep.
        hours : sequence of int, optional
            Hours of the week to keep, 0-167; an incident without a time of day is in none.
        """
        keep = np.ones(len(self), dtype=bool)
        if kinds is not None:
            keep &= self.frame["kind"].isin(list(kinds)).to_numpy()
        if severity is not None:
            keep &= self.frame["severity"].isin([self.severity.position(name) for name in severity]).to_numpy()
        if zones is not None:
            keep &= self.frame["zone"].isin(list(zones)).to_numpy()
        if hours is not None:
            keep &= self.has_clock & np.isin(self.hour_of_week, np.asarray(hours))
        return replace(self, frame=self.frame[keep])

    def located(self, city: City) -> Incidents:
        """Return the incidents with the zones of `city`."""
        zone = city.locate(self.frame["x"].to_numpy(), self.frame["y"].to_numpy())
        return replace(self, frame=self.frame.assign(zone=zone), zones=len(city.zones))


def _bound(asked: Any, extreme: Any, days: int) -> Any:
    if asked is not None and not pd.isna(asked):
        return pd.Timestamp(asked)
    return extreme if pd.isna(extreme) else extreme.floor("D") + pd.Timedelta(days=days)


def _complete(frame: pd.DataFrame, severity: Severity) -> pd.DataFrame:
    missing = [c for c in COLUMNS[:7] if c not in frame]
    if missing:
        raise ParameterError(f"Incidents need the columns {', '.join(COLUMNS[:7])}. Missing: {', '.join(missing)}.")
    if not pd.api.types.is_datetime64_dtype(frame["time"]):
        raise ParameterError(
            "The column 'time' must hold timestamps in the city's local wall time, without a time zone. "
            f"Got {frame['time'].dtype}. Convert them with pandas.to_datetime and Series.dt.tz_localize(None)."
        )
    tidy = frame.copy()
    position = tidy["severity"].to_numpy(dtype=np.int64).clip(0, len(severity) - 1)
    for column, default in (
        ("officers", [c.officers for c in severity.classes]),
        ("service_minutes", [c.service_minutes for c in severity.classes]),
    ):
        values = np.asarray(default, dtype=np.float64)[position]
        recorded = tidy[column].to_numpy(dtype=np.float64) if column in tidy else np.full(len(tidy), np.nan)
        tidy[column] = np.where(np.isnan(recorded), values, recorded)
    # What is out of range stays so in the smaller types, and is complained of: 256 must not become 0.
    tidy["severity"] = tidy["severity"].clip(-1, np.iinfo(np.int8).max).astype(np.int8)
    tidy["zone"] = tidy["zone"].clip(-2, np.iinfo(np.int32).max).astype(np.int32)
    tidy["kind"] = _sorted_categories(tidy["kind"])
    known = (*COLUMNS, *STAGES, "has_clock", "time_end", SERVICE_RECORDED)
    tidy = with_latest_times(_with_clocks(tidy[[column for column in known if column in tidy]]))
    tidy = with_service_recorded(tidy, severity)
    return tidy.sort_values(["time", "x", "y", "kind", "id"], kind="stable", ignore_index=True)


def _with_clocks(tidy: pd.DataFrame) -> pd.DataFrame:
    """Keep the column ``has_clock`` where it says something: incidents that all have a clock do without."""
    if "has_clock" not in tidy:
        return tidy
    known = tidy["has_clock"].astype("boolean").fillna(True).astype(bool)
    return tidy.drop(columns="has_clock") if known.all() else tidy.assign(has_clock=known)


def _sorted_categories(kind: pd.Series) -> pd.Series:
    """Return the kinds as a category in alphabetical order, so that equal tables sort alike."""
    tidy = kind.astype("category").cat.remove_unused_categories()
    return tidy.cat.reorder_categories(sorted(tidy.cat.categories, key=str))
