"""Today's roster in the table [today]: judged beside the plan, held to the same need, and told where it cannot be."""

import pandas as pd
import pytest

from beatwright.base.errors import InputError, StudyError
from beatwright.core import Case
from beatwright.data import read_today
from beatwright.testing import small_problem

FEW = "[alternatives]\ncount = 0\n"
HOURLY = "slots = 168\n"
TODAY = '[today]\nposts = "stations.csv"\nroster = "roster.csv"\n'
NEW = '[[planning]]\nstep = "WeeklyShifts"\non = "today"\nname = "new"\nstarts = [7, 15, 23]\n'


def test_todays_roster_stands_beside_the_plan_in_one_table(study_of, planned):
    case = planned(study_of(HOURLY + TODAY + NEW + FEW))
    today, new = case.plan("today"), case.plan("new")
    assert (case.base, today.today, today.decided) == ("today", True, ("posts", "crews", "roster"))
    assert {cars for row in today.crews for cars in row} == {1}
    assert {e.judge.split("(")[0] for e in case.evaluations if e.plan == "today"} >= {"Delay", "Roster"}
    found = {e.plan: e for e in case.evaluations if e.judge.split("(")[0] == "Roster"}
    assert found["today"]["officers"] == 4
    assert found["today"]["rule breaks"] > 0
    assert today.roster.need == new.roster.need
    assert found["today"]["short hours"] == 0
    assert any("held to the need of “new”" in note for note in today.notes)


def test_cars_that_the_roster_contradicts_are_told_and_are_what_it_is_to_cover(study_of, planned):
    table = TODAY + 'cars = "cars.csv"\n'
    other = '[[planning]]\nstep = "CurrentCars"\ncars = 2\non = "today"\n'
    case = planned(study_of(HOURLY + table + other + FEW))
    today = case.plan("today")
    said = "fewer by the roster in 112 hours of the week, most Monday 08:00 at s2, 1 instead of 2"
    assert any(said in note for note in today.notes)
    assert sum(today.roster.need_at["s2"]) == 2 * (7 * 8 + 2 * 7 * 16)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("roster = 3", "'roster' parameter of [today]"),
        ('roster = "roster.csv"', "gives 'roster', but no posts to put officers at"),
        (
            'roster = "roster.csv"\ncars = "cars.csv"',
            "gives 'cars' and 'roster', but no posts to put cars and officers",
        ),
        ('posts = "stations.csv"\nshifts = ["N=22-06"]', "gives no 'roster'"),
        ('posts = "stations.csv"\nroster = "roster.csv"\nshifts = ["N"]', "'shifts' parameter of [today]"),
        ('posts = "stations.csv"\nroster = "roster.csv"\noff = "V"', "'off' parameter of [today]"),
    ],
)
def test_a_wrong_table_is_told(table, said, study_of):
    with pytest.raises(StudyError) as told:
        study_of(f"[today]\n{table}\n" + '[[planning]]\nstep = "PMedian"\np = 2\n')
    assert said in str(told.value)


def test_every_complaint_about_the_files_is_told_at_once(study_of, planned, town):
    rows = [["o1", "s2", *["X"] * 7], ["o1", "s2", *["00-24"] * 7]]
    pd.DataFrame(rows, columns=["officer", "post", *["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]]).to_csv(
        town / "wrong.csv", index=False
    )
    study = study_of('[today]\nposts = "none.csv"\nroster = "wrong.csv"\n[[planning]]\nstep = "PMedian"\np = 2\n')
    with pytest.raises(InputError) as told:
        planned(study)
    for said in (
        "none.csv",
        "The roster 'wrong.csv' cannot be used",
        "'X' is no shift, in 7 cells: officer o1 on Monday",
        "of officer o1 again, after row 1",
    ):
        assert said in str(told.value)


def test_posts_that_the_city_does_not_have_are_told(study_of, planned, town):
    (town / "elsewhere.csv").write_text("officer,post,Mon,Tue,Wed,Thu,Fri,Sat,Sun\na,s9,8-16,,,,,,\n", encoding="utf-8")
    table = '[today]\nposts = "stations.csv"\nroster = "elsewhere.csv"\n'
    with pytest.raises(InputError, match=r"\[today\].*'s9', the post of a, is no post of the plan"):
        planned(study_of(table + '[[planning]]\nstep = "PMedian"\np = 2\n'))


def test_in_code_it_is_one_line(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("officer,Mon,Tue,Wed,Thu,Fri,Sat,Sun\na,N,N,N,N,,,\n", encoding="utf-8")
    today = read_today(
        small_problem().city, roster="roster.csv", shifts=("N=22-06",), officers_per_car=1, folder=tmp_path
    )
    assert (today.decided, today.today) == (("posts", "crews", "roster"), True)
    assert today.car_hours == 4 * 8


@pytest.mark.slow
def test_a_case_with_todays_roster_is_read_back(study_of, tmp_path):
    from beatwright.study import run_study

    case = run_study(study_of(HOURLY + TODAY + NEW + FEW), tmp_path / "case")
    assert Case.load(tmp_path / "case") == case
