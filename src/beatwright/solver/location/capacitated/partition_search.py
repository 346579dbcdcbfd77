"""Which of the listed sets to take: the cheapest exact cover, by depth-first search within a budget of reduced cost.

A plan costs the bound of some prices, the reduced costs of its sets, and the fines of those subset-row cuts of which no
set holds two clients. What a better plan may cost above the bound is the budget. The client with the fewest sets left
is served next, by each of these in turn (algorithm X of Knuth 2000); clients that were left without any count for more,
so that a corner of the map that cannot be served is not found out again and again (Boussemart et al. 2004). The clients
left cost at least what each of them pays where it shares the price of its cheapest set evenly with the others of that
set, and a set that is beyond what this leaves of the budget goes. A small gap leaves little to spend, and few choices.

References
----------
Boussemart, F., Hemery, F., Lecoutre, C. and Sais, L. (2004). Boosting systematic search by weighting constraints.
Proceedings of ECAI 2004, 146-150.
Knuth, D. E. (2000). Dancing links. In: Davies, J., Roscoe, B. and Woodcock, J. (eds), Millennial Perspectives in
Computer Science, 187-214. Palgrave.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints
from beatwright.solver.time_limit import SearchClock

_TURN = 20_000_000  # sets looked at between two looks at the clock: a fifth of a second
_NO_FINE = 1e-9  # fine of a cut, in the engine's unit, that is as good as none


class CoverSets(NamedTuple):
    """Sets of clients, each at a site, and the cuts of which they hold one client alone."""

    member: Flags  # (s, n)
    begin: Ints  # (s + 1,) where the clients of each set begin
    client: Ints  # clients of each set
    site: Ints  # (s,)
    free: Flags  # (s,) whether the site is one of those of which only so many may be open
    cost: Floats  # (s,)
    reduced: Floats  # (s,) reduced cost, at least 0
    first: Ints  # (s + 1,) where the cuts of each set begin
    cut: Ints  # cuts of which each set holds one client
    fine: Floats  # (t,)


class CoverLimits(NamedTuple):
    """What a plan may cost, in the engine's unit."""

    bound: float  # what a plan costs but for reduced costs and fines
    target: float  # what a better plan costs at most
    step: float  # by which the next one must be better at least
    free: int  # sites that may be open beside those that must be


class _Search(NamedTuple):
    """The sets taken so far, one a level, and those that may follow; all are changed in place."""

    live: Ints  # (levels, s) sets that may follow
    paid: Floats  # (levels, s) what they take off the budget, with fines
    many: Ints  # (levels,) their number
    turn: Ints  # (levels,) how many of them have been tried
    client: Ints  # (levels,) the client that is served next; -1 where that is hopeless
    spent: Floats  # (levels,) of the budget
    spare: Ints  # (levels,) free sites that may still be opened
    served: Flags  # (levels, n)
    taken: Ints  # (levels,) the set taken at each level
    touched: Ints  # (t,) sets taken that hold one client of each cut
    choices: Ints  # (n,) sets that may follow with each client
    failed: Floats  # (n,) how often each client was left without a set, and 1
    share: Floats  # (n,) least share of a set's price that each client pays
    budget: Floats  # (2,) what may be spent, and the cost of the best cover
    best: Ints  # (levels,) its sets, -1 behind them
    now: Ints  # (3,) level, whether it is new, and how many sets have been looked at


def cover_sets(member: Flags, site: Ints, free: Flags, cost: Floats, reduced: Floats) -> CoverSets:
    """Give sets without cuts, those of least reduced cost first.

    Parameters
    ----------
    member : ndarray of bool, shape (sets, clients)
        Which clients a set holds, at least one.
    site : ndarray of int, shape (sets,)
        Where each set is served.
    free : ndarray of bool, shape (sites,)
        Which sites are not open anyway.
    cost, reduced : ndarray of float, shape (sets,)
        Cost, and reduced cost: what is below 0 counts as 0.
    """
    order = np.argsort(reduced, kind="stable")
    member, site = np.ascontiguousarray(member[order]), site[order]
    begin, client = _lists(member)
    none = np.zeros(0, dtype=np.int64)
    first = np.zeros(site.size + 1, dtype=np.int64)
    reduced = np.maximum(reduced[order], 0.0)
    return CoverSets(member, begin, client, site, free[site], cost[order], reduced, first, none, np.zeros(0))


def with_fines(sets: CoverSets, cuts: Ints, fine: Floats) -> CoverSets:
    """Say which cuts (t, 3) each set holds one client of; those with a fine (t,) of 0 do not matter."""
    kept = fine > _NO_FINE
    cuts = cuts[kept]
    held = sum((sets.member[:, cuts[:, k]].astype(np.int8) for k in range(3)), np.zeros((1, 1), dtype=np.int8))
    first, cut = _lists(np.asarray(held == 1))
    return sets._replace(first=first, cut=cut, fine=fine[kept])


