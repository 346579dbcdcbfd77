"""The hypercube against printed figures, closed forms and figures computed elsewhere."""

import numpy as np
import pytest

from beatwright.queueing import hypercube, hypercube_approximate, mean_travel
from beatwright.queueing.hypercube_model.fleet_queue import busy_masses
from beatwright.queueing.hypercube_model.hypercube_arguments import read_calls_and_cars
from beatwright.queueing.hypercube_model.larson_approximation import _passes, _read_ranks, dispatch_factors

# Urban Operations Research, section 5.4: three cars, classes of zones that ask them in these orders.
RATE = [0.5, 0.25, 0.35, 0.4]
ORDER = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]]


@pytest.fixture(scope="module")
def three_cars():
    return hypercube(RATE, ORDER, [1, 1, 1], keep_states=True, tolerance=1e-11)


def near(values):
    return pytest.approx(np.array(values), abs=1e-7)


def test_workloads_of_the_book(three_cars):
    assert three_cars.workload == pytest.approx([0.5574, 0.4734, 0.4693], abs=5e-5)
    assert three_cars.workload == pytest.approx([0.55736401, 0.47337229, 0.46926370], abs=1e-7)


def test_states_of_the_book(three_cars):
    expected = [0.21052632, 0.13669047, 0.08863268, 0.09488683, 0.09046632, 0.08894461, 0.05301067, 0.11842105]
    assert three_cars.probability.ravel(order="F") == near(expected)
    assert three_cars.delayed - three_cars.probability[1, 1, 1] == pytest.approx(0.11842105, abs=1e-8)
    assert three_cars.wait == pytest.approx(0.23684211 / 1.5, abs=1e-8)


def test_who_answers_at_once(three_cars):
    expected = [
        [0.14754533, 0.07377266, 0.03305012, 0.03826053],
        [0.07521169, 0.01482410, 0.12287980, 0.02371856],
        [0.03162894, 0.03859622, 0.02214026, 0.14152968],
    ]
    assert three_cars.share == near(expected)


def test_the_first_car_is_the_first_bit():
    found = hypercube(RATE, ORDER, [1, 1, 1], keep_states=True)
    assert found.probability[1, 0, 0] == pytest.approx(0.13669047, abs=1e-7)
    assert found.probability[0, 0, 1] == pytest.approx(0.09046632, abs=1e-7)


@pytest.mark.parametrize(
    ("line", "normalise", "expected"),
    [
        (True, False, [0.56263124, 0.47170387, 0.46566489]),
        (True, True, [0.56430122, 0.47131402, 0.46438476]),
        (False, False, [0.5015136, 0.40224189, 0.39475197]),
    ],
)
def test_approximate_workloads(line, normalise, expected):
    found = hypercube_approximate(RATE, ORDER, [1, 1, 1], line=line, normalise=normalise, tolerance=1e-12)
    assert found.workload == near(expected)


def test_passes_of_the_approximation():
    asked = read_calls_and_cars("test", RATE, ORDER, [1, 1, 1], service=1.0, line=True)
    masses = busy_masses(3, 1.5, line=True)
    ranks = _read_ranks(asked, dispatch_factors(masses, 0.5))
    passes = _passes(asked, ranks, 1 - masses[:-1].sum(), normalise=False)
    assert next(passes) == near([0.5, 0.5, 0.5])
    assert next(passes) == near([0.5709188, 0.46630205, 0.46277914])
    assert next(passes) == near([0.56161137, 0.47251993, 0.4658687])


@pytest.mark.parametrize(
    ("line", "expected"), [(True, [1, 0.73684211, 0.63157895]), (False, [1, 0.85117967, 0.84279367])]
)
def test_dispatch_factors(line, expected):
    masses = busy_masses(3, 1.5, line=line)
    mean = 0.5 * (1.0 if line else 1 - masses[-1])
    assert dispatch_factors(masses, mean) == pytest.approx(expected, abs=1e-8)


def test_three_cars_that_lose_calls():
    found = hypercube(RATE, ORDER, [1, 1, 1], line=False)
    assert found.workload == near([0.49790545, 0.40263125, 0.39797077])
    assert found.share.sum() == pytest.approx(1, abs=1e-9)
    assert (found.delayed, found.wait, found.queued.sum()) == (0, 0, 0)


def test_ordered_hunting():
    """One zone asks four cars in turn: car n carries a (B_(n-1) - B_n)."""
    found = hypercube([2.0], [[0, 1, 2, 3]], [1, 1, 1, 1], line=False, tolerance=1e-11)
    assert found.workload == near([0.66666667, 0.53333333, 0.37894737, 0.23057644])
    blocked = [1.0] + [busy_masses(cars, 2.0, line=False)[-1] for cars in range(1, 5)]
    assert found.workload == pytest.approx(-2 * np.diff(blocked), abs=1e-9)


def test_symmetric_preferences():
    found = hypercube([1, 1, 1], [[0, 1, 2], [1, 2, 0], [2, 0, 1]], [1, 1, 1], service=0.5, line=False)
    assert found.workload == near([0.43283582] * 3)


def test_cars_of_a_post_as_one():
    found = hypercube([1.5, 1.2, 0.9], [[0, 1, 2], [1, 2, 0], [2, 0, 1]], [2, 3, 1], keep_states=True)
    assert found.workload == near([0.65126834, 0.56797531, 0.59353740])
    assert found.chance[:, 0] == near([0.52177477, 0.25466060, 0.02699836])
    assert found.probability.shape == (3, 4, 2)
    assert found.probability[-1, -1, -1] == pytest.approx(0.07862651, abs=1e-8)
    assert found.delayed == pytest.approx(0.19656627, abs=1e-8)


def two_cars_on_a_line(boundary):
    """Urban Operations Research, section 5.3.3: calls on [-1, 1], half of them on [.75, 1]; cars at .75 and -.25.

    West of the first car by `boundary` the second is asked first. Cells end at every kink of the distance, so that the
    distance from the middle of a cell is the mean over it.
    """
    edges = np.unique(np.concatenate([np.linspace(-1, 1, 41), [0.75 - boundary]]))
    middle = (edges[1:] + edges[:-1]) / 2
    rate = 1.25 * np.diff(edges) * np.where(middle > 0.75, 0.5 / 0.25, 0.5 / 1.75)
    order = np.where((middle > 0.75 - boundary)[:, None], [0, 1], [1, 0])
    found = hypercube(rate, order, [1, 1], line=False, tolerance=1e-11)
    return mean_travel(found, np.abs(middle - np.array([[0.75], [-0.25]]))).mean


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [(0, 0.484127), (0.25, 0.465357), (0.4, 0.461713), (0.5, 0.462459), (0.6, 0.465745)],
)
def test_two_cars_on_a_line(boundary, expected):
    assert two_cars_on_a_line(boundary) == pytest.approx(expected, abs=5e-7)


def test_the_nearest_car_is_not_the_best_to_send():
    """The boundary halfway between the cars, at .5, is beaten by one at .42."""
    assert two_cars_on_a_line(0.42063493) == pytest.approx(0.46165921, abs=1e-8)
    assert two_cars_on_a_line(0.42063493) < min(two_cars_on_a_line(w) for w in (0.41, 0.43, 0.5))
