"""A roster under the hands of a captain: what a change costs, who stays, and who takes his id along."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import CyclicLine, Roster, Shift, ShiftLine
from beatwright.planning.rosters.roster_tuning import LineKind, RosterTuning

SHIFTS = (Shift("D", 7, 8), Shift("N", 23, 8))
HOUR = np.arange(168) % 24
NEED = np.where((HOUR >= 7) & (HOUR < 15), 2.0, np.where((HOUR >= 23) | (HOUR < 7), 1.0, 0.0))
WEEK = ShiftLine.on("D", range(5), 3)
LATE = ShiftLine.on("D", (0, 1, 4, 5, 6), 1)
NIGHT = ShiftLine.on("N", range(5), 2)


def tuned(*lines, **more):
    return RosterTuning(Roster(SHIFTS, lines or (WEEK, LATE, NIGHT), need=tuple(NEED), **more))


def kind(line, post=""):
    return LineKind(post, line.days)


def short(tuning):
    return float(np.maximum(NEED - tuning.roster.cover, 0).sum())


def test_the_shortage_is_that_of_the_roster():
    tuning = tuned()
    assert tuning.advice().shortage == short(tuning) == 32
    for repair in tuning.advice().repairs:
        after = tuning.moved(tuning.kinds[repair.one], tuning.kinds[repair.other])
        assert short(after) == repair.shortage == 32 - repair.saved
        assert after.roster.officers == tuning.roster.officers


def test_one_more_officer_is_worth_what_he_saves():
    tuning = tuned()
    for shift, (worth, best) in tuning.worth_by_start().items():
        assert short(tuning) - short(tuning.with_officers(best, 1)) == worth
        assert set(best.days) == {shift, ""}
    assert set(tuning.worth_by_start()) == {"D", "N"}


def test_solving_from_here_is_no_worse_than_any_repair_and_leaves_the_locked():
    tuning = tuned().locking(kind(NIGHT))
    better, proof = tuning.solved()
    assert proof.exact
    assert short(better) == proof.objective <= tuning.advice().repairs[0].shortage
    assert [line for line in better.roster.lines if line.locked] == [ShiftLine(NIGHT.days, 2, locked=True)]
    freed, _ = better.locking(kind(NIGHT), locked=False).solved()
    assert short(freed) <= short(better)


def test_officers_take_their_ids_along():
    held = ShiftLine(WEEK.days, 3, holders=("1", "2", "3"))
    moved = tuned(held, LATE).moved(kind(held), LineKind("", NIGHT.days)).roster
    assert [(line.shift, line.officers, line.holders) for line in moved.lines] == [
        ("D", 2, ("1", "2")),
        ("D", 1, ()),
        ("N", 1, ("3",)),
    ]


def test_officers_added_to_a_locked_line_are_a_line_of_their_own():
    tuning = tuned().locking(kind(WEEK)).with_officers(kind(WEEK), 1)
    assert [(line.officers, line.locked) for line in tuning.roster.lines if line.days == WEEK.days] == [
        (3, True),
        (1, False),
    ]
    assert tuning.with_officers(kind(WEEK), -1).roster.officers == 6
    with pytest.raises(ParameterError, match="Only 1 can leave the line D off Sat Sun: 4 officers have it, 3 locked"):
        tuning.with_officers(kind(WEEK), -2)
    with pytest.raises(ParameterError, match="Nobody can leave the line D off Sat Sun: 3 officers have it, 3 locked"):
        tuning.with_officers(kind(WEEK), -1).moved(kind(WEEK), kind(LATE))


def test_posts_are_held_to_their_own_need():
    lines = (ShiftLine.on("D", range(7), 1, "s1"), ShiftLine.on("D", range(7), 3, "s2"))
    at = {"s1": tuple(NEED * 0 + (HOUR == 8) * 2), "s2": tuple(NEED * 0 + (HOUR == 9) * 2)}
    tuning = RosterTuning(Roster(SHIFTS, lines, need_at=at))
    assert tuning.advice().shortage == 7
    best = tuning.advice().repairs[0]
    assert (tuning.kinds[best.one].post, tuning.kinds[best.other].post, best.saved) == ("s2", "s1", 7)


def test_days_that_pass_midnight_and_fortnights():
    fortnight = ShiftLine(("N",) * 7 + ("",) * 7, 1)
    tuning = RosterTuning(Roster(SHIFTS, (fortnight,), need=(1.0,) * 336))
    assert tuning.advice().shortage == 336 - 56
    assert tuning.kinds[0].words == "N off Mon2 Tue2 Wed2 Thu2 Fri2 Sat2 Sun2"
    assert kind(ShiftLine.on("D", range(7))).words == "D off never"


def test_what_cannot_be_tuned_says_so():
    with pytest.raises(ParameterError, match="become a rotation"):
        RosterTuning(Roster(SHIFTS, need=tuple(NEED), rotation=(CyclicLine(WEEK.days, (1,)),)))
    with pytest.raises(ParameterError, match="the need that they are to cover"):
        RosterTuning(Roster(SHIFTS, (WEEK,)))
    with pytest.raises(ParameterError, match="no line D off Mon"):
        tuned().locking(LineKind("", ("", *("D",) * 6)))
    with pytest.raises(ParameterError, match="Nobody can leave the line D off Mon: nobody has it"):
        tuned().moved(LineKind("", ("", *("D",) * 6)), kind(WEEK))
