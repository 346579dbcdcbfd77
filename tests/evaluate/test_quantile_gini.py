"""Weighted quantiles against the expanded list; the Gini index against its double sum and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import ParameterError
from beatwright.evaluate import gini, weighted_quantile

WEIGHTED = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=12).filter(
    lambda pairs: sum(weight for _, weight in pairs) > 0
)
SHARES = st.sampled_from([0.0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0])


@settings(max_examples=300)
@given(WEIGHTED, SHARES, st.floats(1e-9, 1e9))
def test_quantiles_are_those_of_the_expanded_list(pairs: list[tuple[int, int]], share: float, scale: float) -> None:
    values, weight = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    expanded = np.sort(np.repeat(values, weight.astype(int)))
    # The k-th smallest of n, where k/n is the first share to reach q.
    k = next(k for k in range(1, len(expanded) + 1) if k / len(expanded) >= share * (1 - 1e-12))
    assert weighted_quantile(values, weight, [share])[0] == expanded[k - 1]
    assert weighted_quantile(values, weight * scale, [share])[0] == expanded[k - 1]


@given(WEIGHTED, SHARES)
def test_quantiles_agree_with_numpy(pairs: list[tuple[int, int]], share: float) -> None:
    values, weight = (np.array(column) for column in zip(*pairs, strict=True))
    expanded = np.repeat(values, weight)
    ours = weighted_quantile(values, weight, [share])[0]
    n = len(expanded)
    if abs(share * n - round(share * n)) > 1e-9:  # at a jump numpy's rounding decides
        assert ours == np.quantile(expanded, share, method="inverted_cdf")


@given(WEIGHTED, st.randoms())
def test_the_order_of_values_does_not_matter(pairs: list[tuple[int, int]], random: object) -> None:
    shuffled = pairs[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    results = []
    for rows in (pairs, shuffled):
        values, weight = (np.array(column) * 0.1 for column in zip(*rows, strict=True))
        results.append((weighted_quantile(values, weight, [0.5, 0.9, 0.95, 1.0]).tolist(), gini(values, weight)))
    assert results[0][0] == results[1][0]
    assert results[0][1] == pytest.approx(results[1][1], abs=1e-12)


def test_rows_are_distributions_of_their_own() -> None:
    rows = weighted_quantile([3.0, 1.0, 2.0], [[1, 0, 0], [1, 1, 1], [0, 0, 0]], [0.5, 1.0])
    np.testing.assert_array_equal(rows, [[3.0, 3.0], [2.0, 3.0], [np.nan, np.nan]])


def test_the_lowest_counted_value_is_the_quantile_of_nothing() -> None:
    assert weighted_quantile([5.0, 1.0], [1.0, 0.0], [0.0]).tolist() == [5.0]


@pytest.mark.parametrize(
    ("values", "weight", "q"), [([1.0], [-1.0], [0.5]), ([np.nan], [1.0], [0.5]), ([1.0], [1.0], [1.5])]
)
def test_quantiles_refuse_what_they_cannot_do(values: list[float], weight: list[float], q: list[float]) -> None:
    with pytest.raises(ParameterError, match="weighted_quantile needs"):
        weighted_quantile(values, weight, q)


@given(WEIGHTED)
def test_gini_is_half_the_relative_mean_difference(pairs: list[tuple[int, int]]) -> None:
    values, weight = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    mean = values @ weight / weight.sum()
    difference = weight @ np.abs(values[:, None] - values[None, :]) @ weight / weight.sum() ** 2
    expected = difference / (2 * mean) if mean > 0 else 0.0
    assert gini(values, weight) == pytest.approx(expected, abs=1e-12)
    assert 0 <= gini(values, weight) < 1
    assert gini(np.repeat(values, weight.astype(int))) == pytest.approx(gini(values, weight), abs=1e-12)
    assert gini(values * 7.5, weight * 0.3) == pytest.approx(gini(values, weight), abs=1e-12)


@given(st.integers(1, 500))
def test_gini_of_the_first_whole_numbers(n: int) -> None:
    assert gini(np.arange(1.0, n + 1)) == pytest.approx((n - 1) / (3 * n), abs=1e-12)


@given(st.integers(1, 100), st.integers(1, 100))
def test_gini_where_some_bear_all(none: int, all_: int) -> None:
    assert gini([0.0, 8.0], [none, all_]) == pytest.approx(none / (none + all_), abs=1e-12)


def test_gini_of_uniform_and_exponential_distances() -> None:
    middle = (np.arange(200_000) + 0.5) / 200_000
    assert gini(middle) == pytest.approx(1 / 3, abs=1e-6)
    assert gini(-np.log1p(-middle)) == pytest.approx(1 / 2, abs=1e-4)
    shape = 3.0  # Pareto: 1 / (2 shape - 1)
    assert gini((1 - middle) ** (-1 / shape)) == pytest.approx(1 / (2 * shape - 1), abs=1e-3)


def test_gini_of_nothing() -> None:
    assert gini([0.0, 0.0]) == 0.0
    assert math.isnan(gini([1.0, 2.0], [0.0, 0.0]))
    for values, weight in [([-1.0], [1.0]), ([np.inf], [1.0]), ([1.0], [np.nan]), ([1.0], [-1.0])]:
        with pytest.raises(ParameterError, match="gini needs"):
            gini(values, weight)
