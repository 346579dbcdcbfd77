"""Branch and bound for a game between plans and mixtures of weights.

At every node multipliers and mixture are improved together (`game_bound`), so that a node is bounded by the mixture
that is worst for its own plans; reduced costs fix sites. Where the relaxation puts a fractional number of posts into a
part of the map (the sites of one row), a node splits on that number: at most so many, or one more at least, as
neighbouring sites stand in for each other and parts do not. Else it splits on a site. Plans come from the sites that
the relaxation opens, improved by swaps that are judged by the objective itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Flags, Ints, States, VolumeSettings
from beatwright.solver.location.engine.median_instance import TOLERANCE
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists, neighbours_from_matrix
from beatwright.solver.location.robust.game_bound import Counts, GameDual, GameRelaxation, climb_game
from beatwright.solver.location.robust.game_interchange import GameCosts, interchange_game, price_game
from beatwright.solver.location.robust.game_rows import GameRows
from beatwright.solver.time_limit import SearchClock

_WHOLE_LISTS = 4_000_000  # pairs of client and site up to which every list holds all sites: 48 MB
_READ = 1e8  # pairs that a climb reads between two looks at the clock: 0.1 to 0.2 seconds
# Costs over the reach up to which the rows of a bound go: a reach that rises further is capped there, which leaves the
# bound valid; longer rows cost time in every round.
_BEYOND = 1.15
_TURNS = 30  # of bound and swaps at the root, at most
_PAYS = 0.03  # part of the gap that a turn at the root must close for another to follow
_ROOT_KICKS, _LAST_KICKS, _NODE_KICKS = 20, 200, 5  # perturbations in a turn at the root, before branching, at a node
_EVERY = 10  # nodes to one that looks for plans
_DOUBT = 0.35  # how far from half a post the posts of a part may be for a split on their number
_SHARE = 0.35  # posts on the site that a node splits on: to open a site settles more than to close one
_NODE = VolumeSettings(200, 0.1, 0.035, 15)  # shorter climbs look at more nodes, and bound all of them worse


@dataclass(eq=False)
class _Node:
    """A subproblem: what is decided, and where its bound stands."""

    state: States  # (m,)
    counts: Counts  # of all parts
    dual: GameDual
    bound: float = -np.inf
    step: float = 1.0
    rho: Floats = field(default_factory=lambda: np.empty(0))
    chosen: Flags = field(default_factory=lambda: np.empty(0, dtype=np.bool_))


class GameSearch:
    """Look for the plan whose dearest mixture is cheapest.

    Parameters
    ----------
    cost : ndarray of float, shape (n, m)
        Finite costs.
    posts : int
        Number of open sites.
    game : GameRows
        Rows of weights; every client has a weight in the base or in a row.
    state : ndarray of int8, shape (m,)
        1 forced open, 0 free, -1 forced closed.
    clock : SearchClock
        Limits, and who is told.
    gap : float
        Relative gap at which to stop.
    seed : int
        Seed of the random starts.

    Attributes
    ----------
    sites, objective, bound, nodes
        Best plan, its value, a valid bound, and how many nodes were looked at.
    """

    def __init__(
        self, cost: Floats, posts: int, game: GameRows, state: States, clock: SearchClock, gap: float, seed: int
    ) -> None:
        n, m = cost.shape
        length = m if n * m <= _WHOLE_LISTS else min(m, max(64, 3 * m // posts))
        self.lists: NeighbourLists = neighbours_from_matrix(cost, np.ones(n), length)
        far = 2.0 * cost.max(axis=1)  # of the size of the costs: they must not vanish beside it
        self.costs = GameCosts(np.ascontiguousarray(cost.T), self.lists.site, self.lists.cost, far, game)
        self.posts, self.game, self.state = posts, game, state
        self.parts = site_parts(cost, game)
        self.clock, self.gap, self.seed = clock, gap, seed
        self.sites: Ints = np.empty(0, dtype=np.int64)
        self.objective, self.bound, self.nodes = np.inf, 0.0, 0  # no cost is negative

    @property
    def cutoff(self) -> float:
        """A part of the search whose bound reaches this holds no plan that is worth finding."""
        # A trifle less than the gap asked for, so that a certificate at the cutoff keeps it after rounding.
        return self.objective - max(TOLERANCE, self.gap * (1.0 - 1e-9)) * abs(self.objective)

    def run(self) -> bool:
        """Search until the best plan is proven or the clock says stop; whether it is proven."""
        random = np.random.default_rng(self.seed)
        order = random.permutation(self.state.size)
        self._improve(order[np.argsort(-self.state[order], kind="stable")][: self.posts], self.state, 0)
        # No plan is cheaper than all sites together; less a trifle, as sums are rounded.
        self._tell(price_game(self.costs, np.flatnonzero(self.state != CLOSED)) * (1.0 - 1e-12))
        if not self._close():
            return False
        self._tell(self.cutoff)
        return True

    def _close(self) -> bool:
        """Bound and branch; whether nothing is left that is worth finding."""
        if self.bound >= self.cutoff:
            return True
        root = self._root()
        return not self._raise_root(root) or self._branch(root)

    def _raise_root(self, root: _Node) -> bool:
        """Bound, fixings and swaps by turns, until that stops paying; False once nothing worth finding is left."""
        before = -np.inf
        for turn in range(_TURNS):
            if self.clock.late:
                return True
            # Weak smoothing at first, for quick rises, then stronger, for shares to trust.
            settings = VolumeSettings(150 if turn else 200, max(root.step, 0.02), max(0.1 * 0.75**turn, 0.02), 15)
            unfinished = self._tighten(root, settings)
            self._tell(root.bound)
            if not unfinished:
                return False
            self._open_chosen(root, _ROOT_KICKS)
            if turn >= 2 and root.bound - before < _PAYS * (self.cutoff - root.bound):
                break
            before = root.bound
        self._improve(self.sites, self.state, _LAST_KICKS)
        return True

    def _root(self) -> _Node:
        n, m, r, t = self.lists.clients, self.state.size, self.game.most.size, len(self.parts)
        rank = min(self.lists.cost.shape[1] - 1, m // self.posts)  # a client's cost where every (m / p)-th site is open
        even = self.game.most * (self.game.total / float(self.game.most.sum())) * (1.0 - 1e-13)
        reach = np.minimum(self.lists.cost[:, rank], self.lists.cap)
        dual = GameDual(reach, even, np.full(n, -np.inf), np.zeros(r), np.zeros(m))
        counts = Counts(self.parts, np.zeros(t, dtype=np.int64), np.full(t, self.posts, dtype=np.int64))
        return _Node(self.state.copy(), counts, dual)

    def _branch(self, root: _Node) -> bool:
        """Split, best bound first; whether nothing is left that is worth finding."""
        order = count()
        heap = [(root.bound, next(order), root)]
        while heap and not self.clock.late:
            bound, _, node = heapq.heappop(heap)
            self._tell(bound)
            if bound >= self.cutoff:  # the least bound of all
                return True
            self.nodes += 1
            if not self._tighten(node, _NODE):
                continue
            if self.nodes <= 4 or self.nodes % _EVERY == 0:
                self._open_chosen(node, 0)
                self._improve(self.sites, self.state, _NODE_KICKS)
            for child in self._children(node):
                heapq.heappush(heap, (child.bound, next(order), child))
        return not heap

    def _tell(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.cutoff))
        self.clock.report(self.objective, min(self.bound, self.objective))

    def _improve(self, sites: Ints, state: States, kicks: int) -> None:
        """Improve a plan by swaps, and take it if it is the best so far."""
        seed = self.seed + self.nodes
        found, value = interchange_game(self.costs, np.sort(sites), state == FREE, self.clock, kicks=kicks, seed=seed)
        if value < self.objective:
            self.sites, self.objective = found, value

    def _open_chosen(self, node: _Node, kicks: int) -> None:
        """Improve the plan that the relaxation opens."""
        order = np.lexsort((node.rho, ~node.chosen, -node.state))
        self._improve(order[: self.posts], node.state, kicks)

    def _tighten(self, node: _Node, settings: VolumeSettings) -> bool:
        """Raise the bound of a node and fix sites, in place; False once nothing worth finding is left."""
        limit = np.full(self.lists.clients, np.inf)
        if np.isfinite(node.bound):
            # A part of the mean as well, for clients whose own reach is next to 0; never 0: a row then holds nothing.
            limit = _BEYOND * node.dual.reach + 0.05 * node.dual.reach.mean() + np.finfo(float).tiny
        rows, cap = self.lists.rows(node.state != CLOSED, limit)
        np.minimum(node.dual.reach, cap, out=node.dual.reach)
        used = (node.counts.low > 0) | (node.counts.high < self.posts)
        member, low, high = node.counts
        counts = Counts(np.ascontiguousarray(member[used]), low[used], high[used])
        problem = GameRelaxation(rows, cap, self.costs.cost, self.game, node.state, self.posts, counts)
        cutoff = self.cutoff
        rounds = min(
            settings.rounds, max(10, int(_READ / (rows.site.size + self.posts * (cap.size + node.state.size))))
        )
        # A trifle above the cutoff, so that a bound that closes the node can be reached in finitely many steps.
        found = climb_game(problem, node.dual, cutoff + 1e-6 * abs(cutoff), settings._replace(rounds=rounds))
        node.step, node.rho, node.chosen = found.step, found.rho, found.chosen
        node.bound = max(node.bound, found.bound)
        return max(node.bound, self.bound) < cutoff and self._fix(node, found.bound, counts)

    def _fix(self, node: _Node, bound: float, counts: Counts) -> bool:
        """Close sites that no plan worth finding opens, and the other way round; False where no plan is left.

        To open a site is to leave out a chosen one, and the other way round, in a way that keeps the counts.
        """
        inside = np.flatnonzero((node.state == FREE) & node.chosen)
        outside = np.flatnonzero((node.state == FREE) & ~node.chosen)
        if inside.size and outside.size:
            rise = node.rho[outside][None, :] - node.rho[inside][:, None]
            rise[~_exchanges(counts, node.chosen, inside, outside)] = np.inf
            node.state[outside[bound + rise.min(axis=0) >= self.cutoff]] = CLOSED
            node.state[inside[bound + rise.min(axis=1) >= self.cutoff]] = OPEN
        return self._settle(node.state)

    def _settle(self, state: States) -> bool:
        """Decide in place what the number of posts decides; False where no plan is left."""
        opened, left = int((state == OPEN).sum()), int((state != CLOSED).sum())
        if opened == self.posts:
            state[state == FREE] = CLOSED
        elif left == self.posts:
            state[state == FREE] = OPEN
        return opened <= self.posts <= left

    def _children(self, node: _Node) -> Iterator[_Node]:
        """Split a node on the number of posts in a part of the map, or on a site."""
        posts = self.parts @ node.dual.share
        fewer = np.floor(posts)
        doubt = np.where((fewer >= node.counts.low) & (fewer < node.counts.high), np.abs(posts - fewer - 0.5), np.inf)
        if doubt.size and doubt.min() < _DOUBT:
            part = int(doubt.argmin())
            yield from self._counted(node, part, int(posts[part]))
            return
        free = np.flatnonzero(node.state == FREE)
        if free.size == 0:  # one plan is left, which `_open_chosen` may not have seen
            self._improve(np.flatnonzero(node.state == OPEN), node.state, 0)
            return
        site = int(free[np.abs(node.dual.share[free] - _SHARE).argmin()])
        for value in (CLOSED, OPEN):
            state = node.state.copy()
            state[site] = value
            if self._settle(state):
                yield replace(node, state=state, dual=_copied(node.dual))

    def _counted(self, node: _Node, part: int, posts: int) -> Iterator[_Node]:
        """Ask for at most so many posts in a part of the map, or for one more at least."""
        for low, high in ((0, posts), (posts + 1, self.posts)):
            counts = Counts(self.parts, node.counts.low.copy(), node.counts.high.copy())
            counts.low[part] = max(counts.low[part], low)
            counts.high[part] = min(counts.high[part], high)
            if counts.low[part] <= counts.high[part]:
                yield replace(node, state=node.state.copy(), counts=counts, dual=_copied(node.dual))


def _copied(dual: GameDual) -> GameDual:
    return GameDual(*(each.copy() for each in dual))


def _exchanges(counts: Counts, chosen: Flags, inside: Ints, outside: Ints) -> Flags:
    """Whether the counts are kept where a chosen site (row) makes room for another (column)."""
    fits = np.ones((inside.size, outside.size), dtype=np.bool_)
    held = (counts.member & chosen).sum(axis=1)
    for member, low, high, now in zip(*counts, held, strict=True):
        leaves, comes = member[inside][:, None], member[outside][None, :]
        if now <= low:
            fits &= ~leaves | comes
        if now >= high:
            fits &= leaves | ~comes
    return fits


def site_parts(cost: Floats, game: GameRows) -> Flags:
    """Divide the sites by the row of their cheapest client, shape (parts, m); no part where clients are in several.

    Examples
    --------
    >>> from beatwright.solver.location.robust.game_rows import game_rows
    >>> line = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    >>> halves = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    >>> site_parts(line, game_rows(np.ones(4), halves, np.ones(2), 1.0)).astype(int)
    array([[1, 1, 0, 0],
           [0, 0, 1, 1]])
    """
    if (np.diff(game.start) != 1).any():
        return np.zeros((0, cost.shape[1]), dtype=np.bool_)
    row = game.row[cost.argmin(axis=0)]
    return np.asarray(row[None, :] == np.unique(row)[:, None])
