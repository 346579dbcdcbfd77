"""The p-median as its engine sees it: lists, what a plan must keep, and how a plan is priced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.engine.interchange import Rules
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints, Master, States
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists

TOLERANCE = 1e-9  # of the objective: plans that differ by less are the same, for sums are rounded to about that


@dataclass(frozen=True, eq=False)
class Median:
    """A p-median, cleaned: clients of positive weight, columns with their groups, sets, places and fixings.

    Parameters
    ----------
    neighbours : NeighbourLists
        Sorted lists of weighted costs.
    master : Master
        Open columns per group; sets with room.
    place : ndarray of int, shape (m,)
        At most one open column per place.
    state : ndarray of int8, shape (m,)
        1 forced open, 0 free, -1 forced closed.
    price : callable
        True weighted cost of an array of open columns; infinite where a client is not served.
    integral : bool
        Whether every weighted cost is a whole number, so that plans differ by at least 1.
    widen : callable, optional
        Given a length, the lists of that length, for lists that were cut too short.
    exact : bool, default True
        Whether the lists price a plan as ``price`` does; False where they only bound it from below.
    """

    neighbours: NeighbourLists
    master: Master
    place: Ints
    state: States
    price: Callable[[Ints], float]
    integral: bool = False
    widen: Callable[[int], NeighbourLists] | None = field(default=None)
    exact: bool = True

    @property
    def posts(self) -> int:
        """Number of open columns of a plan."""
        return int(self.master.quota.sum())

    @property
    def simple(self) -> bool:
        """Whether any p columns keep the rules, but for fixings."""
        return (
            self.master.quota.size == 1 and self.master.room.size == 0 and np.unique(self.place).size == self.place.size
        )

    def rules(self, state: States) -> Rules:
        """Allow the swaps between the free columns."""
        return Rules(
            movable=state == FREE,
            groups=self.master.groups,
            place=self.place,
            member=self.master.member,
            room=self.master.room,
        )

    def keeps(self, sites: Ints) -> bool:
        """Whether a plan keeps groups, places, sets and fixings."""
        master = self.master
        counts = np.bincount(master.groups[sites], minlength=master.quota.size)
        within = (master.member[:, sites].sum(axis=1) <= master.room).all() if master.room.size else True
        forced = int((self.state == OPEN).sum())
        return bool(
            (counts == master.quota).all()
            and np.unique(self.place[sites]).size == sites.size
            and within
            and (self.state[sites] != CLOSED).all()
            and int((self.state[sites] == OPEN).sum()) == forced
        )

    def complete_plan(self, order: Ints) -> Ints | None:
        """Open columns in this order of preference, as the rules allow; None where that gets stuck."""
        opened = greedy_plan(order, self.state, self.master, self.place)
        return np.flatnonzero(opened) if int(opened.sum()) == self.posts else None


class RulesLeft(NamedTuple):
    """What the open columns leave."""

    left: Ints  # (g,) quota of each group
    room: Ints  # (t,) room of each set
    busy: Ints  # (places,) those open in each place
    free: Ints  # (g,) free columns of each group


def _new_rules_left(master: Master, place: Ints) -> RulesLeft:
    """Make the arrays of an account; places are numbered from 0 on: the greatest says how many there are."""
    groups, places = master.quota.size, int(place.max(initial=0)) + 1
    return RulesLeft(*(np.zeros(size, dtype=np.int64) for size in (groups, master.room.size, places, groups)))


@inner(**UNCOUNTED)
def _count(state: States, master: Master, place: Ints, account: RulesLeft) -> None:
    """Count what the open columns leave."""
    left, room, busy, free = account
    for g in range(left.size):
        left[g], free[g] = master.quota[g], 0
    for t in range(room.size):
        room[t] = master.room[t]
    busy[:] = 0
    for j in range(state.size):
        if state[j] == OPEN:
            left[master.groups[j]] -= 1
            busy[place[j]] += 1
            for t in range(room.size):
                room[t] -= int(master.member[t, j])


@inner(**UNCOUNTED)
def _in_full_set(master: Master, room: Ints, j: int) -> bool:
    full = False
    for t in range(room.size):
        full = full or (master.member[t, j] and room[t] <= 0)
    return full


def greedy_plan(order: Ints, state: States, master: Master, place: Ints) -> NDArray[np.bool_]:
    """Open the forced columns, then free ones in the given order, as far as groups, places and sets allow."""
    opened: NDArray[np.bool_] = state == OPEN
    _open_greedily(order, state, master, place, account=_new_rules_left(master, place), opened=opened)
    return opened


@entry(**UNCOUNTED)
def _open_greedily(
    order: Ints, state: States, master: Master, place: Ints, account: RulesLeft, opened: NDArray[np.bool_]
) -> None:
    """Do as `greedy_plan`; ``opened`` holds the forced columns."""
    _count(state, master, place, account)
    left, room, busy, _ = account
    for j in order:
        # A column that is passed over now stays out: what it lacks is never given back.
        if state[j] != FREE or left[master.groups[j]] <= 0 or busy[place[j]] or _in_full_set(master, room, j):
            continue
        opened[j] = True
        left[master.groups[j]] -= 1
        busy[place[j]] += 1
        for t in range(room.size):
            room[t] -= int(master.member[t, j])


def propagate(state: States, master: Master, place: Ints) -> bool:
    """Fix in place what follows from the fixings; False where nothing is left that keeps the rules."""
    return bool(_fix(state, master, place, _new_rules_left(master, place)))


@entry(**UNCOUNTED)
def _fix(state: States, master: Master, place: Ints, account: RulesLeft) -> bool:
    """Do as `propagate`."""
    _count(state, master, place, account)
    left, room, busy, free = account
    if not _within(left, room, busy):
        return False
    for j in range(state.size):
        if state[j] == FREE:
            if left[master.groups[j]] == 0 or busy[place[j]] > 0 or _in_full_set(master, room, j):
                state[j] = CLOSED
            else:
                free[master.groups[j]] += 1
    for g in range(left.size):  # a group that needs more columns than are free cannot be filled
        if left[g] > free[g]:
            return False
    # Where a group needs every free column it has, all of them are open; that may overfill a set or a place.
    opened = False
    for j in range(state.size):
        if state[j] == FREE and left[master.groups[j]] == free[master.groups[j]]:
            state[j] = OPEN
            opened = True
    if not opened:
        return True
    _count(state, master, place, account)
    return bool(_within(left, room, busy))


def fix_implied(state: States, median: Median, neighbours: NeighbourLists) -> bool:
    """Fix in place what follows from the fixings and from forbidden pairs; False where no plan is left.

    A client's only site that is not closed must be open, where the lists hold every allowed pair.
    """
    while propagate(state, median.master, median.place):
        opened = open_only_sites(neighbours.site, state) if neighbours.complete and neighbours.forbidden else 0
        if opened <= 0:
            return opened == 0
    return False


@entry(**UNCOUNTED)
def open_only_sites(site: Indices, state: States) -> int:
    """Open, in place, each client's only site that is not closed; returns their number, -1 where a client has none."""
    opened = 0
    for i in range(site.shape[0]):
        only, left = -1, 0
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0 or left > 1:
                break
            if state[j] != CLOSED:
                only, left = j, left + 1
        if left == 0:
            return -1
        if left == 1 and state[only] == FREE:
            state[only] = OPEN
            opened += 1
    return opened


@inner(**UNCOUNTED)
def _within(left: Ints, room: Ints, busy: Ints) -> bool:
    """Whether no group has more open columns than its quota, no set more than its room, no place more than one."""
    within = True
    for number in left:
        within = within and number >= 0
    for number in room:
        within = within and number >= 0
    for number in busy:
        within = within and number <= 1
    return within


def is_integral(cost: Floats) -> bool:
    """Whether every finite cost is a whole number small enough to be summed exactly.

    Examples
    --------
    >>> is_integral(np.array([1.0, 2.0, np.inf])), is_integral(np.array([0.5]))
    (True, False)
    """
    finite = cost[np.isfinite(cost)]
    return bool(finite.max(initial=0.0) < 1e9 and (finite == np.floor(finite)).all())
