"""One officer of a named roster: contract, requests, the days before, and what is published already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters.from_table import from_table
from beatwright.base.rosters.limit_complaints import limit_complaints

__all__ = ["StaffMember", "Wish"]

_LONGEST = 366  # days in a row that are told apart: more would only take room


@dataclass(frozen=True)
class Wish:
    """A shift that an officer asks for, or asks not to work.

    Parameters
    ----------
    day : int
        Day of the roster, 0 = its first.
    shift : str
        Name of the shift.
    weight : float, default 1
        What it costs in the objective to refuse it, at least 0.
    """

    day: int
    shift: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """What one officer may work; what is not given is not asked.

    Limits of minutes, shifts and weekends hold over the whole roster or, where `NamedRules` has a window, in each
    window.

    Parameters
    ----------
    officer : str
        Id of the officer. No name is needed.
    contract : str, default ""
        Name of the contract. Nights and weekends are evened out among officers of one contract.
    least_minutes, most_minutes : int, optional
        Working time.
    most_of : mapping of str to int
        Most shifts of each name.
    least_run, most_run : int, default 1 and no limit
        Days worked in a row. A run that the first day cuts is not too short where `last` is not known, nor is one that
        the last day cuts.
    least_off : int, default 1
        Days off in a row, likewise.
    most_weekends : int, optional
        Weekends with work on the Saturday or the Sunday.
    days_off : sequence of int
        Days of the roster that are off, 0 = its first.
    leave : sequence of int
        Days of leave: off like `days_off`, and counted as worked, so that the limits of minutes and shifts are lower by
        their share of the days.
    wants, wants_off : sequence of Wish
        Shifts asked for, and shifts asked not to work; also as (day, shift, weight).
    last : str, optional
        Shift of the day before the first, empty for a day off; by default nothing is known of it.
    run : int, default 1
        Days of work, or days off, in a row up to then.
    published : mapping of int to str
        Shift of days that are published already, empty for a day off. To change one costs `change` of `NamedRules`.

    Raises
    ------
    ParameterError
        With every fault of the officer at once.

    Examples
    --------
    >>> StaffMember(officer="A", most_run=5, least_off=2, days_off=[0], wants=[(2, "D", 2)]).wants
    (Wish(day=2, shift='D', weight=2),)
    """

    officer: str
    contract: str = ""
    least_minutes: int | None = None
    most_minutes: int | None = None
    most_of: Mapping[str, int] = field(default_factory=dict, hash=False)
    least_run: int = 1
    most_run: int | None = None
    least_off: int = 1
    most_weekends: int | None = None
    days_off: Sequence[int] = ()
    leave: Sequence[int] = ()
    wants: Sequence[Wish] = ()
    wants_off: Sequence[Wish] = ()
    last: str | None = None
    run: int = 1
    published: Mapping[int, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        told = Complaints()
        told.extend(f"Officer {self.officer}: {text}" for text in complaints.texts)
        told.raise_if_any(ParameterError)
        for name in ("wants", "wants_off"):
            object.__setattr__(self, name, tuple(_wish(wish) for wish in getattr(self, name)))
        object.__setattr__(self, "leave", tuple(sorted({int(day) for day in self.leave})))
        object.__setattr__(self, "days_off", tuple(sorted({*map(int, self.days_off), *self.leave})))

    @classmethod
    def read(cls, values: Self | Mapping[str, Any]) -> Self:
        """Return an officer as he is, or made of a mapping such as a row of a table.

        Raises
        ------
        ParameterError
            Where the mapping has an unknown name, or a value that cannot be.
        """
        officer = values.get("officer", "") if isinstance(values, Mapping) else ""
        return from_table(cls, values, f"the table of officer {officer!r}" if officer else "the table of an officer")

    def _complaints(self) -> Iterator[str | None]:
        owner = "StaffMember"
        yield check.text(owner, "officer", self.officer)
        yield check.string(owner, "contract", self.contract)
        yield None if self.last is None else check.string(owner, "last", self.last)
        yield from limit_complaints(owner, self)
        yield check.integer(owner, "run", self.run, 1)
        for name in ("least_run", "most_run", "least_off", "run"):
            days = getattr(self, name)
            if isinstance(days, int) and days > _LONGEST:
                yield check.sentence(owner, name, f"at most {_LONGEST} days", days)
        wrong = [
            check.sentence(owner, name, expected, repr(getattr(self, name))) for name, expected in _wrong_form(self)
        ]
        yield from wrong
        if wrong:
            return
        for kind in ("minutes", "run"):
            low, high = getattr(self, f"least_{kind}"), getattr(self, f"most_{kind}")
            if isinstance(low, int) and isinstance(high, int) and low > high:
                yield f"'least_{kind}' is {low}, above 'most_{kind}', which is {high}."
        for day in (*self.days_off, *self.leave, *self.published):
            yield check.integer(owner, "days_off, leave and published", day, 0)
        for name in ("wants", "wants_off"):
            yield from _wish_complaints(owner, name, getattr(self, name))


def _wrong_form(member: StaffMember) -> Iterator[tuple[str, str]]:
    """Yield the tables that are no tables and the lists that are no lists."""
    if not isinstance(member.published, Mapping):
        yield "published", "a table"
    for name in ("days_off", "leave", "wants", "wants_off"):
        value = getattr(member, name)
        if isinstance(value, str) or not isinstance(value, Iterable):
            yield name, "a list"


def _wish(values: Any) -> Wish:
    return values if isinstance(values, Wish) else Wish(*values)


def _wish_complaints(owner: str, name: str, wishes: Iterable[Any]) -> Iterator[str | None]:
    for wish in wishes:
        try:
            made = _wish(wish)
        except TypeError:
            yield check.sentence(owner, name, "of (day, shift, weight)", repr(wish))
            continue
        yield check.integer(owner, f"{name} (day)", made.day, 0)
        yield check.text(owner, f"{name} (shift)", made.shift)
        yield check.number(owner, f"{name} (weight)", made.weight, 0)
