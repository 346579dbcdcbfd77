"""Instances that the station tests share."""

import numpy as np
import pytest

from beatwright.solver.stations import CapacityModel, StationModel, StationSize


def station_model(seed=0, zones=40, sites=10, scenarios=3, large=1, officers=30, least=(8, 2), most=10):
    """Random zones and sites, three classes, `large` large stations and one small one."""
    random = np.random.default_rng(seed)
    zone = random.random((zones, 2)) * 6000
    site = zone[random.choice(zones, min(sites, zones), replace=False)]
    metres = 1.2 * np.hypot(*(site[:, None] - zone[None]).transpose(2, 0, 1))
    base = random.gamma(0.7, 1.0, (zones, 1)) * np.array([5.0, 2.0, 0.3])
    calls = random.poisson(base, (scenarios, zones, 3))
    held = most if large else None
    sizes = (StationSize("large", 2000.0, large, least[0]), StationSize("small", 1000.0, 1, least[1], held))
    weight = random.random(scenarios) + 0.2
    return StationModel(metres, calls, weight, [2, 4, 8], [500.0, 10_000.0, 150_000.0], 0.05, sizes, officers)


def capacity_model(seed, zones=7, sites=5, slots=3, large=1, officers=14, minutes=None):
    """The same with capacities that bind in some scenario-slots."""
    random = np.random.default_rng(seed + 1000)
    base = station_model(seed, zones, sites, slots, large, officers, (2, 1), 6)
    waiting = [1000.0, 20_000.0, 300_000.0]
    slot = random.uniform(100, 900) if minutes is None else minutes
    return CapacityModel(base, base.metres / 500 + 1, [30.0, 60.0, 120.0], waiting, slot, 0.5)


@pytest.fixture(scope="session")
def stations():
    return station_model


@pytest.fixture(scope="session")
def staffing():
    return capacity_model
