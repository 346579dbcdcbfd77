"""An optimal division, or a bound on it, from all contiguous districts that could be part of one.

Set partitioning by column generation with exact pricing, block by block (`listing`, `kernels.cheap`), and dynamic
programming over the districts per block (`closing`): see `prove`. The bound holds whenever the time ends.
"""

from __future__ import annotations

import numpy as np

from beatwright.core.errors import InfeasibleError
from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.closing import close_gap
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.listing import Listing
from beatwright.planning.districts.memory import Memory
from beatwright.planning.districts.read import floor_tables
from beatwright.planning.districts.tables import table_of, write_back


def prove(instance: Instance, memory: Memory, budget: Budget, gap: float) -> float:
    """Bound the objective from below, improving the memory's divisions on the way; returns the bound.

    Set partitioning over all contiguous districts (Garfinkel and Nemhauser 1970): the relaxation by column generation
    (Mehrotra, Johnson and Nemhauser 1998), its columns listed by branch and bound rather than found by a heuristic,
    then the best choice of the districts within the gap, and dynamic programming over the districts per block.

    References
    ----------
    Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
    Management Science 16, B495-B508. Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based
    heuristic for political districting. Management Science 44, 1100-1114.
    """
    tables = []
    for block, floor in enumerate(floor_tables(instance)):
        listing = Listing(instance, memory.units[block], floor.size, memory.pool[block])
        tables.append(table_of(memory, block, listing, floor))
        listing.compile()
    budget.restart()
    bound, _, _ = close_gap(tables, instance.k - len(instance.closed), budget, gap, instance.fixed_cost)
    if bound == np.inf:
        raise InfeasibleError(
            f"No division into {instance.k} districts keeps the tolerance together with the parents and the locks: "
            "every contiguous district was looked at. Widen the tolerance, change k, or unlock."
        )
    write_back(memory, tables)
    return bound + instance.fixed_cost