def _lists(held: Flags) -> tuple[Ints, Ints]:
    """Give where the columns of each row begin, and the columns that it holds."""
    begin = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int64)
    return begin, np.nonzero(held)[1].astype(np.int64)


def exact_cover(sets: CoverSets, limits: CoverLimits, clock: SearchClock, effort: int) -> tuple[Ints, bool]:
    """Return the sets of the cheapest cover within the limits, and whether the search came to its end.

    None are returned where no cover was found; positions are those in `sets`.

    Examples
    --------
    >>> member = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]], dtype=bool)
    >>> cost = np.array([5.0, 3.0, 1.0, 1.0])
    >>> sets = cover_sets(member, np.arange(4), np.ones(4, dtype=bool), cost, cost)
    >>> found, ended = exact_cover(sets, CoverLimits(0.0, 9.0, 0.0, 2), SearchClock(), 1000)
    >>> sets.cost[found].tolist(), ended
    ([1.0, 3.0], True)
    """
    search, ended = _search(sets, limits), False
    while not ended and search.now[2] < effort and not clock.late:
        ended = _cover(sets, search, limits, int(min(search.now[2] + _TURN, effort)))
    return search.best[search.best >= 0], ended


def _search(sets: CoverSets, limits: CoverLimits) -> _Search:
    """Begin with every set."""
    count, n = sets.member.shape
    levels = limits.free + np.unique(sets.site[~sets.free]).size + 1
    shape, numbers = (levels, count), np.zeros(levels, dtype=np.int64)
    live, paid = np.empty(shape, dtype=np.int64), np.empty(shape)
    live[0], paid[0] = np.arange(count), sets.reduced
    counts, spare = numbers.copy(), numbers.copy()
    counts[0], spare[0] = count, limits.free
    return _Search(
        live=live,
        paid=paid,
        many=counts,
        turn=numbers.copy(),
        client=numbers.copy(),
        spent=np.zeros(levels),
        spare=spare,
        served=np.zeros((levels, n), dtype=bool),
        taken=numbers - 1,
        touched=np.zeros(sets.fine.size, dtype=np.int64),
        choices=np.zeros(n, dtype=np.int64),
        failed=np.ones(n),
        share=np.zeros(n),
        budget=np.array([limits.target - limits.bound, limits.target]),
        best=numbers - 1,
        now=np.array([0, 1, 0]),
    )


@entry
def _cover(sets: CoverSets, search: _Search, limits: CoverLimits, effort: int) -> bool:
    """Go on until so many sets have been looked at; whether the search has ended."""
    now = search.now
    while now[0] >= 0:
        if now[2] >= effort:
            return False
        if now[1] == 1:
            now[1] = 0
            _open(sets, search, limits, now[0])
        if not _take_next(sets, search, now[0]):
            now[0] -= 1
            if now[0] >= 0:
                _touch(sets, search, search.taken[now[0]], -1)
    return True


@inner(**UNCOUNTED)
def _open(sets: CoverSets, search: _Search, limits: CoverLimits, d: int) -> None:
    """Say which client is served next; none where all are served or the budget does not serve all."""
    search.turn[d], search.client[d] = 0, -1
    if _all_served(search, d):
        _note_cover(sets, search, limits, d)
    elif _narrowed(sets, search, d):
        fewest, least = -1, 0.0
        for i in range(search.choices.size):
            if not search.served[d, i]:
                # Squared, so that few choices count for more than old failures.
                weight = search.choices[i] ** 2 / search.failed[i]
                if fewest < 0 or weight < least:
                    fewest, least = i, weight
        search.client[d] = fewest


@inner(**UNCOUNTED)
def _all_served(search: _Search, d: int) -> bool:
    i = 0
    while i < search.share.size and search.served[d, i]:
        i += 1
    return i == search.share.size


@inner(**UNCOUNTED)
def _note_cover(sets: CoverSets, search: _Search, limits: CoverLimits, d: int) -> None:
    """Keep a cover that is cheaper than the best, and look for cheaper ones only."""
    cost = 0.0
    for k in range(d):
        cost += sets.cost[search.taken[k]]
    if cost < search.budget[1]:
        search.budget[1] = cost
        search.budget[0] = min(search.budget[0], cost - limits.step - limits.bound)
        for k in range(search.best.size):
            search.best[k] = search.taken[k] if k < d else -1


