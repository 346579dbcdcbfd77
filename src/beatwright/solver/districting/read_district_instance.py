"""From units, rules and weights to a checked `DistrictInstance`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.check import integer
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.districting import district_arguments as arguments
from beatwright.solver.districting.blocks import check_locks, check_room, find_blocks
from beatwright.solver.districting.bound.water_filling import balance_floor
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_rules import OWNER as OF_RULES
from beatwright.solver.districting.district_rules import DistrictRules
from beatwright.solver.districting.map_units import OWNER as OF_UNITS
from beatwright.solver.districting.map_units import MapUnits
from beatwright.solver.districting.unit_geometry import need_shapes, read_geometry

Ints = NDArray[np.int64]
OWNER = "balanced_districts"


def read_district_instance(units: MapUnits, rules: DistrictRules, weights: Any = None) -> DistrictInstance:
    """Check that units, rules and weights fit each other and build the instance.

    Raises
    ------
    ParameterError
        With every complaint at once.
    """
    complaints = Complaints()
    n, k, unit_names = units.n, int(rules.k), units.unit_names
    amounts, words = arguments.read_criteria(units.criteria, OF_UNITS, complaints, unit_names)
    complaints.add(integer(OF_RULES, "k", k, 1, high=n))
    complaints.raise_if_any(ParameterError)
    pairs, metres = arguments.read_edges(units.edges, units.lengths, n, OF_UNITS, complaints=complaints)
    counted = arguments.read_cut_lengths(pairs, metres, units.cut_lengths, n, owner=OF_UNITS, complaints=complaints)
    weight, cut_weight, form = arguments.read_weights(weights, words, OWNER, complaints)
    need_shapes(form, units.shapes, OWNER, complaints)
    low, high = arguments.read_tolerance(rules.tolerance, words, OF_RULES, complaints)
    parent, parent_names = arguments.read_parents(units.parents, n, OF_UNITS, complaints, unit_names=unit_names)
    lock = arguments.read_labels(
        rules.locked, "locked", n, k, owner=OF_RULES, complaints=complaints, unit_names=unit_names
    )
    closed_labels = arguments.read_closed(rules.closed, lock, k, OF_RULES, complaints=complaints)
    today = arguments.read_labels(
        units.present, "present", n, k, owner=OF_UNITS, complaints=complaints, unit_names=unit_names
    )
    movable = arguments.read_movable(rules.max_moved, today, n, OF_RULES, complaints=complaints)
    complaints.raise_if_any(ParameterError)
    block, block_names = find_blocks(pairs, parent, parent_names, np.isin(lock, closed_labels), unit_names=unit_names)
    open_parents = [parent_names[code] for code in np.unique(parent[block >= 0])]
    check_room(block, block_names, k - len(closed_labels), open_parents, complaints=complaints)
    check_locks(block, lock, closed_labels, pairs, complaints=complaints, unit_names=unit_names)
    complaints.raise_if_any(ParameterError)
    return DistrictInstance(
        edges=pairs,
        lengths=metres,
        amounts=amounts,
        names=words,
        k=k,
        weights=weight,
        cut_weight=cut_weight,
        low=low,
        high=high,
        block=block,
        block_names=block_names,
        lock=lock,
        closed=closed_labels,
        present=today,
        movable=movable,
        form=form,
        geometry=read_geometry(units.shapes, pairs, metres, n, owner=OF_UNITS, complaints=complaints),
        cut_lengths=counted,
        unit_names=unit_names,
    )


def floor_tables(instance: DistrictInstance) -> list[NDArray[np.float64]]:
    """Bound every block's balance from below, for each number of districts that it may get."""
    tables = []
    for block in range(instance.blocks):
        units = instance.units_of(block)
        most = min(units.size, instance.k - len(instance.closed) - instance.blocks + 1)
        table = balance_floor(
            instance.share[units], instance.weights, instance.low, instance.high, k=instance.k, most=most
        )
        locked = np.unique(instance.lock[units][instance.lock[units] >= 0]).size
        table[: max(0, locked - 1)] = np.inf
        tables.append(table)
    return tables
