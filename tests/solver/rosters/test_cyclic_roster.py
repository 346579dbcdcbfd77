"""Rotations: the published instance, the program that tells weeks apart as a twin, conflicts of rules, bad input."""

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.solver.milp import solve_milp
from beatwright.solver.rosters.rotation import cyclic_roster
from beatwright.solver.rosters.rotation.cyclic_program import CyclicProgram
from beatwright.solver.rosters.rotation.rule_conflict import rules_in_conflict
from beatwright.solver.time_limit import SearchClock

# Instance 0103 of the rotating workforce benchmark (MiniZinc challenge).
NEED = [[5, 4, 4, 4, 4, 3, 3], [5, 5, 5, 5, 4, 0, 0], [4, 3, 3, 3, 3, 2, 2]]
RULES = RosterRules(
    shifts=("D", "A", "N"),
    least_run=3,
    most_run=7,
    most_off=4,
    runs_of={"D": (2, 6), "A": (3, 6), "N": (3, 4)},
    not_after={"N": ("D", "A"), "A": ("D",)},
    not_after_day_off={"N": ("N", "A", "D"), "A": ("D",)},
)


def test_the_published_instance_in_two_seconds_of_cpu():
    before = time.process_time()
    roster = cyclic_roster(NEED, 16, RULES)
    assert time.process_time() - before < 2
    assert roster.certificate.exact
    assert roster.duty.shape == (16, 7)
    assert roster.cover.tolist() == NEED
    assert line_breaks(roster.duty, RULES) == ()
    assert len(roster.lines) == 16
    assert set(roster.lines[0]) <= {"D", "A", "N", ""}


def random_rules(rng):
    return RosterRules(
        shifts=("D", "N"),
        least_run=int(rng.integers(1, 4)),
        most_run=int(rng.integers(4, 7)),
        least_off=int(rng.integers(1, 3)),
        most_off=int(rng.integers(2, 5)),
        runs_of={"N": (int(rng.integers(1, 4)), int(rng.integers(3, 5)))},
        not_after={"N": ("D",)},
        not_after_day_off={"N": ("D",)} if rng.random() < 0.5 else {},
        weekends_off=None if rng.random() < 0.4 else (1, int(rng.integers(1, 8))),
    )


def test_flows_and_the_program_that_tells_weeks_apart_agree():
    rng, found = np.random.default_rng(3), []
    for _ in range(20):
        weeks, rules = int(rng.integers(1, 5)), random_rules(rng)
        need = np.minimum(rng.integers(0, 3, (2, 7)), weeks // 2)
        model = CyclicProgram(need, weeks, rules)
        twin = solve_milp(model.program(rules.rules), easy=True)
        try:
            cyclic_roster(need, weeks, rules)  # checks what it returns
            found.append(True)
        except InfeasibleError:
            found.append(False)
        assert found[-1] == (twin.certificate.status == "optimal")
        if found[-1]:
            assert line_breaks(model.duty(twin.x), rules) == ()
    assert 3 < sum(found) < 17


@pytest.mark.parametrize("of", [3, 8])  # windows that states tell apart, and one that they do not
def test_windows_of_weekends(of):
    rules = replace(RULES, weekends_off=(1, of))
    assert line_breaks(cyclic_roster(NEED, 16, rules).duty, rules) == ()


def test_rest_by_the_clocks_is_kept_without_names_of_followers():
    clocks = {"D": (6, 8), "A": (14, 8), "N": (22, 8)}
    rules = RosterRules(shifts=("D", "A", "N"), most_run=6, least_off=2, clocks=clocks, least_rest=11)
    roster = cyclic_roster(np.ones((3, 7), int), 5, rules)
    assert line_breaks(roster.duty, rules) == ()
    assert not any(("N", "D") in pairwise(week) for week in roster.lines)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"most_off": 2}, ["at least 3 days of work in a row", "at most 2 days off in a row"]),
        ({"least_off": 3}, ["at least 3 days off in a row"]),
        ({"weekends_off": (2, 3)}, ["at least 3 days of work", "at most 4 days off", "at least 2 of any 3 weekends"]),
    ],
)
def test_rules_in_conflict_are_named_and_no_others(changed, told):
    with pytest.raises(InfeasibleError) as raised:
        cyclic_roster(NEED, 16, replace(RULES, **changed))
    text = str(raised.value)
    assert all(words in text for words in told)
    assert text.count(" in a row") + text.count("weekends off") == len(told)


def test_a_search_for_the_conflict_that_is_ended_tells_more_rules_never_fewer():
    model = CyclicProgram(np.array(NEED), 16, replace(RULES, most_off=2))
    kept, proven = rules_in_conflict(model, SearchClock(stop=lambda: True))
    assert kept == model.rules.rules
    assert not proven


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        cyclic_roster([[1.5] * 7], 0, RULES)
    assert all(word in str(raised.value) for word in ("'weeks'", "(3, 7)", "whole numbers"))
    with pytest.raises(ParameterError) as raised:
        cyclic_roster(NEED, 12, RULES)
    assert "Monday needs 14 officers" in str(raised.value)
    with pytest.raises(ParameterError, match="must name the 'shifts'"):
        cyclic_roster(NEED, 12, {"most_run": 5})
