"""The one door to HiGHS tells apart what is proven from what is not."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from beatwright.solver import Milp, SolverError, solve_milp
from beatwright.solver.milp_scaling import MOST, cost_unit


def test_linear_program_equals_scipy():
    rng = np.random.default_rng(1)
    matrix, cost = rng.random((6, 9)), rng.random(9)
    ours = solve_milp(Milp(cost, matrix, np.ones(6), np.inf))
    theirs = linprog(cost, A_ub=-matrix, b_ub=-np.ones(6), method="highs-ds")
    assert ours.certificate.status == "optimal"
    assert ours.certificate.objective == pytest.approx(theirs.fun)
    assert ours.certificate.gap == 0
    assert ours.duals @ np.ones(6) == pytest.approx(theirs.fun)


def test_infeasible_is_said():
    answer = solve_milp(Milp([1.0], [[1.0]], 2, 3, col_upper=1, integer=True))
    assert answer.x is None
    assert answer.certificate.status == "infeasible"


def test_time_limit_is_not_optimal():
    rng = np.random.default_rng(0)
    matrix = rng.integers(1, 1000, (30, 120))
    program = Milp(-rng.integers(1, 1000, 120), matrix, -np.inf, matrix.sum(axis=1) // 3, col_upper=1, integer=True)
    answer = solve_milp(program, seconds=0.2)
    assert answer.certificate.status == "time limit"
    assert answer.certificate.bound <= answer.certificate.objective


def test_start_is_used_and_integers_are_whole():
    answer = solve_milp(Milp([-1, -1], [[2, 2]], -np.inf, 3, col_upper=1, integer=True), start=[1, 0])
    assert answer.certificate.objective == -1
    assert set(answer.x.tolist()) == {0.0, 1.0}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rows": [[1.0, 2.0]]}, "one column per cost"),
        ({"row_lower": [1, 2]}, r"shape \(1,\)"),
        ({"col_upper": np.nan}, "NaN"),
    ],
)
def test_wrong_program(change, sentence):
    arguments = {"cost": [1.0], "rows": [[1.0]], "row_lower": 0, "row_upper": 1, **change}
    with pytest.raises(SolverError, match=sentence):
        Milp(**arguments)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"seconds": -1}, "positive"), ({"gap": -1}, "at least 0"), ({"start": [1, 2]}, r"shape \(1,\)")],
)
def test_wrong_option(options, sentence):
    with pytest.raises(SolverError, match=sentence):
        solve_milp(Milp([1.0], [[1.0]], 0, 1), **options)


@pytest.mark.parametrize("tolerance", [None, 1e-9, 1e-7])
@pytest.mark.parametrize("dear", [6.0, 6e3])
def test_costs_too_small_beside_the_largest_are_not_proven_at_any_tolerance(dear, tolerance):
    # One of two sites is open: 6e-12 at the second, 1.1e-11 at the first. Reduced costs of that size are nothing.
    rows = [[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 1, 0, 0, 1], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]]
    cost, upper = [0, 0, 6e-12, 1.1e-11, dear], [np.inf] * 4 + [1]
    program = Milp(cost, rows, 1, upper, col_upper=1, integer=[1, 1, 0, 0, 0])
    assert solve_milp(program, tolerance=tolerance, gap=1e-9).certificate.bound <= 6e-12 * (1 + 1e-9)


def test_no_bound_of_costs_of_any_size_exceeds_the_optimum():
    # Many costs too small for reduced costs to tell add up to more than one.
    for seed in range(40):
        random = np.random.default_rng(seed)
        covers = (random.random((16, 5)) < 0.5).astype(float)
        paid = 10.0 ** random.uniform(-12, 6, 16)
        plans = np.array([np.isin(np.arange(5), two) for two in combinations(range(5), 3)])
        best = float((paid[:, None] * (covers @ plans.T == 0)).sum(axis=0).min())
        rows = np.vstack([np.hstack([covers, np.eye(16)]), np.repeat([1.0, 0.0], [5, 16])])
        least, most = np.append(np.ones(16), 3.0), np.append(np.full(16, np.inf), 3.0)
        program = Milp(np.append(np.zeros(5), paid), rows, least, most, col_upper=1, integer=np.arange(21) < 5)
        seen = solve_milp(program, tolerance=1e-9).certificate
        assert seen.bound <= best * (1 + 1e-6)
        assert seen.status == "feasible" or seen.objective <= best * (1 + 2e-6)


@settings(max_examples=50, deadline=None)
@given(st.floats(min_value=5e-324, max_value=1.7e308), st.sampled_from([1.0, 1024.0]))
@example(5e-324, 1024.0)
def test_a_unit_of_costs_divides_the_smallest_and_the_largest_number(largest, least):
    unit = cost_unit(np.array([0.0, -largest]), least)
    assert unit > 0
    assert np.log2(unit) == round(np.log2(unit))
    assert np.isfinite(largest / unit)
    assert unit == 2.0**-1022 or least / 2 <= largest / unit <= MOST
