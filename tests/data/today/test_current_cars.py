"""Today's cars: from a table of any usual shape, matched to the posts of a plan."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beatwright.core import InputError, ParameterError, Plan, Post
from beatwright.data import CurrentCars, TodaySource
from beatwright.data.today.car_table import read_car_table
from beatwright.testing import small_problem

PROBLEM = small_problem()
PLAN = Plan(posts=(Post("s2"), Post("s5")), name="posts")


def written(folder: Path, text: str) -> str:
    path = folder / "cars.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def solve(folder: Path, text: str) -> Plan:
    return CurrentCars(file=written(folder, text)).solve(PROBLEM, PLAN)


def week(plan: Plan, post: int) -> np.ndarray:
    assert plan.crews is not None
    return np.array(plan.crews[post]).reshape(7, 24)


def test_all_week(tmp_path: Path) -> None:
    plan = solve(tmp_path, "post,cars\ns5,2\ns2,3\n")
    assert (plan.crews, plan.notes, plan.name) == (((3,), (2,)), (), "today")


def test_overlapping_tours_add_up_and_nights_pass_midnight(tmp_path: Path) -> None:
    rows = "s2,00-08,2\ns2,08-16,3\ns2,16-24,4\ns2,20-04,1\ns5,0-24,1\n"
    found = week(solve(tmp_path, f"post,tour,cars\n{rows}"), 0)
    assert (found == found[0]).all()
    assert found[0].tolist() == [3] * 4 + [2] * 4 + [3] * 8 + [4] * 4 + [5] * 4


def test_a_night_tour_belongs_to_the_day_on_which_it_begins(tmp_path: Path) -> None:
    plan = solve(tmp_path, "post,day,start,end,cars\ns2,Sunday,22,6,2\ns5,daily,0,24,1\n")
    assert np.flatnonzero(week(plan, 0).ravel()).tolist() == [0, 1, 2, 3, 4, 5, 166, 167]
    assert plan.notes == ("Hours of the week for which 'cars.csv' names no cars have none: s2 160 hours.",)


def test_hours_and_days(tmp_path: Path) -> None:
    rows = "".join(f"s2,{day},{hour},{hour % 3}\n" for day in ("weekdays", "Sat", "SUN.") for hour in range(24))
    plan = solve(tmp_path, f"Site,Weekday,Hour,Crews\n{rows}s5,daily,0,0\n")
    assert (week(plan, 0) == np.arange(24) % 3).all()


def test_a_post_without_rows_has_no_cars_and_says_so(tmp_path: Path) -> None:
    plan = solve(tmp_path, "post,cars\ns2,3\n")
    assert plan.crews == ((3,), (0,))
    assert plan.notes == ("The file 'cars.csv' names no cars for s5, so there are none.",)


def test_posts_by_the_name_of_their_site(tmp_path: Path) -> None:
    names = [{"s2": "North Station", "s5": "South Station"}.get(site, site) for site in PROBLEM.city.site_ids]
    city = replace(PROBLEM.city, sites=PROBLEM.city.sites.assign(name=names))
    file = written(tmp_path, "station,cars\nnorth station,3\ns5,2\n")
    assert CurrentCars(file=file).of_city(city, PLAN).crews == ((3,), (2,))


def test_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "cars.xlsx"
    pd.DataFrame({"post": ["s2", "s5"], "cars": [3.0, 2.0]}).to_excel(path, index=False)
    assert CurrentCars(file=str(path)).solve(PROBLEM, PLAN).crews == ((3,), (2,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("post,number\ns2,3\n", "no column of cars"),
        ("a,cars\ns2,3\n", "no column of posts"),
        ("post,hour,tour,cars\ns2,1,0-8,3\n", "Give one of"),
        ("post,start,cars\ns2,1,3\n", "both 'start' and 'end'"),
        ("post,cars\ns2,2.5\n", "Row 1 gives '2.5' cars"),
        ("post,cars\ns2,-1\n", "Row 1 gives '-1' cars"),
        ("post,cars\n,1\n", "Row 1 has no post"),
        ("post,day,cars\ns2,T,1\n", "names the day 'T'"),
        ("post,day,cars\ns2,5,1\n", "names the day '5'"),
        ("post,day,tour,cars\ns2,Monday,8-16,1\ns2,,16-24,1\n", "Row 2 names the day ''"),
        ("post,hour,cars\ns2,24,1\n", "names the hour '24'"),
        ("post,tour,cars\ns2,day,1\n", "such as '08-16' or '22-06'"),
        ("post,cars\ns2,1\ns2,1\n", "Row 2 names post 's2'"),
        ("post,day,hour,cars\ns2,daily,3,1\ns2,Fri,3,2\n", "Row 2 names post 's2' Fri 3 again, after row 1"),
        ("post,tour,cars\ns2,0-8,1\ns2,00:00-08:00,1\n", "again, after row 1"),
        ("post,day,tour,cars\ns2,daily,0-8,1\ns2,Mon,0-8,2\n", "Row 2 names post 's2' Mon 0-8 again, after row 1"),
        ("post,day,start,end,cars\ns2,weekend,22,6,1\ns2,Sunday,22,6,2\n", "again, after row 1"),
        ("post,cars\ns9,1\n", "There is no post 's9'"),
        ("post,cars\n", "no rows"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        solve(tmp_path, text)


def test_every_complaint_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        read_car_table(written(tmp_path, "post,day,hour,cars\n,Fri,1,1\ns2,Fry,25,x\n"))
    assert [said in str(wrong.value) for said in ("Row 1 has no post", "'Fry'", "'25'", "'x' cars")] == [True] * 4


def test_cars_need_posts_and_one_source() -> None:
    with pytest.raises(ParameterError, match="give a plan with posts"):
        CurrentCars(cars=2).solve(PROBLEM)
    with pytest.raises(ParameterError, match="not both"):
        CurrentCars(cars=2, file="x.csv")
    with pytest.raises(ParameterError, match="Give a table with 'file'"):
        CurrentCars().solve(PROBLEM, PLAN)
    with pytest.raises(ParameterError, match="Give a table with 'file'"):
        CurrentCars().check_file()


def test_today_has_its_cars(tmp_path: Path) -> None:
    written(tmp_path, "post,cars\ns2,4\n")
    today = TodaySource(cars="cars.csv").read(PROBLEM.city, tmp_path)
    assert (today.crews, today.decided, today.today, today.name) == (((4,),), ("posts", "crews"), True, "today")
    bare = replace(PROBLEM.city, sites=PROBLEM.city.sites.assign(current=False))
    with pytest.raises(InputError, match="gives 'cars', but no posts to put cars at"):
        TodaySource(cars="cars.csv").read(bare, tmp_path)
