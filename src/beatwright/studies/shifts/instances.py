"""The instances: weeks of need, a published rotation, a published roster by name, and generated contracts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.planning import NamedRules, RosterRules, StaffMember, Wish
from beatwright.queueing import cars_needed, offered_load
from beatwright.studies.shifts.published import INSTANCE_1

__all__ = ["NamedCase", "generated_contracts", "published_roster", "published_rotation", "week_of_need"]

NamedCase = tuple[npt.NDArray[np.int64], list[StaffMember], NamedRules]
_SERVICE, _DELAYED = 0.75, 0.10  # hours a call; largest share of delayed calls
_SHIFTS = ("D", "A", "N")


def week_of_need(peak: float) -> npt.NDArray[np.int64]:
    """Return the officers needed in each hour of the test week with so many calls an hour at its peak, shape (168,).

    Calls follow a wave over the day, with more on Friday and Saturday nights. The need is the fewest cars by the rule
    "peak" with one call in ten delayed, calls of 45 minutes, one officer a car.
    """
    hour = np.arange(168)
    busy = ((hour >= 114) & (hour < 124)) | ((hour >= 138) & (hour < 148))
    shape = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (hour % 24 - 20) / 24)) / 2 + 0.30 * busy
    return np.asarray(cars_needed(offered_load(peak * shape, _SERVICE).peak, _DELAYED))


def published_rotation() -> tuple[list[list[int]], RosterRules]:
    """Return the need [shift, day] and the rules of instance 0103 of the rotating workforce benchmark."""
    rules = RosterRules(
        shifts=_SHIFTS,
        least_run=3,
        most_run=7,
        most_off=4,
        runs_of={"D": (2, 6), "A": (3, 6), "N": (3, 4)},
        not_after={"N": ("D", "A"), "A": ("D",)},
        not_after_day_off={"N": ("N", "A", "D"), "A": ("D",)},
    )
    return [[5, 4, 4, 4, 4, 3, 3], [5, 5, 5, 5, 4, 0, 0], [4, 3, 3, 3, 3, 2, 2]], rules


def published_roster() -> NamedCase:
    """Return instance 1 of the shift scheduling benchmark: eight officers, two weeks, one shift."""
    given: dict[str, Any] = INSTANCE_1
    staff = []
    for officer, off in given["off"].items():
        first, last, weight = given["wants"].get(officer, (0, -1, 0))
        staff.append(
            StaffMember(
                officer=officer,
                least_minutes=3360,
                most_minutes=4320,
                least_run=2,
                most_run=5,
                least_off=2,
                most_weekends=1,
                days_off=[off],
                wants=[Wish(day, "D", weight) for day in range(first, last + 1)],
                wants_off=[Wish(day, "D", price) for day, price in given["wants_off"].get(officer, ())],
            )
        )
    return np.array(given["need"])[:, None], staff, NamedRules(shifts=("D",))


def generated_contracts(officers: int, nights: int | None = None) -> NamedCase:
    """Return officers and need of a month by a rule that anybody can follow.

    19 or 20 shifts each, runs of 2 to 6, two days off or more, 3 weekends, one fixed day off and four shifts that they
    do not want; nobody begins earlier than the day before. The need is 97 % of what they can cover.

    Parameters
    ----------
    officers : int
        How many there are.
    nights : int, optional
        Most night shifts of an officer.
    """
    draw = np.random.default_rng(0)
    weekdays = np.array([1, 1, 1, 1, 1.1, 1.05, 0.85])
    shares = np.array([0.36, 0.38, 0.26]) * np.tile(weekdays / weekdays.sum() * 7, 4)[:, None]
    need = np.round(officers * 19.6 / 28 * shares * 0.97).astype(np.int64)
    staff = []
    for number in range(officers):
        off = int(draw.integers(0, 28))
        days = draw.choice(28, 4, False)
        wishes = [Wish(int(day), _SHIFTS[draw.integers(3)], float(draw.integers(1, 4))) for day in days]
        staff.append(
            StaffMember(
                officer=f"{number:03}",
                least_minutes=19 * 480,
                most_minutes=20 * 480,
                most_of={} if nights is None else {"N": nights},
                least_run=2,
                most_run=6,
                least_off=2,
                most_weekends=3,
                days_off=[off],
                wants_off=wishes,
            )
        )
    return need, staff, NamedRules(shifts=_SHIFTS, not_after={"A": ("D",), "N": ("D", "A")})
