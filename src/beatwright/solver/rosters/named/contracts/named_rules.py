"""The rules that all officers of a named roster share: shifts, followers, rest, what cover is worth, windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from numbers import Real
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters.from_table import from_table
from beatwright.base.words import listed
from beatwright.solver.rosters.numbers_given import numbers_given

__all__ = ["NamedRules"]

_OWNER = "NamedRules"
_HOURS_OF_DAY = 24
_EIGHT_HOURS = 480  # minutes


@dataclass(frozen=True, kw_only=True)
class NamedRules:
    """Rules of a named roster.

    Parameters
    ----------
    shifts : sequence of str
        Names of the shifts, in the order of the need. A shift belongs to the day on which it begins.
    minutes : mapping of str to int, or int, optional
        Working time of each shift; by default that of `clocks`, else 480.
    clocks : mapping of str to (float, float)
        Hour of the day at which each shift begins, and how many hours it lasts. Needed for `least_rest`.
    not_after : mapping of str to sequence of str
        Shifts that may not be worked on the day after a shift.
    least_rest : float, default 0
        Hours between the end of a shift and the beginning of the next, by their clocks.
    under, over : float or array_like, shape (days, shifts), default 100 and 1
        What each officer missing, and each officer too many, costs in the objective.
    weekday : int, default 0
        Weekday of the first day, 0 = Monday.
    window : int, optional
        Days of a window, such as 28. Contracts' limits then hold in each window, and a long roster is made window by
        window; a window cut short by the end of the roster has its share of them. By default they hold over the whole
        roster, and nothing is evened out.
    nights : sequence of str
        Shifts that are nights: evened out from window to window among officers of one contract, as weekends are.
    balance : float, default 30
        What a night or weekend beyond the even share weighs while a window is solved. It is no part of the objective.
    change : float, default 10
        What it costs to change a published day.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> rules = NamedRules(shifts=("D", "N"), clocks={"D": (7, 8), "N": (23, 8)}, least_rest=11)
    >>> rules.follows
    array([[ True,  True],
           [False,  True]])
    """

    shifts: Sequence[str]
    minutes: Mapping[str, int] | int | None = field(default=None, hash=False)
    clocks: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    not_after: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)
    least_rest: float = 0.0
    under: npt.ArrayLike = field(default=100.0, hash=False)
    over: npt.ArrayLike = field(default=1.0, hash=False)
    weekday: int = 0
    window: int | None = None
    nights: Sequence[str] = ()
    balance: float = 30.0
    change: float = 10.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError, "These rules cannot be")
        object.__setattr__(self, "shifts", tuple(self.shifts))
        object.__setattr__(self, "nights", tuple(self.nights))

    @classmethod
    def read(cls, values: Self | Mapping[str, Any]) -> Self:
        """Return rules as they are, or made of a mapping such as a table of a study file."""
        return from_table(cls, values, "the rules of named_roster")

    def _complaints(self) -> Iterator[str | None]:
        names = list(self.shifts)
        if isinstance(self.shifts, str) or not names or not all(isinstance(name, str) and name for name in names):
            yield check.sentence(_OWNER, "shifts", "names of shifts", repr(self.shifts))
            return
        if len(set(names)) < len(names):
            yield check.sentence(_OWNER, "shifts", "different names", listed(names))
        wrong = [
            check.sentence(_OWNER, name, expected, repr(getattr(self, name))) for name, expected in self._wrong_form()
        ]
        yield from wrong
        if wrong:
            return
        yield from self._name_complaints(set(names))
        yield from self._number_complaints()
        missing = [name for name in names if name not in self.clocks]
        if self.least_rest and missing:
            yield f"'least_rest' needs the clocks of all shifts. There are none of {listed(missing)}."
        elif self.least_rest:
            yield from self._rest_complaints()

    def _wrong_form(self) -> Iterator[tuple[str, str]]:
        """Yield the tables that are no tables and the lists that are no lists, and what they should be."""
        for name in ("clocks", "not_after"):
            if not isinstance(getattr(self, name), Mapping):
                yield name, "a table by shift"
        if isinstance(self.nights, str) or not isinstance(self.nights, Iterable):
            yield "nights", "a list of names of shifts"
        if isinstance(self.not_after, Mapping):
            for shift, after in self.not_after.items():
                if isinstance(after, str) or not isinstance(after, Iterable):
                    yield "not_after", f"a list of names of shifts after {shift} too"

    def _rest_complaints(self) -> Iterator[str]:
        """Rest is looked at from one day to the next; a day off between must be enough by itself."""
        for shift, then in product(self.shifts, repeat=2):
            rest = _HOURS_OF_DAY + self.rest(shift, then)
            if rest < self.least_rest:
                yield (
                    f"'least_rest' of {self.least_rest:g} hours is more than the {rest:g} that a day off between "
                    f"{shift} and {then} gives. Ask for at most that, and for more days off with 'least_off'."
                )

    def _name_complaints(self, known: set[str]) -> Iterator[str | None]:
        pairs = {name: [name, *after] for name, after in self.not_after.items()}
        given = {
            "clocks": list(self.clocks),
            "not_after": [name for pair in pairs.values() for name in pair],
            "nights": list(self.nights),
            "minutes": list(self.minutes) if isinstance(self.minutes, Mapping) else [],
        }
        for place, names in given.items():
            strange = sorted({str(name) for name in names} - known)
            if strange:
                yield check.sentence(_OWNER, place, f"of the shifts {listed(sorted(known))}", listed(strange))

    def _number_complaints(self) -> Iterator[str | None]:
        yield check.integer(_OWNER, "weekday", self.weekday, 0, 6)
        yield None if self.window is None else check.integer(_OWNER, "window", self.window, 1)
        for name in ("least_rest", "balance", "change"):
            yield check.number(_OWNER, name, getattr(self, name), 0)
        for name in ("under", "over"):
            yield _weight_complaint(name, getattr(self, name))
        minutes = self.minutes
        for name, value in minutes.items() if isinstance(minutes, Mapping) else [("", minutes)]:
            yield None if value is None else check.integer(_OWNER, f"minutes {name}".strip(), value, 1)
        for name, clock in self.clocks.items():
            expected = "(hour of the day, hours)"
            yield None if _is_clock(clock) else check.sentence(_OWNER, f"clocks {name}", expected, repr(clock))

    def minutes_of(self, shift: str) -> int:
        """Working time of a shift, in minutes."""
        if isinstance(self.minutes, Mapping) and shift in self.minutes:
            return int(self.minutes[shift])
        if isinstance(self.minutes, int):
            return self.minutes
        return round(60 * self.clocks[shift][1]) if shift in self.clocks else _EIGHT_HOURS

    def rest(self, shift: str, then: str) -> float:
        """Hours between a shift and another on the next day; infinite where a clock is not known."""
        if shift not in self.clocks or then not in self.clocks:
            return float("inf")
        start, hours = self.clocks[shift]
        return _HOURS_OF_DAY + self.clocks[then][0] - start - hours

    @property
    def follows(self) -> npt.NDArray[np.bool_]:
        """Whether the second shift may be worked on the day after the first, shape (shifts, shifts)."""
        return np.array(
            [
                [
                    then not in self.not_after.get(shift, ()) and self.rest(shift, then) >= self.least_rest
                    for then in self.shifts
                ]
                for shift in self.shifts
            ]
        )


def _weight_complaint(name: str, value: npt.ArrayLike) -> str | None:
    """Complain unless a weight is a number, or numbers, of at least 0."""
    try:
        return check.at_least_zero(_OWNER, name, numbers_given(_OWNER, name, value, most=np.inf))
    except ParameterError as problem:
        return str(problem)


def _is_clock(clock: object) -> bool:
    """Say whether a shift's clock is an hour of the day and a length in hours."""
    if not isinstance(clock, Sequence) or len(clock) != 2 or not all(isinstance(part, Real) for part in clock):
        return False
    return bool(0 <= clock[0] < _HOURS_OF_DAY and 0 < clock[1] <= _HOURS_OF_DAY)
