"""The examiner of rosters: what it says and draws of a roster that is short, of one that is not, and of none."""

from datetime import date

from beatwright.core import Case, Finding, Plan, Roster, Shift, ShiftLine
from beatwright.examine import Rosters
from beatwright.testing import small_problem

PROBLEM = small_problem()
DAY, NIGHT = Shift("D", 7, 8), Shift("N", 22, 8)


def finding(roster: Roster | None) -> Finding:
    plan = Plan(name="a", districts={}, roster=roster)
    return Rosters().examine(Case("bare", PROBLEM, PROBLEM, plans=(plan,), main="a", base="a"))


def test_hours_that_are_short_are_told_and_stand_out_in_red() -> None:
    need = tuple(2.0 * (7 <= hour % 24 < 9) for hour in range(168))
    lines = (ShiftLine.on("N", range(7)), ShiftLine.on("D", range(5), 2))
    found = finding(Roster((DAY, NIGHT), lines, need=need))
    assert found.sentences == (
        "The roster of “a” has 3 officers on 2 shifts.",
        "It is short in 4 hours a week, of 8 officer-hours in all; most from Saturday 07:00, of 2 officers.",
    )
    cover, grid = found.charts
    assert cover.bands == ((126.5, 128.5), (150.5, 152.5))
    assert cover.alarm
    assert list(grid.rows) == ["line 2: 2", "line 1: 1"]
    assert {each.status for each in grid.stretches if each.row == 0} == {0, 1}
    assert max(each.end for each in grid.stretches) == 6 * 24 + 30
    assert Finding.from_dict(found.to_dict()) == found


def test_a_roster_that_covers_says_what_is_beyond() -> None:
    need = tuple(1.0 * (7 <= hour % 24 < 9) for hour in range(168))
    found = finding(Roster((DAY,), (ShiftLine.on("D", range(7)),), need=need))
    assert found.sentences[1] == "It is short in no hour, with 42 officer-hours a week beyond the need."
    assert found.charts[0].bands == ()


def test_a_duty_without_a_need_is_drawn_alone() -> None:
    found = finding(Roster((DAY,), start=date(2026, 3, 2), duty={"7": ("D",) * 30}))
    assert "keeps no need" in found.sentences[1]
    assert [chart.name for chart in found.charts] == ["roster_lines"]
    assert found.charts[0].hours == 14 * 24


def test_without_a_roster_it_says_so() -> None:
    assert finding(None).sentences == ("The recommended plan “a” has no roster.",)


def test_lines_are_called_after_who_holds_them() -> None:
    held = (("7",), ("8", "9"), ("3",), ())
    lines = tuple(
        ShiftLine(("D",) * 5 + ("",) * 2, officers, "", holders)
        for officers, holders in zip((1, 2, 3, 2), held, strict=True)
    )
    assert list(finding(Roster((DAY,), lines)).charts[0].rows) == [
        "7",
        "line 2: 8, 9",
        "line 3: 3 and 2 more",
        "line 4: 2",
    ]
