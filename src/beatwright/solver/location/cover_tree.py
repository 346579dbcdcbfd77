"""Whether so many sites can cover everybody: depth-first search, bounded by weights on the clients.

Where some weights of the clients add up to more than the k sites of most weight cover together, no k sites cover all:
the proof that a linear program would give (Farkas), and any weights do. A subgradient search improves them at every
node (Beasley 1987); what is left of the sum closes sites (the k best with such a site do not suffice) and opens others
(without it they do not). The search splits on a site of the client with the fewest sites: open first, then closed.

References
----------
Beasley, J. E. (1987). An algorithm for set covering problem. European Journal of Operational Research 31, 85-93.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.cover_exchange import CoverLists, Flags, Ints
from beatwright.solver.location.engine.array_loops import select
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, States
from beatwright.solver.location.engine.neighbour_lists import Floats

COVERED: Final = 1
OUT_OF_REACH: Final = -1
UNDECIDED: Final = 0

_SLACK = 1e-9  # of all weights: their sums are rounded to far less
_PATIENCE, _SHRINK = 6, 0.6  # rounds without better weights after which steps shrink, and to what part
_LEAST = 0.02  # factor of the steps below which little is gained
_AIM = 0.02  # part of all weights by which a step aims to beat the best sites: a little more than proves it


class CoverTree(NamedTuple):
    """Where a search stands; everything is changed in place."""

    state: States  # (m,) 1 open, 0 free, -1 closed
    times: Ints  # (n,) open sites that cover a client
    weight: Floats  # (n,) weights of the clients, of sum 1
    trail: Ints  # (m,) sites in the order in which they were decided
    split: Ints  # (k + 1, 2) site of each split, and how many were decided before it
    kept: Floats  # (k + 1, n) weights at each split
    size: Ints  # (4,) number of decided sites, of splits, of open sites, of nodes
    share: Floats  # (k + 2,) what part of the search lies below this node, and below the closed side of each split
    lead: Floats  # (n,) the best weights of a node
    value: Floats  # (m,) weight of the uncovered clients of a free site
    sorted: Floats  # (m,) the same, on their way to an order
    best: Flags  # (m,) the free sites of most weight, as many as may be opened
    met: Ints  # (n,) how many of these cover a client


def new_cover_tree(lists: CoverLists, most: int) -> CoverTree:
    """Begin a search for a cover of at most so many sites."""
    n, m = lists.row.size - 1, lists.column.size - 1
    clients, sites = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
    return CoverTree(
        state=np.zeros(m, dtype=np.int8),
        times=clients,
        weight=np.full(n, 1.0 / n),
        trail=sites,
        split=np.zeros((most + 1, 2), dtype=np.int64),
        kept=np.zeros((most + 1, n)),
        size=np.zeros(4, dtype=np.int64),
        share=np.append(1.0, np.zeros(most + 1)),
        lead=np.zeros(n),
        value=np.zeros(m),
        sorted=np.zeros(m),
        best=np.zeros(m, dtype=np.bool_),
        met=clients.copy(),
    )


def share_explored(tree: CoverTree) -> float:
    """Return what part of the search is done, in [0, 1]: an estimate, as no side of a split is known to be larger."""
    return float(1.0 - tree.share[: tree.size[1] + 1].sum())


@entry
def search_cover(lists: CoverLists, tree: CoverTree, most: int, nodes: int, rounds: int) -> int:
    """Go on for so many nodes, with so many rounds of the bound at each.

    1 with a cover (the open sites and the best ones), -1 where there is none, 0 where that is open still.
    """
    for _ in range(nodes):
        tree.size[3] += 1
        verdict = _bound(lists, tree, most, rounds)
        if verdict == COVERED:
            return COVERED
        if verdict == UNDECIDED and _split(lists, tree):
            continue
        if not _turn_back(lists, tree):
            return OUT_OF_REACH
    return UNDECIDED


@inner
def _split(lists: CoverLists, tree: CoverTree) -> bool:
    """Open the site of most weight of the uncovered client with the fewest free sites; False where it has none."""
    fewest, row = tree.state.size + 1, -1
    for i in range(tree.times.size):
        if tree.times[i] == 0:
            free = 0
            for a in range(lists.row[i], lists.row[i + 1]):
                free += int(tree.state[lists.site[a]] == FREE)
            if free < fewest:
                fewest, row = free, i
    site = -1
    for a in range(lists.row[row], lists.row[row + 1]):
        j = lists.site[a]
        if tree.state[j] == FREE and (site < 0 or tree.value[j] > tree.value[site]):
            site = j
    if site < 0:
        return False
    depth = tree.size[1]
    tree.split[depth, 0], tree.split[depth, 1] = site, tree.size[0]
    # Every free site of the client has its turn, each with those before it closed: alike, as far as one can tell.
    tree.share[depth + 1] = tree.share[0] * (1.0 - 1.0 / fewest)
    tree.share[0] -= tree.share[depth + 1]
    for i in range(tree.weight.size):
        tree.kept[depth, i] = tree.weight[i]
    tree.size[1] += 1
    _decide(lists, tree, site, OPEN)
    return True


@inner
def _turn_back(lists: CoverLists, tree: CoverTree) -> bool:
    """Undo the last split and close its site instead; False where all splits are done with."""
    if tree.size[1] == 0:
        return False
    tree.size[1] -= 1
    depth = tree.size[1]
    tree.share[0] = tree.share[depth + 1]
    # All that was decided below the split rests on it.
    while tree.size[0] > tree.split[depth, 1]:
        tree.size[0] -= 1
        j = tree.trail[tree.size[0]]
        if tree.state[j] == OPEN:
            tree.size[2] -= 1
            for b in range(lists.column[j], lists.column[j + 1]):
                tree.times[lists.client[b]] -= 1
        tree.state[j] = FREE
    for i in range(tree.weight.size):
        tree.weight[i] = tree.kept[depth, i]
    _decide(lists, tree, tree.split[depth, 0], CLOSED)
    return True


@inner
def _decide(lists: CoverLists, tree: CoverTree, j: int, value: int) -> None:
    tree.state[j] = value
    tree.trail[tree.size[0]] = j
    tree.size[0] += 1
    if value == OPEN:
        tree.size[2] += 1
        for b in range(lists.column[j], lists.column[j + 1]):
            tree.times[lists.client[b]] += 1


@inner
def _bound(lists: CoverLists, tree: CoverTree, most: int, rounds: int) -> int:
    """Improve the weights and decide sites; -1 where no cover is left, 1 where one was found."""
    highest, step, idle, done = -np.inf, 1.0, 0, 0
    _revive(tree)
    _keep(tree.weight, tree.lead)
    while done < rounds and step > _LEAST:
        left = most - tree.size[2]
        total = _add_up(lists, tree)
        if left < 0:
            return OUT_OF_REACH
        over, edge, beyond = _choose(tree, left, total)
        if over < 0.0:
            return OUT_OF_REACH
        # A site opened covers clients whose weights count no more: all sums are old.
        if _fix(lists, tree, over, edge=edge, beyond=beyond):
            continue
        done += 1
        norm, missed = _count(lists, tree)
        if not missed:
            return COVERED
        if -over > (highest + 1e-3 * abs(highest)) * total:
            highest, idle = -over / total, 0
            _keep(tree.weight, tree.lead)
        else:
            idle += 1
        if idle >= _PATIENCE:
            step, idle = step * _SHRINK, 0
        _step(tree, step * (over + _AIM * total) / norm)
    _keep(tree.lead, tree.weight)
    return UNDECIDED


@inner
def _keep(weight: Floats, place: Floats) -> None:
    """Write down weights, of sum 1."""
    total = 0.0
    for i in range(weight.size):
        total += weight[i]
    for i in range(weight.size):
        place[i] = weight[i] / total


@inner
def _revive(tree: CoverTree) -> None:
    """Begin anew where all uncovered clients have lost their weights."""
    total = 0.0
    for i in range(tree.times.size):
        total += tree.weight[i] if tree.times[i] == 0 else 0.0
    if total == 0.0:
        tree.weight[:] = 1.0


@inner
def _add_up(lists: CoverLists, tree: CoverTree) -> float:
    """Weight of the uncovered clients, and of those of each site that is not open."""
    total = 0.0
    tree.value[:] = 0.0
    for i in range(tree.times.size):
        weight = tree.weight[i]
        if tree.times[i] == 0 and weight > 0.0:  # most clients have lost their weights after some rounds
            total += weight
            for a in range(lists.row[i], lists.row[i + 1]):
                tree.value[lists.site[a]] += weight
    return total


@inner
def _choose(tree: CoverTree, left: int, total: float) -> tuple[float, float, float]:
    """Choose the free sites of most weight: by how much they cover more than all; the last chosen, the first not."""
    free = 0
    for j in range(tree.state.size):
        if tree.state[j] == FREE:
            tree.sorted[free] = -tree.value[j]
            free += 1
    edge, beyond = 0.0, 0.0
    if 0 < left < free:
        beyond = -select(tree.sorted[:free], left)
        edge = -select(tree.sorted[:left], left - 1)
    ties = left
    for j in range(tree.state.size):
        ties -= int(tree.state[j] == FREE and tree.value[j] > edge)
    covered = 0.0
    for j in range(tree.state.size):
        tree.best[j] = tree.state[j] == FREE and left > 0 and tree.value[j] >= edge
        if tree.best[j] and tree.value[j] == edge:
            tree.best[j] = ties > 0
            ties -= 1
        covered += tree.value[j] if tree.best[j] else 0.0
    return covered - total * (1.0 - _SLACK), edge, beyond


@inner
def _fix(lists: CoverLists, tree: CoverTree, over: float, edge: float, beyond: float) -> bool:
    """Close the sites with which, and open those without which, no cover is left; whether one was opened."""
    opened = False
    for j in range(tree.state.size):
        if tree.best[j] and tree.value[j] - beyond > over:
            _decide(lists, tree, j, OPEN)
            opened = True
        elif tree.state[j] == FREE and not tree.best[j] and edge - tree.value[j] > over:
            _decide(lists, tree, j, CLOSED)
    return opened


@inner
def _count(lists: CoverLists, tree: CoverTree) -> tuple[float, bool]:
    """Count the chosen sites of each client: squared length of the subgradient, and whether they miss a client."""
    tree.met[:] = 0
    for j in range(tree.best.size):
        if tree.best[j]:
            for b in range(lists.column[j], lists.column[j + 1]):
                tree.met[lists.client[b]] += 1
    norm, missed = 0.0, False
    for i in range(tree.times.size):
        if tree.times[i] == 0:
            missed = missed or tree.met[i] == 0
            if tree.met[i] == 0 or tree.weight[i] > 0.0:  # a weight of 0 cannot fall
                norm += (1.0 - tree.met[i]) ** 2
    return norm, missed


@inner
def _step(tree: CoverTree, size: float) -> None:
    """Give more weight to the clients that are missed, less to those that are covered again and again."""
    for i in range(tree.times.size):
        if tree.times[i] == 0:
            tree.weight[i] = max(0.0, tree.weight[i] + size * (1.0 - tree.met[i]))
