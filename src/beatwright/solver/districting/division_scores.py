"""The figures of a division, straight from their definitions: the slow twin of the compiled engine.

Nothing here is shared with the kernels: the objective of every plan that leaves the engine is computed by these
functions, from the amounts, borders and labels themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.unit_geometry import FORMS, INERTIA, POLSBY_POPPER, forms_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def objective_of(instance: DistrictInstance, districts: Ints) -> float:
    """Return F: weighted squared coefficients of variation against the target, weighted cut share and shapes."""
    balance = sum(
        float(weight) * squared_variation(amount, districts, instance.k)
        for weight, amount in zip(instance.weights, instance.amounts, strict=True)
    )
    cut = instance.cut_weight * counted_share(instance, districts)
    return balance + cut + float(instance.form_costs(districts).sum())


def loads_of(amount: Floats, districts: Ints, k: int) -> Floats:
    """Add up an amount by district, shape (k,).

    >>> loads_of(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), 2)
    array([5., 2.])
    """
    return np.asarray(np.bincount(districts, weights=amount, minlength=k), dtype=np.float64)


def squared_variation(amount: Floats, districts: Ints, k: int) -> float:
    """Mean over the k districts of the squared deviation from the target, as a share of the target.

    >>> squared_variation(np.array([1.0, 3.0]), np.array([0, 1]), 2)
    0.25
    """
    loads = loads_of(amount, districts, k)
    return float(np.mean((loads / (amount.sum() / k) - 1.0) ** 2))


def cut_share(edges: Ints, lengths: Floats, districts: Ints) -> float:
    """Length of the borders between districts over the length of all borders; 0 where there are none.

    >>> cut_share(np.array([[0, 1], [1, 2]]), np.array([1.0, 3.0]), np.array([0, 0, 1]))
    0.75
    """
    total = float(lengths.sum())
    cut = float(lengths[districts[edges[:, 0]] != districts[edges[:, 1]]].sum())
    return cut / total if total > 0 else 0.0


def counted_share(instance: DistrictInstance, districts: Ints) -> float:
    """Share of the length of all borders that lies between districts, each border at the length at which it counts."""
    total = float(instance.lengths.sum())
    cut = districts[instance.edges[:, 0]] != districts[instance.edges[:, 1]]
    return float(instance.counted[cut].sum()) / total if total > 0 else 0.0


def pieces_of(edges: Ints, districts: Ints) -> tuple[int, Ints]:
    """Count the contiguous pieces of all districts; return how many there are, and the piece of every unit.

    >>> pieces_of(np.array([[0, 1], [1, 2]]), np.array([0, 1, 0]))[0]
    3
    """
    n = districts.size
    same = districts[edges[:, 0]] == districts[edges[:, 1]]
    a, b = edges[same, 0], edges[same, 1]
    graph = sparse.coo_array((np.ones(a.size), (a, b)), shape=(n, n))
    count, piece = connected_components(graph, directed=False)
    return int(count), piece.astype(np.int64)


def unweighted_gini(values: Floats) -> float:
    """Gini coefficient of values of at least 0: 0 where all are equal.

    >>> float(unweighted_gini(np.array([1.0, 1.0]))), float(unweighted_gini(np.array([0.0, 1.0])))
    (0.0, 0.5)
    """
    ordered = np.sort(values)
    total = float(ordered.sum())
    if total <= 0:
        return 0.0
    rank = np.arange(1, values.size + 1)
    return float((2 * rank - values.size - 1) @ ordered / (values.size * total))


def score_table(instance: DistrictInstance, districts: Ints) -> dict[str, Any]:
    """Return the figures of a division: the objective, per criterion its spread, and the map's own figures."""
    count, _ = pieces_of(instance.edges, districts)
    criteria = {}
    for name, amount in zip(instance.names, instance.amounts, strict=True):
        loads = loads_of(amount, districts, instance.k)
        criteria[name] = {
            "cv2": squared_variation(amount, districts, instance.k),
            "cv": squared_variation(amount, districts, instance.k) ** 0.5,
            "sample_variance": float(np.var(loads, ddof=1)) if instance.k > 1 else 0.0,
            "max_over_mean": float(loads.max() / loads.mean()),
            "min_over_mean": float(loads.min() / loads.mean()),
            "gini": unweighted_gini(loads),
        }
    known = instance.present >= 0
    return {
        "objective": objective_of(instance, districts),
        "cut_share": cut_share(instance.edges, instance.lengths, districts),
        "counted_cut_share": counted_share(instance, districts),
        "pieces": count,
        "units_moved": int((districts[known] != instance.present[known]).sum()),
        **shape_scores(instance, districts),
        "criteria": criteria,
        "heavy_units": heavy_units(instance),
    }


def heavy_units(instance: DistrictInstance) -> dict[str, list[int]]:
    """List, by criterion, the units that hold more than a district's target: they bound every plan."""
    heavy = {
        name: np.flatnonzero(share > 1.0 + 1e-9).tolist()
        for name, share in zip(instance.names, instance.share.T, strict=True)
    }
    return {name: units for name, units in heavy.items() if units}


def shape_scores(instance: DistrictInstance, districts: Ints) -> dict[str, float]:
    """Return mean Polsby-Popper and mean roundness of the districts, as far as the geometry is known."""
    geometry = instance.geometry
    if geometry is None:
        return {}
    body = np.column_stack([loads_of(column, districts, instance.k) for column in geometry.body().T])
    same = districts[instance.edges[:, 0]] == districts[instance.edges[:, 1]]
    inner = loads_of(instance.lengths[same], districts[instance.edges[same, 0]], instance.k)
    mean = 1.0 - forms_of(body, inner).mean(axis=0)
    known = {POLSBY_POPPER: geometry.perimeters is not None, INERTIA: geometry.xy is not None}
    return {name: float(value) for name, value in zip(FORMS, mean, strict=True) if known[name]}
