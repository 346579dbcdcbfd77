"""`median_districts`: patrol beats as contiguous, balanced districts around posts."""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beatwright.core.certificate import Certificate, Status
from beatwright.core.check import integer, number, shape_is
from beatwright.core.errors import Complaints, InfeasibleError, ParameterError
from beatwright.planning.districts import arguments as given
from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.graph import build_graph
from beatwright.planning.districts.kernels.arrays import Graph, Rules
from beatwright.planning.districts.kernels.median import best_centres, median_moves
from beatwright.planning.districts.kernels.state import new_scratch, new_state
from beatwright.planning.districts.median_bound import lagrangian_bound, reachable
from beatwright.planning.districts.scores import loads_of, pieces_of
from beatwright.planning.districts.words import listed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seeds = NDArray[np.uint64]

OWNER = "median_districts"
_RUNS, _FRESH = 4, 2  # annealings; the first ones from different starts, the others from the best plan
_FLIPS = 30  # proposals to move a unit, to one that moves a centre
_PROPOSALS = 100_000  # per unit, where neither seconds nor iterations are given
_HOT, _WARM, _COLD = 6.0, 1.0, 0.05  # temperatures, in the mean change of travel between neighbouring centres
_STARTS = 30
_BOUND_STEPS = 600


@dataclass(frozen=True, eq=False)
class MedianPlan:
    """Districts around posts.

    Parameters
    ----------
    districts : ndarray of int, shape (n,)
        District of every unit, 0 to k - 1.
    centres : ndarray of int, shape (k,)
        Unit in which each district's post stands.
    certificate : Certificate
        Status, objective (demand x cost), bound, gap, seconds.
    loads : ndarray of float, shape (k,)
        Demand of each district as a share of the mean.
    """

    districts: NDArray[np.int64]
    centres: NDArray[np.int64]
    certificate: Certificate
    loads: NDArray[np.float64]


def median_districts(
    cost: ArrayLike,
    calls: ArrayLike,
    edges: ArrayLike,
    k: int,
    tolerance: float | None = None,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    bound_seconds: float | None = None,
    seed: int = 0,
) -> MedianPlan:
    """Divide units into k contiguous districts around posts so that calls x cost to the own post is least.

    Parameters
    ----------
    cost : array_like, shape (n, n)
        Cost (minutes, metres) of one call in unit i for a post in unit j, at least 0, finite.
    calls : array_like, shape (n,)
        Calls (or minutes of work) of each unit, at least 0.
    edges : array_like of int, shape (m, 2)
        Pairs of units with a common border.
    k : int
        Number of districts.
    tolerance : float, optional
        Every district's calls are within this share of the mean: 0.05 for 5 %. Default: no limit.
    seconds : float, optional
        Wall time of the search.
    iterations : int, optional
        Proposals of the search; the same number and seed give the same plan on every machine. Default: 100,000 per
        unit where `seconds` is not given.
    bound_seconds : float, optional
        Wall time for the bound. Default: 600 steps, whatever time they take.
    seed : int, default 0
        Seed of the search.

    Returns
    -------
    MedianPlan
        ``.districts``, ``.centres``, ``.certificate``, ``.loads``.

    Raises
    ------
    ParameterError
        With every complaint about the arguments at once; units are named by position.
    InfeasibleError
        Where no plan keeps the tolerance, or none was found.

    Notes
    -----
    The search anneals from p-median starts with moves of border units and of posts, the tolerance as a penalty. The
    bound is the Lagrangian relaxation of "each unit once", with districts filled fractionally within the tolerance
    and only from units that a light enough path joins to the post.

    References
    ----------
    Wheeler, A. P. (2019). Creating optimal patrol areas using the p-median model. Policing: An International Journal
    42(3), 318-333.

    Examples
    --------
    >>> cost = [[0, 1, 2, 3], [1, 0, 1, 2], [2, 1, 0, 1], [3, 2, 1, 0]]
    >>> plan = median_districts(cost, [4, 1, 1, 4], [[0, 1], [1, 2], [2, 3]], 2, 0.1, iterations=20000)
    >>> plan.districts.tolist(), plan.centres.tolist(), plan.certificate.objective
    ([0, 0, 1, 1], [0, 3], 2.0)
    """
    began = time.perf_counter()
    travel, share, pairs, limits = _read(cost, calls, edges, k, tolerance, seconds, iterations, bound_seconds, seed)
    if seconds is None and iterations is None:
        iterations = _PROPOSALS * share.size
    label, centre, objective = _search(travel, share, pairs, k, limits, Budget(seconds, iterations), seed)
    allowed = reachable(pairs, share, limits[1])
    steps = Budget(bound_seconds, None if bound_seconds is not None else _BOUND_STEPS)
    bound = min(lagrangian_bound(travel, share, allowed, *limits, k, objective, steps), objective)
    districts, centre = _named(label, centre)
    status: Status = "optimal" if objective - bound <= 1e-9 * abs(objective) else "feasible"
    method = "annealing of units and posts; bound by Lagrangian relaxation"
    certificate = Certificate(status, objective, bound, time.perf_counter() - began, method, unit="calls x cost")
    return MedianPlan(districts, centre, certificate, loads_of(share, districts, k))


