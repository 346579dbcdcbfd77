"""Cars by the hour: the week of the page, what the exact rule promises, and brute force on small days."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.queueing import (
    STAFFING_RULES,
    cars_needed,
    delay_by_hour,
    hourly_cars,
    multi_car_delay,
    multi_car_delay_by_hour,
    offered_load,
)

HOUR = np.arange(168)
WEEKEND = ((HOUR >= 114) & (HOUR < 124)) | ((HOUR >= 138) & (HOUR < 148))
WEEK = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOUR % 24 - 20) / 24)) / 2 + 0.30 * WEEKEND
# Calls at the peak, service; car-hours, share delayed and worst hour of the exact rule at 10 %.
EXACT = [
    (6, 0.75, 911, 0.06548, 0.09853),
    (25, 0.75, 2497, 0.08057, 0.09932),
    (25, 1.5, 4409, 0.08643, 0.09893),
]


@pytest.mark.parametrize(("calls", "service", "most", "share", "worst"), EXACT)
def test_the_exact_rule_on_the_week(calls, service, most, share, worst):
    found = hourly_cars(calls * WEEK, service, 0.10, rule="exact")
    assert found.car_hours <= most
    if found.car_hours == most:
        assert (found.delay.delayed_share, found.delay.worst) == pytest.approx((share, worst), abs=1e-5)
    checked = delay_by_hour(calls * WEEK, found.cars, service)
    assert checked.delayed.max() <= 0.10
    assert checked.delayed == pytest.approx(found.delay.delayed, abs=1e-9)
    assert found.hours_over.size == 0


def test_the_rules_on_the_week():
    steady, mean, peak = (hourly_cars(25 * WEEK, 0.75, 0.10, rule=rule) for rule in ("steady", "mean", "peak"))
    assert (steady.car_hours, mean.car_hours, peak.car_hours) == (2526, 2504, 2577)
    assert (steady.delay.worst, mean.delay.worst) == pytest.approx((0.459543, 0.117372), abs=1e-6)
    assert len(steady.hours_over) > len(mean.hours_over) > len(peak.hours_over) == 0
    assert steady.cars.tolist() == cars_needed(25 * WEEK * 0.75, 0.10).tolist()
    assert peak.cars.tolist() == cars_needed(offered_load(25 * WEEK, 0.75).peak, 0.10).tolist()
    assert mean.rule == "mean" == hourly_cars(WEEK, 0.75, 0.10).rule


@pytest.mark.parametrize("rule", STAFFING_RULES)
def test_one_car_for_every_call_is_the_rule_of_one_car(rule):
    one, same = hourly_cars(6 * WEEK, 0.75, 0.10, rule), hourly_cars(6 * WEEK, 0.75, 0.10, rule, share=[1.0])
    assert one.cars.tolist() == same.cars.tolist()
    assert one.delay.delayed == pytest.approx(same.delay.delayed, abs=1e-9)


def test_several_cars_for_a_call_hold_the_bound_in_every_hour_and_take_more_than_their_load_alone():
    rate, share = 3 * WEEK, [0.7, 0.2, 0.0, 0.1]
    mean, exact = (hourly_cars(rate, 0.75, 0.10, rule, share=share) for rule in ("mean", "exact"))
    assert exact.hours_over.size == 0
    assert exact.car_hours <= mean.car_hours
    checked = multi_car_delay_by_hour(rate, share, exact.cars, 0.75, short="start")
    assert checked.delayed == pytest.approx(exact.delay.delayed, abs=1e-9)
    assert exact.car_hours > hourly_cars(1.5 * rate, 0.75, 0.10, "exact").car_hours
    fewer = exact.cars - (int(exact.cars.argmax()) == HOUR)
    assert multi_car_delay_by_hour(rate, share, fewer, 0.75, short="start").worst > 0.10
    steady = hourly_cars(rate, 0.75, 0.10, "steady", share=share)
    for hour in (3, 116):
        at = (rate[hour], share, 0.75)
        assert multi_car_delay(int(steady.cars[hour]), *at).delayed <= 0.10
        assert multi_car_delay(int(steady.cars[hour]) - 1, *at).delayed > 0.10


@pytest.mark.data
@pytest.mark.parametrize(
    ("calls_per_crime", "rule", "car_hours", "worst"),
    [
        (1, "steady", 1326, 0.293),
        (1, "mean", 1316, 0.097),
        (8, "steady", 6921, 0.762),
        (8, "mean", 6925, 0.140),
        (8, "peak", 7254, 0.090),
    ],
)
def test_the_rules_on_the_clock_of_st_louis(st_louis_clock, calls_per_crime, rule, car_hours, worst):
    found = hourly_cars(calls_per_crime * st_louis_clock, 0.75, 0.10, rule=rule)
    assert found.car_hours == car_hours
    assert found.delay.worst == pytest.approx(worst, abs=5e-4)


@pytest.fixture(scope="module")
def st_louis_clock(data_folder):
    """Crimes per hour of the week, 2014 to 2018."""
    columns = ["occurred", "flag_crime", "count", "coord_ok"]
    rows = pd.read_parquet(data_folder / "stlouis" / "incidents.parquet", columns=columns)
    rows = rows[rows["flag_crime"] & (rows["count"] == 1) & rows["coord_ok"]]
    when = rows["occurred"][(rows["occurred"] >= "2014-01-01") & (rows["occurred"] < "2019-01-01")]
    assert len(when) == 235_680
    return np.bincount(when.dt.day_of_week * 24 + when.dt.hour, minlength=168) / (1826 / 7)


days = st.lists(st.floats(0.1, 6), min_size=2, max_size=4)


@settings(max_examples=15)
@given(days, st.floats(0.3, 2), st.sampled_from([0.05, 0.1, 0.3]))
def test_under_the_exact_rule_every_hour_holds_and_no_car_can_go(rate, service, bound):
    found = hourly_cars(rate, service, bound, rule="exact")
    assert delay_by_hour(rate, found.cars, service).worst <= bound + 1e-9
    for hour in range(len(rate)):
        fewer = found.cars - (np.arange(len(rate)) == hour)
        if fewer[hour] >= 1 and fewer.sum() > 1.05 * sum(rate) * service:
            assert delay_by_hour(rate, fewer, service).worst > bound - 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_the_exact_rule_is_within_one_car_hour_of_all_combinations(seed):
    rate = np.random.default_rng(seed).uniform(0.2, 3, 3)
    found = hourly_cars(rate, 0.8, 0.2, rule="exact")
    choices = [range(max(c - 2, 1), c + 2) for c in found.cars]
    holds = [c for c in product(*choices) if sum(c) > rate.sum() * 0.84 and delay_by_hour(rate, c, 0.8).worst <= 0.2]
    assert 0 <= found.car_hours - min(sum(c) for c in holds) <= 1


@pytest.mark.parametrize("rule", STAFFING_RULES)
def test_even_calls_are_staffed_evenly_by_every_rule(rule):
    found = hourly_cars([4.0] * 6, 0.5, 0.1, rule=rule)
    assert found.cars.tolist() == [cars_needed(2.0, 0.1)] * 6
    assert found.most_delayed == 0.1


def test_no_calls_keep_one_car():
    assert hourly_cars([0.0, 0.0], 1.0, 0.1, rule="exact").cars.tolist() == [1, 1]


def test_progress_is_told():
    told = []
    found = hourly_cars(
        6 * WEEK[:24], 0.75, 0.1, rule="exact", progress=lambda hours, tried: told.append((hours, tried))
    )
    assert told[-1][0] == found.car_hours
    assert [tried for _, tried in told] == list(range(1, len(told) + 1))


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        hourly_cars([1.0], 1.0, 1.0, rule="sipp")
    assert "must be one of 'mean', 'peak', 'steady', 'exact'. Got 'sipp'." in str(error.value)
    assert "'most_delayed'" in str(error.value)
