"""An allocation whose search is stopped, whenever, keeps the rules, and brute force confirms its bound."""

import math
import signal
import time
from functools import cache, partial
from itertools import pairwise, product

import numpy as np
import pytest

from beatwright.core import ParameterError
from beatwright.planning import minimum_damage
from beatwright.solver.allocation import commanders_view, trade_off
from beatwright.solver.allocation.verify_allocation import broken_rules

POINTS, OFFICERS = 5, 6
AFTER = [0, 1, 2, 3, 5, 8, 13, 40, 10_000]
RANDOM = np.random.default_rng(3)
SCALE = RANDOM.gamma(1.0, 100.0, POINTS)
RING = np.roll(np.eye(POINTS), 1, axis=1) + np.roll(np.eye(POINTS), -1, axis=1)
# Falls by leaps, so that the second officer may save more than the first.
TABLE = -np.sort(-RANDOM.random((POINTS, 5)), axis=1)
MONEY = {"cost": RANDOM.random(POINTS) + 0.5, "budget": 4.0}
# Each search that there is: by what it is asked.
SEARCHES = {
    "chords": {"officers": OFFICERS, "adjacency": 0.5 * RING},
    "tangents": {"officers": OFFICERS, "adjacency": 0.31415 * RING, "curve": "power", "rate": 0.7},
    "heuristic": {"officers": OFFICERS, "adjacency": RING, "exact": False, "curve": "exponential", "rate": 0.4},
    "budget and assistance": MONEY | {"adjacency": RING},
    "budget": MONEY | {"officers": OFFICERS},
    "budget of a table": MONEY | {"curve": TABLE},
    "dynamic program": {"officers": OFFICERS, "curve": TABLE},
}


@cache
def _least(search):
    """Return the least damage of all allocations that keep the rules; sought by tests, not when they are collected."""
    given = minimum_damage(SCALE, **SEARCHES[search]).instance
    ranges = [range(int(low), int(high) + 1) for low, high in zip(given.lower, np.minimum(given.upper, 8), strict=True)]
    every = (np.array(x) for x in product(*ranges))
    return min(float(given.damage(x).sum()) for x in every if not broken_rules(given, x))


def _confirm(answer, least):
    seen = answer.certificate
    assert broken_rules(answer.instance, answer.officers) == []
    assert seen.objective == pytest.approx(float(answer.damage.sum()), rel=1e-9)
    assert 0 <= seen.bound <= least * (1 + 1e-7)
    assert seen.objective >= least * (1 - 1e-9)
    assert seen.status in ("optimal", "feasible")
    if seen.status == "optimal":
        assert seen.objective == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("search", SEARCHES)
def test_a_stopped_search_has_an_allocation_and_a_bound(stop_after, search, after):
    answer = minimum_damage(SCALE, **SEARCHES[search], stop=stop_after(after))
    _confirm(answer, _least(search))
    if answer.instance.officers is not None and not np.isfinite(answer.instance.budget):
        assert answer.officers.sum() == OFFICERS, "all are placed that have room"


@pytest.mark.parametrize("search", SEARCHES)
def test_ctrl_c_is_a_wish_to_stop(search):
    heard = []

    def press():
        if not heard:
            heard.append(True)
            signal.raise_signal(signal.SIGINT)
        return False

    _confirm(minimum_damage(SCALE, **SEARCHES[search], stop=press), _least(search))
    assert heard
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("search", SEARCHES)
def test_what_is_told_gets_better_and_is_true(search):
    told = []
    answer = minimum_damage(SCALE, **SEARCHES[search], progress=lambda *news: told.append(news))
    assert all(
        damage >= _least(search) * (1 - 1e-7) and bound <= _least(search) * (1 + 1e-7) for damage, bound, _ in told
    )
    assert all(one[0] >= two[0] * (1 - 1e-9) and one[1] <= two[1] * (1 + 1e-9) for one, two in pairwise(told))
    assert told[-1][:2] == (answer.certificate.objective, answer.certificate.bound)
    assert all(math.isfinite(damage) and seconds >= 0 for damage, _, seconds in told)


