"""The same units divided by beatwright and by the usual packages.

Each tool is a function that takes units, brings them into the tool's own form, and returns a job; the job takes the
seconds it may use and returns the districts. Only the job is timed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from instances import Units
from numpy.typing import NDArray
from score import WEIGHTS, score

Job = Callable[[float], Any]

EPSILON, BURST = 0.3, 5  # of ReCom; trials on V410 of .2 to 1 and of 2 to 10 steps gave F from .205 to .303 in 15 s
ROUNDS = 3  # to find the floor of MaxP


class Tool(NamedTuple):
    """What a tool is called, how it begins, the package it needs, and the seconds over its limit before it is ended."""

    name: str
    begin: Callable[[Units], Job]
    package: str
    grace: float


def shares(units: Units) -> dict[str, NDArray[np.float64]]:
    """Amounts as parts of what an even division gives a district."""
    return {name: amount * units.k / amount.sum() for name, amount in units.criteria.items()}


def blended(units: Units) -> NDArray[np.float64]:
    """One load per unit, the criteria by their weights: 1 a district on average."""
    return sum(WEIGHTS[name] * share for name, share in shares(units).items())


def beatwright(units: Units, parents: bool) -> Job:
    from beatwright.planning import DistrictRules, MapUnits, balanced_districts

    def job(seconds: float) -> Any:
        given = MapUnits(units.edges, units.lengths, units.criteria, parents=units.parents if parents else None)
        plan = balanced_districts(given, DistrictRules(units.k), weights=WEIGHTS, seconds=seconds)
        return plan.districts

    return job


def contiguity(units: Units) -> Any:
    from libpysal.weights import W

    around: dict[int, list[int]] = {unit: [] for unit in range(units.n)}
    for a, b in units.edges.tolist():
        around[a].append(b)
        around[b].append(a)
    return W(around, silence_warnings=True)


def frame(units: Units) -> Any:
    """Give the units as spopt takes them: places on a common scale, and the criteria."""
    import geopandas as gpd

    x, y = ((units.points - units.points.mean(axis=0)) / units.points.std()).T
    columns = {"x": x, "y": y, "load": blended(units), **shares(units)}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*units.points.T))


def max_p(units: Units) -> Job:
    """As many regions as a floor of the blended load allows, of units near each other."""
    from spopt.region import MaxPHeuristic

    table, weights = frame(units), contiguity(units)

    def solved(floor: float, **options: int) -> Any:
        np.random.seed(0)  # noqa: NPY002 (spopt draws from the global state)
        model = MaxPHeuristic(table, weights, ["x", "y"], "load", floor, **options)
        model.solve()
        return model

    floor, tries = 0.8, max(3, 10_000 // units.n)
    for _ in range(ROUNDS):
        floor *= solved(floor, max_iterations_construction=tries, max_iterations_sa=0).p / units.k
    return lambda seconds: solved(floor, max_iterations_sa=1).labels_


def azp(units: Units, objective: Callable[[Units], Any] | None) -> Job:
    """Automatic zoning procedure, by the places of the units, or by an objective of one's own."""
    from spopt.region import AZP

    table, weights = frame(units), contiguity(units)
    options = {} if objective is None else {"objective_func": objective(units)}
    names = ["x", "y"] if objective is None else list(units.criteria)

    def job(seconds: float) -> Any:
        np.random.seed(0)  # noqa: NPY002 (spopt draws from the global state)
        model = AZP(table, weights, names, units.k, random_state=0, **options)
        model.solve()
        return model.labels_

    return job


def azp_objective(units: Units) -> Any:
    """F as an objective function for AZP, which asks for the change by one unit's move."""
    from spopt.region.objective_function import ObjectiveFunction

    around: list[dict[int, float]] = [{} for _ in range(units.n)]
    for (a, b), part in zip(units.edges.tolist(), (units.lengths / units.lengths.sum()).tolist(), strict=True):
        around[a][b] = around[b][a] = WEIGHTS["cut"] * part
    weight = np.array([WEIGHTS[name] for name in units.criteria]) / units.k

    class Objective(ObjectiveFunction):
        def __call__(self, labels: Any, attr: Any) -> float:
            return score(units, labels).objective

        def update(self, moving_area: int, recipient_region: Any, labels: Any, attr: Any) -> float:
            moved, home = attr[moving_area], labels[moving_area]
            left, joined = attr[labels == home].sum(axis=0), attr[labels == recipient_region].sum(axis=0)
            balance = (left - moved - 1) ** 2 + (joined + moved - 1) ** 2 - (left - 1) ** 2 - (joined - 1) ** 2
            cut = sum(
                part * (float(labels[unit] == home) - float(labels[unit] == recipient_region))
                for unit, part in around[moving_area].items()
            )
            return float(weight @ balance) + cut

    return Objective()


