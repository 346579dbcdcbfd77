"""The first division, which the search then improves.

Recursive bipartition on random spanning trees (`kernels.bipartition`), block by block: a region that is to hold q
districts is cut in two, and both parts again, until each holds one. Units that are locked together are contracted to
one unit first, so that no cut parts them. With a bound on change the first division is today's instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from beatwright.base.effort import Stop
from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.base.words import count_of, of_these
from beatwright.solver.districting.border_graph import build_graph, inner_graph, rules_of
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.solver.districting.kernels.bipartition import split_region
from beatwright.solver.districting.kernels.division_state import new_scratch, new_state
from beatwright.solver.districting.locks import join_locks
from beatwright.solver.districting.search.relabel import name_districts

Ints = NDArray[np.int64]
_TREES = 12  # spanning trees drawn for one cut, of which the best edge is taken: a first division is made seldom
_TRIES = 20  # divisions begun before giving up: a cut may fail by the draw of the trees where locks leave little room


def first_division(
    instance: DistrictInstance, quota: Ints, seeds: NDArray[np.uint64], stopped: Stop | None = None
) -> Ints:
    """Divide every block into its quota of districts by cutting it in two, again and again.

    Units that are locked together count as one. Returns districts, shape (n,). A search that is to stop needs a
    division none the less: it makes do with one tree for each cut that is left, where that succeeds.

    Raises
    ------
    InfeasibleError
        Where no tree offered a cut, which happens only with locks or with blocks of hardly more units than districts.
    """
    hull = join_locks(instance, inner_graph(instance))
    node = np.where(hull >= 0, instance.n + hull, np.arange(instance.n))
    names, which = np.unique(node, return_inverse=True)
    small = _contracted(instance, which, names.size)
    held = (names >= instance.n).astype(np.int64)
    block = np.full(names.size, -1, dtype=np.int64)
    block[which] = instance.block
    for attempt in range(_TRIES):
        groups = _divide(small, block, quota, held, seeds=seeds, stopped=(stopped if attempt == 0 else None) or _never)
        if groups is not None:
            return name_districts(instance, groups[which])
    raise InfeasibleError(
        "No first division was found: the locks leave too little room between them. Unlock some units or ask for "
        "fewer districts."
    )


def _contracted(instance: DistrictInstance, which: Ints, nodes: int) -> DistrictInstance:
    """Give the instance in which units of the same node are one unit."""
    edges = which[instance.edges[instance.inner]].reshape(-1, 2)
    apart = edges[:, 0] != edges[:, 1]
    amounts = np.array([np.bincount(which, weights=amount, minlength=nodes) for amount in instance.amounts])
    none = np.full(nodes, -1, dtype=np.int64)
    return replace(
        instance,
        edges=edges[apart],
        lengths=instance.counted[instance.inner][apart],
        cut_lengths=None,
        amounts=amounts,
        block=np.zeros(nodes, dtype=np.int64),
        block_names=("the map",),
        lock=none,
        closed=(),
        present=none,
        movable=nodes,
        form=np.zeros(2),
        geometry=None,
    )


def _never() -> bool:
    return False


def _divide(
    small: DistrictInstance, block: Ints, quota: Ints, held: Ints, *, seeds: NDArray[np.uint64], stopped: Stop
) -> Ints | None:
    """Give one number per node, -1 outside every block, or None where a cut was not found."""
    graph, rules = build_graph(small.n, small.edges, small.lengths), rules_of(small)
    base = np.concatenate([[0], np.cumsum(quota)])
    outside = block < 0
    spare = int(base[-1])
    state = new_state(rules, np.where(outside, spare, base[np.maximum(block, 0)]), spare + 1)
    scratch = new_scratch(graph, rules.weight.size, spare + 1)
    todo = [(int(b), int(q)) for b, q in zip(base[:-1], quota, strict=True)]
    while todo:
        region, count = todo.pop()
        if count == 1:
            continue
        trees = 1 if stopped() else _TREES
        rest = int(
            split_region(graph, rules, state, scratch, seeds=seeds, held=held, region=region, quota=count, trees=trees)
        )
        if rest == 0:
            return None
        todo += [(region, rest), (region + rest, count - rest)]
    return np.where(outside, -1, state.label)


def present_division(instance: DistrictInstance) -> Ints:
    """Give today's districts as the first division; units without one join a neighbour's.

    Raises
    ------
    ParameterError
        Where the present plan breaks a rule, so that the search cannot start from it.
    """
    districts = _filled(instance)
    empty = np.setdiff1d(np.arange(instance.k), districts)
    if empty.size:
        raise ParameterError(
            f"The present plan leaves {of_these(empty, 'district', 'districts')} empty, so it cannot bound the change. "
            "Give each district a unit, or leave 'max_moved' out."
        )
    moved = np.flatnonzero((instance.present >= 0) & (instance.present != districts))
    if moved.size > instance.movable:
        raise ParameterError(
            f"The locks alone move more than {count_of(instance.movable, 'unit')}: {instance.unit_names.of(moved)}. "
            "Unlock "
            "some, or raise 'max_moved'."
        )
    inner = instance.inner | np.isin(districts[instance.edges[:, 0]], instance.closed)
    _, piece = pieces_of(instance.edges[inner], districts)
    pairs = np.unique(np.column_stack([districts, piece]), axis=0)
    broken = np.flatnonzero(np.bincount(pairs[:, 0], minlength=instance.k) > 1)
    if broken.size:
        raise ParameterError(
            f"Not contiguous, or across a parent: present {of_these(broken, 'district', 'districts')}, so the plan "
            "cannot bound the change. Repair the present plan first, or leave 'max_moved' out."
        )
    return districts


def _filled(instance: DistrictInstance) -> Ints:
    """Give units without a present district that of a neighbour."""
    districts = np.where(instance.lock >= 0, instance.lock, instance.present)
    graph = inner_graph(instance)
    queue = np.flatnonzero(districts >= 0).tolist()
    for unit in queue:
        for neighbour in graph.to[graph.start[unit] : graph.start[unit + 1]].tolist():
            if districts[neighbour] < 0:
                districts[neighbour] = districts[unit]
                queue.append(neighbour)
    lost = np.flatnonzero(districts < 0)
    if lost.size:
        raise ParameterError(
            f"Without a present district, and beside none: {instance.unit_names.of(lost)}. Give these a present "
            "district, or "
            "leave 'max_moved' out."
        )
    return districts
