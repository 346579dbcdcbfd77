"""Bids and leave on a roster: who holds which line, who is away when, and bad wishes."""

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Roster, Shift, ShiftLine
from beatwright.planning.rosters.wishes import give_leave, give_lines

WEEK, LATE = ShiftLine.on("D", range(5), 2), ShiftLine.on("D", range(2, 7), 1)


def roster(*lines):
    return Roster((Shift("D", 8, 8),), lines or (WEEK, LATE))


def test_lines_go_by_seniority_or_by_total():
    wishes = {"1": [1], "2": [1], "3": [1, 2]}
    held, bids = give_lines(roster(), wishes)
    assert [line.holders for line in held.lines] == [("1", "2"), ("3",)]
    assert bids.by_seniority.rank.tolist() == [1, 1, 2]
    total, bids = give_lines(roster(), {"3": [1, 2], "1": [1], "2": [1]}, by="total")
    assert [line.holders for line in total.lines] == [("1", "2"), ("3",)]
    assert bids.by_total.total >= bids.by_seniority.total
    assert [line.days for line in total.lines] == [WEEK.days, LATE.days]


def test_locked_lines_keep_their_holders():
    locked = ShiftLine(WEEK.days, 2, holders=("9",), locked=True)
    held, _ = give_lines(roster(locked, LATE), {"1": [2], "2": [2, 1]})
    assert [line.holders for line in held.lines] == [("9", "2"), ("1",)]
    with pytest.raises(ParameterError, match="Officer 9 holds a locked line"):
        give_lines(roster(locked, LATE), {"9": [2]})


def test_leave_is_kept_by_officer():
    away, proof = give_leave(roster(), {"1": {3: 5}, "2": {3: 4, 4: 3}}, 1, 1, weeks=6)
    assert away.leave == {"1": (3,), "2": (4,)}
    assert proof.objective == 8
    squads, _ = give_leave(away, {"3": {0: 1}, "4": {0: 1}}, {"3": 1, "4": 2}, 1, {"3": "a", "4": "b"}, weeks=6)
    assert squads.leave["3"] == (0,)
    assert squads.leave["4"][0] == 0
    assert squads.leave["1"] == (3,)


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        give_lines(roster(), {"1": [3], "2": "12", "3": [1, 1]}, by="lot")
    assert all(word in str(raised.value) for word in ("lines 3", "'12'", "twice", "'by'"))
    with pytest.raises(ParameterError, match="4 officers, but lines for 3"):
        give_lines(roster(), {officer: [1] for officer in "1234"})
    with pytest.raises(ParameterError) as raised:
        give_leave(roster(), {"1": {60: 1}, "2": {}}, {"1": 2}, 1, {"1": "a"})
    told = str(raised.value)
    assert all(word in told for word in ("weeks 60", "'weeks_each'", "'squad'", "officers 2"))
