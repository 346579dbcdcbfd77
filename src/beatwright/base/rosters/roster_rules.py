"""The rules of a roster: runs of work and of days off, followers, rest and weekends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import product
from typing import Any, Self

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters.from_table import from_table
from beatwright.base.rosters.rule_words import rule_words
from beatwright.base.words import listed

__all__ = ["RosterRules", "Rule"]

_HOURS_OF_DAY = 24
_RUNS = (("least_run", "most_run"), ("least_off", "most_off"))
_PAIRS = {"not_after": 1, "not_after_day_off": 2}  # days from a shift to its follower
Follower = tuple[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule of a roster, such as one shift that may not follow another.

    Parameters
    ----------
    kind : str
        Name of the parameter of `RosterRules` that asks for it; of `runs_of`: ``least_of`` or ``most_of``.
    shifts : tuple of str
        The shift of ``least_of`` and ``most_of``; both shifts of a follower rule.
    number : float
        How many days, or hours of rest; of ``weekends_off`` how many weekends.
    of : int
        Of ``weekends_off``: of how many weekends.

    Examples
    --------
    >>> Rule("not_after", ("N", "D")).text, Rule("most_run", number=6).text
    ('no D on the day after N', 'at most 6 days of work in a row')
    """

    kind: str
    shifts: tuple[str, ...] = ()
    number: float = 0
    of: int = 0

    @property
    def text(self) -> str:
        """The rule in words."""
        return rule_words(self.kind, self.shifts, self.number, self.of)


