"""The judge of rosters against counts by hand, and its rules against a walk through the days."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Contract, CyclicLine, ParameterError, Plan, Request, Shift, ShiftLine
from beatwright.core import Roster as Layer
from beatwright.evaluate import Roster
from beatwright.evaluate.roster.duty_runs import DutyRow
from beatwright.evaluate.roster.rule_breaks import rule_breaks
from beatwright.testing import check_judge, small_problem

PROBLEM = small_problem()
DAY, NIGHT = Shift("D", 7, 8), Shift("N", 22, 8)
SHIFTS = {"D": DAY, "N": NIGHT}


def score(roster, **options):
    return Roster(**options).score(PROBLEM, Plan(roster=roster))


def test_hours_against_the_need_of_posts_are_not_balanced_over_them():
    lines = (ShiftLine.on("D", range(7), 3, "s1"), ShiftLine.on("D", range(7), 1, "s2"))
    need = (2,) * 168
    by_post = score(Layer((DAY,), lines, need_at={"s1": need, "s2": need}))
    pooled = score(Layer((DAY,), lines, need=(4,) * 168))
    assert by_post["short hours"] == 7 * (8 * 1 + 16 * 4)
    assert by_post["surplus hours"] == 7 * 8
    assert (pooled["short hours"], pooled["surplus hours"], pooled["largest shortage"]) == (7 * 16 * 4, 0, 4)
    assert by_post["officers"] == 4


def test_a_rotation_asks_the_same_of_all_and_covers_every_week():
    line = CyclicLine(("D",) * 5 + ("",) * 2 + ("N",) * 7 + ("",) * 7, (1, 1, 1))
    found = score(Layer((DAY, NIGHT), rotation=(line,), need=(1,) * 168), least_rest=11, most_run=6)
    assert found["nights worked"] == found["most nights worked"] == pytest.approx(7 / 3)
    assert found["weekends worked"] == pytest.approx(1 / 3)
    assert found["longest run of work"] == 7
    assert found["Gini of nights"] == pytest.approx(0, abs=1e-12)
    assert found["short hours"] == 168 - 5 * 8 - 7 * 8
    assert found.table("rule").frame["rule breaks"].to_dict()["run of work too long"] == 3


def test_a_duty_is_judged_by_its_contracts_and_requests():
    duty = {"a": ("N", "D", "", "D", "D", "D", "D"), "b": ("",) * 7}
    contracts = {"a": Contract(least_rest=11, least_run=3, days_off=(3,), not_after={"N": ("D",)}, most_minutes=2400)}
    requests = (Request("a", 2), Request("a", 3, "D"), Request("b", 0, "N", wanted=False), Request("b", 40))
    roster = Layer(
        (DAY, NIGHT), start=date(2026, 3, 2), duty=duty, need=(1,) * 168, contracts=contracts, requests=requests
    )
    found = score(roster)
    assert found["shortest rest"] == 1
    assert found["requests granted"] == 2 / 3
    rules = found.table("rule").frame["rule breaks"].to_dict()
    assert {rule: many for rule, many in rules.items() if many} == {
        "rest too short": 1,
        "shift after one that it may not follow": 1,
        "work on a day off": 1,
        "too many minutes": 1,
    }
    assert found["rule breaks"] == 4
    # Monday until 06:00 is not known; nights hold 2 + 6 hours, days 8 each, of which two lie in the night's hours.
    assert found["short hours"] == (168 - 6) - 8 - 5 * 8
    assert "first 6 hours are left aside" in found.notes[0]


def test_the_largest_shortage_is_that_of_any_week():
    duty = {"a": ("D",) * 7 + ("",) * 7, "b": ("D",) * 14}
    roster = Layer((DAY,), start=date(2026, 3, 2), duty=duty, need=tuple(2.0 * (7 <= h % 24 < 15) for h in range(168)))
    found = score(roster)
    assert found["largest shortage"] == 1
    assert found["short hours"] == 7 * 8 / 2


def test_without_a_need_or_requests_nothing_is_said_of_them():
    found = score(Layer((DAY,), (ShiftLine.on("D", range(5)),)))
    assert math.isnan(found["short hours"])
    assert math.isnan(found["requests granted"])
    assert "keeps no need" in found.notes[0]


@pytest.mark.parametrize("duty", [True, False])
def test_the_contract_of_judges_is_kept(duty):
    roster = Layer((DAY,), start=date(2026, 3, 2), duty={"a": ("D",) * 9}) if duty else None
    check_judge(Roster, PROBLEM, None if roster is None else Plan(roster=roster))


def test_without_a_roster_it_says_so():
    with pytest.raises(ParameterError, match="no roster yet"):
        Roster().score(PROBLEM, Plan())
    with pytest.raises(ParameterError, match=r"'least_rest'.*\n.*'most_run'"):
        Roster(least_rest=-1, most_run=0)


CONTRACTS = st.builds(
    lambda rest, run, off, follow, most: Contract(
        least_rest=rest, least_run=run, least_off=off, most_run=run + most, not_after=follow, most_of={"N": most}
    ),
    st.sampled_from([0, 8, 11, 16]), st.integers(1, 3), st.integers(1, 3),
    st.sampled_from([{}, {"N": ("D",)}, {"N": ("D", "N"), "D": ("N",)}]), st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["D", "N", ""]), min_size=7, max_size=21), CONTRACTS, st.booleans())
def test_rules_are_those_of_a_walk_through_the_days(days, contract, comes_round):
    row = DutyRow("a", tuple(days), 1, 0, comes_round, SHIFTS)
    found = rule_breaks(row, contract)
    expected = walked(days, contract, comes_round)
    assert {rule: many for rule, many in found.items() if rule in expected} == {k: v for k, v in expected.items() if v}


def walked(days, contract, comes_round):
    """Count breaks day by day; days that come round are seen three times, the second of them counts."""
    count = len(days)
    seen = days * 3 if comes_round else days
    inside = range(count, 2 * count) if comes_round else range(count)
    told = dict.fromkeys(
        ["rest too short", "shift after one that it may not follow", "run of work too long", "run of work too short",
         "days off too few in a row"], 0,
    )  # fmt: skip
    for day in inside:
        if seen[day]:
            later = next((k for k in range(day + 1, len(seen)) if seen[k]), None)
            if later is not None:
                rest = 24 * (later - day) + SHIFTS[seen[later]].start - SHIFTS[seen[day]].end
                told["rest too short"] += rest < contract.least_rest
                told["shift after one that it may not follow"] += later == day + 1 and seen[later] in (
                    contract.not_after.get(seen[day], ())
                )
        starts = day == 0 or bool(seen[day]) != bool(seen[day - 1])
        if not starts:
            continue
        end = next((k for k in range(day, len(seen)) if bool(seen[k]) != bool(seen[day])), len(seen))
        cut = not comes_round and (day == 0 or end == len(seen))
        if seen[day]:
            told["run of work too long"] += end - day > contract.most_run
            told["run of work too short"] += not cut and end - day < contract.least_run
        else:
            told["days off too few in a row"] += not cut and end - day < contract.least_off
    if comes_round and all(days):
        told["run of work too long"] = 1
    return told


def test_a_weekend_counts_once():
    row = DutyRow("a", ("D", "D", "", "", "", "", "", "", "D"), 1, 5, False, SHIFTS)
    assert row.weekends == 2
    assert np.isinf(DutyRow("a", ("D",) * 7, 1, 0, True, SHIFTS).longest_run)
