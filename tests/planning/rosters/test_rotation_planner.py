"""The step Rotation: on a roster of weekly lines, at posts, from a need; and what it says where it cannot."""

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.core import Plan, Post, Roster, Shift, ShiftLine
from beatwright.planning.rosters.rotation_planner import Rotation
from beatwright.testing import check_planner, check_step, small_problem

SHIFTS = (Shift("D", 7, 8), Shift("N", 23, 8))
RULES = {"most_run": 6, "least_off": 2, "least_rest": 11}
NEED = {"D": (2,) * 7, "N": (1,) * 7}
CLOCKS = {"D": (7, 12), "N": (19, 12)}


def weekly(officers=2, post="", shifts=("D", "N")):
    """Lines of five days in a row, from every day on."""
    return tuple(
        ShiftLine.on(shift, [(first + day) % 7 for day in range(5)], officers, post)
        for shift in shifts
        for first in range(7)
    )


def broken(roster, **rules):
    clocks = {shift.name: (shift.start, shift.hours) for shift in roster.shifts}
    kept = RosterRules(shifts=tuple(clocks), clocks=clocks, **rules)
    return [one.text for line in roster.rotation for one in line_breaks(line.days, kept)]


def test_it_keeps_the_contract_of_a_step():
    check_step(Rotation)
    check_planner(Rotation(weeks=6, need=NEED, rules={"most_run": 6, "clocks": CLOCKS}), small_problem())


def test_a_rotation_of_weekly_lines_covers_what_they_do_and_keeps_the_rules():
    plan = Plan(roster=Roster(SHIFTS, weekly()), name="weekly")
    made = Rotation(weeks=8, rules=RULES).solve(small_problem(), plan)
    assert made.on == "weekly"
    assert [line.weeks for line in made.roster.rotation] == [7, 7, 7, 7]
    assert made.roster.officers == plan.roster.officers
    assert made.roster.cover == pytest.approx(plan.roster.cover)
    assert broken(made.roster, **RULES) == []
    assert made.certificate.exact


def test_every_post_has_its_own_rotations():
    lines = weekly(1, "s1") + weekly(1, "s3", ("D",))
    plan = Plan(posts=(Post("s1"), Post("s3")), roster=Roster(SHIFTS, lines, need_at={"s1": (1.0,) * 168}), name="two")
    made = Rotation(weeks=14, rules=RULES).solve(small_problem(), plan)
    assert [(line.post, line.weeks) for line in made.roster.rotation] == [("s1", 14), ("s3", 7)]
    assert made.roster.cover_at("s3") == pytest.approx(plan.roster.cover_at("s3"))
    assert made.roster.need_at == plan.roster.need_at


def test_weeks_that_are_kept_are_only_put_in_order():
    plan = Plan(roster=Roster(SHIFTS, weekly(1)), name="weekly")
    made = Rotation(weeks=14, rules=RULES, keep_weeks=True).solve(small_problem(), plan)
    (line,) = made.roster.rotation
    weeks = [line.days[at : at + 7] for at in range(0, len(line.days), 7)]
    assert sorted(weeks) == sorted(one.days for one in plan.roster.lines)
    assert len(broken(made.roster, **RULES)) <= made.certificate.objective


def test_a_need_is_met_exactly():
    made = Rotation(weeks=6, need=NEED, rules={"most_run": 6, "clocks": CLOCKS}).solve(small_problem())
    assert made.roster.officers == 6
    hour = np.arange(168) % 24
    assert made.roster.cover.tolist() == np.where((hour >= 7) & (hour < 19), 2, 1).tolist()
    assert made.roster.need == tuple(made.roster.cover)


def test_every_group_without_a_rotation_is_told_with_the_rules_in_conflict():
    plan = Plan(roster=Roster(SHIFTS, weekly()), name="weekly")
    with pytest.raises(InfeasibleError) as raised:
        Rotation(weeks=14, rules={**RULES, "most_run": 4}).solve(small_problem(), plan)
    told = str(raised.value)
    assert told.count("at most 4 days of work in a row and at least 2 days off in a row") == 2
    assert "keep_weeks" in told


def test_what_it_cannot_be_built_on():
    with pytest.raises(ParameterError, match="lines of 7 days"):
        Rotation(weeks=4).solve(small_problem())
    with pytest.raises(ParameterError, match="left out: the roster has"):
        Rotation(weeks=4, rules={"clocks": CLOCKS}).solve(small_problem(), Plan(roster=Roster(SHIFTS, weekly())))
    fortnight = Roster(SHIFTS, (ShiftLine.on("D", range(7), length=14),))
    with pytest.raises(ParameterError, match="lines of 7 days"):
        Rotation(weeks=4).solve(small_problem(), Plan(roster=fortnight))
    with pytest.raises(ParameterError, match="Known: D, N"):
        Rotation(weeks=4, rules={"not_after": {"X": ["D"]}}).solve(
            small_problem(), Plan(roster=Roster(SHIFTS, weekly()))
        )
    with pytest.raises(ParameterError) as raised:
        Rotation(weeks=2, need=NEED, rules={"clocks": CLOCKS}).solve(small_problem())
    assert str(raised.value).count("asks for 3 officers") == 7


def test_rules_can_be_an_object_too():
    rules = RosterRules(shifts=("D", "N"), most_run=6, clocks=CLOCKS)
    assert rules.table == {"shifts": ("D", "N"), "most_run": 6, "clocks": CLOCKS}
    as_table = Rotation(weeks=6, need=NEED, rules={"most_run": 6, "clocks": CLOCKS, "shifts": ["D", "N"]})
    assert Rotation(weeks=6, need=NEED, rules=rules) == as_table


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        Rotation(weeks=0, need={"D": (1, 2), "N": (-1,) * 7}, keep_weeks=True, rules={"clocks": {"D": (7, 12)}})
    told = str(raised.value)
    assert all(word in told for word in ("'weeks'", "need['D']", "need['N']", "'keep_weeks'", "There are none of N"))
    with pytest.raises(ParameterError) as raised:
        Rotation(weeks=4, rules=3, need=4)
    assert "'rules'" in str(raised.value)
