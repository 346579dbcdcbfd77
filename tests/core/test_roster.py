"""Rosters: what they refuse, that they come back from JSON, and what they have on duty hour by hour."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Contract, CyclicLine, ParameterError, Request, Roster, Shift, ShiftLine

DAY, NIGHT = Shift("D", 7, 8), Shift("N", 22, 8)
WEEK = ShiftLine.on("D", range(5))
START = date(2026, 3, 2)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_roster_comes_back_from_json(data: st.DataObject, made: SimpleNamespace) -> None:
    roster: Roster = data.draw(made.rosters())
    again = Roster.from_dict(json.loads(json.dumps(roster.to_dict(), allow_nan=False)))
    assert again == roster
    assert hash(again) == hash(roster)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_on_duty_is_what_a_walk_through_every_day_counts(data: st.DataObject, made: SimpleNamespace) -> None:
    roster: Roster = data.draw(made.rosters())
    expected = by_walking(roster, len(roster.on_duty()) // 24)
    np.testing.assert_allclose(roster.on_duty(), expected)
    parts = [roster.on_duty(post) for post in ("", *roster.posts)]
    np.testing.assert_allclose(np.sum(parts, axis=0), expected)
    known = expected[roster.carried_hours :]
    seen = np.isfinite(roster.cover)
    assert np.all(roster.cover[seen] <= known.max(initial=0) + 1e-9)
    assert seen.all() or bool(roster.duty)


def by_walking(roster: Roster, days: int) -> np.ndarray:
    """Count officers on duty in steps of a quarter of an hour, one shift after another."""
    quarters = np.zeros((days + 2) * 96)
    shifts = {shift.name: shift for shift in roster.shifts}
    for line in roster.walked:
        for day in range(days):
            name = line.days[day % len(line.days)]
            if name:
                begin = day * 96 + round(shifts[name].start * 4)
                quarters[begin : begin + round(shifts[name].hours * 4)] += line.officers
    hours = quarters.reshape(-1, 4).mean(axis=1)
    if not roster.duty:
        hours[:24] += hours[days * 24 : days * 24 + 24]
    return hours[: days * 24]


def test_those_of_a_rotation_work_each_week_of_it_once() -> None:
    line = CyclicLine(("D",) * 5 + ("",) * 2 + ("N",) * 7 + ("",) * 7, (1, 1, 1))
    roster = Roster((DAY, NIGHT), rotation=(line,))
    assert roster.officers == 3
    assert [walked.days[0] for walked in roster.walked] == ["D", "N", ""]
    hours = roster.on_duty().reshape(3, 168)
    assert (hours == hours[0]).all()  # the same every week
    assert (hours[0] == roster.cover).all()
    assert hours.sum() == 3 * (5 * 8 + 7 * 8)


def test_a_duty_begins_on_its_weekday_and_does_not_know_the_night_before() -> None:
    roster = Roster((DAY, NIGHT), start=date(2026, 3, 4), duty={"o2": ("N", ""), "o10": ("D", "D")})
    assert list(roster.duty) == ["o2", "o10"]
    assert (roster.first_hour, roster.carried_hours) == (48, 6)
    assert np.isnan(roster.cover[:54]).all()
    assert roster.cover[54:96].tolist() == [0] + [1] * 8 + [0] * 7 + [1] * 8 + [0] + [1] * 8 + [0] * 9
    assert np.isnan(roster.cover[96:]).all()


def test_lines_of_a_fortnight_make_336_hours() -> None:
    roster = Roster((DAY,), (ShiftLine.on("D", [0, 13], length=14),))
    assert roster.slots == 336
    assert np.flatnonzero(roster.cover).tolist() == [*range(7, 15), *range(319, 327)]
    assert Roster((DAY,), (WEEK,), need=(1,) * 336).cover.sum() == 80


def test_needs_of_posts_add_up() -> None:
    roster = Roster((DAY,), need_at={"b": (1,) * 168, "a": (2.5,) * 168})
    assert roster.need == (3.5,) * 168
    assert roster.posts == ("a", "b")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shifts": (DAY, Shift("D", 1, 1))}, "different names. Got D more than once"),
        ({"shifts": "D"}, "must be a tuple of Shift"),
        ({"lines": (WEEK, ShiftLine.on("D", [9], length=14))}, "all be 7 days long, or all 14. Got lines of 7 and 14"),
        ({"lines": (ShiftLine(("D",) * 8),)}, "Got lines of 8 days"),
        ({"lines": (ShiftLine.on("X", [1]),)}, "does not have: X. Known: D, N"),
        ({"lines": (ShiftLine(WEEK.days, 2, "", ("a",)), ShiftLine(WEEK.days, 2, "", ("a",)))}, "Got several for a"),
        ({"rotation": (CyclicLine(("D",) * 7, (1,)),), "lines": (WEEK,)}, "In hour 127 the lines have 0 on duty"),
        ({"rotation": tuple(CyclicLine(("D",) * 7 * w, (1,) * w) for w in (7, 11, 17))}, "more than 1,040 weeks"),
        ({"duty": {"o": ("D",)}}, "must have a 'start'"),
        ({"duty": {"o": ("D", "X")}, "start": START}, "officer o has, first on day 1, shifts that it does not have: X"),
        ({"duty": {"o": ("D", "X"), "p": ("D",)}, "start": START}, "same days, at least one. Got 1, 2 days"),
        ({"duty": {"o": "DD"}, "start": START}, "must be names of shifts, empty for off. It is not for o"),
        ({"duty": {"o": ("D",)}, "start": "2026-03-02"}, "must be a date or None"),
        ({"stationed": {"o": "a"}}, "names officers without duty: o"),
        ({"need": (1,) * 24}, "168 numbers.*Got 24"),
        ({"need": (-1,) * 168}, "'need' of a Roster must be finite numbers of at least 0"),
        ({"need_at": {"a": (1,) * 168, "b": (1,) * 336}}, "alike at all posts. Got 168 and 336"),
        ({"need_at": {"a": (1,) * 168}, "need": (2,) * 168}, "must be the sum"),
        ({"contracts": {"o": Contract(most_of={"X": 1})}}, "contract of officer o speaks of shifts .*: X"),
        ({"contracts": {"o": 3}}, "must be Contracts. They are not for o"),
        ({"requests": (Request("o", 1, "X"),)}, "requests of a Roster speak of .*: X"),
        ({"leave": {"o": (1, -2)}}, "leave of officer o must be whole numbers"),
    ],
)
def test_a_roster_that_cannot_be_says_why(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Roster(**{"shifts": (DAY, NIGHT), **given})


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as told:
        Roster((DAY,), (ShiftLine.on("X", [1]),), duty={"o": ("Y",)}, need=(1,), leave={"o": (-1,)})
    assert len(told.value.complaints) == 5


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Shift("D", 24, 8), "'start'"),
        (lambda: Shift("D", 7, 25), "'hours'"),
        (lambda: Shift("", 7, 0), "'name'.*\n.*'hours'"),
        (lambda: ShiftLine("DDDDDDD"), "must be names of shifts"),
        (lambda: ShiftLine(("D",) * 7, 0), "'officers'"),
        (lambda: ShiftLine(("D",) * 7, 1, "", ("a", "b")), "line of 1 has 2 holders"),
        (lambda: ShiftLine.on("D", [7]), r"must lie in 0\.\.6"),
        (lambda: CyclicLine(("D",) * 8, (1,)), "Got 8 days and 1 numbers"),
        (lambda: CyclicLine(("D",) * 7, (0,)), "not all 0"),
        (lambda: Contract(least_run=5, most_run=4), "'least_run' of 5 and at most 4"),
        (lambda: Contract(not_after={"N": "D"}), "not after N"),
        (lambda: Contract(days_off=(-1,), most_of={"N": -1}), "'most_of N'.*\n.*'days_off'"),
        (lambda: Request("", -1, weight=-1), "'officer'.*\n.*'day'.*\n.*'weight'"),
    ],
)
def test_a_part_that_cannot_be_says_why(make: Any, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        make()


def test_which_shifts_are_nights() -> None:
    assert [Shift.at(start, 8).is_night for start in (0, 2, 3, 14, 18, 19, 22)] == [
        True, True, False, False, False, True, True
    ]  # fmt: skip


def test_a_duty_in_which_nobody_works_has_nobody_on_duty() -> None:
    idle = Roster((), start=date(2026, 3, 2), duty={"7": ("",) * 7})
    assert (idle.carried_hours, idle.cover.sum(), idle.officers) == (0, 0.0, 1)
