"""Reading the arguments of `balanced_districts` into an `Instance`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beatwright.base.check import integer
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.words import significant
from beatwright.solver.districting import district_arguments as given
from beatwright.solver.districting.blocks import check_locks, check_room, find_blocks
from beatwright.solver.districting.bound.water_filling import balance_floor
from beatwright.solver.districting.district_instance import Instance
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.unit_geometry import read_geometry

Ints = NDArray[np.int64]
OWNER = "balanced_districts"


def read_instance(
    edges: ArrayLike,
    lengths: ArrayLike,
    criteria: Any,
    k: int,
    weights: Any = None,
    parents: Any = None,
    locked: Any = None,
    closed: Iterable[int] = (),
    tolerance: Any = None,
    present: Any = None,
    max_moved: int | None = None,
    areas: Any = None,
    perimeters: Any = None,
    xy: Any = None,
    moments: Any = None,
    names: Any = None,
) -> Instance:
    """Check every argument and build the instance; the arguments are those of `balanced_districts`.

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where the tolerances are provably impossible.
    """
    complaints = Complaints()
    criteria = given.tabulated(criteria, edges)
    n = given.count_units(criteria, OWNER)
    say = given.read_names(names, n, OWNER, complaints)
    amounts, words = given.read_criteria(criteria, OWNER, complaints, say)
    complaints.add(integer(OWNER, "k", k, 1, n))
    complaints.raise_if_any(ParameterError)
    pairs, metres = given.read_edges(edges, lengths, n, OWNER, complaints)
    weight, cut_weight, form = given.read_weights(weights, words, OWNER, complaints)
    shapes = {"areas": areas, "perimeters": perimeters, "xy": xy, "moments": moments}
    geometry = read_geometry(shapes, form, pairs, metres, n, OWNER, complaints)
    low, high = given.read_tolerance(tolerance, words, OWNER, complaints)
    parent, parent_names = given.read_parents(parents, n, OWNER, complaints, say)
    lock = given.read_labels(locked, "locked", n, k, OWNER, complaints, say)
    shut = given.read_closed(closed, lock, k, OWNER, complaints)
    today = given.read_labels(present, "present", n, k, OWNER, complaints, say)
    movable = given.read_movable(max_moved, today, n, OWNER, complaints)
    complaints.raise_if_any(ParameterError)
    block, block_names = find_blocks(pairs, parent, parent_names, np.isin(lock, shut), say)
    open_parents = [parent_names[code] for code in np.unique(parent[block >= 0])]
    check_room(block, block_names, k - len(shut), open_parents, complaints)
    check_locks(block, lock, shut, pairs, complaints, say)
    complaints.raise_if_any(ParameterError)
    instance = Instance(
        pairs,
        metres,
        amounts,
        words,
        int(k),
        weight,
        cut_weight,
        low,
        high,
        block,
        block_names,
        lock,
        shut,
        today,
        movable,
        form,
        geometry,
        say,
    )
    _check_tolerance(instance)
    return instance


def floor_tables(instance: Instance) -> list[NDArray[np.float64]]:
    """Bound every block's balance from below, for each number of districts that it may get."""
    tables = []
    for block in range(instance.blocks):
        units = instance.units_of(block)
        most = min(units.size, instance.k - len(instance.closed) - instance.blocks + 1)
        table = balance_floor(instance.share[units], instance.weights, instance.low, instance.high, instance.k, most)
        locked = np.unique(instance.lock[units][instance.lock[units] >= 0]).size
        table[: max(0, locked - 1)] = np.inf
        tables.append(table)
    return tables


def _check_tolerance(instance: Instance) -> None:
    """Refuse tolerances that no division can keep, naming the units or the parts of the map."""
    complaints = Complaints()
    for c, name in enumerate(instance.names):
        heavy = np.flatnonzero(instance.share[:, c] > instance.high[c] * (1 + 1e-9))
        complaints.need(
            heavy.size == 0,
            f"A district may hold {significant(instance.high[c], 3)} of the target "
            f"{significant(instance.target[c], 6)} of '{name}', which is less than {instance.say.of(heavy)} alone. "
            "Widen the tolerance, ask for fewer districts, or split what is "
            "too heavy.",
        )
    complaints.raise_if_any(InfeasibleError)
    tables = floor_tables(instance)
    for name, table in zip(instance.block_names, tables, strict=True):
        complaints.need(
            bool(np.isfinite(table).any()),
            f"No number of districts keeps the tolerance in {name}: its totals cannot be divided that evenly. Widen "
            "the tolerance.",
        )
    complaints.raise_if_any(InfeasibleError)
    if tables and not np.isfinite(best_quota(tables, instance.k - len(instance.closed))[0]):
        raise InfeasibleError(
            f"No numbers of districts per part of the map add up to {instance.k - len(instance.closed)} and keep the "
            "tolerance and the locks. Change k, widen the tolerance, or unlock."
        )