def test_a_search_that_is_not_stopped_does_not_change():
    random = np.random.default_rng(2)
    scale, near = random.gamma(2.0, 1.0, 60), np.triu(random.random((60, 60)) < 0.05, 1)
    asked = {"officers": 25, "adjacency": near + near.T, "exact": False, "seed": 4}
    plain = minimum_damage(scale, **asked)
    asks = minimum_damage(scale, **asked, stop=lambda: False, progress=lambda *_: None)
    np.testing.assert_array_equal(plain.officers, asks.officers)
    assert plain.certificate.bound == asks.certificate.bound


def test_one_stop_ends_every_number_and_every_view(stop_after):
    asked = {"adjacency": RING, "stop": stop_after(3)}
    curve = trade_off(SCALE, range(4), **asked)
    assert (curve["bound"] <= curve["damage"]).all()
    view = commanders_view(SCALE, 3, step=1, adjacency=RING, stop=lambda: True)
    assert {one.certificate.status for one in (view.now, view.more, view.fewer)} <= {"optimal", "feasible"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stop": 1}, "The 'stop' parameter of minimum_damage must be a function or None. Got 1."),
        ({"seconds": -1.0}, "'seconds'"),
        ({"gap": -1.0}, "'gap'"),
    ],
)
def test_wrong_options_are_told(options, sentence):
    with pytest.raises(ParameterError) as error:
        minimum_damage([1.0], 1, **options)
    assert sentence in str(error.value)


def test_an_option_that_is_not_known_is_a_type_error():
    with pytest.raises(TypeError, match=r"minimum_damage\(\) got an unexpected keyword argument 'lowest'"):
        minimum_damage([1.0], 1, lowest=1)


ENDINGS = 25  # of each kind: those of the searches for stations make 50 of them
PATIENCE = 2.0  # CPU seconds


@pytest.fixture(scope="module")
def at_scale(neighbours):
    """Return searches of the size of a city, and what each finds where nobody ends it."""
    random = np.random.default_rng(0)
    scale, weights = random.gamma(2.0, 1.0, 10_000), random.random((300, 300))
    table = -np.sort(-random.random((1500, 150)), axis=1)
    money = {"cost": np.linspace(1.0, 2.0, 10_000), "budget": 3000.3}
    asked = {
        "100 x 100": (scale, {"officers": 2000, "adjacency": neighbours(100), "exact": False}),
        "30 x 30": (scale[:900], {"officers": 200, "adjacency": neighbours(30), "gap": 0.002}),
        "tangents": (scale[:100], {"officers": 30, "adjacency": 0.31415 * neighbours(10), "gap": 0.006}),
        "all assist": (scale[:300], {"officers": 200, "adjacency": weights, "curve": "power", "exact": False}),
        "budget": (scale, money),
        "dynamic program": (scale[:1500], {"officers": 6000, "curve": table}),
    }
    searches = {name: partial(minimum_damage, scale, **options) for name, (scale, options) in asked.items()}
    whole, seconds = {}, {}
    for name, search in searches.items():
        search(stop=lambda: True)  # loads the kernels
        began = time.process_time()
        whole[name] = search().certificate
        seconds[name] = time.process_time() - began
    return searches, whole, seconds


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ENDINGS))
def test_whenever_it_is_ended_a_search_of_a_city_ends_soon(at_scale, end_after, number):
    searches, whole, seconds = at_scale
    name = list(searches)[number % len(searches)]
    after = float(np.random.default_rng(number).uniform(0.0, min(seconds[name], 4.0)))
    answer, took = end_after(searches[name], after)
    seen = answer.certificate
    assert took <= PATIENCE
    assert broken_rules(answer.instance, answer.officers) == []
    assert seen.objective == pytest.approx(float(answer.damage.sum()), rel=1e-9)
    assert 0 <= seen.bound <= whole[name].objective * (1 + 1e-9)
    assert seen.objective >= whole[name].bound * (1 - 1e-9)
    assert seen.status in ("optimal", "feasible")
