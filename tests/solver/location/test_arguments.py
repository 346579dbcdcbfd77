"""Every mistake in an argument is answered by one clear sentence."""

import numpy as np
import pytest

from beatwright.solver import InfeasibleError, Modes, SolverError, p_median, p_median_milp

COST = np.array([[0.0, 4, 9], [4, 0, 5], [9, 5, 0]])
FORBIDDEN = np.where(COST > 0, np.inf, COST)


@pytest.fixture(params=[p_median, p_median_milp], ids=["engine", "milp"])
def solve(request):
    return request.param


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"p": 0}, r"^The 'p' parameter of p_median must be an integer in \[1, 3\]\. Got 0\.$"),
        ({"p": 4}, r"integer in \[1, 3\]\. Got 4"),
        ({"p": 1.5}, r"integer in \[1, 3\]\. Got 1\.5"),
        ({"cost": -COST}, r"'cost' .* Got -4\.0 at client 0, site 1"),
        ({"cost": np.where(COST == 5, np.nan, COST)}, r"Got nan at client 1, site 2"),
        ({"cost": COST[0]}, r"shape \(3,\)"),
        ({"weight": [1, -1, 1]}, r"Got -1\.0 at client 1"),
        ({"weight": [1, np.nan, 1]}, r"Got nan at client 1"),
        ({"weight": [1, 1]}, r"shape \(3,\)"),
        ({"fixed_open": [0], "fixed_closed": [0]}, r"both|same sites .*: 0"),
        ({"fixed_open": [0, 1, 2]}, r"at most p = 2 sites"),
        ({"fixed_closed": [0, 1]}, r"Got 2 sites"),
        ({"fixed_open": [3]}, r"in \[0, 2\]"),
        ({"fixed_open": [0.5]}, "whole numbers"),
        ({"fixed_open": 0}, "'fixed_open' .* whole numbers"),
        ({"cost": [["a"]]}, "'cost' .* array of numbers"),
        ({"cost": [[1, 2], [3]]}, "'cost' .* array of numbers"),
        ({"weight": "many"}, "'weight' .* array of numbers"),
        ({"seconds": 0}, "positive number"),
        ({"gap": -0.1}, "at least 0"),
        ({"modes": "big"}, "Modes object"),
        ({"modes": Modes([0, 1, 2], [0, 0, 0], [1])}, "sum of the counts"),
        ({"modes": Modes([0, 1], [0, 0], [2])}, "3 columns"),
    ],
)
def test_wrong_argument(solve, change, sentence):
    arguments = {"cost": COST, "p": 2, **change}
    with pytest.raises(SolverError, match=sentence):
        solve(**arguments)


def test_unreachable_client_is_named(solve):
    cost = COST.copy()
    cost[1] = np.inf
    with pytest.raises(InfeasibleError, match="client 1"):
        solve(cost, 2)


def test_unreachable_client_without_weight_is_harmless(solve):
    cost = COST.copy()
    cost[1] = np.inf
    plan = solve(cost, 1, weight=[1, 0, 1])
    assert plan.assignment[1] == -1
    assert plan.certificate.objective == 9


def test_too_few_sites_for_forbidden_pairs(solve):
    with pytest.raises(InfeasibleError, match="2"):
        solve(FORBIDDEN, 2)


@pytest.mark.parametrize(
    ("site", "mode", "count", "sentence"),
    [
        ([0, 0], [0, 0], [1], "twice"),
        ([0, 1], [0, 1], [1], r"\[0, 0\]"),
        ([0, 1], [0, 0], [3], "count"),
        ([0, 0], [0, 1], [1, 1], "as many posts as there are sites"),
        ([0, 1], [0], [1], "one shape"),
    ],
)
def test_wrong_modes(site, mode, count, sentence):
    with pytest.raises(SolverError, match=sentence):
        Modes(site, mode, count)