@inner(**UNCOUNTED)
def _narrowed(sets: CoverSets, search: _Search, d: int) -> bool:
    """Drop the sets that are beyond the budget; whether the rest may serve all within it."""
    left = search.budget[0] - search.spent[d] - _least(sets, search, d)
    if left < 0.0:
        return False
    kept = 0
    for x in range(search.many[d]):
        s, beyond = search.live[d, x], search.paid[d, x]
        for a in range(sets.begin[s], sets.begin[s + 1]):
            beyond -= search.share[sets.client[a]]
        if beyond <= left:
            search.live[d, kept], search.paid[d, kept] = s, search.paid[d, x]
            kept += 1
    search.many[d] = kept
    return True


@inner(**UNCOUNTED)
def _least(sets: CoverSets, search: _Search, d: int) -> float:
    """Sum what the clients that are left pay at least; infinite where one of them is in no set."""
    for i in range(search.share.size):
        search.choices[i], search.share[i] = 0, np.inf
    for x in range(search.many[d]):
        s = search.live[d, x]
        # Shared evenly, the prices of the sets of any cover add up to at least the sum of the clients' least shares.
        share = search.paid[d, x] / (sets.begin[s + 1] - sets.begin[s])
        for a in range(sets.begin[s], sets.begin[s + 1]):
            i = sets.client[a]
            search.choices[i] += 1
            search.share[i] = min(search.share[i], share)
    search.now[2] += search.many[d]
    total = 0.0
    for i in range(search.share.size):
        if not search.served[d, i]:
            total += search.share[i]
            if search.choices[i] == 0:
                search.failed[i] += 1.0
    return total


@inner(**UNCOUNTED)
def _take_next(sets: CoverSets, search: _Search, d: int) -> bool:
    """Serve the client of this level by the next of its sets; whether there was one."""
    if search.client[d] < 0:
        return False
    for x in range(search.turn[d], search.many[d]):
        s = search.live[d, x]
        if sets.member[s, search.client[d]] and search.spent[d] + search.paid[d, x] <= search.budget[0]:
            search.turn[d] = x + 1
            search.taken[d] = s
            # The price has half the fine of each cut that this set loses; the other half is due now, none later.
            search.spent[d + 1] = search.spent[d] + search.paid[d, x] + 0.5 * _touch(sets, search, s, 1)
            search.spare[d + 1] = search.spare[d] - int(sets.free[s])
            for i in range(search.share.size):
                search.served[d + 1, i] = search.served[d, i] or sets.member[s, i]
            _follow(sets, search, d, s)
            search.now[0], search.now[1] = d + 1, 1
            return True
    return False


@inner(**UNCOUNTED)
def _touch(sets: CoverSets, search: _Search, s: int, more: int) -> float:
    """Count a set that is taken, or given back, at the cuts of which it holds one client; the fines that now are due.

    A cut is lost once two sets hold one of its clients each, as the third client is alone as well.
    """
    due = 0.0
    for a in range(sets.first[s], sets.first[s + 1]):
        t = sets.cut[a]
        if search.touched[t] == 1:
            due += sets.fine[t]
        search.touched[t] += more
    return float(due)


@inner(**UNCOUNTED)
def _follow(sets: CoverSets, search: _Search, d: int, s: int) -> None:
    """List the sets that may follow when set s is taken: others' clients, another site, within the budget."""
    left, count = search.budget[0] - search.spent[d + 1], 0
    for x in range(search.many[d]):
        other = search.live[d, x]
        # Prices are those of the cuts touched now, so none is carried on from the level above.
        if sets.reduced[other] <= left and _goes_with(sets, search, d, s, other):
            paid = _price(sets, search, other)
            if paid <= left:
                search.live[d + 1, count], search.paid[d + 1, count] = other, paid
                count += 1
    search.many[d + 1] = count
    search.now[2] += search.many[d]


@inner(**UNCOUNTED)
def _goes_with(sets: CoverSets, search: _Search, d: int, s: int, other: int) -> bool:
    if sets.site[s] == sets.site[other] or (sets.free[other] and search.spare[d + 1] == 0):
        return False
    a, end = sets.begin[other], sets.begin[other + 1]
    while a < end and not sets.member[s, sets.client[a]]:
        a += 1
    return bool(a == end)


@inner(**UNCOUNTED)
def _price(sets: CoverSets, search: _Search, s: int) -> float:
    """Reduced cost of a set, and half the fines of the cuts of which it would be the second to hold one client.

    The other half is for the set with the third client: so the prices of both may be added.
    """
    paid = sets.reduced[s]
    for a in range(sets.first[s], sets.first[s + 1]):
        if search.touched[sets.cut[a]] == 1:
            paid += 0.5 * sets.fine[sets.cut[a]]
    return float(paid)
