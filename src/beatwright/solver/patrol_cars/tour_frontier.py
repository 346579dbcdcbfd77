"""The least that every command loses with each number of car-hours, listed by dynamic programming over its tours.

Tours that share no hours do not meet: they fall into groups, and each group is listed for itself. Within a group one
tour comes after the other. What is known of the tours before is the least lost for every number of cars on those that
still share hours with tours to come, and for every number of car-hours spent. As soon as all tours of a block are in,
its curve is added; as soon as all blocks of a tour are, only the best number of its cars is kept. Curves may bend.

Bertele, U. and Brioschi, F. (1972). Nonserial Dynamic Programming. Academic Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance

__all__ = ["TourFrontier", "TourGroup", "tour_groups"]

_ENTRIES = 4_000_000  # of the largest table at a time: 32 megabytes
_SHORT = 2**15  # numbers that fit into 16 bits
_Choice = npt.NDArray[np.signedinteger[Any]] | None


@dataclass(frozen=True, eq=False)
class TourGroup:
    """Tours that share hours, in the order in which they are taken, and the blocks that are theirs alone.

    Parameters
    ----------
    tours, blocks : array of int
        Their positions.
    closed : tuple of arrays of int
        Blocks of which each tour is the last.
    live : tuple of tuples of int
        Tours up to each that share a block with one to come.
    """

    tours: Ints
    blocks: Ints
    closed: tuple[Ints, ...]
    live: tuple[tuple[int, ...], ...]

    def work(self, instance: TourInstance, cost: Ints, cap: int, room: int) -> float:
        """Return the number of entries to be looked at."""
        entries = [(cap + 1) ** (len(known) + 1) for known in ((), *self.live[:-1])]
        return float(instance.commands * (self.units(cost, cap, room) + 1.0) * sum(entries))

    def units(self, cost: Ints, cap: int, room: int) -> int:
        """Return the most units that can be of use."""
        return int(min(room, cap * cost[self.tours].sum()))


def tour_groups(cover: npt.NDArray[np.bool_]) -> list[TourGroup]:
    """Return the groups of tours that share no hours with each other.

    >>> [group.tours.tolist() for group in tour_groups(np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1]], dtype=bool))]
    [[0], [1, 2]]
    """
    meet = cover.T.astype(np.int64) @ cover
    count, which = connected_components(sparse.csr_array(meet), directed=False)
    return [_group(cover, np.flatnonzero(which == one)) for one in range(count)]


def _group(cover: npt.NDArray[np.bool_], members: Ints) -> TourGroup:
    """Put the tours in an order that leaves few of them with hours to share, tour by tour."""
    blocks = np.flatnonzero(cover[:, members].any(axis=1))
    order: list[int] = []
    closed: list[Ints] = []
    live: list[tuple[int, ...]] = []
    while len(order) < len(members):
        rest = [int(tour) for tour in members if tour not in order]
        order.append(min(rest, key=lambda tour: (len(_live(cover, blocks, [*order, tour])), tour)))
        done = {int(block) for one in closed for block in one}
        full = [b for b in blocks if b not in done and set(np.flatnonzero(cover[b])) <= set(order)]
        closed.append(np.array(full, dtype=np.int64))
        live.append(_live(cover, blocks, order))
    return TourGroup(np.array(order), blocks, tuple(closed), tuple(live))


def _live(cover: npt.NDArray[np.bool_], blocks: Ints, order: list[int]) -> tuple[int, ...]:
    """Return which of these tours share a block with one that is not of them."""
    open_ = blocks[np.delete(cover[blocks], order, axis=1).any(axis=1)]
    return tuple(tour for tour in order if cover[open_, tour].any())


@dataclass(frozen=True, eq=False)
class TourFrontier:
    """The least that commands lose on a group of tours.

    Parameters
    ----------
    group : TourGroup
        The tours.
    cost : array of int, shape (tours,)
        Units that a car of each tour of the instance costs.
    lost : array, shape (commands, units + 1)
        The least that is lost with 0, 1, ... units, all of them spent; infinite where that cannot be.
    choices : tuple of arrays of int
        For every tour the number of cars on those tours that are not looked at afterwards, as one number, by command,
        cars on those that are, and units; None where all are looked at afterwards.
    each : int
        Numbers of cars on a tour that are looked at: 0, 1, ...
    """

    group: TourGroup
    cost: Ints
    lost: Floats
    choices: tuple[_Choice, ...]
    each: int

    @classmethod
    def of(cls, instance: TourInstance, group: TourGroup, cost: Ints, cap: int, room: int) -> TourFrontier:
        """List what is lost with up to `cap` cars on a tour and `room` units."""
        units = group.units(cost, cap, room)
        widest = (cap + 1) ** (1 + max(len(live) for live in ((), *group.live[:-1]))) * (units + 1)
        step = max(1, _ENTRIES // widest)
        parts = [
            _listed(instance, group, cost, cap, units, slice(first, first + step))
            for first in range(0, instance.commands, step)
        ]
        choices = zip(*(part[1] for part in parts), strict=True)
        joined = tuple(None if one[0] is None else np.concatenate(one) for one in choices)
        return cls(group, cost, np.concatenate([part[0] for part in parts]), joined, cap + 1)

    def cars(self, units: Ints) -> Ints:
        """Return the cars on the tours of the group, shape (commands, tours of the group), that spend these units."""
        found = np.zeros((len(units), len(self.group.tours)), dtype=np.int64)
        place = {int(tour): at for at, tour in enumerate(self.group.tours)}
        left, command = units.copy(), np.arange(len(units))
        before = ((), *self.group.live[:-1])
        for at in range(len(self.group.tours) - 1, -1, -1):
            tour, kept = int(self.group.tours[at]), self.group.live[at]
            chosen = self.choices[at]
            if chosen is not None:
                number = chosen[(command, *(found[:, place[one]] for one in kept), left)].astype(np.int64)
                for one in reversed([one for one in (*before[at], tour) if one not in kept]):
                    found[:, place[one]] = number % self.each
                    number //= self.each
            left = left - found[:, at] * self.cost[tour]
        return found


def _listed(
    instance: TourInstance, group: TourGroup, cost: Ints, cap: int, units: int, part: slice
) -> tuple[Floats, list[_Choice]]:
    curve, least = instance.curve[part], instance.least[part]
    each = cap + 1
    table = np.full((len(curve), units + 1), np.inf)  # [command, cars on each live tour ..., units]
    table[:, 0] = 0.0
    live: tuple[int, ...] = ()
    choices: list[_Choice] = []
    for tour, closed, kept in zip(group.tours.tolist(), group.closed, group.live, strict=True):
        table = _with_tour(table, each, int(cost[tour]))
        live = (*live, tour)
        for block in closed:
            on = [one for one in live if instance.cover[block, one]]
            table += _of_block(curve[:, block], least[:, block], live, on, each)
        table, chosen = _without(table, [at for at, one in enumerate(live) if one not in kept])
        live = tuple(one for one in live if one in kept)
        choices.append(chosen)
    return table, choices


def _with_tour(table: Floats, each: int, cost: int) -> Floats:
    """Add an axis, the cars of a tour, before that of the units that are spent."""
    wide = np.full((*table.shape[:-1], each, table.shape[-1]), np.inf)
    for cars in range(each):
        if (spent := cars * cost) < table.shape[-1]:
            wide[..., cars, spent:] = table[..., : table.shape[-1] - spent]
    return wide


def _of_block(curve: Floats, least: Ints, live: tuple[int, ...], on: list[int], each: int) -> Floats:
    """Return what a block loses, [command, cars on each live tour ..., 1]."""
    grids = np.meshgrid(*(np.arange(each) if one in on else np.zeros(1, dtype=np.int64) for one in live), indexing="ij")
    number = np.sum(grids, axis=0)
    lost = curve[:, np.minimum(number, curve.shape[1] - 1)]
    short = number < least.reshape(-1, *np.ones(number.ndim, dtype=np.int64))
    return np.asarray(np.where(short, np.inf, lost)[..., None])


def _without(table: Floats, axes: list[int]) -> tuple[Floats, _Choice]:
    """Keep the best number of cars on these tours, and say which it is, as one number."""
    if not axes:
        return table, None
    moved = np.moveaxis(table, [1 + axis for axis in axes], range(1, 1 + len(axes)))
    flat = moved.reshape(len(table), -1, *moved.shape[1 + len(axes) :])
    chosen = flat.argmin(axis=1)
    best = np.take_along_axis(flat, chosen[:, None], axis=1)[:, 0]
    return best, chosen.astype(np.int16 if flat.shape[1] < _SHORT else np.int32)
