"""What a dispatcher decides, and when a car may be sent: the options of a simulation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["DISPATCHES", "LEAVES", "ORDERS", "PLACES", "STARTS", "TOUR_ENDS", "DispatchRules", "Policy"]

PLACES = ("post", "scene", "patrol")
DISPATCHES = ("closest", "own beat", "beat list")
STARTS = ("together", "first")
LEAVES = ("alone", "together")
TOUR_ENDS = ("finish", "hand over")
ORDERS = ("class", "age")


@dataclass(frozen=True, kw_only=True, repr=False)
class DispatchRules:
    """What a department decides of its dispatch: base of `Policy`, and of the judge that has the same options.

    Parameters
    ----------
    place : {"post", "scene", "patrol"}, default "post"
        Where a free car is: at its post at once; going back to it from its last call; on patrol in its beat.
    dispatch : {"closest", "own beat", "beat list"}, default "closest"
        Which free car is sent: the closest; one of the zone's own beat, else the closest; by the list of posts of the
        zone. With cars at their posts all three follow the order of the posts.
    stack_from : int, optional
        Calls of this class and of less urgent ones wait for a car of their own beat; 0 is the most urgent class.
        Default: none do.
    hold : float, default 30.0
        Minutes after which a call that waits for its own beat is given to any car; may be infinite.
    start : {"together", "first"}, default "together"
        A call that needs several cars is begun when all of them are free; or the first goes and the others follow.
    leave : {"alone", "together"}, default "alone"
        Each car leaves the scene when its own work is done; or all leave with the last.
    preempt : int, default 0
        So many of the most urgent classes may take a car from a less urgent call, from other work or from a meal.
    reserve : tuple of int, default ()
        A call of class k waits while fewer than ``reserve[k]`` cars are free. Must not fall with the class; the last
        entry holds for the classes after it.
    tour_end : {"finish", "hand over"}, default "finish"
        A car whose tour ends finishes its call, in overtime; or hands it over to another car.
    last_calls : float, default 0.0
        A car is sent to no call in so many minutes before its tour ends.
    order : {"class", "age"}, default "class"
        The order of calls that wait: by class, then by age; or by age alone.
    meal_minutes : float, default 0.0
        Length of the meal of each tour; 0 for none.
    meal_after : float, default 240.0
        Minutes after the start of a tour when its meal is due.
    """

    place: str = "post"
    dispatch: str = "closest"
    stack_from: int | None = None
    hold: float = 30.0
    start: str = "together"
    leave: str = "alone"
    preempt: int = 0
    reserve: tuple[int, ...] = ()
    tour_end: str = "finish"
    last_calls: float = 0.0
    order: str = "class"
    meal_minutes: float = 0.0
    meal_after: float = 240.0

    def rule_complaints(self) -> Iterator[str | None]:
        """Yield what is wrong with the rules."""
        owner = type(self).__name__
        choices = {"place": PLACES, "dispatch": DISPATCHES, "start": STARTS, "leave": LEAVES}
        for name, values in {**choices, "tour_end": TOUR_ENDS, "order": ORDERS}.items():
            yield check.one_of(owner, name, getattr(self, name), values)
        if self.stack_from is not None:
            yield check.integer(owner, "stack_from", self.stack_from, 0)
        yield check.integer(owner, "preempt", self.preempt, 0)
        for name in ("last_calls", "meal_minutes", "meal_after"):
            yield check.number(owner, name, getattr(self, name), 0)
        yield self._hold_complaint(owner)
        yield self._reserve_complaint(owner)

    def _hold_complaint(self, owner: str) -> str | None:
        if isinstance(self.hold, Real) and math.isinf(self.hold) and self.hold > 0:
            return None
        return check.number(owner, "hold", self.hold, 0)

    def _reserve_complaint(self, owner: str) -> str | None:
        whole = isinstance(self.reserve, tuple) and not any(check.integer(owner, "reserve", x, 0) for x in self.reserve)
        if whole and all(urgent <= other for urgent, other in pairwise(self.reserve)):
            return None
        expected = "a tuple of whole numbers of cars, 0 or more, that do not fall from one class to the next"
        return check.sentence(owner, "reserve", expected, repr(self.reserve))


@dataclass(frozen=True, kw_only=True)
class Policy(DispatchRules):
    """The rules by which cars are sent to calls. Classes count from 0, the most urgent.

    Parameters
    ----------
    place, dispatch, stack_from, hold, start, leave, preempt, reserve, tour_end, last_calls, order
        See `DispatchRules`, whose options these are.
    meal_minutes, meal_after : float
        See `DispatchRules` too.
    exchange : bool, default False
        A free car of the same post ends its tour for one that is on a call. For cars that are counted, not named.
    call_minutes : float, default 0.0
        Minutes from a call until it can be dispatched.

    Raises
    ------
    ParameterError
        With every option that is wrong.

    Examples
    --------
    >>> Policy(stack_from=1, hold=20).hold
    20
    """

    exchange: bool = False
    call_minutes: float = 0.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self.rule_complaints())
        complaints.add(check.boolean("Policy", "exchange", self.exchange))
        complaints.add(check.number("Policy", "call_minutes", self.call_minutes, 0))
        complaints.raise_if_any(ParameterError)
