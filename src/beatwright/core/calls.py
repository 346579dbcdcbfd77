"""Calls for service in the order in which they come: what a dispatch simulation answers, drawn or recorded once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.open_file import reporting_damage
from beatwright.base.words import count_of, listed
from beatwright.core.call_checks import call_complaints
from beatwright.core.call_copies import copying_complaint, scaled_rows, scaling_note
from beatwright.core.call_draws import MINUTES_OF_HOUR
from beatwright.core.call_options import CallOptions, drawing_complaints, drawn_fields
from beatwright.core.call_words import calls_text, class_table
from beatwright.core.calls_file import REMAKE, read_calls, write_calls
from beatwright.core.demand import HOURS_OF_WEEK, Demand
from beatwright.core.recorded_calls import recorded_fields, recording_complaints
from beatwright.core.severity import Severity
from beatwright.core.table import Table

if TYPE_CHECKING:
    from beatwright.core.incidents import Incidents

__all__ = ["Calls"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_ARRAYS = {"minute": np.float64, "zone": np.int32, "priority": np.int8, "cars": np.int16,
           "on_scene": np.float64, "draw": np.float64, "clock": np.int16}  # fmt: skip
_UNTOLD = "no source told"
_FACTS = ("severity", "zones", "start", "source", "seed", "scenario", "partial", "notes")


@dataclass(frozen=True, eq=False, kw_only=True)
class Calls:
    """Calls for service, and everything about them that chance decides: nothing is drawn while they are answered.

    Two plans that answer the same calls differ by their decisions alone.

    Parameters
    ----------
    minute : array, shape (calls,)
        Minutes since the first hour; they do not decrease, and lie within the hours of `clock`.
    zone : array of int, shape (calls,)
        Position of the zone.
    priority : array of int, shape (calls,)
        0 is the most urgent class, which is the last one of the severity table.
    cars : array of int, shape (calls,)
        Cars that each call needs.
    on_scene : array, shape (calls, most cars)
        Minutes on the scene of its first, second, ... car; 0 beyond the cars that it needs.
    draw : array, shape (calls, 4)
        Uniform numbers in [0, 1) for what a policy has to draw.
    clock : array of int, shape (hours,)
        Hour of the week of each hour since the first, 0 = Monday 00:00. A week is 168 hours from the first on.
    severity : tuple of str
        Names of the classes in the order of the severity table.
    zones : int
        Number of zones of the city.
    start : Timestamp, optional
        Local time of the first hour; None: no date in particular.
    source : str
        Where the calls come from, for tables.
    seed : int, optional
        Seed of what was drawn.
    scenario : tuple of int
        The scenario of the demand in every week; empty: the calls were not drawn from scenarios.
    partial : tuple of int
        Weeks that do not have records in all of their hours.
    notes : tuple of str
        What was assumed, and what was set aside.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> from beatwright.testing import hourly_problem
    >>> calls = Calls.drawn(hourly_problem().demand, weeks=2, seed=1)
    >>> calls
    Calls(508 in 2 weeks, drawn from small demand by the hour)
    >>> calls.per_week.tolist(), int(calls.cars.max())
    ([275, 233], 4)
    """

    minute: Floats
    zone: npt.NDArray[np.int32]
    priority: npt.NDArray[np.int8]
    cars: npt.NDArray[np.int16]
    on_scene: Floats
    draw: Floats
    clock: npt.NDArray[np.int16]
    severity: tuple[str, ...]
    zones: int
    start: pd.Timestamp | None = None
    source: str = ""
    seed: int | None = None
    scenario: tuple[int, ...] = ()
    partial: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        complaints = Complaints()
        given = {name: np.asarray(getattr(self, name)) for name in _ARRAYS}
        for name in ("severity", "scenario", "partial", "notes"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        complaints.extend(call_complaints(given, self.severity, self.zones))
        complaints.raise_if_any(ParameterError, "These calls cannot be used")
        for name, kind in _ARRAYS.items():
            array = np.ascontiguousarray(given[name], dtype=kind)
            array = array.copy() if array is getattr(self, name) and array.flags.writeable else array
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "start", None if self.start is None else pd.Timestamp(self.start))

    @classmethod
    def drawn(
        cls,
        demand: Demand,
        weeks: int,
        seed: int,
        *,
        severity: Severity | None = None,
        officers_per_car: int = 2,
        cars: npt.ArrayLike | None = None,
        spread: float | str | None = None,
        calls_per_incident: float = 1.0,
    ) -> Self:
        """Draw calls from demand by the hour of the week.

        Every week has one scenario of the demand, drawn by its weight: real weeks vary more than independent calls do,
        and the scenarios carry that. Within an hour calls are a Poisson process. The same seed gives the same calls.

        Parameters
        ----------
        demand : Demand
            With 168 slots.
        weeks : int
            How many weeks, from Monday 00:00 on.
        seed : int
            At least 0.
        severity : Severity, optional
            Officers needed and minutes on the scene; default: `Severity.default`.
        officers_per_car : int, default 2
            A call that needs more officers needs more cars.
        cars : array, shape (classes,) or (classes, most), optional
            In place of the officers: cars that a call of each class needs; or the share of its calls that need 1, 2,
            ... cars. In the order of the severity table.
        spread : float or "exponential", optional
            How minutes on the scene scatter in all classes: the standard deviation of their logarithm, or
            exponentially. Default: as the severity table says of each class.
        calls_per_incident : float, default 1.0
            Factor on every rate: calls for service that one recorded incident stands for.

        Raises
        ------
        ParameterError
            With every complaint: demand that is the same in every hour or 0, other classes than those of the severity
            table, no weeks, or more than 50 million calls.
        """
        severity = severity or Severity.default()
        options = CallOptions(severity, officers_per_car, cars, spread, calls_per_incident, seed)
        complaints = Complaints()
        complaints.extend(drawing_complaints(demand, weeks, options))
        complaints.extend(options.complaints("Calls.drawn"))
        complaints.raise_if_any(ParameterError, "No calls can be drawn")
        return cls(**drawn_fields(demand, weeks, options))

    @classmethod
    def recorded(
        cls,
        incidents: Incidents,
        *,
        seed: int = 0,
        officers_per_car: int = 2,
        spread: float | str | None = None,
        timezone: str = "",
        calls_per_incident: float = 1.0,
    ) -> Self:
        """Take calls from records: each comes when it came and where it came.

        Minutes count from Monday 00:00 of the week of the first one. What the records do not say is drawn: the minute
        where only the hour or the day is known, and the minutes on the scene where they are not recorded. The notes
        say how many, and what was set aside.

        Parameters
        ----------
        incidents : Incidents
            With times of day; their zones are those of the city.
        seed : int, default 0
            Of what is drawn.
        officers_per_car, spread
            As for `drawn`.
        timezone : str
            IANA name of the zone of the times, such as ``America/Chicago``. Then minutes are elapsed ones, and `clock`
            leaves an hour out or has it twice where the clocks are changed. Empty: every day has 24 hours.
        calls_per_incident : float, default 1.0
            See `scaled`.

        Raises
        ------
        ParameterError
            With every complaint: times without a time of day, no incident in a zone, an unknown time zone.
        """
        options = CallOptions(incidents.severity, officers_per_car, None, spread, calls_per_incident, seed)
        complaints = Complaints()
        complaints.extend(options.complaints("Calls.recorded"))
        complaints.extend(recording_complaints(incidents, timezone))
        complaints.raise_if_any(ParameterError, "No calls can be taken from these records")
        calls = cls(**recorded_fields(incidents, timezone, options))
        return calls if calls_per_incident == 1 else calls.scaled(calls_per_incident, seed)

    def __len__(self) -> int:
        return len(self.minute)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calls) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Calls({len(self):,} in {count_of(self.weeks, 'week')}, {self.source or _UNTOLD})"

    @cached_property
    def digest(self) -> str:
        """Hash of the content; notes and source do not count, and neither does where the calls were kept."""
        told = [list(self.severity), self.zones, str(self.start), list(self.scenario), list(self.partial)]
        return digest_of(*(getattr(self, name) for name in _ARRAYS), told)

    @property
    def weeks(self) -> int:
        """How many weeks the hours make; the last one may have fewer than 168 of them."""
        return -(-len(self.clock) // HOURS_OF_WEEK)

    @cached_property
    def week(self) -> Ints:
        """Week of every call, 0 = the first, shape (calls,)."""
        return np.asarray(self.minute // (HOURS_OF_WEEK * MINUTES_OF_HOUR), dtype=np.int64)

    @property
    def per_week(self) -> Ints:
        """Calls of every week, shape (weeks,)."""
        return np.bincount(self.week, minlength=self.weeks).astype(np.int64)

    @cached_property
    def by_hour(self) -> Ints:
        """Calls by hour of the week, shape (168,)."""
        hour = (self.minute // MINUTES_OF_HOUR).astype(np.int64)
        return np.bincount(self.clock[hour], minlength=HOURS_OF_WEEK).astype(np.int64)

    @property
    def table(self) -> Table:
        """Calls by class, the most urgent first: how many, cars needed, minutes on the scene of a car."""
        return class_table(self.severity, self.priority, self.cars, self.on_scene, len(self.clock))

    @property
    def text(self) -> str:
        """The calls in plain words: by class, by hour of the week, and what was assumed."""
        begin = "" if self.start is None else f" from {self.start:%A %Y-%m-%d}"
        facts = [f"{count_of(len(self), 'call')} in {count_of(self.weeks, 'week')}{begin}, {self.source or _UNTOLD}"]
        if self.partial:
            facts.append(f"Weeks without records in some of their hours: {listed(one + 1 for one in self.partial)}")
        facts += [] if self.seed is None else [f"Seed {self.seed}"]
        return calls_text(self.table, self.by_hour, [*facts, f"Digest {self.digest}"], self.notes)

    def select(self, rows: npt.ArrayLike) -> Self:
        """Return the calls for which `rows`, an array of bool of shape (calls,), is True; the hours stay."""
        keep = np.asarray(rows)
        if keep.shape != (len(self),) or keep.dtype != np.bool_:
            expected = f"an array of True and False of shape ({len(self)},)"
            raise ParameterError(check.sentence("Calls.select", "rows", expected, f"{keep.dtype}, shape {keep.shape}"))
        return self._rows(np.flatnonzero(keep))

    def _rows(self, rows: Ints) -> Self:
        return dataclasses.replace(self, **{name: getattr(self, name)[rows] for name in _ARRAYS if name != "clock"})

    def in_week(self, week: int) -> Self:
        """Return the calls of one week of 168 hours, 0 = the first, as calls of their own."""
        complaint = check.integer("Calls.in_week", "week", week, 0, self.weeks - 1)
        if complaint:
            raise ParameterError(complaint)
        hours = slice(week * HOURS_OF_WEEK, (week + 1) * HOURS_OF_WEEK)
        some = self._rows(np.flatnonzero(self.week == week))
        monday = self.clock[hours][0] == self.clock[0]
        return dataclasses.replace(
            some,
            minute=some.minute - week * HOURS_OF_WEEK * MINUTES_OF_HOUR,
            clock=self.clock[hours],
            start=self.start + pd.Timedelta(weeks=week) if self.start is not None and monday else None,
            scenario=self.scenario[week : week + 1],
            partial=(0,) if week in self.partial else (),
        )

    def scaled(self, factor: float, seed: int) -> Self:
        """Return more or fewer calls, for what-ifs, and for records that hold a part of the calls only.

        Below 1 every call is kept with that probability. Above 1 every call comes with copies of it, as many as the
        factor says on average, in its zone and of its class, up to an hour before or after it. The minutes on the scene
        of the copies are those of other calls of the class that need as many cars. Copies near their call make busy
        hours busier than independent calls would be; to foresee, draw calls from a demand instead.

        Parameters
        ----------
        factor : float
            Above 0.
        seed : int
            At least 0.
        """
        complaints = Complaints()
        complaints.add(copying_complaint(len(self), factor))
        complaints.add(check.integer("Calls.scaled", "seed", seed, 0))
        complaints.raise_if_any(ParameterError)
        most = len(self.clock) * MINUTES_OF_HOUR
        minute, rows, service, draw = scaled_rows(self.minute, self.priority, self.cars, self.draw, factor, seed, most)
        same = {name: getattr(self, name)[rows] for name in ("zone", "priority", "cars")}
        notes = (*self.notes, scaling_note(factor))
        return dataclasses.replace(self, minute=minute, on_scene=self.on_scene[service], draw=draw, notes=notes, **same)

    def save(self, path: str | Path) -> Path:
        """Write the calls as Parquet, whole or not at all, and return the path."""
        arrays, facts = ({name: getattr(self, name) for name in names} for names in (_ARRAYS, _FACTS))
        return write_calls(path, arrays, facts, self.digest)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote; InputError where the file is missing, damaged or changed, or holds no calls."""
        values, digest = read_calls(path)
        try:
            with reporting_damage(path, REMAKE, own=True):
                calls = cls(**values)
        except ParameterError as problem:
            raise InputError(f"The calls in '{path}' cannot be used. {REMAKE}\n{problem}") from None
        if calls.digest != digest:
            raise InputError(f"The calls in '{path}' are not those that were written: their digest differs. {REMAKE}")
        return calls