def _read(
    cost: Any, calls: Any, edges: Any, k: Any, tolerance: Any, seconds: Any, iterations: Any, bound_seconds: Any, seed: Any
) -> tuple[Floats, Floats, Ints, tuple[float, float]]:
    """Check the arguments; give travel [unit, centre], shares of the target, borders, and limits of the load."""
    complaints = Complaints()
    demand, minutes = np.asarray(calls, dtype=np.float64).ravel(), np.asarray(cost, dtype=np.float64)
    n = demand.size
    wrong = np.flatnonzero(~(np.isfinite(demand) & (demand >= 0)))
    complaints.need(wrong.size == 0, f"The 'calls' of {OWNER} must be finite and at least 0. Look at units {listed(wrong)}.")
    complaints.need(wrong.size > 0 or demand.sum() > 0, f"The 'calls' of {OWNER} are 0 in every unit.")
    complaints.add(shape_is(OWNER, "cost", minutes.shape, (n, n), "unit, centre"))
    if minutes.shape == (n, n):
        bad = np.flatnonzero(~(np.isfinite(minutes) & (minutes >= 0)).all(axis=1))
        complaints.need(bad.size == 0, f"The 'cost' of {OWNER} must be finite and at least 0. Look at units {listed(bad)}.")
    complaints.add(integer(OWNER, "k", k, 1, n))
    complaints.add(number(OWNER, "tolerance", tolerance, 0.0, optional=True))
    complaints.add(number(OWNER, "seconds", seconds, 0.0, open_low=True, optional=True))
    complaints.add(None if iterations is None else integer(OWNER, "iterations", iterations, 1))
    complaints.add(number(OWNER, "bound_seconds", bound_seconds, 0.0, open_low=True, optional=True))
    complaints.add(integer(OWNER, "seed", seed, 0, 2**63 - 1))
    pairs, _ = given.read_edges(edges, np.ones(len(np.atleast_2d(np.asarray(edges)))), n, OWNER, complaints)
    complaints.raise_if_any(ParameterError)
    share = demand / (demand.sum() / k)
    limits = (0.0, np.inf) if tolerance is None else (max(0.0, 1.0 - float(tolerance)), 1.0 + float(tolerance))
    _check_possible(pairs, share, k, limits)
    return np.ascontiguousarray(minutes * demand[:, None]), share, pairs, limits


def _check_possible(pairs: Ints, share: Floats, k: int, limits: tuple[float, float]) -> None:
    complaints = Complaints()
    heavy = np.flatnonzero(share > limits[1] * (1 + 1e-9))
    complaints.need(
        heavy.size == 0, f"Units {listed(heavy)} hold more calls than a district may. Widen the tolerance or split them."
    )
    count, piece = pieces_of(pairs, np.zeros(share.size, dtype=np.int64))
    first = [int(np.flatnonzero(piece == p)[0]) for p in range(count)]
    complaints.need(
        count <= k,
        f"The map falls into {count} separate parts (with units {listed(first)}), more than k = {k} districts. Join "
        "them by bridges.",
    )
    complaints.raise_if_any(InfeasibleError)


def _search(
    travel: Floats, share: Floats, pairs: Ints, k: int, limits: tuple[float, float], budget: Budget, seed: int
) -> tuple[Ints, Ints, float]:
    """Anneal from several p-median starts; give districts, centres and objective of the best plan."""
    graph = build_graph(share.size, pairs, np.ones(len(pairs)))
    scale = float(np.abs(travel[:, pairs[:, 0]] - travel[:, pairs[:, 1]]).mean()) if pairs.size else 1.0
    rules = _rules(share, k, limits, scale)
    seeds, generator = np.array([seed], dtype=np.uint64), np.random.default_rng(seed)
    best: tuple[float, float, Ints, Ints] = (np.inf, np.inf, np.zeros(0, np.int64), np.zeros(0, np.int64))
    _anneal(graph, rules, travel, *_start(graph, travel, k, generator), scale, Budget(iterations=1, used=1), (0, 1), 1.0, seeds)
    budget.restart()
    for run in range(_RUNS):
        hot = _HOT if run < _FRESH else _WARM
        label, centre = _start(graph, travel, k, generator) if run < _FRESH else best[2:]
        part = (run / _RUNS, (run + 1) / _RUNS)
        found = _anneal(graph, rules, travel, label, centre, scale, budget, part, hot, seeds)
        best = min(best, found, key=lambda plan: plan[:2])
    if best[0] > 1e-9:
        loads = loads_of(share, best[2], k)
        raise InfeasibleError(
            f"No plan within the tolerance was found: the best one's districts hold {loads.min():.3f} to "
            f"{loads.max():.3f} of the mean calls. Search longer, or widen the tolerance."
        )
    return best[2], best[3], best[1]


def _rules(share: Floats, k: int, limits: tuple[float, float], scale: float) -> Rules:
    none = np.full(share.size, -1, dtype=np.int64)
    penalty = 10.0 * scale * share.size / k
    return Rules(
        share=share[:, None].copy(),
        weight=np.zeros(1),
        low=np.array([limits[0]]),
        high=np.array([limits[1]]),
        penalty=np.array([penalty]),
        metre=0.0,
        lock=none,
        present=none,
        movable=share.size,
    )


