"""Lines of a roster: on which days a shift is worked, week after week, and by how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Self

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["DAYS_OF_WEEK", "CyclicLine", "ShiftLine"]

DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class ShiftLine:
    """What some officers alike work: a shift or none on each day, over and over.

    Parameters
    ----------
    days : tuple of str
        Name of the shift on each day, 0 = Monday; empty where the day is off. 7 days, 14 for a fortnight.
    officers : int, default 1
        How many work so.
    post : str, default ""
        Id of the site of their post; empty: of the whole city.
    holders : tuple of str, optional
        Ids of the officers to whom the line was given, at most `officers`.
    locked : bool, default False
        Whether the line has to stay as it is.

    Examples
    --------
    >>> line = ShiftLine.on("D", [0, 1, 2, 3, 4], officers=3)
    >>> line.days, line.days_off, line.shift
    (('D', 'D', 'D', 'D', 'D', '', ''), (5, 6), 'D')
    """

    days: tuple[str, ...]
    officers: int = 1
    post: str = ""
    holders: tuple[str, ...] = ()
    locked: bool = False

    def __post_init__(self) -> None:
        for name in ("days", "holders"):
            value = getattr(self, name)
            object.__setattr__(self, name, value if isinstance(value, str) else tuple(value))
        complaints = Complaints()
        complaints.extend(_day_complaints("ShiftLine", self.days))
        complaints.add(check.integer("ShiftLine", "officers", self.officers, 1))
        complaints.extend(_id_complaints("ShiftLine", "holders", self.holders))
        complaints.need(isinstance(self.post, str), f"The post of a ShiftLine must be an id. Got {self.post!r}.")
        complaints.add(check.boolean("ShiftLine", "locked", self.locked))
        complaints.need(
            len(complaints) > 0 or len(self.holders) <= self.officers,
            f"A line of {self.officers} has {len(self.holders)} holders. Give at most one per officer.",
        )
        complaints.raise_if_any(ParameterError)

    @classmethod
    def on(cls, shift: str, working: Iterable[int], officers: int = 1, post: str = "", length: int = 7) -> Self:
        """Return the line that works one shift on certain days of a cycle of so many days."""
        chosen = {int(day) for day in working}
        if not chosen <= set(range(length)):
            raise ParameterError(f"The days of a line must lie in 0..{length - 1}. Got {sorted(chosen)}.")
        return cls(tuple(shift if day in chosen else "" for day in range(length)), officers, post)

    @property
    def working(self) -> tuple[int, ...]:
        """The days on which a shift is worked."""
        return tuple(day for day, shift in enumerate(self.days) if shift)

    @property
    def days_off(self) -> tuple[int, ...]:
        """The days on which none is."""
        return tuple(day for day, shift in enumerate(self.days) if not shift)

    @property
    def shift(self) -> str:
        """The one shift of the line; empty where there are several, or none."""
        names = set(self.days) - {""}
        return names.pop() if len(names) == 1 else ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "days": list(self.days),
            "officers": int(self.officers),
            "post": self.post,
            "holders": list(self.holders),
            "locked": self.locked,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**values)


@dataclass(frozen=True)
class CyclicLine:
    """A rotation: one line of several weeks, through which everybody walks, a week behind the one before.

    Parameters
    ----------
    days : tuple of str
        Name of the shift on each day of the whole line, 7 per week, 0 = Monday; empty where the day is off.
    officers : tuple of int
        How many begin in each of its weeks, one number per week.
    post : str, default ""
        Id of the site of their post; empty: of the whole city.

    Examples
    --------
    >>> pair = CyclicLine(("D",) * 5 + ("",) * 2 + ("N",) * 4 + ("",) * 3, (2, 2))
    >>> pair.weeks, [line.days[:2] for line in pair.walked]
    (2, [('D', 'D'), ('N', 'N')])
    """

    days: tuple[str, ...]
    officers: tuple[int, ...]
    post: str = ""

    def __post_init__(self) -> None:
        for name in ("days", "officers"):
            value = getattr(self, name)
            object.__setattr__(self, name, value if isinstance(value, str) else tuple(value))
        complaints = Complaints()
        complaints.extend(_day_complaints("CyclicLine", self.days))
        complaints.need(isinstance(self.post, str), f"The post of a CyclicLine must be an id. Got {self.post!r}.")
        weeks, rest = divmod(len(self.days), DAYS_OF_WEEK)
        complaints.need(
            rest == 0 and len(self.officers) == weeks,
            f"A CyclicLine must have 7 days and one number of officers per week. "
            f"Got {len(self.days)} days and {len(self.officers)} numbers.",
        )
        counts = all(isinstance(n, Integral) and not isinstance(n, bool) and n >= 0 for n in self.officers)
        complaints.need(
            counts and sum(self.officers) > 0,
            f"The officers of a CyclicLine must be whole numbers of at least 0, not all 0. Got {self.officers!r}.",
        )
        complaints.raise_if_any(ParameterError)

    @property
    def weeks(self) -> int:
        """How many weeks it is long."""
        return len(self.days) // DAYS_OF_WEEK

    @property
    def walked(self) -> Iterator[ShiftLine]:
        """What those who begin in each week work, from a Monday on; weeks in which nobody begins are left out."""
        for week, officers in enumerate(self.officers):
            if officers:
                at = week * DAYS_OF_WEEK
                yield ShiftLine(self.days[at:] + self.days[:at], officers, self.post)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"days": list(self.days), "officers": [int(n) for n in self.officers], "post": self.post}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**values)


def _day_complaints(owner: str, days: object) -> Iterator[str]:
    known = isinstance(days, tuple) and all(isinstance(day, str) for day in days) and len(days) > 0
    if not known:
        yield f"The days of a {owner} must be names of shifts, empty where a day is off. Got {days!r}."


def _id_complaints(owner: str, name: str, ids: Any) -> Iterator[str]:
    known = isinstance(ids, tuple) and all(isinstance(one, str) and one.strip() for one in ids)
    if not known:
        yield f"The {name} of a {owner} must be ids of officers. Got {ids!r}."
    elif len(set(ids)) < len(ids):
        yield f"The {name} of a {owner} must be different officers. Got {ids!r}."
