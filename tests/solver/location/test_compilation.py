"""The kernels are compiled once each: whoever runs the program for the first time waits for it."""

import json
import subprocess
import sys

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver.location.engine.array_loops import copy, least, select

SOLVE = """
import json, pkgutil, importlib, numpy as np
from beatwright import solver
rng = np.random.default_rng(4)
points, weight = rng.random((60, 2)), rng.random(60)
cost = np.linalg.norm(points[:, None] - points, axis=2)
plan = solver.p_median(cost, 8, weight=weight)
ranked = solver.p_median_alternatives(cost, 8, 4, 2, weight=weight)
curve = solver.p_median_curve(cost, range(1, 12), weight=weight)
nodes = [int(one.certificate.message.split()[0]) for one in [plan, *ranked, *curve]]
seen = {}
for module in pkgutil.walk_packages(solver.__path__, "beatwright.solver."):
    for name, kernel in vars(importlib.import_module(module.name)).items():
        if hasattr(kernel, "signatures") and kernel.__module__ == module.name:
            seen[module.name + "." + name] = len(kernel.signatures)
print(json.dumps([max(nodes), seen]))
"""


@pytest.fixture(scope="module")
def compiled():
    """How many nodes a search of its own had at most, and for how many kinds of arguments each kernel was compiled."""
    done = subprocess.run([sys.executable, "-c", SOLVE], capture_output=True, text=True, check=True)
    nodes, seen = json.loads(done.stdout)
    return nodes, seen


def test_each_kernel_is_compiled_for_one_kind_of_arguments(compiled):
    nodes, seen = compiled
    assert nodes > 0  # the tree was grown: that is where arrays of another order in memory came from
    assert seen["beatwright.solver.location.engine.volume_method._climb"] == 1
    assert {name: times for name, times in seen.items() if times > 1} == {}


@nb.njit
def _selected(values, rank):
    return select(values, rank)


@nb.njit
def _least(values):
    return least(values)


@nb.njit
def _copied(values):
    target = np.empty(values.size)
    copy(values, target)
    return target


NUMBERS = st.lists(st.floats(-5, 5) | st.integers(-2, 2).map(float), min_size=1, max_size=30)


@settings(max_examples=300, deadline=None)
@given(numbers=NUMBERS, rank=st.integers(0, 29))
def test_selection_is_that_of_sorting(numbers, rank):
    values, rank = np.array(numbers), rank % len(numbers)
    edge = _selected(values, rank)
    assert edge == sorted(numbers)[rank]
    assert sorted(values.tolist()) == sorted(numbers)
    assert (values[:rank] <= edge).all()
    assert (values[rank:] >= edge).all()


@pytest.mark.parametrize("shape", ["rising", "falling", "pipe", "valley", "equal", "two", "saw", "wave"])
def test_selection_takes_no_time_that_grows_with_the_square(shape):
    """With 200,000 numbers a pivot that does not halve would take minutes."""
    at = np.arange(200_000.0)
    half = at.size / 2
    values = {
        "rising": at,
        "falling": -at,
        "pipe": -np.abs(at - half),
        "valley": np.abs(at - half),
        "equal": 0 * at,
        "two": at % 2,
        "saw": at % 97,
        "wave": np.sin(at / 50),
    }[shape]
    for rank in (0, 20, 100_000, 199_999):
        assert _selected(values.copy(), rank) == np.sort(values)[rank]


def test_least_and_copy():
    assert _least(np.array([2.0, -1.0, 3.0])) == -1.0
    assert _least(np.zeros(0)) == np.inf
    values = np.array([1.0, np.inf, -0.0])
    assert _copied(values).tobytes() == values.tobytes()
