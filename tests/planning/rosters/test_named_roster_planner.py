"""Named officers as a step: lines and a staff file in, the duty of every officer and the crews on duty out."""

from datetime import date

import numpy as np
import openpyxl
import pytest

from beatwright.core import InputError, ParameterError, Plan, Post
from beatwright.evaluate import Roster
from beatwright.planning import NamedRoster, WeeklyShifts
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
HEAD = "officer,contract,most_minutes,least_run,most_run,least_off,most_weekends,days_off,wants_off\n"
NIGHT = "22:00-08:00"


@pytest.fixture(scope="module")
def lines():
    """Return a plan of two 12-hour shifts, one officer at a time."""
    cars = Plan(posts=(Post("s2"),), crews=((1,),), name="cars")
    return WeeklyShifts(lengths=(12,), starts=(7, 19), days_off="any").solve(PROBLEM, cars)


def staff_of(officers, rows=""):
    return HEAD + "".join(f"{i},A,10800,1,4,1,3,,\n" for i in range(officers)) + rows


@pytest.fixture
def solved(lines, tmp_path):
    def solve(text, **options):
        path = tmp_path / "staff.csv"
        path.write_text(text)
        return NamedRoster(staff=str(path), start="2026-03-02", **{"weeks": 2, "seconds": None, **options}).solve(
            PROBLEM, lines
        )

    return solve


def test_every_officer_has_a_duty_and_the_judge_finds_no_break(solved, lines):
    plan = solved(staff_of(10))
    assert plan.roster.start == date(2026, 3, 2)
    assert {len(days) for days in plan.roster.duty.values()} == {14}
    assert plan.roster.need == lines.roster.need
    judged = Roster().score(PROBLEM, plan)
    assert judged["rule breaks"] == 0
    assert "10 officers by name: 0 shifts of 60 uncovered, 0 too many." in plan.notes
    assert "Nights per officer: 2 to 4." in plan.notes  # 30 among ten
    assert (np.array(plan.crews) * PROBLEM.officers_per_car <= plan.roster.cover[:168].max()).all()


def test_windows_and_published_days(solved, tmp_path):
    plan = solved(staff_of(10), weeks=4, window=2)
    first = plan.roster.duty["3"]
    published = tmp_path / "published.csv"
    heads = ",".join(f"2026-03-{day:02}" for day in range(2, 9))
    published.write_text(f"officer,{heads}\n3," + ",".join(shift or "off" for shift in first[:7]) + "\n")
    again = solved(staff_of(10), weeks=4, window=2, published=str(published), change=1000.0)
    assert again.roster.duty["3"][:7] == first[:7]
    assert "0 published days changed." in again.notes


def test_a_workbook_is_read_as_the_same_table_is(solved, lines, tmp_path):
    book = openpyxl.Workbook()
    for row in staff_of(10).splitlines():
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row.split(",")])
    book.save(tmp_path / "staff.xlsx")
    step = NamedRoster(staff=str(tmp_path / "staff.xlsx"), start="2026-03-02", weeks=2, seconds=None)
    assert step.solve(PROBLEM, lines).roster == solved(staff_of(10)).roster


def test_every_complaint_comes_at_once_and_names_officer_and_column(solved):
    rows = "x,A,ten,1,4,1,3,2026-02-30,\ny,A,10800,5,4,1,3,,2026-03-04=D*much\n"
    with pytest.raises(InputError) as found:
        solved(staff_of(2, rows))
    told = "\n".join(found.value.complaints)
    assert "Officer x, most_minutes: must be a whole number of at least 0. Got 'ten'." in told
    assert "Officer x, days_off: '2026-02-30' is no date such as 2026-03-02." in told
    assert "Officer y, wants_off of 2026-03-04: the weight 'much' is no number." in told


def test_unknown_shifts_and_columns_are_told(solved):
    with pytest.raises(ParameterError, match="Officer z, wants_off of day 2: there is no shift 'Q'"):
        solved(staff_of(2, "z,A,10800,1,4,1,3,,2026-03-04=Q\n"))
    with pytest.raises(InputError, match=r"There is no column 'most_run_of'. Did you mean 'most_run'"):
        solved("officer,most_run_of\n1,3\n")


def test_dates_of_another_time_are_told(solved, lines, tmp_path):
    text = staff_of(10, "x,A,10800,1,4,1,3,2025-03-03 2025-03-04,\n")
    with pytest.raises(InputError, match="No date of the table lies in the roster, from 2026-03-02 to 2026-03-15"):
        solved(text)
    some = solved(text.replace("2025-03-03", "2026-03-03"))
    assert some.roster.duty["x"][1] == ""
    told = "1 date of the tables of officers lies outside the roster, from 2026-03-02 to 2026-03-15, and is left aside."
    assert told in some.notes
    (tmp_path / "staff.csv").write_text(staff_of(10))
    unsaid = NamedRoster(staff=str(tmp_path / "staff.csv"), weeks=2, seconds=None).solve(PROBLEM, lines)
    assert "The roster begins on 2026-01-05, since no 'start' is given." in unsaid.notes


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("officer,2025-03-02\n3,off\n", "No date of the table lies in the roster"),
        ("officer,2026-03-02,2026-03-02 00:00:00\n3,off,off\n", "More than one column is called 2026-03-02"),
        ("officer,2026-03-02,20260302\n3,off,off\n", "A date has two columns: 2026-03-02, 20260302"),
        ("officer,2026-03-02\n3,off\n3,off\n", "Officer 3 has two rows"),
    ],
)
def test_published_days_that_cannot_be_told_apart_are_refused(solved, tmp_path, published, said):
    (tmp_path / "published.csv").write_text(published)
    with pytest.raises(InputError, match=said):
        solved(staff_of(4), published=str(tmp_path / "published.csv"))


def test_columns_that_are_called_the_same_are_told(solved):
    with pytest.raises(InputError, match="More than one column is called days_off"):
        solved("officer,days_off,Days off\n1,2026-03-03,2026-03-04\n")


def test_merged_cells_are_told(lines, tmp_path):
    book = openpyxl.Workbook()
    for row in (["officer", "contract"], ["1", "A"], ["2", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "staff.xlsx")
    with pytest.raises(InputError, match="Cells are merged: B2:B3"):
        NamedRoster(staff=str(tmp_path / "staff.xlsx")).solve(PROBLEM, lines)


def test_a_roster_by_post_or_with_a_duty_is_refused(solved, lines, tmp_path):
    (tmp_path / "staff.csv").write_text(staff_of(10))
    step = NamedRoster(staff=str(tmp_path / "staff.csv"), weeks=1, seconds=None)
    with pytest.raises(ParameterError, match="needs a roster of lines"):
        step.solve(PROBLEM, step.solve(PROBLEM, lines))
    cars = Plan(posts=(Post("s2"),), crews=((1,),), name="cars")
    by_post = WeeklyShifts(starts=(7, 15, 23), by="post").solve(PROBLEM, cars)
    with pytest.raises(ParameterError, match="whole city"):
        step.solve(PROBLEM, by_post)
