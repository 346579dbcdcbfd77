"""Whether at most so many sites can cover every client: a verdict where one is quickly had, or one in any case.

A cover is found greedily or by exchanges, that there is none is proven by weights on the clients, and what these leave
open is searched through. Only where that takes long an integer program is asked.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.certificate import Status
from beatwright.solver.location.cover_exchange import Ints, cover_lists, exchange_cover
from beatwright.solver.location.cover_tree import COVERED, OUT_OF_REACH, new_cover_tree, search_cover, share_explored
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import OPEN
from beatwright.solver.time_limit import SearchClock

# Numbers that exchanges look up, where a verdict is wanted quickly, where it is wanted in any case, and before an
# integer program, which may take seconds: some 3, 30 and 150 milliseconds. And numbers that a round is worth at least.
_QUICK, _LONG, _LAST, _ROUND = 6e5, 1.2e7, 6e7, 400
# Pairs of client and site that bounds read at most between two looks at the clock: 0.05 to 0.2 seconds.
_SLICE = 4e8
# Nodes that take as long as an integer program would, as far as one can tell: it takes longer by the square of the
# pairs, and beyond 100,000 nodes the search is hopeless.
_PAIRS_SQUARED, _NODES = 50_000, 100_000
# Nodes that are over at once, after which the part of the search that is done tells how many it takes in all; and how
# many times too many that must be, where the search has only begun.
_FIRST_NODES, _FAR_TOO_MANY = 100, 4
# Of a site: how much a bound on the number of sites must exceed a whole number. It is off by far less.
_APART = 0.01
# Rounds of the bound at the root, where the weights begin far away, and below, where they begin at the parent's.
_ROOT_ROUNDS, _ROUNDS = 300, 50


class CoverVerdict(NamedTuple):
    """What is known of a cover of at most so many sites."""

    status: Status  # "optimal" with a cover, "infeasible" without one; else why it is not known
    sites: Ints | None
    message: str = ""


def quick_verdict(cover: Cover, most: int, seed: int = 0) -> CoverVerdict:
    """Look for a cover, and for a proof that there is none, for some milliseconds; "feasible" where neither is found.

    Examples
    --------
    >>> pair = Cover(np.array([[True, False], [False, True]]), np.ones(2))
    >>> quick_verdict(pair, 1).status, quick_verdict(pair, 2).sites
    ('infeasible', array([0, 1]))
    """
    if not cover.covers.size:
        return _of_nothing(cover)
    begun = _Begun(cover, most, seed)
    found = begun.look(_QUICK)
    return found if found.sites is not None else begun.search(nodes=1)


def cover_verdict(cover: Cover, most: int, clock: SearchClock, seed: int = 0) -> CoverVerdict:
    """Find a cover of at most so many sites, or prove that there is none, unless the clock says stop.

    Examples
    --------
    >>> ring = Cover(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool), np.ones(3))
    >>> cover_verdict(ring, 1, SearchClock()).status, cover_verdict(ring, 2, SearchClock()).sites
    ('infeasible', array([0, 1]))
    """
    if not cover.covers.size:
        return _of_nothing(cover)
    small, kept = cover.reduced()
    begun = _Begun(small, most, seed)
    seen = begun.search(nodes=1)
    if seen.status == "feasible":
        found = begun.look(_LONG)
        seen = found if found.sites is not None else seen
    at_once = int(np.clip(_SLICE / (_ROUNDS * begun.pairs), 1, _FIRST_NODES))
    while seen.status == "feasible" and begun.promising and not clock.late:
        seen = begun.search(at_once)
    if seen.status == "feasible" and not clock.late:
        seen = begun.look(_LAST)
    if seen.status == "feasible":
        seen = _ask_program(small, most, clock, seed)
    return seen if seen.sites is None else seen._replace(sites=kept[seen.sites])


def _of_nothing(cover: Cover) -> CoverVerdict:
    """Say that nobody is to be covered, or that somebody is and there is no site."""
    if len(cover.covers):
        return CoverVerdict("infeasible", None)
    return CoverVerdict("optimal", np.empty(0, dtype=np.int64))


def _ask_program(cover: Cover, most: int, clock: SearchClock, seed: int) -> CoverVerdict:
    """Look for the smallest cover until it is known whether so many sites do: a row that says so makes it slower."""
    if clock.late:
        return CoverVerdict(clock.ending, None, "stopped" if clock.stopped else "")
    news = [np.inf, -np.inf]

    def note(objective: float, bound: float, seconds: float) -> None:
        news[:] = objective, bound

    def settled() -> bool:
        return clock.stopped or news[0] < most + _APART or news[1] > most + _APART

    seen = cover.solve(easy=True, seconds=clock.limit(), seed=seed, stop=settled, progress=note)
    if seen.x is not None and seen.certificate.objective < most + _APART:
        return CoverVerdict("optimal", np.flatnonzero(seen.x > 0.5))
    if seen.certificate.bound > most + _APART:
        return CoverVerdict("infeasible", None)
    return CoverVerdict(clock.ending if clock.late else seen.certificate.status, None, seen.certificate.message)


class _Begun:
    """A search that has begun: the cover that greed finds, and the tree."""

    def __init__(self, cover: Cover, most: int, seed: int) -> None:
        self.most, self.seed = most, seed
        self.greedy, self.lists = cover.greedy(), cover_lists(cover.covers)
        self.tree = new_cover_tree(self.lists, most)

    @property
    def pairs(self) -> int:
        """Number of pairs of a client and a site that covers it."""
        return int(self.lists.site.size)

    @property
    def nodes(self) -> int:
        """Number of nodes so far."""
        return int(self.tree.size[3])

    @property
    def promising(self) -> bool:
        """Whether the search is likely to end before an integer program would."""
        if self.nodes < _FIRST_NODES:
            return True
        if self.nodes >= _NODES:
            return False  # what is left may be far larger than its share
        enough = min(self.pairs**2 / _PAIRS_SQUARED, _NODES)
        rest = self.nodes * (1.0 / max(share_explored(self.tree), 1e-300) - 1.0)
        return rest < enough * (_FAR_TOO_MANY if self.nodes < enough else 1.0)

    def look(self, effort: float) -> CoverVerdict:
        """Look for a cover among the exchanges of the greedy one."""
        if self.greedy.size <= self.most:
            return CoverVerdict("optimal", self.greedy)
        lists = self.lists
        n, m = lists.row.size - 1, lists.column.size - 1
        rounds = int(effort / (self.pairs / n + self.pairs / m + m + _ROUND))
        sites = exchange_cover(lists, self.greedy[: self.most], rounds, self.seed)
        return CoverVerdict("feasible" if sites is None else "optimal", sites)

    def search(self, nodes: int) -> CoverVerdict:
        """Search on for so many nodes; at the root, where weights begin far away, with more rounds of the bound."""
        rounds = _ROUNDS
        if self.nodes == 0:
            rounds = int(np.clip(_SLICE / self.pairs, _ROUNDS, _ROOT_ROUNDS))
        found = search_cover(self.lists, self.tree, self.most, nodes, rounds)
        if found == COVERED:
            return CoverVerdict("optimal", np.flatnonzero(self.tree.best | (self.tree.state == OPEN)))
        return CoverVerdict("infeasible" if found == OUT_OF_REACH else "feasible", None)
