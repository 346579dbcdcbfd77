"""PAI, PEI, RRI and flags on cases worked by hand."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.forecast.scores.flag_zones import flag_zones
from beatwright.forecast.scores.predictive_accuracy import pai, pei, rri

CELLS, FLAGGED = 2450, 122


def worked_value() -> tuple[np.ndarray, np.ndarray]:
    """Return expected and came: 1,000 events, 226 of them where most was expected, 513 in the worst 122 cells."""
    came = np.zeros(CELLS)
    came[:FLAGGED] = [2] * 104 + [1] * 18  # 226 in the cells that are flagged
    came[FLAGGED : FLAGGED + 87] = [4] * 67 + [2] * 20  # the worst cells lie elsewhere
    rest = 1000 - int(came.sum())
    came[300 : 300 + rest] = 1
    return np.r_[np.full(FLAGGED, 2.0), np.full(CELLS - FLAGGED, 1.0)], came


def test_the_worked_value_of_the_methods_page() -> None:
    expected, came = worked_value()
    flags = flag_zones(expected, 1.0, share=0.05)
    assert flags.sum() == FLAGGED
    assert came[flags].sum() / came.sum() == 0.226
    assert round(pai(flags, came, 1.0), 2) == 4.54
    worst = flag_zones(came, 1.0, share=0.05)
    oracle = pai(worst, came, 1.0)
    assert pei(flags, came, 1.0) == pytest.approx(pai(flags, came, 1.0) / oracle)


def test_an_oracle_of_103_makes_an_efficiency_of_44_percent() -> None:
    came = np.zeros(CELLS)
    came[:FLAGGED] = 226 / FLAGGED
    came[FLAGGED : 2 * FLAGGED] = 513 / FLAGGED
    came[2 * FLAGGED :] = 261 / (CELLS - 2 * FLAGGED)
    worst = flag_zones(came, 1.0, share=0.05)
    assert round(pai(worst, came, 1.0), 1) == 10.3
    assert round(pei(np.arange(FLAGGED), came, 1.0), 2) == 0.44


def test_incidents_outside_and_an_area_of_its_own_count() -> None:
    assert pai([0], [2, 2], 1.0, outside=4, whole_area=10.0) == pytest.approx((2 / 8) / (1 / 10))


def test_nothing_to_predict_is_nan() -> None:
    assert math.isnan(pai([0], [0, 0], 1.0))
    assert math.isnan(pei([0], [0, 0], 1.0))
    assert math.isnan(pai([], [1, 0], 1.0))
    assert math.isnan(pei([], [1, 0], 1.0))
    assert math.isnan(rri([0], [1, 1], [0, 3]))


@pytest.mark.parametrize("score", [pai, pei, lambda flags, came, area: rri(flags, np.ones(len(came)) * area, came)])
@pytest.mark.parametrize("dtype", [int, np.int8, np.uint8])
def test_flags_of_0_and_1_are_flags(score, dtype) -> None:
    for flags in itertools.product([False, True], repeat=4):
        as_numbers, as_flags = (score(np.array(flags, dtype=kind), [5, 2, 0, 1], 1.0) for kind in (dtype, bool))
        assert as_numbers == pytest.approx(as_flags, nan_ok=True)


@pytest.mark.parametrize(
    ("flagged", "zones", "said"),
    [
        ([0, 1], 2, r"must be True or False for each of 2 zones. Got 0, 1"),
        ([1, 0], 2, r"must be True or False for each of 2 zones. Got 1, 0"),
        ([3, 3, 1], 4, r"positions that name each zone once. Got 3, 3, 1"),
        ([0, 0], 3, r"positions that name each zone once. Got 0, 0"),
        ([1], 1, r"True or False for each of 1 zone, or positions"),
        ([0.0, 1.0, 1.0], 3, r"Got float64 of shape \(3,\)"),
    ],
)
def test_what_may_be_flags_or_positions_is_refused(flagged, zones, said) -> None:
    for score in (pai, pei):
        with pytest.raises(ParameterError, match=said):
            score(flagged, np.arange(1.0, zones + 1), 1.0)
    assert pai([1, 0], [3, 1, 2], 1.0) == pytest.approx((4 / 6) / (2 / 3))
    assert pai([0], [3], 1.0) == 1.0


def test_the_oracle_is_the_best_choice_of_equal_cells() -> None:
    came = np.array([3, 0, 5, 1, 1])
    for pair in itertools.combinations(range(5), 2):
        assert pei(pair, came, 1.0) == pytest.approx(came[list(pair)].sum() / 8)


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=7).flatmap(
        lambda counts: st.tuples(
            st.just(counts),
            st.lists(st.floats(0.1, 9), min_size=len(counts), max_size=len(counts)),
            st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)),
        )
    )
)
def test_no_choice_of_unequal_zones_beats_the_oracle(case: tuple[list[int], list[float], list[bool]]) -> None:
    counts, area, flags = case
    value = pei(np.array(flags), counts, area)
    assert math.isnan(value) or 0 <= value <= 1 + 1e-9


@pytest.mark.parametrize(
    ("feet", "square_miles", "cells"), [(250, 0.25, 111), (600, 0.25, 19), (350, 0.75, 170), (450, 0.5, 68)]
)
def test_equal_cells_are_flagged_as_the_challenge_counts_them(feet: int, square_miles: float, cells: int) -> None:
    flags = flag_zones(np.arange(4000.0), feet**2, flagged_area=square_miles * 5280**2)
    assert flags.sum() == cells == math.floor(square_miles * 5280**2 / feet**2)
    assert flags[-cells:].all()


@pytest.mark.parametrize("cells", [20, 49, 700, 2440])
def test_a_share_that_is_a_whole_number_of_cells_is_not_lost_to_rounding(cells: int) -> None:
    flags = flag_zones(np.ones(cells), 0.1, share=round(0.05 * cells) / cells)
    assert flags.sum() == round(0.05 * cells)


def test_ties_are_broken_by_the_seed_alone() -> None:
    even = np.ones(400)
    first = flag_zones(even, 1.0, share=0.1, seed=1)
    assert (flag_zones(even, 1.0, share=0.1, seed=1) == first).all()
    assert (flag_zones(even, 1.0, share=0.1, seed=2) != first).any()
    assert first.sum() == 40
    assert first[:200].sum() not in (0, 40)
    assert (np.flatnonzero(flag_zones(even, 1.0, share=0.1, seed=None)) == np.arange(40)).all()


def test_density_ranks_and_not_the_count() -> None:
    assert flag_zones([6, 4], [3, 1], flagged_area=1).tolist() == [False, True]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError, match=r"(?s)'expected'.*'area'.*neither") as caught:
        flag_zones([-1, 1], [0, 1])
    assert str(caught.value).count("\n") == 3
    with pytest.raises(ParameterError, match="both"):
        flag_zones([1], [1], share=0.5, flagged_area=1)
    with pytest.raises(ParameterError, match="one figure per zone"):
        pai([0], [1, 2], [1, 2, 3])
    with pytest.raises(ParameterError, match="positions of zones"):
        pai([2], [1, 2], 1.0)
    with pytest.raises(ParameterError, match="positions of zones"):
        pei([True], [1, 2], 1.0)


def test_rri_is_what_was_promised_for_each_that_came() -> None:
    assert rri([0, 1], [2, 1, 9], [1, 1, 0]) == 1.5