def _start(graph: Graph, travel: Floats, k: int, generator: np.random.Generator) -> tuple[Ints, Ints]:
    """Give a contiguous division around the centres of a local optimum of the p-median (alternating, restarted)."""
    n = travel.shape[0]
    best, best_centre = np.inf, np.arange(k)
    for _ in range(_STARTS):
        centre = generator.choice(n, size=k, replace=False)
        for _ in range(20):
            nearest = travel[:, centre].argmin(axis=1)
            nearest[centre] = np.arange(k)
            new = np.array([_median_of(travel, np.flatnonzero(nearest == d)) for d in range(k)])
            if (new == centre).all():
                break
            centre = new
        total = float(travel[:, centre].min(axis=1).sum())
        if total < best and _covers(graph, centre):
            best, best_centre = total, centre
    if not np.isfinite(best):
        best_centre = _spread_centres(graph, k, generator)
    return _grow(graph, travel, best_centre), best_centre.astype(np.int64)


def _median_of(travel: Floats, members: Ints) -> int:
    return int(members[travel[np.ix_(members, members)].sum(axis=0).argmin()])


def _pieces(graph: Graph) -> Ints:
    edges = np.column_stack([graph.source, graph.to]).astype(np.int64)
    return pieces_of(edges, np.zeros(graph.start.size - 1, dtype=np.int64))[1]


def _covers(graph: Graph, centre: Ints) -> bool:
    """Tell whether every separate part of the map has a centre."""
    piece = _pieces(graph)
    return np.unique(piece[centre]).size == int(piece.max()) + 1


def _spread_centres(graph: Graph, k: int, generator: np.random.Generator) -> Ints:
    """Draw centres so that every separate part of the map has one."""
    piece = _pieces(graph)
    first = np.array([generator.choice(np.flatnonzero(piece == p)) for p in range(int(piece.max()) + 1)])
    rest = generator.permutation(np.setdiff1d(np.arange(piece.size), first))
    return np.concatenate([first, rest])[:k]


def _grow(graph: Graph, travel: Floats, centre: Ints) -> Ints:
    """Grow districts from their centres, the cheapest neighbour first, so that they are contiguous."""
    label = np.full(travel.shape[0], -1, dtype=np.int64)
    heap = [(0.0, int(c), district) for district, c in enumerate(centre)]
    label[centre] = np.arange(centre.size)
    while heap:
        _, unit, district = heapq.heappop(heap)
        if label[unit] not in (-1, district):
            continue
        label[unit] = district
        for v in graph.to[graph.start[unit] : graph.start[unit + 1]].tolist():
            if label[v] < 0:
                heapq.heappush(heap, (float(travel[v, centre[district]]), v, district))
    return label


def _anneal(
    graph: Graph,
    rules: Rules,
    travel: Floats,
    label: Ints,
    centre: Ints,
    scale: float,
    budget: Budget,
    part: tuple[float, float],
    hot: float,
    seeds: Seeds,
) -> tuple[float, float, Ints, Ints]:
    """Cool one plan; give the largest excess over the limits, the objective, districts and centres of the best seen."""
    state, scratch = new_state(rules, label, centre.size), new_scratch(graph, 1, centre.size)
    centre = centre.copy()
    rounds = max(1, 20 * label.size // _FLIPS)
    best = _valued(rules, state.label, centre, travel)
    begin, end = part
    while (fraction := budget.fraction) < end and graph.to.size:
        done = max(0.0, (fraction - begin) / (end - begin))
        heat = scale * hot * (_COLD / hot) ** done
        median_moves(graph, rules, state, scratch, seeds, travel, centre, heat, rounds, _FLIPS)
        budget.used += rounds * (_FLIPS + 1)
        if done > 0.5:
            best = min(best, _valued(rules, state.label, centre, travel), key=lambda plan: plan[:2])
    for _ in range(5):
        best_centres(state, travel, centre)
        median_moves(graph, rules, state, scratch, seeds, travel, centre, 1e-6 * scale, rounds, _FLIPS)
    return min(best, _valued(rules, state.label, centre, travel), key=lambda plan: plan[:2])


def _valued(rules: Rules, label: Ints, centre: Ints, travel: Floats) -> tuple[float, float, Ints, Ints]:
    load = loads_of(rules.share[:, 0], label, centre.size)
    excess = np.maximum(0.0, load - rules.high[0]) + np.maximum(0.0, rules.low[0] - load)
    worst = float(excess.max())
    objective = float(travel[np.arange(label.size), centre[label]].sum())
    return (worst if worst > 1e-9 else 0.0), objective, label.copy(), centre.copy()


def _named(label: Ints, centre: Ints) -> tuple[Ints, Ints]:
    """Number the districts by their first unit."""
    _, first = np.unique(label, return_index=True)
    order = np.argsort(first)
    rank = np.argsort(order)
    return rank[label].astype(np.int64), centre[order]
