"""The queue by the clock: the page's weeks, Runge and Kutta's method, Erlang C, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from beatwright.base.errors import ParameterError
from beatwright.queueing import cars_needed, delay_by_hour, erlang_c, mean_line, offered_load

HOUR = np.arange(168)
WEEKEND = ((HOUR >= 114) & (HOUR < 124)) | ((HOUR >= 138) & (HOUR < 148))
WEEK = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOUR % 24 - 20) / 24)) / 2 + 0.30 * WEEKEND
# Calls at the peak, service: car-hours, share delayed, worst hour, of steady, mean and peak load at 10 %.
WEEKS = [
    (6, 0.75, (925, 0.058625, 0.289998), (921, 0.061127, 0.097601), (937, 0.055436, 0.097178)),
    (25, 0.75, (2526, 0.079143, 0.459543), (2504, 0.078139, 0.117372), (2577, 0.062123, 0.084311)),
    (25, 1.5, (4414, 0.124545, 0.883394), (4411, 0.085313, 0.105335), (4573, 0.057530, 0.075922)),
    (120, 0.75, (9475, 0.128074, 0.949043), (9485, 0.092608, 0.201908), (9856, 0.052765, 0.081615)),
]
days = st.lists(st.tuples(st.floats(0, 6), st.integers(1, 6)), min_size=1, max_size=5)


@pytest.mark.parametrize(("calls", "service", "steady", "mean", "peak"), WEEKS)
def test_the_weeks(calls, service, steady, mean, peak):
    rate = calls * WEEK
    load = offered_load(rate, service)
    for expected, each in ((steady, rate * service), (mean, load.mean), (peak, load.peak)):
        cars = cars_needed(each, 0.1)
        found = delay_by_hour(rate, cars, service)
        assert cars.sum() == expected[0]
        assert (found.delayed_share, found.worst) == pytest.approx(expected[1:], abs=1e-6)
        assert found.busy.sum() == pytest.approx(rate.sum() * service, rel=1e-10)


def carried(rate, cars, service):
    """Twin: the chain written as differential equations, solved hour by hour until a period changes nothing."""
    n = np.arange(60)
    chance = np.eye(1, len(n))[0]
    for _ in range(400):
        begin, figures = chance, []
        for calls, on_duty in zip(rate, cars, strict=True):
            served = np.minimum(n, on_duty) / service

            def change(_, both, calls=calls, served=served):
                p = both[: len(n)]
                up, down = p[:-1] * calls, p[1:] * served[1:]
                flow = np.append(0.0, up - down) - np.append(up - down, 0.0)
                return np.append(flow, p)

            state = np.append(chance, np.zeros(len(n)))
            state = solve_ivp(change, (0, 1), state, method="RK45", rtol=1e-9, atol=1e-12).y[:, -1]
            chance, mean = state[: len(n)], state[len(n) :]
            late = np.maximum(n - on_duty, 0)
            figures.append((mean[n >= on_duty].sum(), mean @ late, mean @ (n - late)))
        if np.abs(chance - begin).sum() < 1e-8:
            break
    return np.array(figures).T


def test_it_is_what_runge_and_kutta_find():
    rate, cars = [1.0, 5.0, 2.0, 0.0], [2, 3, 4, 1]
    found = delay_by_hour(rate, cars, 0.6)
    for figure, expected in zip((found.delayed, found.line, found.busy), carried(rate, cars, 0.6), strict=True):
        assert figure == pytest.approx(expected, abs=1e-6)


@settings(max_examples=15)
@given(st.integers(1, 12), st.floats(0.05, 0.9), st.floats(0.1, 3), st.integers(1, 4))
def test_calls_and_cars_that_never_change_are_erlang_s(cars, utilisation, service, hours):
    rate = cars * utilisation / service
    found = delay_by_hour([rate] * hours, [cars] * hours, service)
    assert found.delayed == pytest.approx([erlang_c(cars, rate * service)] * hours, abs=1e-8)
    assert found.line == pytest.approx([mean_line(cars, rate, service)] * hours, abs=1e-6)
    assert found.wait == pytest.approx(found.line[0] / rate, rel=1e-9)


@settings(max_examples=25)
@given(days, st.floats(0.1, 1.2), st.integers(0, 4), st.floats(0, 2))
def test_more_cars_are_never_more_delay_and_more_calls_never_less(day, service, hour, more):
    rate, cars = np.array(day).T
    cars = cars.astype(int) + int(1.1 * rate.mean() * service) + 1
    here = delay_by_hour(rate, cars, service)
    added = np.arange(len(day)) == hour % len(day)
    assert np.all(delay_by_hour(rate, cars + added, service).delayed <= here.delayed + 1e-9)
    assert np.all(delay_by_hour(rate * (1 - 0.1 * more), cars, service).line <= here.line + 1e-7)
    assert here.busy.sum() == pytest.approx(rate.sum() * service, rel=1e-7, abs=1e-9)
    assert np.all((here.delayed >= -1e-15) & (here.delayed <= 1 + 1e-12))


@settings(max_examples=15)
@given(days, st.integers(0, 4))
def test_a_clock_that_starts_elsewhere_finds_the_same(day, turn):
    rate, cars = np.array(day).T
    cars = cars.astype(int) + int(1.1 * rate.mean() * 0.5) + 1
    here, turned = (delay_by_hour(np.roll(rate, k), np.roll(cars, k), 0.5) for k in (0, turn))
    assert np.roll(here.delayed, turn) == pytest.approx(turned.delayed, abs=1e-9)


def test_hours_without_cars_and_with_too_many_calls_are_worked_off_later():
    found = delay_by_hour([20.0, 20.0, 1.0, 1.0], [5, 0, 60, 30], 0.5)
    assert found.delayed[1] == pytest.approx(1)
    assert found.line[1] > 20
    assert found.delayed[3] < 1e-3
    assert (found.worst, found.worst_hour) == (found.delayed[1], 1)
    assert delay_by_hour([0.0, 0.0], [1, 1], 1.0).wait == 0


def test_long_lines_are_followed():
    rate, cars = np.repeat([60.0, 5.0], 12), np.repeat([20, 60], 12)
    found = delay_by_hour(rate, cars, 0.5)
    assert 200 < found.line.max() < 12 * (60 - 40)  # what is left over in twelve hours, once the cars are busy
    assert found.busy.sum() == pytest.approx(rate.sum() * 0.5, rel=1e-9)


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        (
            ([4.0, 4.0], [1, 3], 1.0),
            "The 'cars' parameter of delay_by_hour must be more than the 8 car-hours of work that the calls of all 2 "
            "hours bring. Got 4 car-hours.",
        ),
        (([1.0, 1.0], [1.5, 2], 1.0), "The 'cars' parameter of delay_by_hour must be whole numbers. Got 1.5."),
        (
            ([1.0, 1.0], [2, 2, 2], 1.0),
            "The 'cars' parameter of delay_by_hour must be an array [hour] of shape (2,). Got shape (3,).",
        ),
        ((1.0, [2], 1.0), "The 'rate' parameter of delay_by_hour must be an array [hour]. Got shape ()."),
        (
            ([9e4], [9], 1.0),
            "The 'rate' parameter of delay_by_hour must be calls that keep at most 2,000 cars busy. Got 90,000 cars.",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(given_, sentence):
    with pytest.raises(ParameterError) as error:
        delay_by_hour(*given_)
    assert str(error.value) == sentence


def test_what_would_take_too_much_is_refused_before_it_is_taken():
    with pytest.raises(ParameterError, match=r"^Up to .* calls at once would have to be followed .* Add cars"):
        delay_by_hour([5_000.0] * 12 + [0.0] * 12, [100] * 12 + [2_000] * 12, 0.2)
    with pytest.raises(ParameterError, match=r"^The line does not settle within 30,000 hours: 48 car-hours are hardly"):
        delay_by_hour([1.999] * 24, [2] * 24, 1.0)
    with pytest.raises(ParameterError, match=r"followed through 500,000 hours, and there is room for 40"):
        delay_by_hour(np.ones(500_000), np.full(500_000, 3), 1.0)