@dataclass(frozen=True, kw_only=True)
class RosterRules:
    """What a line of a roster must keep; what is not given is not asked.

    Parameters
    ----------
    shifts : tuple of str
        Names of the shifts, in the order of the need. A shift belongs to the day on which it begins.
    least_run, most_run : int, default 1 and no limit
        Days of work in a row.
    least_off, most_off : int, default 1 and no limit
        Days off in a row.
    runs_of : mapping of str to (int, int or None)
        Least and most days in a row of a shift; the most may be None or left out.
    not_after : mapping of str to tuple of str
        Shifts that may not be worked on the day after a shift.
    not_after_day_off : mapping of str to tuple of str
        Shifts that may not be worked two days after a shift, with one day off between.
    weekends_off : (int, int), optional
        A and B: of any B weekends in a row at least A are off, Saturday and Sunday both.
    clocks : mapping of str to (float, float)
        Hour of the day at which each shift begins, and how many hours it lasts. Needed for `least_rest`.
    least_rest : float, default 0
        Hours between the end of a shift and the beginning of the next, by their clocks, up to 24.

    Raises
    ------
    ParameterError
        With every fault at once: unknown shifts, limits that cross, runs that follower rules forbid.

    Examples
    --------
    >>> rules = RosterRules(shifts=("D", "N"), most_run=6, not_after={"N": ("D",)}, weekends_off=(1, 2))
    >>> [rule.text for rule in rules.rules]
    ['at most 6 days of work in a row', 'no D on the day after N', 'at least 1 of any 2 weekends off']
    """

    shifts: tuple[str, ...]
    least_run: int = 1
    most_run: int | None = None
    least_off: int = 1
    most_off: int | None = None
    runs_of: Mapping[str, tuple[int, int | None]] = field(default_factory=dict, hash=False)
    not_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    not_after_day_off: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    weekends_off: tuple[int, int] | None = None
    clocks: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    least_rest: float = 0.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._form_complaints())
        complaints.raise_if_any(ParameterError, "These rules cannot be")
        for name in ("runs_of", "not_after", "not_after_day_off", "clocks"):
            given = getattr(self, name)
            object.__setattr__(self, name, {shift: tuple(values) for shift, values in given.items()})
        object.__setattr__(self, "runs_of", {shift: (*run, None)[:2] for shift, run in self.runs_of.items()})
        if self.weekends_off is not None:
            object.__setattr__(self, "weekends_off", tuple(self.weekends_off))
        object.__setattr__(self, "shifts", tuple(self.shifts))
        complaints.extend(self._sense_complaints())
        complaints.raise_if_any(ParameterError, "These rules cannot be")

    @classmethod
    def read(cls, owner: str, values: Self | Mapping[str, Any]) -> Self:
        """Return rules as they are, or made of a mapping such as a table of a study file.

        Parameters
        ----------
        owner : str
            Whose parameter `rules` they are.
        values : RosterRules or mapping
            The rules.

        Examples
        --------
        >>> RosterRules.read("cyclic_roster", {"shifts": ["D"], "most_run": 5}).most_run
        5
        """
        return from_table(cls, values, f"the rules of {owner}")

    @property
    def table(self) -> dict[str, Any]:
        """What is asked, by the names of the parameters, as `read` takes it."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(type(self), name, {})}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule for itself, those that ask for nothing left out."""
        return tuple(self._rules())

    def rest(self, shift: str, follower: str, days: int = 1) -> float:
        """Return the hours from the end of a shift to the beginning of one so many days later; they need clocks.

        >>> rules = RosterRules(shifts=("D", "N"), clocks={"D": (7, 8), "N": (23, 8)})
        >>> rules.rest("N", "D"), rules.rest("D", "N"), rules.rest("N", "D", 2)
        (0, 32, 24)
        """
        start, hours = self.clocks[shift]
        return _HOURS_OF_DAY * days + self.clocks[follower][0] - start - hours

    def forbidden(self, rule: Rule) -> Iterator[tuple[Follower, int]]:
        """Yield what a follower or rest rule forbids: a shift, its follower, and the days from one to the other."""
        if rule.kind in _PAIRS:
            yield (rule.shifts[0], rule.shifts[1]), _PAIRS[rule.kind]
        if rule.kind == "least_rest":
            for shift, follower, days in product(self.shifts, self.shifts, (1, 2)):
                if self.rest(shift, follower, days) < self.least_rest:
                    yield (shift, follower), days

    def _rules(self) -> Iterator[Rule]:
        for least, most in _RUNS:
            yield from _limits(least, most, (), (getattr(self, least), getattr(self, most)))
        for shift, limits in self.runs_of.items():
            yield from _limits("least_of", "most_of", (shift,), limits)
        for kind in _PAIRS:
            for shift, followers in getattr(self, kind).items():
                yield from (Rule(kind, (shift, follower)) for follower in followers)
        if self.weekends_off is not None and self.weekends_off[0] > 0:
            yield Rule("weekends_off", (), *self.weekends_off)
        if self.least_rest > 0:
            yield Rule("least_rest", (), self.least_rest)

    def _form_complaints(self) -> Iterator[str | None]:
        owner = type(self).__name__
        known = isinstance(self.shifts, tuple | list) and len(self.shifts) > 0 and all(map(_is_name, self.shifts))
        if not known or len(set(self.shifts)) < len(self.shifts):
            yield check.sentence(owner, "shifts", "different names of shifts, at least one", repr(self.shifts))
        for pair in _RUNS:
            for name in pair:
                value = getattr(self, name)
                yield check.integer(owner, name, value, 1) if value is not None or name.startswith("least") else None
        for name in ("runs_of", "not_after", "not_after_day_off", "clocks"):
            yield from self._mapping_complaints(name, getattr(self, name))
        yield check.number(owner, "least_rest", self.least_rest, 0, _HOURS_OF_DAY)
        if self.weekends_off is not None and not _share_of_weekends(self.weekends_off):
            expected = "two whole numbers, weekends off and of how many, such as (1, 2)"
            yield check.sentence(owner, "weekends_off", expected, repr(self.weekends_off))

    def _mapping_complaints(self, name: str, given: object) -> Iterator[str | None]:
        owner = type(self).__name__
        if not isinstance(given, Mapping):
            yield check.sentence(owner, name, "a table by shift", repr(given))
            return
        good, expected = _VALUES[name]
        for shift, value in given.items():
            told = f"{name}[{shift!r}]"
            if shift not in self.shifts:
                yield f"The '{name}' of {owner} speaks of the shift {shift!r}. Known: {listed(self.shifts)}."
            if not good(value):
                yield check.sentence(owner, told, expected, repr(value))
            elif name.startswith("not_after"):
                for other in value:
                    if other not in self.shifts:
                        yield f"The '{told}' of {owner} names the shift {other!r}. Known: {listed(self.shifts)}."

    def _sense_complaints(self) -> Iterator[str]:
        owner = type(self).__name__
        limits = [(*pair, *(getattr(self, name) for name in pair)) for pair in _RUNS]
        limits += [(f"least run of {s}", f"most run of {s}", *pair) for s, pair in self.runs_of.items()]
        for low, high, least, most in limits:
            if most is not None and least > most:
                yield f"{owner} asks for a '{low}' of {least} and a '{high}' of {most}. Let the first be the smaller."
        blind = [shift for shift in self.shifts if shift not in self.clocks]
        if self.least_rest > 0 and blind:
            yield f"The 'least_rest' of {owner} needs the 'clocks' of every shift. There are none of {listed(blind)}."
            return
        yield from self._dead_ends()

    def _dead_ends(self) -> Iterator[str]:
        """Yield what follower rules leave no day for."""
        forbidden: dict[int, set[Follower]] = {1: set(), 2: set()}
        for rule in self.rules:
            for pair, days in self.forbidden(rule):
                forbidden[days].add(pair)
        for shift, (least, _) in self.runs_of.items():
            if least > 1 and (shift, shift) in forbidden[1]:
                yield f"Runs of at least {least} days of {shift} are asked, but {shift} may not follow itself."
        stuck = {days: _without_follower(self.shifts, pairs) for days, pairs in forbidden.items()}
        if len(stuck[1]) == len(self.shifts) and self.least_run > 1:
            yield f"Runs of at least {self.least_run} days of work are asked, but no shift may follow another."
        if len(stuck[1]) == len(stuck[2]) == len(self.shifts) and self.most_off == 1:
            yield "No shift may follow another, neither on the next day nor after the one day off allowed."


