"""Fine tuning: every move against the change itself, repairs, locked officers, and the best from here."""

import time
from itertools import product

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.queueing import hourly_cars
from beatwright.solver.rosters.fine_tuning import (
    LineTuning,
    best_lines,
    move_scores,
    one_more_scores,
    tuning_advice,
)

HOUR = np.arange(168)
WEEKEND = ((HOUR >= 114) & (HOUR < 124)) | ((HOUR >= 138) & (HOUR < 148))
WEEK = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOUR % 24 - 20) / 24)) / 2 + 0.30 * WEEKEND


def lines_of_eight_hours():
    """Five days in a row from any day on, at any hour: duty[line, hour]."""
    duty = np.zeros((24, 7, 168))
    for start, first, day in product(range(24), range(7), range(5)):
        duty[start, first, ((first + day) % 7 * 24 + start + np.arange(8)) % 168] = 1
    return duty.reshape(168, 168)


def big_week(rng):
    need = hourly_cars(120 * WEEK, 0.75, 0.10, rule="peak").cars
    officers = np.bincount(rng.integers(168, size=250), minlength=168)
    return LineTuning(need, lines_of_eight_hours(), officers)


def random_tuning(rng, parts):
    lines, hours = int(rng.integers(2, 6)), int(rng.integers(3, 8))
    duty = rng.integers(0, 2, (lines, hours)) * (rng.random((lines, hours)) if parts else 1.0)
    officers = rng.integers(0, 4, lines)
    weight = rng.random(hours) * 3
    return LineTuning(rng.random(hours) * 4, duty, officers, rng.integers(0, officers + 1), weight)


@pytest.mark.parametrize("parts", [False, True], ids=["whole hours", "parts of hours"])
def test_scores_are_what_each_change_gives(parts):
    rng = np.random.default_rng(5)
    for _ in range(30):
        tuning = random_tuning(rng, parts)
        scores, more = move_scores(tuning), one_more_scores(tuning)
        for one, other in product(range(tuning.officers.size), repeat=2):
            if tuning.officers[one] > tuning.locked[one]:
                assert scores[one, other] == pytest.approx(tuning.moved(one, other).shortage)
            else:
                assert scores[one, other] == np.inf
        for line, shortage in enumerate(more):
            assert shortage == pytest.approx(tuning.with_officers(line, 1).shortage)


def test_every_move_of_250_officers_in_50_milliseconds_of_cpu():
    tuning = big_week(np.random.default_rng(0))
    move_scores(tuning)
    before = time.process_time()
    scores = move_scores(tuning)
    assert time.process_time() - before < 0.05
    rng = np.random.default_rng(1)
    used = np.flatnonzero(tuning.officers)
    assert len(used) > 120
    for one, other in zip(rng.choice(used, 20), rng.integers(168, size=20), strict=True):
        assert scores[one, other] == pytest.approx(tuning.moved(one, other).shortage)


def test_repairs_are_the_best_moves_and_locked_officers_stay():
    tuning = LineTuning([3, 3, 1], np.eye(3), [5, 0, 4])
    advice = tuning_advice(tuning)
    assert [(one.one, one.other, one.saved) for one in advice.repairs] == [(0, 1, 1.0), (2, 1, 1.0)]
    assert advice.worth.tolist() == [0, 1, 0]
    assert advice.short.tolist() == [0, 3, 0]
    assert advice.binds.tolist() == [False, True, False]
    held = tuning.holding(0, 5).holding(2, 4)
    assert tuning_advice(held).repairs == ()
    with pytest.raises(ParameterError, match="Nobody can leave line 0"):
        held.moved(0, 1)
    assert best_lines(held)[0].officers.tolist() == [5, 0, 4]


def test_the_best_from_here_is_the_best_of_all():
    rng = np.random.default_rng(6)
    for _ in range(15):
        tuning = random_tuning(rng, parts=False)
        ways = [
            np.array(count)
            for count in product(range(int(tuning.officers.sum()) + 1), repeat=tuning.officers.size)
            if sum(count) == tuning.officers.sum() and (np.array(count) >= tuning.locked).all()
        ]
        least = min(LineTuning(tuning.need, tuning.duty, way, tuning.locked, tuning.weight).shortage for way in ways)
        better, proof = best_lines(tuning)
        assert better.shortage == pytest.approx(least)
        assert proof.objective == pytest.approx(least)
        assert proof.bound == pytest.approx(least, abs=1e-6)


def test_the_largest_shortage_comes_second_and_few_change_lines():
    """Nothing lowers the sum; two on the first line are short in one hour by 2, which a change evens out."""
    tuning = LineTuning([2, 2, 0], np.eye(3), [2, 0, 0])
    better, proof = best_lines(tuning)
    assert better.officers.tolist() == [1, 1, 0]
    assert proof.objective == tuning.shortage == 2
    even = LineTuning([2, 2, 2, 2], np.eye(4), [1, 1, 1, 1])
    assert best_lines(even)[0].officers.tolist() == [1, 1, 1, 1]
    three = LineTuning([3, 3], np.array([[1, 0], [0, 1], [1, 0], [0, 1]]), [3, 0, 0, 0])
    better, _ = best_lines(three)
    assert better.officers[[0, 2]].sum() in (1, 2)
    assert better.officers[2] == 0  # who need not change stays on his line


def test_a_search_ended_at_once_is_no_worse_than_where_it_began():
    tuning = big_week(np.random.default_rng(0))
    better, proof = best_lines(tuning, stop=lambda: True)
    assert better.shortage <= tuning.shortage
    assert proof.objective == better.shortage >= proof.bound


@pytest.mark.slow
def test_84_short_hours_are_proven_for_250_officers_where_single_moves_stop_before():
    tuning = big_week(np.random.default_rng(0))
    while (repairs := tuning_advice(tuning).repairs) and tuning.shortage:
        tuning = tuning.moved(repairs[0].one, repairs[0].other)
    assert tuning.shortage > 84
    better, proof = best_lines(tuning)
    assert proof.exact
    assert better.shortage == proof.objective == 84


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        LineTuning([1, -1], [[2, 0, 0]], [1, -1], [3], [1])
    told = str(raised.value)
    assert all(word in told for word in ("'need'", "'duty'", "'officers'", "'locked'", "'weight'"))
    with pytest.raises(ParameterError, match="2 officers are locked, but only 1"):
        LineTuning([1], [[1]], [1], [2])
