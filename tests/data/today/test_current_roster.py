"""Today's roster: from a table with a row an officer and a column a day."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from beatwright.core import InputError, ParameterError, Plan, Post
from beatwright.data import CurrentRoster
from beatwright.testing import check_planner, small_problem

PROBLEM = small_problem()
PLAN = Plan(posts=(Post("s2"), Post("s5")), name="posts")
WEEK = "Mon,Tue,Wed,Thu,Fri,Sat,Sun"


def written(folder: Path, text: str) -> str:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def workbook(folder: Path, rows: list[list[object]], merge: str = "") -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    path = folder / "roster.xlsx"
    book.save(path)
    return str(path)


def test_lines_of_a_week_at_posts(tmp_path: Path) -> None:
    rows = "007,s2,D,D,off,-,,D,N\n8,s2,7-15,D,D,D,D,,\n9,s5,N,N,N,N,N,,\n"
    file = written(tmp_path, f"officer,post,{WEEK}\n{rows}")
    plan = CurrentRoster(file, shifts=("D=07-15", "N=22-06")).solve(PROBLEM, PLAN)
    assert plan.roster is not None
    assert [line.holders for line in plan.roster.lines] == [("007",), ("8",), ("9",)]
    assert plan.roster.lines[1].days == ("D", "D", "D", "D", "D", "", "")
    assert plan.roster.posts == ("s2", "s5")
    assert plan.crews is not None
    assert np.flatnonzero(plan.crews[0]).tolist() == [*range(7, 15), *range(31, 39)]  # two officers a car
    assert not any(plan.crews[1])
    assert (plan.today, plan.name) == (False, "today")


def test_dates_are_a_duty_and_its_nights_come_round(tmp_path: Path) -> None:
    rows = [["Officer", *(f"2026-03-{4 + day:02d}" for day in range(7))], ["a", *["N"] * 7], ["b", *["N"] * 7]]
    plan = CurrentRoster(workbook(tmp_path, rows), ("N=22-06",)).solve(PROBLEM, Plan(posts=(Post("s2"),)))
    assert plan.roster is not None
    assert plan.roster.start is not None
    assert (plan.roster.start.isoformat(), plan.roster.first_hour) == ("2026-03-04", 48)
    assert plan.crews is not None
    assert np.flatnonzero(plan.crews[0][:24]).tolist() == [0, 1, 2, 3, 4, 5, 22, 23]
    assert sum(plan.crews[0]) == 56


def test_crews_before_are_the_need_and_say_where_officers_of_the_city_go(tmp_path: Path) -> None:
    file = written(tmp_path, f"id,{WEEK}\n" + "".join(f"{k},{','.join(['0-24'] * 7)}\n" for k in range(7)))
    before = Plan(posts=PLAN.posts, crews=((1,), (2,)))
    plan = CurrentRoster(file).solve(PROBLEM, before)
    assert plan.crews == ((1,) * 168, (2,) * 168)
    assert plan.roster is not None
    assert plan.roster.need == (6,) * 168
    assert plan.roster.posts == ()


def test_the_contract_of_planners_is_kept(tmp_path: Path) -> None:
    file = written(tmp_path, f"officer,post,{WEEK}\na,s2,{','.join(['8-16'] * 7)}\n")
    check_planner(CurrentRoster(file), PROBLEM, PLAN)


def test_every_complaint_names_officer_and_day(tmp_path: Path) -> None:
    file = written(tmp_path, f"officer,{WEEK}\na,D,X,,,,,\n,D,D,D,D,D,,\na,25-30,,,,,,\n")
    with pytest.raises(InputError) as told:
        CurrentRoster(file, ("D=7-15",)).check_file()
    assert told.value.complaints == (
        "Row 2 has no officer.",
        "Row 3 is of officer a again, after row 1.",
        "Officer a, Tuesday: 'X' is no shift. Known: D, or a clock such as '22-06'.",
        "Officer a, Monday: '25-30' is no shift. Known: D, or a clock such as '22-06'.",
    )


def test_cells_that_say_the_same_are_told_together(tmp_path: Path) -> None:
    rows = "".join(f"{who},{','.join(['X'] * 7)}\n" for who in range(300))
    with pytest.raises(InputError) as told:
        CurrentRoster(written(tmp_path, f"officer,{WEEK}\n{rows}")).check_file()
    assert len(told.value.complaints) == 1
    assert told.value.complaints[0].startswith("'X' is no shift, in 2,100 cells: officer 0 on Monday, ")


def test_shifts_of_names_that_differ_in_case_alone_are_two(tmp_path: Path) -> None:
    file = written(tmp_path, f"officer,{WEEK}\na,d,D,n,,,,\n")
    plan = CurrentRoster(file, ("D=7-15", "d=8-16", "N=22-06")).solve(PROBLEM, PLAN)
    assert plan.roster is not None
    assert plan.roster.lines[0].days[:3] == ("d", "D", "N")


def test_cars_that_the_roster_contradicts_are_told(tmp_path: Path) -> None:
    rows = "a,s2,D,D,D,D,D,D,D\nb,s2,D,D,D,D,D,D,D\n"
    step = CurrentRoster(written(tmp_path, f"officer,post,{WEEK}\n{rows}"), ("D=7-15",))
    alike = [int(7 <= hour % 24 < 15) for hour in range(168)]
    same = step.solve(PROBLEM, Plan(posts=PLAN.posts, crews=(tuple(alike), (0,) * 168)))
    assert not [note for note in same.notes if "do not agree" in note]
    other = step.solve(PROBLEM, Plan(posts=PLAN.posts, crews=((0,), (2,))))
    assert any(
        "fewer by the roster in 168 hours of the week, most Monday 00:00 at s5, 0 instead of 2; more by the roster in "
        "56 hours of the week, most Monday 07:00 at s2, 1 instead of 0." in note
        for note in other.notes
    )


def test_days_beyond_whole_weeks_are_told(tmp_path: Path) -> None:
    dates = ",".join(f"2026-03-{day:02d}" for day in range(2, 12))
    plan = CurrentRoster(written(tmp_path, f"officer,{dates}\na,{','.join(['8-16'] * 10)}\n")).solve(PROBLEM, PLAN)
    assert "Its cars are those of whole weeks, its first 7 days of 10." in plan.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("officer,Mon\na,D\n", "no column for Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
        (f"who,{WEEK}\na,,,,,,,\n", "no column of officers"),
        ("officer,note\na,D\n", "no column of a day"),
        ("officer,2026-03-02,Mon\na,,\n", "Give one kind"),
        (f"officer,{WEEK},3/9\na,,,,,,,,\n", "Write dates as 2026-03-02. These columns may be days too: 3/9"),
        ("officer,02.03.2026,9-3-26\na,,\n", "may be days too: 02.03.2026, 9-3-26"),
        ("officer,2026-03-02,2026-03-05\na,,\n", "fewer than seven days"),
        ("officer,2026-03-02,2026-03-09\na,,\n", "days between 2026-03-02 and 2026-03-09"),
        (f"officer,{WEEK},Mon\na,,,,,,,,\n", "More than one column is called Mon"),
        (f"officer,{WEEK},Monday\na,,,,,,,,\n", "A day has two columns"),
        ("officer,Monday of week 1,Monday of week 2\na,D,D\n", "no column for Tuesday of week 1"),
        (f"officer,post,{WEEK}\na,,,,,,,,\n", "These officers have no post: a. Leave out"),
        (f"officer,{WEEK}\na,,,off,,,,\n", "nobody works"),
        (f"officer,post,{WEEK}\na,s9,,,,,,7-15,\n", "'s9', the post of a, is no post of the plan"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        CurrentRoster(written(tmp_path, text)).solve(PROBLEM, PLAN)


def test_headings_of_a_workbook_may_be_dates_and_their_gaps_are_told(tmp_path: Path) -> None:
    days = [datetime(2026, 3, 2 + day) for day in range(8)]
    file = workbook(tmp_path, [["officer", *days], [7, *["8-16"] * 8]])
    roster = CurrentRoster(file).solve(PROBLEM, PLAN).roster
    assert roster is not None
    assert (roster.start, list(roster.duty), len(roster.duty["7"])) == (date(2026, 3, 2), ["7"], 8)
    del days[3:5]
    with pytest.raises(InputError, match="no column for the days between 2026-03-04 and 2026-03-07"):
        CurrentRoster(workbook(tmp_path, [["officer", *days], [7, *["8-16"] * 6]])).check_file()


def test_merged_cells_are_refused_with_the_rest(tmp_path: Path) -> None:
    rows: list[list[object]] = [["officer", *WEEK.split(",")], ["a", "X", None, None, None, None, None, None]]
    with pytest.raises(InputError, match=r"merged: B2:D2.*\n.*Officer a, Monday: 'X'"):
        CurrentRoster(workbook(tmp_path, rows, "B2:D2")).check_file()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shifts": ("N",)}, "'shifts'.*Got 'N'"),
        ({"shifts": ("N=22-06", "N=23-07")}, "gives N more than once"),
        ({"shifts": ("V=22-06",), "off": ("v",)}, "both give V"),
        ({"off": "V"}, "'off'"),
        ({"name": 3}, "'name'"),
    ],
)
def test_options_that_cannot_be(given: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        CurrentRoster("x.csv", **given)  # type: ignore[arg-type]


def test_without_posts_or_a_file_it_says_so() -> None:
    with pytest.raises(ParameterError, match="give a plan with posts"):
        CurrentRoster("x.csv").solve(PROBLEM)
    with pytest.raises(ParameterError, match="Give a table with 'file'"):
        CurrentRoster().solve(PROBLEM, PLAN)
