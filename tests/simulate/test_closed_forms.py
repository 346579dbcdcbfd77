"""The simulation beside queues whose answer is known, within 3 standard errors over ten seeds, and with faults."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from beatwright.queueing import erlang_c, expected_travel_distance
from beatwright.simulate import simulate

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "simulate"
# Case, calls of a run, fault that it must show. Together with the compiling left out, under 3 s of a core.
QUICK = {
    "20 cars, three classes": (20_000, "order"),
    "preemption, 3 cars": (20_000, "order"),
    "preemption, 5 cars": (20_000, "service"),
    "several cars, each leaves alone: 6, 2": (20_000, "service"),
    "several cars, each leaves alone: 10, 4": (20_000, "one car"),
    "several cars, all leave together: 6, 2": (20_000, "one car"),
    "three cars of the textbook": (20_000, "preference"),
    "a city of five posts, ten cars": (20_000, "preference"),
    "strict beats, load .3": (20_000, "service"),
    "cars on patrol: 4, 0.6": (2_000, None),
    "the week with its lag": (70_000, "service"),
}


@pytest.fixture(scope="module")
def known():
    """The module of queues whose answer is known."""
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("closed_forms", FOLDER / "closed_forms.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["closed_forms"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FOLDER))
    return module


def wrong(fault):
    """Return the simulation with a fault in it."""

    def engine(calls, home, travel, preference, on_duty, *policy, **options):
        seen = type(calls)(**vars(calls))
        if fault == "order":
            seen.priority = seen.priority.max() - seen.priority
        elif fault == "service":
            seen.on_scene = 1.5 * seen.on_scene
        elif fault == "one car":
            seen.cars = np.ones_like(seen.cars)
        else:
            preference = np.asarray(preference)[:, ::-1]
        return simulate(seen, home, travel, preference, on_duty, *policy, **options)

    return engine


def far_off(known, rows):
    return {row.name: round(row.apart, 2) for row in rows if not abs(row.apart) <= known.TOO_FAR}


def test_all_figures_are_held_to_three_standard_errors_over_ten_seeds(known):
    assert (known.TOO_FAR, list(known.SEEDS)) == (3.0, list(range(1, 11)))


@pytest.mark.parametrize("name", QUICK)
def test_the_simulation_finds_what_theory_says(known, name):
    assert far_off(known, known.compare(known.CASES[name], simulate, QUICK[name][0])) == {}


@pytest.mark.parametrize("name", [name for name, (_, fault) in QUICK.items() if fault])
def test_a_fault_put_in_by_hand_is_seen(known, name):
    number, fault = QUICK[name]
    assert far_off(known, known.compare(known.CASES[name], wrong(fault), min(number, 20_000)))


@pytest.mark.slow
def test_every_case_in_full(known):
    for name, case in known.CASES.items():
        assert far_off(known, known.compare(case, simulate)) == {}, name


def parts_of(drawn):
    """A queue whose runs are values drawn beforehand, [run, batch], each from one call."""
    batches = iter(drawn)
    return lambda engine, seed, calls: {"mean": (next(batches), np.ones(drawn.shape[1]))}


def test_standard_errors_of_independent_batches_are_true(known):
    """Of many cases that are right, about as many lie beyond 2 standard errors as should."""
    drawn = np.random.default_rng(1).normal(1.0, size=(2_000, 10, 30))
    apart = [known.compare(known.Case("", 1, lambda: {"mean": 1.0}, parts_of(each)), None)[0].apart for each in drawn]
    beyond = np.mean(np.abs(apart) > 2)
    assert 0.036 < beyond < 0.056  # 0.0455 of a normal figure, with three standard errors of 2,000


def test_batches_that_hang_together_are_made_longer(known):
    """An error that took such batches as independent would be too small by a factor of about 2.6."""
    rng, apart, errors = np.random.default_rng(2), [], []
    for _ in range(300):
        drawn = rng.normal(size=(10, 120))
        for k in range(1, 120):
            drawn[:, k] = 0.75 * drawn[:, k - 1] + np.sqrt(1 - 0.75**2) * drawn[:, k]
        row = known.compare(known.Case("", 1, lambda: {"mean": 0.0}, parts_of(drawn)), None)[0]
        apart.append(row.apart)
        errors.append(row.error)
        assert row.batches < 1_200
    assert np.std(apart) < 1.2
    assert np.mean(errors) > 2 * np.sqrt(1 / 1_200)


def test_the_grid_of_zones_is_fine_enough(known):
    """Cars on patrol stand in the middles of zones: the exact mean on the grid, next to that of the square."""
    for cars, load in ((4, 0.6), (16, 0.8)):
        square = expected_travel_distance(10.0, cars, cars * load)
        assert known.grid_distance(cars, load) == pytest.approx(square, rel=2e-3)


def test_all_leave_together_for_calls_of_one_car_is_the_plain_queue(known):
    delayed = known.together_delay(3, 2.0, (1.0,))["delayed"]
    assert delayed == pytest.approx(float(erlang_c(3, 2.0)), abs=1e-12)
