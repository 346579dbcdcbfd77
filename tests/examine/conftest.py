"""A small case, planned and judged, for examiners."""

import dataclasses

import numpy as np
import pytest

from beatwright.core import Case, Problem
from beatwright.evaluate import Coverage
from beatwright.planning import BusiestZones, PMedian
from beatwright.testing import small_problem


@pytest.fixture(scope="session")
def small_case():
    """Return a case of 24 zones with two plans of two posts; no two zones have as many calls."""
    plain = small_problem()
    rate = plain.demand.rate * (1 + 0.01 * (23 - np.arange(24)))[None, :, None, None]
    problem = Problem(
        plain.city, dataclasses.replace(plain.demand, rate=rate), plain.officers, plain.within, plain.within_minutes
    )
    plans = tuple(
        dataclasses.replace(planner.solve(problem), name=name)
        for name, planner in (("base", BusiestZones(p=2)), ("main", PMedian(p=2)))
    )
    judged = tuple(Coverage().score(problem, plan) for plan in plans)
    return Case("Small", problem, problem, plans, judged, "main", "base")
