"""What the reader must know of cars whose tours were read from a roster."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.words import count_of, listed, significant
from beatwright.core import Plan
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.simulation.car_tours import MOST_WEEKS, clock_hours
from beatwright.evaluate.simulation.roster_cars import RosterCars

__all__ = ["roster_car_notes"]


def roster_car_notes(plan: Plan, cars: RosterCars) -> Iterator[str]:
    """Yield that tours are the roster's, and where they differ from its shifts and from the crews of the plan."""
    name, roster = f"“{clean(plan.name, 60)}”", plan.roster
    assert roster is not None
    weeks = cars.on.shape[1] // HOURS_OF_WEEK
    round_ = "" if weeks == 1 else f" in the mean of the {weeks} weeks after which it comes round"
    yield (
        f"The cars of {name} are on the tours of its roster, {significant(cars.tours / weeks, 3)} a week{round_}: a "
        "car goes off duty when the shift of its officers ends, and another comes for it."
    )
    if weeks == MOST_WEEKS:
        yield f"The roster of {name} may be longer than {weeks} weeks; these are followed, over and over."
    uneven = [clean(shift.name, 40) for shift in roster.shifts if clock_hours(shift) != (shift.start, shift.end)]
    if uneven:
        yield f"Tours begin and end on the nearest full hour; that concerns the shifts {listed(uneven)}."
    if plan.crews is not None:
        yield from _beside_crews(plan, cars, name)


def _beside_crews(plan: Plan, cars: RosterCars, name: str) -> Iterator[str]:
    """Say where the cars of the roster are not those that the plan counts."""
    crews = np.broadcast_to(np.array(plan.crews, dtype=np.int64), (len(plan.site_ids), HOURS_OF_WEEK))
    weeks = cars.on.shape[1] // HOURS_OF_WEEK
    there = np.array([cars.on[cars.home == post].sum(axis=0) for post in range(len(crews))])
    more = there - np.tile(crews, (1, weeks))
    total = more.sum(axis=0)
    if total.any():
        parts = [total[total > 0].sum() / weeks, -total[total < 0].sum() / weeks]
        yield (
            f"The roster of {name} has {significant(parts[0], 3)} car-hours a week on duty that its crews do not have, "
            f"and lacks {significant(parts[1], 3)} that they have; the simulation follows the roster."
        )
    moved = (np.abs(more).sum() - np.abs(total).sum()) / 2 / weeks
    if moved > 0:
        yield (
            f"A car is at one post for a whole tour, so {significant(moved, 3)} car-hours a week of {name} are at "
            f"other posts than those of the crews, of {count_of(int(there.sum() // weeks), 'car-hour')}."
        )
