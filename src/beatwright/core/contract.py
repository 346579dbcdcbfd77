"""What an officer may work and would like to: the contract and the requests of a named roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters.limit_complaints import limit_complaints
from beatwright.base.words import listed

__all__ = ["Contract", "Request"]


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Rules for one officer over a roster; what is not given is not asked.

    Parameters
    ----------
    least_minutes, most_minutes : int, optional
        Working time.
    most_of : mapping of str to int
        Most shifts of each name.
    least_run, most_run : int
        Days worked in a row. A run that the first or last day of the roster cuts is not too short.
    least_off : int
        Days off in a row, likewise.
    most_weekends : int, optional
        Weekends with work on the Saturday or the Sunday.
    not_after : mapping of str to tuple of str
        Shifts that may not be worked on the day after each.
    least_rest : float
        Hours between the end of a shift and the beginning of the next, by their clocks.
    days_off : tuple of int
        Days of the roster that are off, 0 = its first.
    leave : tuple of int
        Days of the roster on leave. They count as worked: the limits of minutes and shifts are lower by their share of
        the days.
    window : int, optional
        Days for which the limits of minutes, shifts and weekends are given. They then hold in each stretch of so many
        days, from the first day on; by default over the whole roster. What is left at the end is a stretch of its own
        where it is half as long or longer, else it joins the last one. A stretch of another length has its share of the
        limits, rounded for the officer's freedom. A weekend belongs to the stretch in which its work begins.
    last : str, optional
        Shift of the day before the first, empty for a day off; by default nothing is known of it.
    run : int, default 1
        Days of work, or days off, in a row up to then.

    Examples
    --------
    >>> Contract(most_run=5, least_off=2, most_weekends=1).least_run
    1
    """

    least_minutes: int | None = None
    most_minutes: int | None = None
    most_of: Mapping[str, int] = field(default_factory=dict, hash=False)
    least_run: int = 1
    most_run: int | None = None
    least_off: int = 1
    most_weekends: int | None = None
    not_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    least_rest: float = 0.0
    days_off: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()
    window: int | None = None
    last: str | None = None
    run: int = 1

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(limit_complaints("Contract", self))
        complaints.add(check.number("Contract", "least_rest", self.least_rest, 0))
        complaints.add(None if self.window is None else check.integer("Contract", "window", self.window, 1))
        complaints.add(None if self.last is None else check.string("Contract", "last", self.last))
        complaints.add(check.integer("Contract", "run", self.run, 1))
        by_shift = isinstance(self.not_after, Mapping)
        complaints.need(by_shift, check.sentence("Contract", "not_after", "a table by shift", repr(self.not_after)))
        after_each = self.not_after.items() if by_shift else ()
        wrong = [shift for shift, after in after_each if isinstance(after, str) or not _texts(after)]
        complaints.need(not wrong, f"What may not follow must be lists of shifts. It is not after {listed(wrong)}.")
        for option in ("days_off", "leave"):
            for day in getattr(self, option):
                complaints.add(check.integer("Contract", option, day, 0))
        for kind in ("minutes", "run"):
            low, high = getattr(self, f"least_{kind}"), getattr(self, f"most_{kind}")
            if isinstance(low, int) and isinstance(high, int):
                complaints.need(low <= high, f"A Contract asks for a 'least_{kind}' of {low} and at most {high}.")
        complaints.raise_if_any(ParameterError, "This contract cannot be")
        object.__setattr__(self, "most_of", {shift: int(most) for shift, most in self.most_of.items()})
        object.__setattr__(self, "not_after", {shift: tuple(after) for shift, after in self.not_after.items()})
        for option in ("days_off", "leave"):
            object.__setattr__(self, option, tuple(sorted({int(day) for day in getattr(self, option)})))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the rules that are not asked."""
        values = asdict(self) | {"not_after": {shift: list(after) for shift, after in self.not_after.items()}}
        values |= {"days_off": list(self.days_off), "leave": list(self.leave)}
        return {name: value for name, value in values.items() if value != _plain(getattr(_ASKS_NOTHING, name))}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**values)


@dataclass(frozen=True)
class Request:
    """What an officer would like on one day.

    Parameters
    ----------
    officer : str
        Id of the officer.
    day : int
        Day of the roster, 0 = its first.
    shift : str, default ""
        Name of the shift; empty: any.
    wanted : bool, default True
        Whether to work it; False: not to.
    weight : float, default 1.0
        What it costs in the objective to refuse it.
    """

    officer: str
    day: int
    shift: str = ""
    wanted: bool = True
    weight: float = 1.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("Request", "officer", self.officer))
        complaints.add(check.integer("Request", "day", self.day, 0))
        complaints.need(isinstance(self.shift, str), f"The shift of a Request must be a name. Got {self.shift!r}.")
        complaints.add(check.boolean("Request", "wanted", self.wanted))
        complaints.add(check.number("Request", "weight", self.weight, 0))
        complaints.raise_if_any(ParameterError)

    def granted(self, worked: str) -> bool:
        """Whether the day's shift (empty: off) is as asked.

        >>> Request("7", 0, "N", wanted=False).granted("D"), Request("7", 0).granted("")
        (True, False)
        """
        return (worked == self.shift if self.shift else worked != "") == self.wanted


def _texts(values: Any) -> bool:
    return isinstance(values, tuple | list) and all(isinstance(value, str) for value in values)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


_ASKS_NOTHING = Contract()
