"""The judge counts what the search's own reader of days finds: two readings of one contract, on random lines."""

import re
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Contract, Plan, Shift
from beatwright.core import Roster as Layer
from beatwright.evaluate import Roster
from beatwright.evaluate.roster.duty_runs import DutyRow
from beatwright.evaluate.roster.rule_breaks import rule_breaks
from beatwright.solver.rosters.named.contracts.contract_breaks import contract_breaks
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.testing import small_problem

SHIFTS = (Shift("D", 7, 8), Shift("A", 15, 8), Shift("N", 22, 10))
NAMES = ("D", "A", "N")
OFF_OR_ON = st.sampled_from(["", *NAMES])
WORDS = (
    (r"(\d+) days of work in a row, at most (\d+)", "run of work too long", False),
    (r"(\d+) days of work in a row, at least (\d+)", "run of work too short", False),
    (r"(\d+) days off in a row, at least (\d+)", "days off too few in a row", False),
    (r"(\w) on the day after (\w)", "shift after one that it may not follow", False),
    (r"(-?[\d.]+) hours of rest, at least ([\d.]+)", "rest too short", False),
    (r"(\w) on a (fixed) day off", "work on a day off", False),
    (r"(\d+) minutes, at most (\d+)", "too many minutes", False),
    (r"(\d+) minutes, at least (\d+)", "too few minutes", False),
    (r"(\d+) shifts \w, at most (\d+)", "too many of a shift", True),
    (r"(\d+) weekends worked, at most (\d+)", "too many weekends", True),
)


def counted(breaks):
    """Return how often each rule of the judge is broken, by the words of the other reader."""
    found = Counter()
    for one in breaks:
        pattern, rule, beyond = next(word for word in WORDS if re.fullmatch(word[0], one.rule))
        told = re.fullmatch(pattern, one.rule).groups()
        found[rule] += int(told[0]) - int(told[1]) if beyond else 1
    return dict(found)


@st.composite
def asked(draw):
    days = draw(st.integers(1, 24))
    shared = {
        "not_after": draw(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=2))),
        "least_rest": draw(st.sampled_from([0, 9, 11])),
        "window": draw(st.sampled_from([None, 3, 7, 10, 28])),
    }
    least = draw(st.sampled_from([None, 480, 1440]))
    own = {
        "least_minutes": least,
        "most_minutes": draw(st.sampled_from([None, 1500, 2400, 4000])),
        "most_of": draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4))),
        "least_run": draw(st.integers(1, 3)),
        "most_run": draw(st.sampled_from([None, 3, 4])),
        "least_off": draw(st.integers(1, 3)),
        "most_weekends": draw(st.sampled_from([None, 0, 1, 2])),
        "days_off": draw(st.lists(st.integers(0, days - 1), max_size=2)),
        "leave": draw(st.lists(st.integers(0, days - 1), max_size=3)),
        "last": draw(st.sampled_from([None, "", *NAMES])),
        "run": draw(st.integers(1, 5)),
    }
    line = draw(st.lists(OFF_OR_ON, min_size=days, max_size=days))
    return tuple(line), draw(st.integers(0, 6)), own, shared


@settings(max_examples=150, deadline=None)
@given(asked())
def test_the_judge_counts_what_the_reader_of_the_search_finds(given):
    line, weekday, own, shared = given
    clocks = {shift.name: (shift.start, shift.hours) for shift in SHIFTS}
    rules = NamedRules(shifts=NAMES, clocks=clocks, weekday=weekday, **shared)
    expected = counted(contract_breaks(line, StaffMember(officer="7", **own), rules))
    contract = Contract(**own | {"days_off": [*own["days_off"], *own["leave"]]}, **shared)
    row = DutyRow("7", line, 1, weekday, False, {shift.name: shift for shift in SHIFTS})
    assert dict(rule_breaks(row, contract)) == expected
    assert Contract.from_dict(contract.to_dict()) == contract


def test_limits_hold_in_each_window_and_the_days_before_count() -> None:
    duty = {"7": ("D", "D", "", "D", "D", "D", "D", "", "", "D"), "8": ("", "D") * 5}
    contracts = {
        "7": Contract(most_of={"D": 3}, window=5, last="N", run=2, most_run=3, least_rest=11),
        "8": Contract(least_minutes=960, window=5, last="D", least_run=2),
    }
    roster = Layer(SHIFTS, start=date(2026, 3, 2), duty=duty, contracts=contracts)
    found = Roster().score(small_problem(), Plan(roster=roster)).table("officer").frame["rules broken"].to_dict()
    assert found["7"] == "rest too short: 1, run of work too long: 2, too many of a shift: 1"
    assert found["8"] == "run of work too short: 5"
