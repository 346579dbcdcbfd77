"""Random cities for the hypercube."""

import numpy as np
import pytest


def _random_city(seed, most_cars=8, most_posts=5, least_cars=1):
    """Return rate, preference and cars; loads of 15 to 85 % of the cars."""
    rng = np.random.default_rng(seed)
    posts, zones = int(rng.integers(1, most_posts + 1)), int(rng.integers(1, 7))
    cars = np.ones(posts, dtype=int)
    for _ in range(int(rng.integers(max(least_cars - posts, 0), most_cars - posts + 1))):
        cars[rng.integers(posts)] += 1
    rate = rng.random(zones) + 0.01
    rate *= rng.uniform(0.15, 0.85) * cars.sum() / rate.sum()
    return rate, rng.permuted(np.tile(np.arange(posts), (zones, 1)), axis=1), cars


@pytest.fixture(scope="session")
def city():
    return _random_city
