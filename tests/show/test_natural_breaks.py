"""Natural breaks are the best there are: none of all the ways to split a few values is better."""

import itertools

import numpy as np
import pytest

from beatwright.show.figures.natural_breaks import natural_breaks


def spread(values, limits):
    """Return the sum of the squared distances of the values from the means of their classes."""
    classes = np.searchsorted(limits, values, side="left")
    return sum(((values[classes == k] - values[classes == k].mean()) ** 2).sum() for k in set(classes.tolist()))


def drawn(number):
    """Return a few values, whole or not, some of them twice, and how many classes to make."""
    draw = np.random.default_rng(number)
    values = np.round(draw.gamma(1.0, 10.0, draw.integers(6, 12))) / (1, 7)[number % 2]
    return values, int(draw.integers(1, min(5, len(np.unique(values)) - 1) + 1))


@pytest.mark.parametrize("apart", [0.0, 1e6])
@pytest.mark.parametrize("number", range(20))
def test_no_other_split_is_better(number, apart):
    values, count = drawn(number)
    known = np.unique(values)
    ways = itertools.combinations(known[:-1], count - 1)
    least = min(spread(values, np.array([*ends, known[-1]])) for ends in ways)
    limits = natural_breaks(values + apart, count)
    assert len(limits) == count
    assert np.isin(limits, values + apart).all()
    assert (np.diff(limits) > 0).all()
    assert spread(values + apart, limits) == pytest.approx(least, rel=1e-6)


def test_clumps_are_found_among_many_values_that_are_large_and_alike():
    draw = np.random.default_rng(3)
    clumps = 5000.0 + np.array([0.0, 3.0, 7.0, 20.0])
    values = (clumps[:, None] + draw.uniform(-0.4, 0.4, (4, 300))).ravel()
    np.testing.assert_array_equal(natural_breaks(values, 4), values.reshape(4, 300).max(axis=1))
