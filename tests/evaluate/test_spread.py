"""The standard deviation of the distance to the calls, against numpy's on the calls written out one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core import Demand, Plan, Post, nearest_post
from beatwright.evaluate import Coverage
from beatwright.testing import small_problem


@given(st.integers(0, 2**32), st.sets(st.sampled_from(small_problem().city.site_ids), min_size=1))
def test_it_is_that_of_the_list_of_calls(seed, sites):
    problem = small_problem()
    counts = np.random.default_rng(seed).integers(0, 6, len(problem.city.zones))
    counts[0] += 1
    rate = np.zeros((1, len(counts), 1, 3))
    rate[0, :, 0, 1] = counts
    plan = Plan(tuple(Post(site) for site in sites))
    found = Coverage().score(replace(problem, demand=Demand(rate)), plan)
    service = nearest_post(problem.city, plan)
    for what, values in (("distance", service.metres), ("time", service.minutes)):
        each = np.repeat(np.asarray(values, dtype=float), counts)
        assert found[f"standard deviation of {what}"] == pytest.approx(each.std(), abs=1e-6)
        assert found[f"mean {what}"] == pytest.approx(each.mean())