def k_means(units: Units) -> Job:
    from spopt.region import RegionKMeansHeuristic

    places, weights = frame(units)[["x", "y"]].to_numpy(), contiguity(units)

    def job(seconds: float) -> Any:
        model = RegionKMeansHeuristic(places, units.k, weights)
        model.solve()
        return model.labels_

    return job


def short_bursts(units: Units) -> Job:
    """ReCom that keeps the blended load within EPSILON, in bursts that begin at the best plan by F."""
    import gerrychain

    gerrychain.set_runtime_checks(False)
    graph, border = dual_graph(units)

    def job(seconds: float) -> Any:
        until, rng = time.perf_counter() + seconds, random.Random(0)
        start = gerrychain.partition.recursive_tree_part(graph, range(units.k), 1.0, "load", EPSILON, rng=rng)
        updaters = {name: gerrychain.updaters.Tally(name, alias=name) for name in units.criteria}
        search = optimizer(gerrychain.Partition(graph, start, updaters), units.k, border, rng)
        for _ in search.short_bursts(BURST, 10**9):
            if time.perf_counter() > until:
                break
        place = search.best_part.assignment.mapping
        return np.array([place[graph.internal_node_id_for_original_nx_node_id(unit)] for unit in range(units.n)])

    return job


def dual_graph(units: Units) -> tuple[Any, dict[Any, float]]:
    """Give the units as GerryChain takes them, and the weighted part of all borders that each edge is."""
    import networkx as nx
    from gerrychain import Graph

    amounts = {"load": blended(units), **shares(units)}
    plain = nx.Graph()
    plain.add_nodes_from((unit, {name: float(v[unit]) for name, v in amounts.items()}) for unit in range(units.n))
    plain.add_edges_from(units.edges.tolist())
    graph = Graph.from_networkx(plain).convert_from_nx_to_rx()
    inner = [graph.internal_node_id_for_original_nx_node_id(unit) for unit in range(units.n)]
    border = {}
    for (a, b), part in zip(units.edges.tolist(), (units.lengths / units.lengths.sum()).tolist(), strict=True):
        border[inner[a], inner[b]] = border[inner[b], inner[a]] = WEIGHTS["cut"] * part
    return graph, border


def optimizer(start: Any, k: int, border: dict[Any, float], rng: random.Random) -> Any:
    """Give GerryChain's optimiser of F over ReCom, without other constraints."""
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom
    from gerrychain.tree import bipartition_tree

    criteria = [name for name in WEIGHTS if name != "cut"]

    def objective(partition: Any) -> float:
        balance = sum(WEIGHTS[name] * sum((load - 1) ** 2 for load in partition[name].values()) for name in criteria)
        return balance / k + sum(border[edge] for edge in partition["cut_edges"])

    # A pair that no tree divides well is left for another pair.
    divide = partial(bipartition_tree, max_attempts=50, allow_pair_reselection=True)
    propose = partial(recom, pop_col="load", pop_target=1.0, epsilon=EPSILON, bipartition_tree_fn=divide)
    return SingleMetricOptimizer(propose, lambda partition: True, start, objective, maximize=False, rng=rng)


OURS = [
    Tool("beatwright", partial(beatwright, parents=False), "beatwright", 300.0),
    Tool("beatwright, parents hard", partial(beatwright, parents=True), "beatwright", 300.0),
]
PEERS = [
    Tool("spopt MaxP", max_p, "spopt", 0.0),
    Tool("spopt AZP", partial(azp, objective=None), "spopt", 0.0),
    Tool("spopt AZP told F", partial(azp, objective=azp_objective), "spopt", 0.0),
    Tool("spopt region K-means", k_means, "spopt", 0.0),
    Tool("GerryChain short bursts", short_bursts, "gerrychain", 15.0),
]
