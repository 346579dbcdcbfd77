"""Borders, costs and limits as the kernels read them, and the scale of their temperatures.

Borders are in compressed sparse row form, each in both directions, with the position of its other direction
(`Graph.back`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.kernels.arrays import DivisionRules, Graph
from beatwright.solver.districting.kernels.contiguity import neighbour_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def build_graph(n: int, edges: Ints, lengths: Floats) -> Graph:
    """Sort borders by unit, each in both directions.

    >>> build_graph(3, np.array([[0, 1], [1, 2]]), np.array([5.0, 7.0])).to.tolist()
    [1, 0, 2, 1]
    """
    source = np.concatenate([edges[:, 0], edges[:, 1]])
    to = np.concatenate([edges[:, 1], edges[:, 0]])
    border = np.concatenate([lengths, lengths])
    order = np.lexsort((to, source))
    source, to = source[order].astype(np.int32), to[order].astype(np.int32)
    start = np.searchsorted(source, np.arange(n + 1)).astype(np.int64)
    back = np.empty(to.size, dtype=np.int32)
    back[np.lexsort((source, to))] = np.arange(to.size, dtype=np.int32)
    return Graph(
        start=start,
        source=source,
        to=to,
        border=np.ascontiguousarray(border[order]),
        back=back,
        touch=neighbour_words(start, to),
    )


def inner_graph(instance: DistrictInstance) -> Graph:
    """Give the borders that a district may span."""
    return build_graph(instance.n, instance.edges[instance.inner], instance.counted[instance.inner])


def temperature_scale(instance: DistrictInstance) -> float:
    """Give the size of a typical change of the cost, in which temperatures and penalties are measured.

    It is the cost of one mean border plus a fifth of the cost of an imbalance by one mean unit, and of shapes a
    fifth of their weight in one district, by the share of a district's outline that one unit makes.
    """
    border = instance.metre * float(instance.counted.mean()) if instance.lengths.size else 0.0
    lump = float(instance.weights @ (instance.share**2).mean(axis=0)) / instance.k
    outline = float(instance.form.sum()) / instance.k * min(1.0, (instance.k / instance.n) ** 0.5)
    # The fifths trade how freely loads and shapes change at one temperature against how freely borders do. Where
    # nothing is weighed at all any scale above 0 will do.
    scale = border + 0.2 * lump + 0.2 * outline
    return scale if scale > 0 else 1.0 / (instance.k * instance.n)


def rules_of(instance: DistrictInstance) -> DivisionRules:
    """Give costs and limits; the penalty is such that a mean unit too much costs ten typical changes."""
    limited = bool((instance.low > 0).any() or np.isfinite(instance.high).any())
    penalty = 10.0 * temperature_scale(instance) * instance.n / instance.k if limited else 0.0
    return DivisionRules(
        share=instance.share,
        weight=instance.weights / instance.k,
        low=instance.low,
        high=instance.high,
        penalty=np.array([penalty]),
        metre=instance.metre,
        lock=instance.lock,
        present=instance.present,
        movable=instance.movable,
        block=instance.block,
        body=instance.body,
        form=instance.form / instance.k,
    )
