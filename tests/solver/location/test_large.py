"""Instances beyond the usual packages: gap and peak memory of a fresh process, limits in CPU seconds."""

import multiprocessing
import time

import numpy as np
import pytest

from beatwright.forecast.rolling.peak_memory import peak_megabytes
from beatwright.solver import EuclideanCost, p_median
from beatwright.solver.location.engine import incumbent as search


def _solve(clients, sites, p, seconds, gap):
    search.CLOCK = time.process_time
    rng = np.random.default_rng(0)
    points = rng.random((clients, 2)) * 1000
    places = points if sites is None else rng.random((sites, 2)) * 1000
    weight = None if sites is None else np.random.default_rng(2).gamma(2, 1, clients)
    plan = p_median(EuclideanCost(points, places), p, weight=weight, seconds=seconds, gap=gap)
    nearest = EuclideanCost(points, places).nearest(plan.sites, slice(None))[0][:, 0]
    objective = float(nearest.sum() if weight is None else weight @ nearest)
    return plan.certificate, objective, peak_megabytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clients", "sites", "p", "seconds", "aim", "promise", "megabytes"),
    [
        (5_000, None, 500, 30, 0.0, 0.0, 500),
        (5_000, None, 50, 56, 0.0005, 0.0006, 500),
        (50_000, 1_000, 20, 56, 0.002, 0.002, 1000),
    ],
)
def test_gap_and_memory(clients, sites, p, seconds, aim, promise, megabytes):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seen, objective, peak = pool.apply(_solve, (clients, sites, p, seconds, aim))
    assert seen.objective == pytest.approx(objective)
    assert seen.bound <= seen.objective
    assert seen.bound >= (1.0 - promise) * seen.objective
    assert peak <= megabytes
