"""The kernel and the plain simulation were written apart from one contract: they must agree to the last digit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from beatwright.base.errors import ParameterError
from beatwright.simulate import simulate
from beatwright.simulate.plain.plain_simulation import plain_simulation


def found_or_none(city, simulation, **options):
    try:
        return city.run(simulation, **options)
    except ParameterError:  # a call that waits for ever
        return None


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_the_kernel_and_the_plain_simulation_agree_in_everything(small_cities, start):
    for seed in range(start, start + 50):
        city = small_cities.small_city(seed)
        plain, kernel = found_or_none(city, plain_simulation), found_or_none(city, simulate, trace=True)
        assert (plain is None) == (kernel is None), seed
        if plain is not None:
            assert small_cities.differences(plain, kernel) == [], seed


def test_a_difference_is_seen(small_cities):
    city = small_cities.small_city(0)
    first, second = city.run(plain_simulation), city.run(plain_simulation)
    assert small_cities.differences(first, second) == []
    second.trace.kind[-1] += 1
    second.sent[0] += 1e-12
    assert small_cities.differences(first, second) == ["sent", "trace.kind"]


def test_the_trace_changes_nothing_else(small_cities):
    for seed in range(5):
        city = small_cities.small_city(seed)
        kept, dropped = city.run(simulate, trace=True), city.run(simulate)
        assert dropped.trace is None
        assert small_cities.differences(replace(kept, trace=None), dropped) == []
