"""The last look at an allocation: no rule is broken, and what is claimed of it is what its own numbers say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.allocation_instance import OWNER, AllocationInstance
from beatwright.solver.allocation.damage_curves import Ints

__all__ = ["CLOSE", "broken_rules", "keeps_rules", "verified_allocation"]

CLOSE = 1e-6  # an integer program says 'optimal' to about this much of the damage
_ROUNDING = 1e-9  # relative: sums of costs and damages


def keeps_rules(instance: AllocationInstance, officers: Ints) -> bool:
    """Whether an allocation keeps bounds, number and budget."""
    return not broken_rules(instance, officers)


def broken_rules(instance: AllocationInstance, officers: Ints) -> list[str]:
    """Name every rule that an allocation breaks, with the numbers."""
    spent, number = float(instance.cost @ officers), int(officers.sum())
    rules = {
        f"{number} officers of {instance.officers} are placed": instance.officers is not None
        and number > instance.officers,
        f"{spent:g} of a budget of {instance.budget:g} is spent": spent > instance.budget * (1.0 + _ROUNDING),
        "a point has fewer than it must": bool((officers < instance.lower).any()),
        "a point has more than it may": bool((officers > instance.asked_upper).any()),
    }
    return [rule for rule, broken in rules.items() if broken]


def verified_allocation(answer: Allocation, gap: float) -> Allocation:
    """Return the allocation with its damage summed anew, and "optimal" only where the bound says so.

    Raises
    ------
    ParameterError
        Where the allocation breaks a rule: a fault of the engine, never of the arguments.
    """
    broken = broken_rules(answer.instance, answer.officers)
    if broken:
        raise ParameterError(f"{OWNER} found no allocation that keeps the rules: {', '.join(broken)}.")
    objective = float(answer.instance.damage(answer.officers).sum())
    return replace(answer, certificate=_consistent_certificate(answer.certificate, objective, gap))


def _consistent_certificate(seen: Certificate, objective: float, gap: float) -> Certificate:
    bound = max(min(seen.bound, objective), 0.0)  # damage is never negative
    met = objective - bound <= _ROUNDING * abs(objective)
    bound = objective if met and gap == 0.0 else bound
    open_still = not np.isfinite(bound) or objective - bound > max(gap * (1.0 + _ROUNDING), CLOSE) * abs(objective)
    status = "feasible" if seen.status == "optimal" and open_still else seen.status
    return replace(seen, status=status, objective=objective, bound=bound if math.isfinite(bound) else -math.inf)
