"""The hypercube benchmark: the plain iteration solves the same model."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from beatwright.queueing import hypercube

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "hypercube"


@pytest.fixture(scope="module")
def plain_iteration():
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module("plain_iteration")
    finally:
        sys.path.remove(str(FOLDER))
        sys.modules.pop("plain_iteration", None)


@pytest.mark.parametrize("cars", [[1, 1, 1], [2, 3, 1]])
def test_car_by_car_is_the_same_model(plain_iteration, cars):
    rate, order, cars = np.array([0.8, 0.5, 0.6]), np.array([[0, 1, 2], [1, 2, 0], [2, 0, 1]]), np.array(cars)
    workload, sweeps = plain_iteration.car_by_car(rate, order, cars, 1e-10)
    assert workload == pytest.approx(hypercube(rate, order, cars).workload, abs=1e-8)
    assert sweeps > 5
