"""Officers where each point stands alone: exact by marginal analysis, with the relaxation beside it.

Convex curves by threshold search (`kernels`), convex tables by selection, other tables by dynamic programming
(`tables`). The relaxation lets officers be divided; for tables that are not convex it is that of their lower convex
envelope.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.damage_curves import TABLE, Floats, Ints
from beatwright.solver.allocation.damage_tables import by_dynamic_program, by_selection
from beatwright.solver.allocation.marginal_kernels import fill, relax
from beatwright.solver.time_limit import SearchClock

__all__ = ["METHODS", "solve_separable"]

METHODS = {
    "convex": "marginal analysis by threshold search: optimal for convex curves (Gross 1956, Fox 1966)",
    "table": "marginal analysis of convex tables: optimal (Gross 1956, Fox 1966)",
    "program": "dynamic programming: optimal for tables that are not convex",
}


def solve_separable(instance: AllocationInstance, clock: SearchClock) -> tuple[Ints | None, Floats, float, float, str]:
    """Return officers, relaxation, the relaxation's damage, its price, and the name of the method.

    There are no officers where the clock ended the search before there were any; those of the relaxation are then
    whole.
    """
    curve, lower, upper = instance.curve, instance.lower, instance.upper
    officers = min(int(instance.officers or 0), int(upper.sum()))
    if curve.kind != TABLE:
        relaxation, price = relax(curve.kind, curve.scale, curve.rate, lower, upper=upper, officers=float(officers))
        x = fill(curve.kind, curve.scale, curve.rate, lower, upper=upper, officers=officers, price=price)
        # The Lagrangian value is a bound for any price, so rounding in the search for it does no harm.
        relaxed = float(curve.damage(relaxation).sum() + price * (relaxation.sum() - officers))
        return x, relaxation, relaxed, float(price), METHODS["convex"]
    if curve.convex:
        x, price = by_selection(curve, lower, upper, officers)
        return x, x.astype(np.float64), float(curve.damage(x).sum()), price, METHODS["table"]
    relaxation, price = by_selection(curve.envelope, lower, upper, officers)
    relaxed = float(curve.envelope.damage(relaxation).sum())
    x = by_dynamic_program(curve, lower, upper, officers, clock=clock)
    return x, relaxation.astype(np.float64), relaxed, price, METHODS["program"]
