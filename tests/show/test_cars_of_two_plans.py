"""Plans with cars in the report: rows that only one plan has, and notes that are too many for a cell."""

from dataclasses import replace

from beatwright.core import Case, Plan, Post
from beatwright.evaluate import Delay
from beatwright.show.report.headline import answer
from beatwright.show.report.html import _notes
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.testing import hourly_problem


def test_a_post_that_only_one_plan_has_is_no_nan():
    plain = hourly_problem()
    sites = plain.city.sites.assign(name=[f"Station {site}" for site in plain.city.site_ids])
    problem = replace(plain, city=replace(plain.city, sites=sites))
    plans = [Plan(posts=(Post(site),), crews=((9,),), name=site) for site in ("s2", "s5")]
    case = Case("cars", problem, problem, plans, [Delay().score(problem, plan) for plan in plans], "s2", "s5")
    (by_post,) = (one for one in breakdowns_of(case) if one.key == "post")
    assert by_post.labels == ("Station s2",), "by its name, not by its id"
    (worst,) = (column for column in by_post.columns if column.name == "worst hour")
    assert [cell[0] for cell in worst.cells] == ["n/a"]
    assert not [cell for column in by_post.columns for row in column.cells for cell in row if cell == "nan"]


def test_notes_that_do_not_fit_are_left_out_whole_and_pointed_to():
    notes = ("a" * 300, "b" * 290, "c" * 50)
    assert _notes(notes) == f"{notes[0]} {notes[1]} More of it stands under “Method and limits”."
    assert _notes(notes[:2]) == f"{notes[0]} {notes[1]}"
    assert _notes(()) == ""


def test_the_answer_says_where_the_plans_have_not_as_many_car_hours():
    problem = hourly_problem()
    plans = [Plan(posts=(Post("s2"),), crews=((cars,),), name=f"{cars} cars") for cars in (9, 12)]
    judged = [Delay().score(problem, plan) for plan in plans]
    said = answer(Case("cars", problem, problem, plans, judged, "12 cars", "9 cars"))
    assert (
        "It has 2,016 car-hours a week, 33\u00a0% more than the 1,512 of “9 cars”; part of the difference comes from "
        "their number alone."
    ) in said
    alike = (plans[0], replace(plans[0], name="12 cars"))
    same = Case("cars", problem, problem, alike, [judged[0], Delay().score(problem, alike[1])], "12 cars", "9 cars")
    assert not [text for text in answer(same) if "car-hours" in text]
