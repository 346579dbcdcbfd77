"""Which calls are served late, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from beatwright.core import HOURS_OF_YEAR, Measure
from beatwright.core.measure import COST, ON_TIME
from beatwright.evaluate.scenario_measure import scenario_measure
from beatwright.evaluate.served import Served

__all__ = ["lateness_measures"]


def lateness_measures(served: Served) -> Iterable[Measure]:
    """Yield share on time, late calls and lateness cost; nothing where the problem has no standard.

    Lateness cost is the sum over severity classes of late calls times the class's penalty. Calls out of reach are late.
    """
    if not served.standard:
        return
    late = served.calls[:, ~served.on_time].sum(axis=1)
    total = served.calls.sum(axis=(1, 2))
    share = np.divide(total - late.sum(axis=1), total, out=np.full(total.shape, np.nan), where=total > 0)
    cost = late @ served.penalty
    yield scenario_measure(
        served.weight, f"share {served.standard}", np.clip(share, 0.0, 1.0), "share", direction="higher", kind=ON_TIME
    )
    yield scenario_measure(served.weight, "late calls", late.sum(axis=1) * HOURS_OF_YEAR, "calls/year")
    yield scenario_measure(served.weight, served.cost_name, cost * HOURS_OF_YEAR, "$/year", kind=COST)
    yield scenario_measure(served.weight, served.cost_name.replace("cost", "cost per hour"), cost, "$/h", kind=COST)
