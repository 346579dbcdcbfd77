"""Where there is one division only: nothing is searched, and it is the best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import ParameterError
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.search.relabel import name_districts
from beatwright.solver.districting.verify_districts import need_rules

ONLY = "the only division that the rules allow"

Ints = NDArray[np.int64]


def only_division(instance: DistrictInstance) -> Ints | None:
    """Give the one division that the rules allow: all units locked, none movable, one district, or one unit each.

    None where there are more, or where that division breaks a rule: then the search says so in its own words.
    """
    districts = _forced(instance)
    if districts is None:
        return None
    try:
        need_rules(instance, districts)
    except ParameterError:
        return None
    return districts


def _forced(instance: DistrictInstance) -> Ints | None:
    if instance.movable == 0 and (instance.present >= 0).all():
        return instance.present
    if (instance.lock >= 0).all():
        return instance.lock
    if instance.movable < instance.n or instance.closed:
        return None
    if instance.k == 1:
        return np.zeros(instance.n, dtype=np.int64)
    return name_districts(instance, np.arange(instance.n)) if instance.k == instance.n else None
