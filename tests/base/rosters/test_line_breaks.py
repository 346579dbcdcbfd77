"""The check of rosters: each rule broken once, by hand, and told as broken."""

import pytest

from beatwright.base.errors import ParameterError
from beatwright.base.rosters import RosterRules, line_breaks

THREE = {"shifts": ("D", "A", "N")}
CLOCKS = {"D": (6, 8), "A": (14, 8), "N": (22, 8)}


def kinds(line, **rules):
    duty = ["" if day == "-" else day for day in line.replace(" ", "")]
    return [(one.rule.kind, one.day, one.found) for one in line_breaks(duty, RosterRules(**THREE, **rules))]


@pytest.mark.parametrize(
    ("line", "rules", "expected"),
    [
        ("DDDDD--", {"most_run": 5, "least_run": 5, "least_off": 2, "most_off": 2}, []),
        ("DDDDD--", {"most_run": 4}, [("most_run", 0, 5)]),
        ("D-DDDDD", {"most_run": 5}, [("most_run", 2, 6)]),  # over the end
        ("D-DDDD-", {"least_run": 2}, [("least_run", 0, 1)]),
        ("DD-DDD-", {"least_off": 2}, [("least_off", 2, 1), ("least_off", 6, 1)]),
        ("DD---D-", {"most_off": 2}, [("most_off", 2, 3)]),
        ("DDAADD-", {"runs_of": {"A": (3, None)}}, [("least_of", 2, 2)]),
        ("DDAADD-", {"runs_of": {"D": (1, 1)}}, [("most_of", 0, 2), ("most_of", 4, 2)]),
        ("DNN-AD-", {"not_after": {"N": ("A",), "A": ("D",)}}, [("not_after", 4, 1)]),
        ("DNN-AD-", {"not_after_day_off": {"N": ("A",), "D": ("A",)}}, [("not_after_day_off", 2, 1)]),
        ("DDDD--D", {"not_after": {"D": ("D",)}}, [("not_after", day, 1) for day in (0, 1, 2, 6)]),
        ("DDDDD-- DDDDDD- DDDDD--", {"weekends_off": (2, 2)}, [("weekends_off", 5, 1), ("weekends_off", 12, 1)]),
        ("NND----", {"clocks": CLOCKS, "least_rest": 11}, [("least_rest", 1, 0)]),
        ("AAD----", {"clocks": CLOCKS, "least_rest": 11}, [("least_rest", 1, 8)]),
        ("N-D--D-", {"clocks": {"D": (6, 8), "A": (14, 8), "N": (22, 24)}, "least_rest": 11}, [("least_rest", 0, 8)]),
    ],
)
def test_what_a_line_breaks(line, rules, expected):
    assert kinds(line, **rules) == expected


def test_a_line_without_any_change_is_a_run_without_end():
    assert kinds("DDDDDDD", most_run=50) == [("most_run", 0, float("inf"))]
    assert kinds("-------", least_off=50) == []


def test_ends_of_a_line_that_does_not_come_round():
    rules = RosterRules(**THREE, least_run=3, least_off=2, not_after={"D": ("A",)}, weekends_off=(1, 2))
    line = ("D", "", "", "A", "A", "", "", "D", "D", "D", "", "A")
    found = [(one.rule.kind, one.day) for one in line_breaks(line, rules, cyclic=False, weekday=5)]
    # Saturday and Sunday are days 0, 1 and 7, 8.
    assert found == [("least_run", 3), ("least_off", 10), ("weekends_off", 0)]


def test_positions_stand_for_names():
    rules = RosterRules(**THREE, not_after={"N": ("D",)})
    assert line_breaks([2, 0, -1, -1, -1, -1, -1], rules) == line_breaks(["N", "D", *[""] * 5], rules)


def test_unknown_days_are_all_told():
    with pytest.raises(ParameterError) as raised:
        line_breaks(["X", "D", 7], RosterRules(**THREE))
    assert all(word in str(raised.value) for word in ("Day 0", "'X'", "Day 2", "whole weeks"))


def test_rules_that_cannot_be_are_told_at_once():
    with pytest.raises(ParameterError) as raised:
        RosterRules(**THREE, least_run=5, most_run=3, runs_of={"N": (2, 3)}, not_after={"N": ("N",)}, least_rest=11)
    told = str(raised.value)
    assert all(word in told for word in ("'least_run' of 5", "'clocks'", "D, A, N"))
    with pytest.raises(ParameterError, match="N may not follow itself"):
        RosterRules(**THREE, runs_of={"N": (2, 3)}, not_after={"N": ("N",)})


def test_follower_rules_that_forbid_everything():
    everything = dict.fromkeys("DAN", ("D", "A", "N"))
    with pytest.raises(ParameterError, match="no shift may follow another"):
        RosterRules(**THREE, least_run=2, not_after=everything)
    with pytest.raises(ParameterError, match="neither on the next day nor after the one day off"):
        RosterRules(**THREE, most_off=1, not_after=everything, not_after_day_off=everything)


def test_the_most_of_a_run_may_be_left_out():
    rules = RosterRules(**THREE, runs_of={"N": [2]}, weekends_off=[1, 2])
    assert rules == RosterRules(**THREE, runs_of={"N": (2, None)}, weekends_off=(1, 2))


def test_wrong_forms_are_told_at_once():
    with pytest.raises(ParameterError) as raised:
        RosterRules(shifts=("D", "D"), most_run=0, runs_of={"X": (0,)}, not_after={"D": ("Y",)}, weekends_off=(3, 2))
    told = str(raised.value)
    assert all(word in told for word in ("'shifts'", "'most_run'", "'X'", "runs_of", "'Y'", "'weekends_off'"))


def test_rules_come_from_a_table_too():
    assert RosterRules.read("Rotation", {"shifts": ["D"], "most_run": 5}) == RosterRules(shifts=("D",), most_run=5)
    with pytest.raises(ParameterError, match="Did you mean 'most_run'"):
        RosterRules.read("Rotation", {"shifts": ["D"], "mostrun": 5})
