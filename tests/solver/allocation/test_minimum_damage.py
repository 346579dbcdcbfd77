"""The allocation is optimal: brute force says so on every small instance, and a plain twin on larger ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from beatwright.core import InfeasibleError, ParameterError
from beatwright.planning import minimum_damage
from beatwright.solver.allocation.allocation_instance import read_allocation_instance
from beatwright.solver.allocation.damage_curves import Curve
from beatwright.solver.allocation.marginal_kernels import _stable_order, fill, relax
from beatwright.solver.allocation.officer_limits import OfficerLimits
from beatwright.solver.allocation.reference_methods import allocations, greedy

FEW = settings(max_examples=80, deadline=None, derandomize=True)
SCALES = st.one_of(st.floats(0, 1e6), st.sampled_from([0.0, 1.0, 2.0, 3.0]))


def least(given_, officers):
    """Brute force: the least damage over every allocation there is."""
    best = np.inf
    counts = range(officers + 1) if np.isfinite(given_.budget) else [min(officers, int(given_.upper.sum()))]
    for count in counts:
        for x in allocations(given_.lower, given_.upper, count):
            if given_.cost @ x <= given_.budget * (1 + 1e-12):
                best = min(best, float(given_.damage(x).sum()))
    return best


def curves(points):
    rates = hnp.arrays(float, points, elements=st.floats(0.05, 4))
    decreasing = hnp.arrays(float, (points, 5), elements=st.floats(0, 10)).map(lambda t: -np.sort(-t, axis=1))
    convex = hnp.arrays(float, (points, 4), elements=st.floats(0, 10)).map(
        lambda d: np.cumsum(np.sort(np.c_[np.zeros(points), d], axis=1), axis=1)[:, ::-1]
    )
    return st.one_of(
        st.just({"curve": "reciprocal"}),
        rates.map(lambda a: {"curve": "exponential", "rate": a}),
        rates.map(lambda a: {"curve": "power", "rate": a}),
        decreasing.map(lambda t: {"curve": t}),
        convex.map(lambda t: {"curve": t}),
    )


@st.composite
def instances(draw, most_points=6):
    points = draw(st.integers(1, most_points))
    options = draw(curves(points))
    if draw(st.booleans()):
        options["lower"] = draw(hnp.arrays(int, points, elements=st.integers(0, 1)))
    if draw(st.booleans()):
        options["upper"] = draw(hnp.arrays(int, points, elements=st.integers(1, 4)))
    return draw(hnp.arrays(float, points, elements=SCALES)), draw(st.integers(0, 8)), options


@FEW
@given(instances())
def test_brute_force_agrees(instance):
    scale, officers, options = instance
    if np.sum(options.get("lower", 0)) > officers:
        with pytest.raises(InfeasibleError, match=rf"there (is|are) {officers}\b"):
            minimum_damage(scale, officers, **options)
        return
    answer = minimum_damage(scale, officers, **options)
    assert answer.certificate.status == "optimal"
    assert answer.certificate.bound == answer.certificate.objective
    assert answer.certificate.objective == pytest.approx(least(answer.instance, officers), rel=1e-12, abs=1e-12)
    assert answer.officers.sum() == min(officers, answer.instance.upper.sum())
    assert answer.relaxed <= answer.certificate.objective * (1 + 1e-12)
    assert (answer.officers >= answer.instance.lower).all()
    assert (answer.officers <= answer.instance.upper).all()


@FEW
@given(instances(4), st.data())
def test_brute_force_agrees_under_a_budget(instance, data):
    scale, officers, options = instance
    costs = st.one_of(st.floats(0.5, 3), st.sampled_from([1.0, 2.0, 3.0]))
    cost, budget = data.draw(hnp.arrays(float, scale.size, elements=costs)), data.draw(st.floats(0, 7))
    options = options | {"lower": None, "cost": cost, "budget": budget}
    both = data.draw(st.booleans())
    answer = minimum_damage(scale, officers if both else None, **options)
    true = least(answer.instance, officers if both else 14)
    assert answer.certificate.status == "optimal"
    assert answer.certificate.objective == pytest.approx(true, rel=1e-6, abs=1e-6 * max(scale.max(), 1e-9))
    assert answer.instance.cost @ answer.officers <= budget * (1 + 1e-9)
    assert answer.relaxed <= true + 1e-9 * max(scale.max(), 1.0)


@pytest.mark.parametrize(("curve", "rate"), [("reciprocal", None), ("exponential", 0.3), ("power", 1.7)])
@pytest.mark.parametrize("seed", range(3))
def test_threshold_search_equals_one_officer_at_a_time(curve, rate, seed):
    random = np.random.default_rng(seed)
    scale = random.gamma(0.5, 1000, 300)
    scale[::7] = scale[0]
    lower, upper = random.integers(0, 4, 300), random.integers(4, 60, 300)
    limits = OfficerLimits(lower=lower, upper=upper)
    given_ = read_allocation_instance(scale, 3000, curve=curve, rate=rate, limits=limits)
    one_by_one = greedy(given_.curve, given_.lower, given_.upper, 3000)
    answer = minimum_damage(scale, 3000, curve=curve, rate=rate, lower=lower, upper=upper)
    np.testing.assert_array_equal(answer.officers, one_by_one)


@pytest.mark.parametrize(("curve", "rate"), [("reciprocal", 1.0), ("exponential", 0.3), ("power", 1.7)])
def test_relaxation_meets_its_optimality_conditions(curve, rate):
    scale = np.random.default_rng(1).gamma(0.5, 1000, 200)
    answer = minimum_damage(scale, 500, curve=curve, rate=None if curve == "reciprocal" else rate, upper=9)
    x, slope = answer.relaxation, -answer.instance.curve.slope(answer.relaxation)
    assert x.sum() == pytest.approx(500, rel=1e-12)
    assert slope[(x > 0) & (x < 9)] == pytest.approx(answer.price, rel=1e-9)
    assert (slope[x == 0] <= answer.price * (1 + 1e-9)).all()
    assert (slope[x == 9] >= answer.price * (1 - 1e-9)).all()
    assert answer.relaxed == pytest.approx(answer.instance.damage(x).sum(), rel=1e-12)


def test_kernels_run_as_plain_python():
    scale = np.array([8.0, 2.0, 0.5])
    arguments = (0, scale, np.ones(3), np.zeros(3, np.int64), np.full(3, 5))
    x, price = relax.py_func(*arguments, 5.0)
    np.testing.assert_allclose(x, relax(*arguments, 5.0)[0])
    np.testing.assert_array_equal(fill.py_func(*arguments, 5, price), fill(*arguments, 5, price))


@given(st.lists(st.integers(-3, 3), max_size=40))
def test_the_order_of_savings_is_stable(values):
    """As plain Python; as compiled it is held by the comparison of `fill` with giving officers one by one."""
    value = np.array(values, dtype=np.float64)
    np.testing.assert_array_equal(_stable_order.py_func(value), np.argsort(value, kind="stable"))


def test_equal_points_are_served_in_order():
    assert minimum_damage(np.ones(5), 3).officers.tolist() == [1, 1, 1, 0, 0]
    assert minimum_damage(np.zeros(3), 4, upper=3).officers.tolist() == [3, 1, 0]


def test_permuting_points_permutes_the_answer():
    scale = np.random.default_rng(2).gamma(0.5, 1000, 50)
    order = np.random.default_rng(3).permutation(50)
    np.testing.assert_array_equal(minimum_damage(scale[order], 80).officers, minimum_damage(scale, 80).officers[order])


def test_savings_have_all_their_digits():
    curve = Curve(0, np.array([1.0]), np.ones(1), np.empty((0, 0)))
    assert curve.saving([1e9])[0] == pytest.approx(1 / (1e9 + 1) / (1e9 + 2), rel=1e-12)


def test_hostile_curves():
    """Savings that underflow, and huge numbers of officers, leave an allocation that adds up."""
    steep = minimum_damage([1e300, 1.0, 1e-300], 5000, curve="exponential", rate=[50.0, 1.0, 0.01])
    assert steep.officers.sum() == 5000
    flat = minimum_damage(np.ones(4), 10**9, curve="power", rate=1e-6)
    assert flat.officers.sum() == 10**9
    assert np.ptp(flat.officers) <= 10**9 * 1e-6


def test_tables_that_are_not_convex_are_said_to_be():
    answer = minimum_damage([1.0, 1.0], 3, curve=[10.0, 10.0, 10.0, 0.0])
    assert answer.officers.tolist() in ([3, 0], [0, 3])
    assert "dynamic programming" in answer.certificate.method
    assert answer.relaxed == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scale": []}, "not empty"),
        ({"scale": [1.0, -1.0]}, r"'scale' .* Got -1\.0 at position 1"),
        ({"scale": [1.0, np.nan]}, "Got nan at position 1"),
        ({"officers": 1.5}, r"'officers' parameter of minimum_damage must be an integer"),
        ({"officers": None}, "needs 'officers'"),
        ({"curve": "reciprocl"}, "one of 'reciprocal'"),
        ({"rate": 2.0}, "left out with the reciprocal curve"),
        ({"curve": "power", "rate": 0.0}, r"'rate' .* in \[1e-06, 100\.0\]"),
        ({"curve": [1.0, 2.0]}, "never rises"),
        ({"curve": np.ones((3, 2))}, r"\(2, officers \+ 1\)"),
        ({"lower": 0.5}, "'lower' .* whole numbers"),
        ({"upper": [1, 2, 3]}, r"'upper' .* shape \(2,\)"),
        ({"cost": 1.0}, "given together"),
        ({"cost": 0.0, "budget": 3.0}, "'cost' .* positive"),
        ({"adjacency": np.ones((3, 3))}, r"shape \(2, 2\)"),
    ],
)
def test_wrong_arguments(change, sentence):
    arguments = {"scale": [1.0, 2.0], "officers": 3, **change}
    with pytest.raises(ParameterError, match=sentence):
        minimum_damage(arguments.pop("scale"), arguments.pop("officers"), **arguments)


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as caught:
        minimum_damage([1.0, -2.0], -1, curve="bend", upper=-1)
    assert str(caught.value).count("\n  - ") == 4


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"officers": 3, "lower": 2}, "at least 4 officers together, but there are 3"),
        (
            {"officers": 9, "lower": [0, 3], "upper": 2},
            "Point 1 must have at least 3 officers but may have at most 2",
        ),
        ({"cost": 2.0, "budget": 3.0, "lower": 1}, "cost 4, but the budget is 3"),
    ],
)
def test_conflicts_name_their_numbers(options, sentence):
    with pytest.raises(InfeasibleError, match=sentence):
        minimum_damage([1.0, 2.0], **options)
