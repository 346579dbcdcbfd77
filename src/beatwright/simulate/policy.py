"""What a dispatcher decides, and when a car may be sent: the options of a simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["DISPATCHES", "LEAVES", "ORDERS", "PLACES", "STARTS", "TOUR_ENDS", "Policy"]

PLACES = ("post", "scene", "patrol")
DISPATCHES = ("closest", "own beat", "beat list")
STARTS = ("together", "first")
LEAVES = ("alone", "together")
TOUR_ENDS = ("finish", "hand over")
ORDERS = ("class", "age")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The rules by which cars are sent to calls. Classes count from 0, the most urgent.

    Parameters
    ----------
    place : {"post", "scene", "patrol"}, default "post"
        Where a free car is: at its post at once; going back to it from its last call; on patrol in its beat.
    dispatch : {"closest", "own beat", "beat list"}, default "closest"
        Which free car is sent: the closest; one of the zone's own beat, else the closest; by the list of posts of the
        zone. With cars at their posts all three follow `preference`.
    stack_from : int, optional
        Calls of this class and of less urgent ones wait for a car of their own beat. Default: none do.
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
    exchange : bool, default False
        A free car of the same post ends its tour for one that is on a call. For cars that are counted, not named.
    order : {"class", "age"}, default "class"
        The order of calls that wait: by class, then by age; or by age alone.
    call_minutes : float, default 0.0
        Minutes from a call until it can be dispatched.
    meal_minutes : float, default 0.0
        Length of the meal of each tour; 0 for none.
    meal_after : float, default 240.0
        Minutes after the start of a tour when its meal is due.

    Raises
    ------
    ParameterError
        With every option that is wrong.

    Examples
    --------
    >>> Policy(stack_from=1, hold=20).hold
    20
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
    exchange: bool = False
    order: str = "class"
    call_minutes: float = 0.0
    meal_minutes: float = 0.0
    meal_after: float = 240.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        choices = {"place": PLACES, "dispatch": DISPATCHES, "start": STARTS, "leave": LEAVES}
        for name, values in {**choices, "tour_end": TOUR_ENDS, "order": ORDERS}.items():
            complaints.add(check.one_of("Policy", name, getattr(self, name), values))
        if self.stack_from is not None:
            complaints.add(check.integer("Policy", "stack_from", self.stack_from, 0))
        complaints.add(check.integer("Policy", "preempt", self.preempt, 0))
        complaints.add(check.boolean("Policy", "exchange", self.exchange))
        for name in ("last_calls", "call_minutes", "meal_minutes", "meal_after"):
            complaints.add(check.number("Policy", name, getattr(self, name), 0))
        complaints.add(self._hold_complaint())
        complaints.add(self._reserve_complaint())
        complaints.raise_if_any(ParameterError)

    def _hold_complaint(self) -> str | None:
        if isinstance(self.hold, Real) and math.isinf(self.hold) and self.hold > 0:
            return None
        return check.number("Policy", "hold", self.hold, 0)

    def _reserve_complaint(self) -> str | None:
        whole = isinstance(self.reserve, tuple) and not any(
            check.integer("Policy", "reserve", each, 0) for each in self.reserve
        )
        if whole and all(urgent <= other for urgent, other in pairwise(self.reserve)):
            return None
        expected = "a tuple of whole numbers of cars, 0 or more, that do not fall from one class to the next"
        return check.sentence("Policy", "reserve", expected, repr(self.reserve))
