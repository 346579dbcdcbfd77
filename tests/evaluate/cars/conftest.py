"""A city of the small problem with demand by the hour, for judges of cars."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.core import Demand, Severity, SeverityClass
from beatwright.testing import small_problem

ONE_CAR = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 2, 10.0, 20.0)))


@pytest.fixture
def hourly():
    """Return what makes a problem: calls per hour in each zone by class, times a week's shape, by scenario."""

    def made(rate=(0.06, 0.02), *, shape=None, severity=ONE_CAR, factors=(1.0,), **more):
        small = small_problem()
        zones = len(small.city.zones)
        week = np.ones(168) if shape is None else np.asarray(shape, dtype=float)
        each = np.broadcast_to(np.asarray(rate, dtype=float), (zones, len(severity)))
        calls = np.stack([factor * each[:, None, :] * week[:, None] for factor in factors])
        demand = Demand(calls, severity=severity.names, source="by the hour")
        return replace(small, demand=demand, severity=severity, **more)

    return made
