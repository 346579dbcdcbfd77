"""Instances beyond the usual packages: the gap asked for is reached, in little memory, by a fresh process."""

import multiprocessing

import numpy as np
import pytest

from beatwright.forecast.rolling.peak_memory import peak_megabytes
from beatwright.solver import EuclideanCost, p_median

_SECONDS = 1_000  # ten times what the slowest takes on a slow machine: no limit, but an end


def _solve(clients, sites, p, gap):
    rng = np.random.default_rng(0)
    points = rng.random((clients, 2)) * 1000
    places = points if sites is None else rng.random((sites, 2)) * 1000
    weight = None if sites is None else np.random.default_rng(2).gamma(2, 1, clients)
    plan = p_median(EuclideanCost(points, places), p, weight=weight, seconds=_SECONDS, gap=gap)
    nearest = EuclideanCost(points, places).nearest(plan.sites, slice(None))[0][:, 0]
    objective = float(nearest.sum() if weight is None else weight @ nearest)
    return plan.certificate, objective, peak_megabytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clients", "sites", "p", "gap", "megabytes"),
    [(5_000, None, 500, 0.0, 500), (5_000, None, 50, 0.0006, 600), (50_000, 1_000, 20, 0.002, 1000)],
)
def test_gap_and_memory(clients, sites, p, gap, megabytes):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seen, objective, peak = pool.apply(_solve, (clients, sites, p, gap))
    assert seen.status == "optimal"
    assert seen.objective == pytest.approx(objective)
    assert (1.0 - gap) * seen.objective <= seen.bound <= seen.objective
    assert peak <= megabytes
