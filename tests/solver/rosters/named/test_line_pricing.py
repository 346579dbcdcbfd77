"""The cheapest line against every line listed one by one; the checker that lists them knows nothing of the pricing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solver.rosters.named.named_cases import members, rules_of

from beatwright.solver.rosters.named.contracts.contract_breaks import line_cost, weekends_worked
from beatwright.solver.rosters.named.contracts.listed_lines import listed_lines
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_windows import windows_of
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.solver.rosters.named.pricing.compiled_lines import Share, border_before, compiled_lines
from beatwright.solver.rosters.named.pricing.line_listing import lines_within
from beatwright.solver.rosters.named.pricing.line_pricing import price_lines

DAYS = 6


def priced(member, rules, extra, share=None):
    """Price one line; give it by names, and its cost."""
    window = windows_of(len(extra), rules)[0]
    compiled = compiled_lines([member], rules, window, border_before([member], rules), share)
    lines, costs = price_lines(compiled, extra, np.arange(1))
    return tuple((*rules.shifts, "")[shift] for shift in lines[0]), costs[0]


def worth(line, rules, extra):
    """Give what a line costs at prices of shifts."""
    return sum(extra[day, rules.shifts.index(shift)] for day, shift in enumerate(line) if shift)


@settings(max_examples=50)
@given(rules_of(), members(DAYS), st.integers(0, 2**32 - 1))
def test_no_listed_line_is_cheaper(rules, member, seed):
    extra = np.random.default_rng(seed).normal(-1.0, 3.0, (DAYS, 2))
    line, cost = priced(member, rules, extra)
    listed = {
        each: line_cost(each, member, rules) + worth(each, rules, extra) for each in listed_lines(member, rules, DAYS)
    }
    assert np.isfinite(cost) == bool(listed)
    if listed:
        assert cost == pytest.approx(min(listed.values()))
        assert listed[line] == pytest.approx(cost)


@settings(max_examples=50)
@given(rules_of(), members(DAYS), st.integers(0, 2**32 - 1), st.floats(0, 9))
def test_lines_within_a_cost_are_those_of_the_list(rules, member, seed, more):
    extra = np.random.default_rng(seed).normal(-1.0, 3.0, (DAYS, 2))
    cheapest = priced(member, rules, extra)[1]
    most = (cheapest if np.isfinite(cheapest) else 0.0) + more + 1e-6  # sums of costs are rounded
    listed = {
        each: line_cost(each, member, rules) + worth(each, rules, extra) for each in listed_lines(member, rules, DAYS)
    }
    compiled = compiled_lines([member], rules, windows_of(DAYS, rules)[0], border_before([member], rules))
    lines, costs = lines_within(compiled, extra, 0, most, 800)
    found = {tuple((*rules.shifts, "")[shift] for shift in line): cost for line, cost in zip(lines, costs, strict=True)}
    assert len(found) == len(lines)
    assert found == {each: pytest.approx(cost) for each, cost in listed.items() if cost <= most}
    assert len(lines_within(compiled, extra, 0, most, 2)[0]) == min(3, len(found))


@settings(max_examples=50)
@given(rules_of(), members(DAYS), st.integers(0, 2**32 - 1))
def test_even_shares_are_paid_by_count(rules, member, seed):
    random = np.random.default_rng(seed)
    extra = random.normal(-1.0, 3.0, (DAYS, 2))
    share = Share(random.integers(0, 9, (1, DAYS + 1)) * 1.0, random.integers(0, 9, (1, DAYS + 1)) * 1.0)
    nights = NamedRules(
        shifts=rules.shifts,
        minutes=rules.minutes,
        not_after=rules.not_after,
        weekday=rules.weekday,
        nights=("N",),
    )
    _, cost = priced(member, nights, extra, share)
    paid = [
        line_cost(line, member, nights)
        + worth(line, nights, extra)
        + share.nights[0, line.count("N")]
        + share.weekends[0, weekends_worked(line, member, nights, 0, DAYS)]
        for line in listed_lines(member, nights, DAYS)
    ]
    assert cost == pytest.approx(min(paid, default=np.inf))


def test_a_run_cut_by_a_free_border_may_be_short_and_one_after_known_days_may_not():
    rules, dear = NamedRules(shifts=("D",)), np.array([[-5.0], [9.0], [9.0], [9.0]])
    free = StaffMember(officer="7", least_run=2, least_off=2)
    assert priced(free, rules, dear)[0] == ("D", "", "", "")
    known = StaffMember(officer="7", least_run=2, least_off=2, last="", run=4)
    assert priced(known, rules, dear)[0] == ("", "", "", "")


def test_days_carried_in_count_towards_runs():
    rules, dear = NamedRules(shifts=("D",)), np.full((4, 1), -1.0)
    member = StaffMember(officer="7", most_run=5, least_off=2, last="D", run=4)
    assert priced(member, rules, dear)[0] == ("D", "", "", "D")