def _limits(least: str, most: str, shifts: tuple[str, ...], limits: tuple[int, int | None]) -> Iterator[Rule]:
    if limits[0] > 1:
        yield Rule(least, shifts, limits[0])
    if limits[1] is not None:
        yield Rule(most, shifts, limits[1])


def _without_follower(shifts: Iterable[str], pairs: set[Follower]) -> list[str]:
    return [shift for shift in shifts if all((shift, other) in pairs for other in shifts)]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object, low: int = 1) -> bool:
    return check.integer("", "", value, low) is None


def _are_limits(value: Any) -> bool:
    if not isinstance(value, tuple | list) or len(value) not in (1, 2) or not _is_count(value[0]):
        return False
    return len(value) == 1 or value[1] is None or _is_count(value[1])


def _are_names(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(map(_is_name, value))


def _is_clock(value: Any) -> bool:
    pair = isinstance(value, tuple | list) and len(value) == 2
    return (
        pair and not check.number("", "", value[0], 0, 24) and not check.number("", "", value[1], 0, 24, open_low=True)
    )


def _share_of_weekends(value: Any) -> bool:
    pair = isinstance(value, tuple | list) and len(value) == 2
    return pair and all(_is_count(one, 0) for one in value) and value[0] <= value[1] and value[1] > 0


_VALUES: dict[str, tuple[Any, str]] = {
    "runs_of": (_are_limits, "a least and a most number of days, such as (2, 6), or a least alone, such as (2,)"),
    "not_after": (_are_names, "names of shifts"),
    "not_after_day_off": (_are_names, "names of shifts"),
    "clocks": (_is_clock, "the hour of the day at which it begins and its hours, such as (22, 8)"),
}
