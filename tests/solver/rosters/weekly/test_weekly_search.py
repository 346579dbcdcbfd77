"""The search for weekly shifts: mixtures of lengths, freer rules, annealing and bounds by prices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.planning import weekly_shifts
from beatwright.queueing import cars_needed, offered_load
from beatwright.solver.rosters.weekly.hour_prices import fewest_bound, shortage_bound
from beatwright.solver.rosters.weekly.line_annealing import anneal_lines, line_costs, line_shifts
from beatwright.solver.rosters.weekly.line_by_line import line_by_line
from beatwright.solver.rosters.weekly.line_moves import hour_costs
from beatwright.solver.rosters.weekly.officer_lines import columns_of_lines, lines_of_columns, lines_of_numbers
from beatwright.solver.rosters.weekly.shift_columns import shift_columns
from beatwright.solver.rosters.weekly.weekly_ask import checked_ask
from beatwright.solver.rosters.weekly.weekly_goal import GoalSearch
from beatwright.solver.time_limit import SearchClock


def week():
    """Return the need of the smallest test week: 937 officer-hours."""
    hour = np.arange(168)
    busy = ((hour >= 114) & (hour < 124)) | ((hour >= 138) & (hour < 148))
    shape = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (hour % 24 - 20) / 24)) / 2 + 0.30 * busy
    return np.asarray(cars_needed(offered_load(6 * shape, 0.75).peak, 0.10))


def asked(need, lengths=(8,), officers=None, starts=range(24), **options):
    usual = {
        "days_off": "consecutive", "most_starts": None, "weight": None, "floor": 0.0, "least_per_start": 1,
        "largest": None, "surplus": 0.0, "meal": None, "workdays": None,
    }  # fmt: skip
    return checked_ask(need, lengths, officers, starts, **{**usual, **options})


def random_need(random):
    return random.integers(0, 4, 168) * (random.random(168) < 0.6)


# All of 22 officers' 880 hours are needed, and no hour is short of two: no roster is better.
@pytest.mark.parametrize(
    ("lengths", "days_off"),
    [
        ((8, 10, 12), "any"),
        pytest.param((8, 12), "any", marks=pytest.mark.slow),
        pytest.param((8, 12), "consecutive", marks=pytest.mark.slow),
        pytest.param((8,), "consecutive", marks=pytest.mark.slow),
    ],
)
def test_lengths_together_reach_the_bound_of_the_hours_that_officers_work(lengths, days_off):
    answer = weekly_shifts(week(), lengths, 22, days_off=days_off)
    assert (answer.short_hours, answer.largest, answer.certificate.exact) == (937 - 22 * 40, 1, True)


@pytest.mark.slow
def test_shifts_of_8_and_of_10_hours_save_an_officer():
    answer = weekly_shifts(week(), (8, 10), days_off="any")
    assert (answer.officers.sum(), answer.certificate.exact) == (24, True)  # 26 of 8 h alone, 25 of 10 h


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 4, 7]))
def test_a_freer_rule_is_never_worse(seed, officers):
    need = random_need(np.random.default_rng(seed))
    strict = {"lengths": (8,), "officers": officers, "starts": (7, 15, 23), "days_off": "consecutive"}
    freer = [
        {"lengths": (8, 12)},
        {"starts": (3, 7, 15, 23)},
        {"days_off": "any"},
        {"officers": officers + 1},
        {"lengths": (8, 12), "days_off": "any", "starts": (3, 7, 15, 23)},
    ]
    least = _lost(need, **strict)
    assert all(_lost(need, **strict | change) <= least for change in freer)


def _lost(need, **options):
    answer = weekly_shifts(need, **options)
    return answer.short_hours, answer.largest


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from([None, (2, 4)]), st.sampled_from([None, 2]))
def test_annealing_keeps_every_limit_and_counts_right(seed, consecutive, meal, most):
    random = np.random.default_rng(seed)
    options = {"days_off": "consecutive" if consecutive else "any", "meal": meal, "most_starts": most}
    ask = asked(random_need(random), (8, 12), 9, (1, 9, 17, 20), least_per_start=2, **options)
    made, begin = shift_columns(ask), lines_of_numbers(ask, line_by_line(ask))
    costs = line_costs(ask, ask.need, ask.weight, cap=1.0, beyond=1.0)
    found = anneal_lines(ask, costs, begin, moves=5000, clock=SearchClock(), seed=seed)
    at_start = np.bincount(found.group % 4, minlength=4)
    assert at_start.sum() == 9
    assert ((at_start == 0) | (at_start >= 2)).all()
    assert most is None or (at_start > 0).sum() <= most
    assert (found.at_work.sum(axis=1) == ask.groups.worked[found.group]).all()
    assert _cost(ask, costs, found) <= _cost(ask, costs, begin) + 1e-9
    people = columns_of_lines(ask, made, found)
    assert (columns_of_lines(ask, made, lines_of_columns(ask, made, people)) == people).all()
    goal = GoalSearch(ask, made, "shortage")
    assert goal.offer(people), "lines found keep every row of the program"


def _cost(ask, costs, lines):
    """Return what lines cost, counted officer by officer and hour by hour."""
    shifts, cover = line_shifts(ask), np.zeros(168)
    for group, days in zip(lines.group, lines.at_work, strict=True):
        for day in np.flatnonzero(days):
            for into in range(shifts.length[group]):
                cover[(24 * day + shifts.starts[group % 4] + into) % 168] += shifts.into[group, into]
    short = np.maximum(costs.need - cover, 0.0)
    told = hour_costs(costs, cover)
    assert np.allclose(told, short + np.maximum(short - costs.cap, 0.0) * costs.beyond)
    return told.sum()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from([None, (2, 4)]), st.sampled_from([0.0, 0.5]))
def test_no_lines_are_below_the_bound_of_any_prices(seed, consecutive, meal, surplus):
    random = np.random.default_rng(seed)
    options = {"days_off": "consecutive" if consecutive else "any", "meal": meal}
    ask = asked(random_need(random), (8, 12), 9, (1, 9, 17), surplus=surplus, largest=3.0, **options)
    made = shift_columns(ask)
    people = columns_of_lines(ask, made, lines_of_numbers(ask, line_by_line(ask)))
    goal = GoalSearch(ask, made, "shortage")
    assert goal.offer(people)
    prices = random.random(168) * random.choice([0.2, 1.0, 2.0]) - surplus
    assert shortage_bound(ask, prices, largest=3.0) <= goal.value + 1e-9
    covered = asked(np.floor(made.cover @ people), (8, 12), None, (1, 9, 17), **options)
    assert fewest_bound(covered, prices) <= 9 + 1e-9


def test_a_largest_shortage_that_weighs_half_leaves_no_whole_bound():
    # Rounded up, a bound of 10.2 would be taken for the proof that no roster has 10.5.
    ask = asked(np.ones(168), officers=4, largest=0.5)
    assert not GoalSearch(ask, shift_columns(ask), "shortage").whole
    whole = asked(np.ones(168), officers=4, largest=2.0)
    assert GoalSearch(whole, shift_columns(whole), "shortage").whole


def test_what_has_no_order_and_too_many_officers_are_refused():
    with pytest.raises(ValueError, match=r"'need'.*\n.*'lengths'.*\n.*'officers' .* \[1, 1000000\]"):
        weekly_shifts("none", ([8],), 10**9)
