"""Cars on tours by what every command loses at best with each number of car-hours: the least sum, the least largest.

Commands meet in the budget alone. So what each loses with 0, 1, ... car-hours is listed, and the budget is shared out
among the lists. That is exact, whatever tours and curves are like; it needs costs that are whole numbers, and lists
that are not too long: many tours that all share hours with each other are left to the integer program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from beatwright.solver.patrol_cars.tour_frontier import TourFrontier, tour_groups
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance
from beatwright.solver.patrol_cars.units_shared_out import least_largest_units, units_shared_out
from beatwright.solver.time_limit import SearchClock

__all__ = ["METHOD", "TourLists", "listed_least_largest", "listed_least_sum"]

METHOD = "losses listed by car-hours for every command, shared out by dynamic programming"
_WORK = 3e8  # entries, some 2 s: beyond, the integer program may be the shorter way
_WORK_OF_LARGEST = 1e9  # for which there is none that is short
_AHEAD = 2  # cars on a tour beyond those of a good plan that are looked at first
_LESS = 5e-10  # relative: rounding of sums of losses, where they are held against the largest


def listed_least_sum(instance: TourInstance, good: Ints, most: float, clock: SearchClock) -> Ints | None:
    """Return the cars on tours within a budget of `most` with which commands lose least together, proven.

    None where they cannot be listed, or the search is to end. `good` is a plan, shape (commands, tours).
    """
    for cap in _caps(instance, good):
        lists = None if clock.late else TourLists.of(instance, most, cap, _WORK)
        if lists is None:
            return None
        cars, proven = lists.least_sum()
        if proven:
            return cars
    return None


def listed_least_largest(
    instance: TourInstance, good: Ints, scale: Floats, most: float, clock: SearchClock
) -> Ints | None:
    """Return the cars with which the largest loss times scale is least, proven, and of all such those that lose least.

    None as for `listed_least_sum`.
    """
    for cap in _caps(instance, good):
        lists = None if clock.late else TourLists.of(instance, most, cap, _WORK_OF_LARGEST)
        if lists is None:
            return None
        cars, proven = lists.least_largest(scale)
        if proven:
            return cars
    return None


def _caps(instance: TourInstance, good: Ints) -> Iterable[int]:
    """Yield the most cars on a tour that are looked at: few, then more, then all that make a difference."""
    if not (instance.cost == np.rint(instance.cost)).all():
        return
    cap, full = int(max(good.max() + _AHEAD, instance.least.max())), _full(instance)
    while cap < full:
        yield cap
        cap += cap // 2 + 1
    yield full


@dataclass(frozen=True, eq=False)
class TourLists:
    """What commands lose on each group of their tours, and the budget.

    Parameters
    ----------
    instance : TourInstance
        Tours and curves.
    frontiers : tuple of TourFrontier
        Of each group.
    cap : int
        Most cars on a tour that are looked at.
    budget : int
        Units that there are.
    """

    instance: TourInstance
    frontiers: tuple[TourFrontier, ...]
    cost: Ints
    cap: int
    budget: int

    @classmethod
    def of(cls, instance: TourInstance, most: float, cap: int, work: float) -> TourLists | None:
        """List for a budget of `most`; None where it would take more than `work` entries."""
        unit = int(np.gcd.reduce(instance.cost.astype(np.int64)))
        cost = instance.cost.astype(np.int64) // unit
        budget = int(min(most * (1 + 1e-12) / unit, instance.commands * _full(instance) * cost.sum()))
        groups = tour_groups(instance.cover)
        if sum(group.work(instance, cost, cap, budget) for group in groups) > work:
            return None
        frontiers = tuple(TourFrontier.of(instance, group, cost, cap, budget) for group in groups)
        return cls(instance, frontiers, cost, cap, budget)

    def least_sum(self) -> tuple[Ints, bool]:
        """Return cars on tours with which commands lose least together, and whether no more on a tour would do better.

        Take the cars off a plan that it has beyond the cap. Where what each of them saves, less its price, is more than
        the answer is above the bound at that price, the plan was no better than the answer.
        """
        width = max(one.lost.shape[1] for one in self.frontiers)
        lost = np.concatenate([_padded(one.lost, width) for one in self.frontiers])
        found = units_shared_out(lost, self.budget)
        proven = self.cap >= _full(self.instance)
        if not proven:
            further = self.instance.falls[:, :, self.cap :]
            saved = np.einsum("pbn,bt->ptn", further, self.instance.cover.astype(np.float64)).max(axis=2)
            proven = bool((found.price * self.cost - saved >= found.above).all())
        return self._cars(found.units.reshape(len(self.frontiers), -1)), proven

    def least_largest(self, scale: Floats) -> tuple[Ints, bool]:
        """Return cars with the least largest loss times scale, and whether no more on a tour would do better.

        Of all cars that come to it those with the least sum are taken. Take the cars off a plan that it has beyond the
        cap: it loses no more than the rest of its curves for that, and one car's cost at least is saved.
        """
        joined = _Joined.of(self.frontiers, self.budget)
        bare = ~self.instance.cover.any(axis=1)
        lost = joined.lost + self.instance.curve[:, bare, 0].sum(axis=1)[:, None]
        scaled = _times(lost, scale)
        level, _ = least_largest_units(scaled, self.budget)
        held = np.where(scaled <= level + _LESS * abs(level), lost, np.inf)
        cars = self._cars(joined.units(units_shared_out(held, self.budget).units))
        if self.cap >= _full(self.instance):
            return cars, True
        rest = self.instance.falls[:, :, self.cap :].sum(axis=2) @ self.instance.cover.astype(np.float64)
        less = scaled < level
        capped = (scaled - (rest.sum(axis=1) * scale)[:, None] < level).argmax(axis=1) + int(self.cost.min())
        fewest = np.where(less.any(axis=1), np.minimum(less.argmax(axis=1), capped), capped)
        return cars, bool(fewest.sum() > self.budget)

    def _cars(self, units: Ints) -> Ints:
        """Return the cars that spend units, shape (groups, commands)."""
        cars = np.zeros((self.instance.commands, len(self.instance.cost)), dtype=np.int64)
        for one, spent in zip(self.frontiers, units, strict=True):
            cars[:, one.group.tours] = one.cars(spent)
        return cars


def _full(instance: TourInstance) -> int:
    """Return the cars on a tour beyond which no further one makes a difference."""
    return int(max(instance.most, instance.least.max()))


def _times(lost: Floats, scale: Floats) -> Floats:
    known = np.isfinite(lost)
    return np.where(known, np.where(known, lost, 0.0) * scale[:, None], np.inf)


def _padded(lost: Floats, width: int) -> Floats:
    return np.pad(lost, ((0, 0), (0, width - lost.shape[1])), constant_values=np.inf)


@dataclass(frozen=True, eq=False)
class _Joined:
    """What commands lose on all groups together by units, and how many units the groups have then."""

    lost: Floats
    chosen: tuple[Ints, ...]

    @classmethod
    def of(cls, frontiers: tuple[TourFrontier, ...], room: int) -> _Joined:
        lost, chosen = frontiers[0].lost, []
        for one in frontiers[1:]:
            lost, units = _both(lost, one.lost, room)
            chosen.append(units)
        return cls(lost, tuple(chosen))

    def units(self, whole: Ints) -> Ints:
        """Return the units of every group, shape (groups, commands), of those of the commands."""
        found, command = [], np.arange(len(whole))
        for chosen in reversed(self.chosen):
            found.append(chosen[command, whole])
            whole = whole - found[-1]
        return np.array([whole, *reversed(found)])


def _both(one: Floats, other: Floats, room: int) -> tuple[Floats, Ints]:
    """Return the least sums of two lists of each command by units, and the units of the other."""
    width = min(one.shape[1] + other.shape[1] - 1, room + 1)
    best = np.full((len(one), width), np.inf)
    units = np.zeros((len(one), width), dtype=np.int64)
    for spent in range(min(other.shape[1], width)):
        long = min(one.shape[1], width - spent)
        tried = one[:, :long] + other[:, spent, None]
        at = best[:, spent : spent + long]
        better = tried < at
        at[better] = tried[better]
        units[:, spent : spent + long][better] = spent
    return best, units
