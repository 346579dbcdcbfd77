"""A cover of at most so many sites, by local search with weights on the clients.

Row weighting local search (Gao, Weise and Li 2015): with one client or more uncovered, close the open site that loses
least, open the site that gains most among those that cover some uncovered client, and let every client that is still
uncovered weigh one more. Weights lead the search out of where it is stuck; a site whose surroundings have not changed
since it was closed is not opened again, so that it does not go round in circles.

References
----------
Gao, C., Weise, T. and Li, J. (2015). An efficient local search heuristic with row weighting for the unicost set
covering problem. European Journal of Operational Research 246, 750-761.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import entry, inner

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Indices = NDArray[np.int32]


class CoverLists(NamedTuple):
    """Which sites cover which clients, both ways, one list behind the other."""

    row: Ints  # (n + 1,) where the sites of each client begin
    site: Indices  # sites of the clients
    column: Ints  # (m + 1,) where the clients of each site begin
    client: Indices  # clients of the sites


class _State(NamedTuple):
    """A set of open sites, and what the search remembers."""

    opened: Flags  # (m,)
    times: Ints  # (n,) open sites that cover a client
    weight: Ints  # (n,) of each client: 1, and 1 more for every round at whose end it was uncovered
    score: Ints  # (m,) weight that this open site alone covers, or that this closed site would add
    moved: Ints  # (m,) round in which a site was opened or closed last
    missed: Ints  # (n,) in the first places the clients that are uncovered
    place: Ints  # (n,) place of a client there, -1 where it is covered


def cover_lists(covers: Flags) -> CoverLists:
    """List the sites of each client and the clients of each site.

    Examples
    --------
    >>> lists = cover_lists(np.array([[True, True], [False, True]]))
    >>> lists.row, lists.site, lists.column, lists.client
    (array([0, 2, 3]), array([0, 1, 1], dtype=int32), array([0, 1, 3]), array([0, 0, 1], dtype=int32))
    """
    site, client = np.nonzero(covers)[1], np.nonzero(covers.T)[1]
    row = np.concatenate([[0], np.cumsum(covers.sum(axis=1))])
    column = np.concatenate([[0], np.cumsum(covers.sum(axis=0))])
    return CoverLists(row, site.astype(np.int32), column, client.astype(np.int32))


def exchange_cover(lists: CoverLists, sites: Ints, rounds: int, seed: int = 0) -> Ints | None:
    """Exchange sites until all clients are covered; None where that is not so after so many rounds.

    Parameters
    ----------
    lists : CoverLists
        Which sites cover which clients.
    sites : ndarray of int
        Open sites to begin with; their number is kept.
    rounds : int
        Exchanges at most.
    seed : int, default 0
        Seed of the choice among uncovered clients.

    Examples
    --------
    >>> lists = cover_lists(np.array([[1, 1, 0], [0, 1, 0], [0, 1, 1]], dtype=bool))
    >>> exchange_cover(lists, np.array([0]), 5)
    array([1])
    """
    opened = np.zeros(lists.column.size - 1, dtype=np.bool_)
    opened[sites] = True
    return np.flatnonzero(opened) if _exchange(lists, opened, rounds, seed) else None


@entry
def _exchange(lists: CoverLists, opened: Flags, rounds: int, seed: int) -> bool:
    """Exchange in place; whether every client is covered."""
    np.random.seed(seed)  # noqa: NPY002
    state, left = _begin(lists, opened)
    for now in range(1, rounds + 1):
        if left == 0:
            break
        out = _least_loss(state, now)
        if out < 0:
            break
        left += _move(lists, state, out, left=left, now=now)
        # Any uncovered client: always the same one would draw the search round it.
        come = _most_gain(lists, state, state.missed[np.random.randint(left)], now)  # noqa: NPY002
        come = out if come < 0 else come  # the only site of its client
        left += _move(lists, state, come, left=left, now=now)
        # What no open site covers counts only in what closed sites would add.
        for at in range(left):
            i = state.missed[at]
            state.weight[i] += 1
            for a in range(lists.row[i], lists.row[i + 1]):
                state.score[lists.site[a]] += 1
    return left == 0


@inner
def _begin(lists: CoverLists, opened: Flags) -> tuple[_State, int]:
    """Count everything for a set of open sites; gives the number of uncovered clients too."""
    n, m = lists.row.size - 1, opened.size
    zeros = np.zeros(n, dtype=np.int64)
    state = _State(
        opened,
        times=zeros.copy(),
        weight=zeros + 1,
        score=np.zeros(m, dtype=np.int64),
        moved=np.full(m, -2),
        missed=zeros.copy(),
        place=zeros - 1,
    )
    left = 0
    for i in range(n):
        for a in range(lists.row[i], lists.row[i + 1]):
            state.times[i] += int(opened[lists.site[a]])
        if state.times[i] == 0:
            left += _note(state, i, left, covered=False)
        for a in range(lists.row[i], lists.row[i + 1]):
            j = lists.site[a]
            state.score[j] += int(state.times[i] == int(opened[j]))
    return state, left


@inner
def _least_loss(state: _State, now: int) -> int:
    """Open site that loses least, not opened in the round before; of equal ones the one that moved longest ago."""
    best = -1
    for j in range(state.opened.size):
        if state.opened[j] and state.moved[j] < now - 1:
            ahead = 1 if best < 0 else state.score[best] - state.score[j]
            if ahead > 0 or (ahead == 0 and state.moved[j] < state.moved[best]):
                best = j
    return best


@inner
def _most_gain(lists: CoverLists, state: _State, i: int, now: int) -> int:
    """Site of a client that gains most, not closed in this round; of equal ones the one that moved longest ago."""
    best = -1
    for a in range(lists.row[i], lists.row[i + 1]):
        j = lists.site[a]
        if state.moved[j] < now:
            ahead = 1 if best < 0 else state.score[j] - state.score[best]
            if ahead > 0 or (ahead == 0 and state.moved[j] < state.moved[best]):
                best = j
    return best


@inner
def _move(lists: CoverLists, state: _State, j: int, left: int, now: int) -> int:
    """Open a closed site or close an open one, and repair all scores; returns how many more clients are uncovered."""
    opens = not state.opened[j]
    state.opened[j], state.moved[j], state.score[j] = opens, now, 0
    more = 0
    for b in range(lists.column[j], lists.column[j + 1]):
        i = lists.client[b]
        weight = state.weight[i]
        before = state.times[i]
        state.times[i] = before + 1 if opens else before - 1
        if min(before, state.times[i]) == 0:  # the client was uncovered, or is now: what closed sites gain changes
            more += _note(state, i, left + more, covered=opens)
            for a in range(lists.row[i], lists.row[i + 1]):
                state.score[lists.site[a]] += -weight if opens else weight
            state.score[j] += 2 * weight if opens else 0
        elif min(before, state.times[i]) == 1:  # one other open site covers the client: alone before, or now
            for a in range(lists.row[i], lists.row[i + 1]):
                if lists.site[a] != j and state.opened[lists.site[a]]:
                    state.score[lists.site[a]] += -weight if opens else weight
    return more


@inner
def _note(state: _State, i: int, left: int, covered: bool) -> int:
    """Strike a client from those that are uncovered, of which there are ``left``, or put it there."""
    if not covered:
        state.missed[left], state.place[i] = i, left
        return 1
    # The last one takes its place, so that none is moved up.
    last = state.missed[left - 1]
    state.missed[state.place[i]], state.place[last] = last, state.place[i]
    state.place[i] = -1
    return -1
