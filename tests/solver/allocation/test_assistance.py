"""Assistance: optimal by brute force on small instances, bounds that hold on all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from beatwright.base.effort import Effort
from beatwright.core import ParameterError
from beatwright.planning import minimum_damage
from beatwright.solver import Milp, solve_milp
from beatwright.solver.allocation.allocation_instance import read_allocation_instance
from beatwright.solver.allocation.assistance.assistance_bound import chord_bound
from beatwright.solver.allocation.assistance.assistance_chords import solve_chords
from beatwright.solver.allocation.assistance.assistance_search import search_assistance
from beatwright.solver.allocation.reference_methods import allocations
from beatwright.solver.time_limit import SearchClock

FEW = settings(max_examples=25, deadline=None, derandomize=True)
WEIGHTS = {"lattice": [0.0, 0.0, 1.0, 0.5, 2.0], "free": [0.0, 0.0, 0.31415, 0.777, 1.0]}
CURVES = [{}, {"curve": "exponential", "rate": 0.8}, {"curve": "power", "rate": 0.5}, {"curve": [9.0, 5, 3, 2, 2]}]


@st.composite
def instances(draw, kind):
    points = draw(st.integers(2, 5))
    weight = draw(hnp.arrays(float, (points, points), elements=st.sampled_from(WEIGHTS[kind])))
    scale = draw(hnp.arrays(float, points, elements=st.floats(0, 1e5)))
    options = dict(draw(st.sampled_from(CURVES)))
    if draw(st.booleans()):
        options["upper"] = draw(st.integers(1, 3))
    return scale, draw(st.integers(0, 6)), {**options, "adjacency": weight}


def least(answer, officers):
    asked = answer.instance
    count = min(officers, int(asked.upper.sum()))
    return min(float(asked.damage(x).sum()) for x in allocations(asked.lower, asked.upper, count))


@pytest.mark.parametrize("kind", ["lattice", "free"])
def test_brute_force_agrees(kind):
    @FEW
    @given(instances(kind))
    def check(instance):
        scale, officers, options = instance
        answer = minimum_damage(scale, officers, **options)
        true = least(answer, officers)
        assert answer.certificate.status == "optimal"
        assert answer.certificate.objective == pytest.approx(true, rel=1e-6, abs=2e-6 * max(scale.max(), 1e-9))
        assert answer.relaxed <= true * (1 + 1e-9) + 1e-9

    check()


def test_budget_and_assistance_together(neighbours):
    scale = np.random.default_rng(4).gamma(1, 10, 6)
    answer = minimum_damage(scale, 4, cost=[1, 2, 1, 2, 1, 2], budget=5.0, adjacency=neighbours(2, 3))
    asked = answer.instance
    true = min(
        float(asked.damage(x).sum())
        for count in range(5)
        for x in allocations(asked.lower, asked.upper, count)
        if asked.cost @ x <= 5.0
    )
    assert answer.certificate.status == "optimal"
    assert answer.certificate.objective == pytest.approx(true, rel=1e-7)


@FEW
@given(instances("lattice"))
def test_bound_never_crosses_the_heuristic(instance):
    scale, officers, options = instance
    quick = minimum_damage(scale, officers, exact=False, **options)
    proven = minimum_damage(scale, officers, exact=True, **options)
    assert quick.certificate.bound <= proven.certificate.objective * (1 + 1e-9) + 1e-9
    assert quick.certificate.objective >= proven.certificate.bound * (1 - 1e-9) - 1e-9


def test_bound_is_that_of_the_chord_program(neighbours):
    """The first-order bound meets the linear program, which HiGHS solves by the simplex method."""
    n, officers, most = 100, 40, 40
    scale = np.random.default_rng(5).gamma(2, 1, n)
    asked = read_allocation_instance(scale, officers, adjacency=neighbours(10))
    k = np.arange(1, most + 1)
    columns = sparse.csr_array((np.ones(n * most), (np.repeat(np.arange(n), most), np.arange(n * most))))
    rows = sparse.vstack(
        [
            sparse.hstack([asked.assistance, -columns]),
            sparse.csr_array(np.concatenate([np.ones(n), np.zeros(n * most)])[None, :]),
        ]
    )
    program = Milp(
        np.concatenate([np.zeros(n), -(scale[:, None] / (k * (k + 1))).ravel()]),
        rows,
        np.concatenate([np.zeros(n), [officers]]),
        np.concatenate([np.full(n, np.inf), [officers]]),
        col_upper=np.concatenate([np.full(n, np.inf), np.ones(n * most)]),
    )
    exact = solve_milp(program)
    linear = scale.sum() + exact.certificate.objective
    start = search_assistance(asked, asked.lower, SearchClock(10.0))
    ours = chord_bound(asked, start, 1.0, clock=SearchClock(10.0))
    assert ours.bound <= linear * (1 + 1e-9)
    assert ours.bound == pytest.approx(linear, rel=2e-4)


def test_chords_are_added_where_they_are_needed(neighbours):
    """From a start with nobody anywhere, every chord beyond the spare ones has to be added."""
    scale = np.array([1000.0, 1.0, 1.0, 900.0])
    asked = read_allocation_instance(scale, 30, adjacency=neighbours(2))
    x, outcome = solve_chords(asked, np.zeros(4, np.int64), 1.0, asked=Effort(), clock=SearchClock())
    true = min(float(asked.damage(x).sum()) for x in allocations(asked.lower, asked.upper, 30))
    assert outcome.status == "optimal"
    assert outcome.objective == pytest.approx(true, rel=1e-9)
    assert x.sum() == 30


def test_marginal_and_last_are_what_a_change_makes(neighbours):
    scale = np.random.default_rng(6).gamma(1, 10, 12)
    answer = minimum_damage(scale, 9, adjacency=0.5 * neighbours(3, 4))
    for j in range(12):
        one = np.eye(12, dtype=int)[j]
        more = answer.instance.damage(answer.officers + one).sum()
        assert answer.marginal[j] == pytest.approx(answer.damage.sum() - more, rel=1e-9)
        if answer.officers[j]:
            fewer = answer.instance.damage(answer.officers - one).sum()
            assert answer.last[j] == pytest.approx(fewer - answer.damage.sum(), rel=1e-9)
        else:
            assert answer.last[j] == np.inf


def test_same_seed_same_answer(neighbours):
    scale = np.random.default_rng(7).gamma(2, 1, 400)
    one, other = (minimum_damage(scale, 90, adjacency=neighbours(20), exact=False, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.officers, other.officers)
    assert one.certificate.gap < 0.02


def test_time_limit_leaves_a_bound(neighbours):
    scale = np.random.default_rng(8).gamma(2, 1, 900)
    answer = minimum_damage(scale, 200, adjacency=neighbours(30), seconds=3.0)
    assert answer.certificate.seconds < 10
    assert answer.certificate.gap < 0.02
    assert answer.officers.sum() == 200


def test_assistance_needs_convex_curves():
    with pytest.raises(ParameterError, match="must be convex"):
        minimum_damage([1.0, 1.0], 3, curve=[10.0, 10, 0], adjacency=[[0, 1], [1, 0]])


def test_nobody_adjacent_is_no_assistance():
    assert minimum_damage([8.0, 2.0], 3, adjacency=np.zeros((2, 2))).officers.tolist() == [2, 1]


@pytest.mark.slow
def test_thirty_by_thirty_is_proven(neighbours):
    scale = np.random.default_rng(0).gamma(2, 1, 900)
    answer = minimum_damage(scale, 200, adjacency=neighbours(30), seconds=600)
    assert answer.certificate.status == "optimal"
    assert answer.certificate.objective == pytest.approx(832.9152596544108, rel=1e-9)
