"""A block's map as the listings of its districts read it.

Half of a border's cost is counted from each of its sides, as in `Columns`, so that the cost of a district is known
without its neighbours. Weights are divided by k, as every term of the objective is a mean over the districts.
"""

from __future__ import annotations

import numpy as np

from beatwright.planning.districts.columns import Columns
from beatwright.planning.districts.graph import build_graph
from beatwright.planning.districts.kernels.enumerate import Terrain


def terrain_of(columns: Columns) -> Terrain:
    """Give the borders, amounts and costs of a block's units."""
    instance = columns.instance
    graph = build_graph(columns.units.size, columns.edges, columns.lengths)
    return Terrain(
        graph.start,
        graph.to,
        0.5 * instance.metre * graph.border,
        columns.around,
        np.ascontiguousarray(columns.share),
        instance.weights / instance.k,
        instance.low,
        instance.high,
        graph.border,
        columns.body,
        instance.form / instance.k,
    )
