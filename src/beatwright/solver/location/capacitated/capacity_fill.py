"""A plan within capacities where there is hardly any room to spare: one site after another is filled as it must be.

A site takes the clients that gain most by it until it is nearly full. Those around the last place, up to 36, are then
tried in every combination (`HalfSums`) for the cheapest that leaves neither this site nor those after it too much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from beatwright.solver.location.capacitated.capacity_case import CapacityCase, Flags, Floats, Ints
from beatwright.solver.location.capacitated.capacity_subsets import HalfSums
from beatwright.solver.time_limit import SearchClock

_TRIED = (8, 12, 16, 20, 24, 28, 32, 36)  # clients that are tried in every combination; two halves of 2^18 sums at most
_QUICK = 20  # clients in a window that is tried even where the time is up: two halves of 2^10 sums take milliseconds
_MOST = 200_000  # combinations that are compared, a byte for each client in each: 7 MB


def filled_plan(case: CapacityCase, sites: Ints, clock: SearchClock) -> Ints | None:
    """Give each client a site, of shape (clients,), within the capacities of some p sites; None where none is found.

    Parameters
    ----------
    case : CapacityCase
        The problem.
    sites : ndarray of int, shape (p,)
        Where posts would stand without capacities.
    clock : SearchClock
        Of the solve.
    """
    sites = _with_room(case, sites)
    away = np.argsort(-case.paid[:, sites].sum(axis=0), kind="stable")
    found: list[Ints] = []
    for order in (sites, sites[::-1], sites[away]):
        if found and clock.late:
            break
        plan = _filled(case, order, clock)
        if plan is not None and case.overloaded(plan).size == 0:
            found.append(plan)
    return min(found, key=case.price, default=None)


def packed_plan(case: CapacityCase, sites: Ints) -> Ints | None:
    """Give each client a site, of shape (clients,), by packing those of most demand first; None where that fails.

    A client goes to its cheapest site with room for it, or to that with most room, or with least: the cheapest of the
    three plans. For a search that is stopped before it has a better one.
    """
    sites = _with_room(case, sites)
    usable = np.where(case.usable[:, sites], case.paid[:, sites], np.inf)
    rules = (lambda i, room: usable[i], lambda i, room: -room, lambda i, room: room)
    plans = (pack_clients(case.need, usable, case.most[sites], rule) for rule in rules)
    found = [sites[plan] for plan in plans if plan is not None]
    return min((plan for plan in found if case.overloaded(plan).size == 0), key=case.price, default=None)


def pack_clients(need: Floats, usable: Floats, most: Floats, rule: Callable[[int, Floats], Floats]) -> Ints | None:
    """Give each client, those of most demand first, the place of least `rule` (client, rooms left) that has room.

    `usable` is of shape (clients, places), infinite where a pair must not be used. None where a client finds no room.

    Examples
    --------
    >>> pack_clients(np.array([1.0, 2.0]), np.array([[0.0, 1], [0, 1]]), np.array([2.0, 2]), lambda i, room: -room)
    array([1, 0])
    """
    room, plan = most.copy(), np.full(need.size, -1)
    for i in np.argsort(-need, kind="stable").tolist():
        value = np.where(np.isfinite(usable[i]) & (room >= need[i]), rule(i, room), np.inf)
        plan[i] = int(value.argmin())
        if np.isinf(value[plan[i]]):
            return None
        room[plan[i]] -= need[i]
    return plan


def _with_room(case: CapacityCase, sites: Ints) -> Ints:
    """Swap the smallest sites for the largest ones until their rooms hold all demand."""
    chosen, need = sites.tolist(), math.fsum(case.need)
    spare = sorted(set(np.flatnonzero(case.allowed).tolist()) - set(chosen), key=lambda j: (-case.most[j], j))
    small = sorted(set(chosen) - set(case.opened.tolist()), key=lambda j: (case.most[j], j))
    for old, new in zip(small, spare, strict=False):
        if math.fsum(case.most[chosen]) >= need or case.most[new] <= case.most[old]:
            break
        chosen[chosen.index(old)] = new
    return np.array(sorted(chosen), dtype=np.int64)


def _filled(case: CapacityCase, order: Ints, clock: SearchClock) -> Ints | None:
    plan = np.full(case.need.size, -1)
    for position, site in enumerate(order[:-1]):
        left, rest = np.flatnonzero(plan < 0), order[position + 1 :]
        chosen = _best_load(case, left, int(site), rest, clock=clock)
        if chosen is None:
            return None
        plan[chosen] = site
    last = plan < 0
    plan[last] = order[-1]
    return plan if case.usable[last, order[-1]].all() else None


def _best_load(case: CapacityCase, left: Ints, site: int, rest: Ints, clock: SearchClock) -> Ints | None:
    """Give the clients, of those left, that the site takes so that the sites after it are left no more than fits."""
    here = np.where(case.usable[left, site], case.paid[left, site], np.inf)
    there = np.where(case.usable[np.ix_(left, rest)], case.paid[np.ix_(left, rest)], np.inf).min(axis=1)
    if (np.isinf(here) & np.isinf(there)).any():
        return None
    loss = np.where(np.isinf(here), np.inf, here - there)
    order = np.argsort(loss, kind="stable")
    left, loss = left[order], loss[order]
    low = math.fsum(case.need[left]) - math.fsum(case.most[rest])
    high = float(case.most[site])
    for begin, end in _windows(case.need[left], loss, low, high):
        if end - begin > _QUICK and clock.late:
            return None
        chosen = _best_window(case.need[left], loss, (begin, end), low, high=high)
        if chosen is not None:
            return left[chosen]
    return None


def _windows(need: Floats, loss: Floats, low: float, high: float) -> Iterator[tuple[int, int]]:
    """Yield wider and wider ranges of clients around the one that fills the site, none of them bound to a side."""
    first, last = int(np.isneginf(loss).sum()), int(np.isfinite(loss).sum() + np.isneginf(loss).sum())
    middle = int(np.searchsorted(np.cumsum(need), (max(low, 0.0) + high) / 2))
    seen = None
    for width in _TRIED:
        begin = int(np.clip(middle - width // 2, first, max(last - width, first)))
        window = (begin, min(begin + width, last))
        if window != seen:
            yield window
        seen = window


def _best_window(need: Floats, loss: Floats, window: tuple[int, int], low: float, high: float) -> Flags | None:
    """Take all clients before the window and the cheapest combination of those in it; None where none fits."""
    part = slice(*window)
    before = math.fsum(need[: window[0]])
    sums = HalfSums(need[part])
    if not 0 < sums.count(low - before, high - before) <= _MOST:
        return None
    sets = sums.between(low - before, high - before)
    sets = sets[sets @ need[part] <= high - before + 2.0 * sums.slack]
    chosen = np.arange(need.size) < window[0]
    chosen[part] = sets[int((sets @ loss[part]).argmin())] if len(sets) else False
    return chosen if len(sets) else None
