"""How a bound reads the costs: by lists, by site or by runs, whichever is quickest.

Every round needs the reduced costs of all sites (clients' lists up to their multipliers, or runs) and the number of
open sites that serve each client below its multiplier (the same lists, or the columns of the open sites alone). Which
is less to read depends on the number of posts; the answer is the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.location.engine.column_runs import has_long_runs, no_runs, runs_of
from beatwright.solver.location.engine.lagrangian import BySite, Master, Pairs, listed_costs, reduced_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists, Rows

_DENSE_CELLS = 3_000_000  # of 8 bytes: 24 MB, up to which a dense matrix by site is read instead of columns
_NOTHING = np.zeros((0, 0))
_NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0))
_NO_ROWS = Rows(*_NONE)
_NO_COLUMNS = BySite(_NOTHING, *_NONE)


def quick_lists(neighbours: NeighbourLists, median: Median) -> BySite | None:
    """Costs by site, where counting with them is quicker than with the lists: few posts. None: read runs instead."""
    if neighbours.crowded and has_long_runs(neighbours):
        return None
    # Columns of p open sites, against lists that go about m / p sites deep until the multiplier is reached. A factor of
    # 1.3 for columns, which are read without looking up who is open.
    pairs = neighbours.cost.size / neighbours.sites * median.posts
    if pairs > 1.3 * neighbours.clients * neighbours.sites / median.posts:
        return _NO_COLUMNS
    if neighbours.complete and neighbours.clients * neighbours.sites <= _DENSE_CELLS:
        dense = np.full((neighbours.sites, neighbours.clients), np.inf)
        row, column = np.nonzero(neighbours.site >= 0)
        dense[neighbours.site[row, column], row] = neighbours.cost[row, column]
        return BySite(dense, *_NONE)
    return BySite(_NOTHING, *neighbours.by_site)


def pairs_of(
    neighbours: NeighbourLists, by_site: BySite | None, keep: NDArray[np.bool_], limit: Floats
) -> tuple[Pairs, Floats]:
    """Return the pairs of the sites to keep that cost less than the limits, and the largest valid prices."""
    if by_site is None:
        runs, cap = runs_of(neighbours, keep, limit)
        return Pairs(_NO_ROWS, _NO_COLUMNS, runs), cap
    rows, cap = neighbours.rows(keep, limit)
    return Pairs(rows, by_site, no_runs()), cap


def exact_costs(neighbours: NeighbourLists, pairs: Pairs, price: Floats, master: Master, rho: Floats) -> float:
    """Reduced costs in double precision into ``rho``, those of closed sites too or 0; returns the bound's constant."""
    if pairs.runs.first.size:
        return float(listed_costs(neighbours.site, neighbours.cost, price, master, rho=rho))
    return float(reduced_costs(pairs.rows, price, master, rho))
