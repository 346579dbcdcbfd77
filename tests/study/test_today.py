"""Today's practice as one plan: the table ``[today]``, and what a report says where there is none."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from beatwright.base.errors import InputError, StudyError
from beatwright.core import Case, Plan
from beatwright.data import TodaySource, read_today
from beatwright.planning import MinimumDamage, PMedian
from beatwright.show.report.headline import answer
from beatwright.testing import small_problem

POSTS = '[[planning]]\nstep = "PMedian"\np = 2\n'
DISTRICTS = '[[planning]]\nstep = "BalancedDistricts"\nk = 2\nseconds = 0.2\n'
FEW = "[alternatives]\ncount = 0\n"
CITY = small_problem().city


# The table.


def test_posts_and_districts_of_today_are_one_plan_and_the_base(study_of, sketched, tmp_path):
    study = study_of('[today]\nposts = "stations.csv"\ndistricts = "beats.csv"\n' + POSTS + FEW)
    case = sketched(study)
    today = case.plan(case.base)
    assert (case.base, today.today, today.decided) == ("today", True, ("posts", "districts"))
    assert today.site_ids == ("s2", "s4")
    assert set(today.districts.values()) == {"west", "east"}
    judged = [evaluation.judge.split("(")[0] for evaluation in case.evaluations if evaluation.plan == "today"]
    assert judged == ["Coverage", "Districts"]
    assert not any(plan.today for plan in case.plans if plan.name != "today")
    assert Case.load(tmp_path / "case").plan("today").today
    inputs = json.loads((tmp_path / "case" / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert {row["file"] for row in inputs} >= {"stations.csv", "beats.csv"}


@pytest.mark.parametrize(
    ("given", "districts"),
    [
        ("beats.csv", {"west", "east"}),
        ("beats.csv:beat", {"west", "east"}),
        ("beats.gpkg", {"west", "east"}),
        ("beats.gpkg:beat", {"west", "east"}),
        ("beats.gpkg|layername=beats", {"west", "east"}),
        ("beats.gpkg|layername=beats:beat", {"west", "east"}),
        ("parent", {"west", "east"}),
    ],
)
def test_districts_are_a_file_its_column_or_a_column_of_the_zones(given, districts, study_of):
    text = f'[today]\ndistricts = "{given}"\n' + DISTRICTS
    study = study_of(text, 'parents = "beats.gpkg"\nparent_id = "beat"')
    city = study.city.build(study.folder, study.city.frame(study.folder))
    assert set(study.today.read(city, study.folder).districts.values()) == districts
    assert study.base == "today"


@pytest.mark.parametrize(
    ("table", "city", "posts"),
    [
        ('posts = "stations.csv"', "", ("s2", "s4")),
        ('posts = "current"', 'current = "stations.csv"\n', ("post s2", "post s4")),
        ("", 'current = "stations.csv"\n', ("post s2", "post s4")),
        ('districts = "beats.csv"', 'current = "stations.csv"\n', ("post s2", "post s4")),
    ],
)
def test_posts_are_a_file_or_the_current_sites(table, city, posts, study_of):
    study = study_of(f"[today]\n{table}\n" + POSTS, city)
    made = study.city.build(study.folder, study.city.frame(study.folder))
    assert study.today.read(made, study.folder).site_ids == posts
    assert study.layers["today"][0] == "posts"


def test_posts_become_sites_where_sites_are_made_of_zones(study_of, planned):
    study = study_of('[today]\nposts = "stations.csv"\n' + POSTS + FEW, sites="zones")
    assert study.city.current == "stations.csv"
    case = planned(study)
    assert case.plan("today").site_ids == ("s2", "s4")
    assert len(case.problem.city.current_sites) == 2


def test_a_table_of_ids_has_no_places_that_could_be_sites(study_of, town, planned):
    pd.DataFrame({"site": ["z2", "z7"]}).to_csv(town / "ids.csv", index=False)
    study = study_of('[today]\nposts = "ids.csv"\n' + POSTS + FEW, sites="zones")
    assert study.city.current == ""
    assert planned(study).plan("today").site_ids == ("z2", "z7")


def test_a_study_that_asks_for_no_plan_places_as_many_posts_as_today(study_of):
    study = study_of('[today]\nposts = "stations.csv"\n')
    assert [planner.p for _, planner in study.planners] == [2, 2, 2]
    assert study.base == "today"
    assert any("as many posts are placed as [today] posts has, 2" in note for note in study.notes)


def test_every_complaint_about_the_files_of_today_is_told_at_once(study_of, planned):
    study = study_of('[today]\nposts = "none.csv"\n' + POSTS)
    with pytest.raises(InputError, match=r"\[today\] Today's posts:.*none\.csv"):
        planned(study)
    study = study_of('[today]\nposts = "sites.csv"\ndistricts = "no_such_column"\n' + POSTS)
    with pytest.raises(InputError, match=r"(?s)\[today\].*no column 'no_such_column'"):
        planned(study)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("posts = 3", "'posts' parameter of [today]"),
        ("districts = true", "'districts' parameter of [today]"),
        ("tolerance = -1", "'tolerance' parameter of [today]"),
        ('stations = "a.csv"', "no option 'stations'"),
        ("", "[today] gives nothing of today"),
    ],
)
def test_a_wrong_table_is_told(table, said, study_of):
    with pytest.raises(StudyError) as told:
        study_of(f"[today]\n{table}\n" + POSTS)
    assert said in str(told.value)


def test_in_code_it_is_one_line():
    today = read_today(CITY, districts="parent")
    assert (today.decided, today.today, today.on) == (("posts", "districts"), True, "")
    with pytest.raises(InputError, match="gives nothing of today"):
        TodaySource().read(_without_posts())


def _without_posts():
    return replace(CITY, sites=CITY.sites.assign(current=False))


@pytest.mark.parametrize(
    ("table", "judge", "base"),
    [
        ('[today]\ndistricts = "beats.csv"\n', "Districts", "today"),
        ('[today]\nposts = "stations.csv"\n', "Coverage", "today"),
        ('[today]\nposts = "stations.csv"\ndistricts = "beats.csv"\n', "Coverage", "today"),
        ('[[planning]]\nstep = "CurrentDistricts"\nfile = "beats.csv"\n', "Districts", "today"),
        (POSTS, "Coverage", "PMedian(p=2)"),
    ],
)
def test_beats_around_posts_are_compared_with_what_is_known_of_today(table, judge, base, study_of):
    study = study_of(table + '[[planning]]\nstep = "PatrolBeats"\np = 2\n')
    assert (type(study.judges[0]).__name__, study.base) == (judge, base)


def test_a_judge_that_was_asked_for_and_cannot_judge_today_has_another_base(study_of):
    beats = '[[planning]]\nstep = "PatrolBeats"\np = 2\n[[evaluate]]\nstep = "Coverage"\n'
    study = study_of('[today]\ndistricts = "beats.csv"\n' + beats)
    assert study.base == "PatrolBeats(p=2)"


# Today or not.


@pytest.mark.parametrize("planner", [PMedian(p=2), MinimumDamage()])
def test_what_is_built_on_today_is_today_no_more(planner):
    made = planner.solve(small_problem(), read_today(CITY, districts="parent"))
    assert (made.today, made.on) == (False, "today")
    assert made.districts["z1"] == "west"
    assert Plan.from_dict(made.to_dict()) == made


@pytest.mark.parametrize(
    ("made_by", "today"),
    [("CurrentPosts", True), ("CurrentDistricts(column=x)", True), ("PMedian", False), ("", False)],
)
def test_plans_of_older_files_are_told_by_who_made_them(made_by, today):
    values = Plan(districts={"a": "b"}, made_by=made_by).to_dict()
    del values["today"], values["on"]
    assert Plan.from_dict(values).today is today


# The first sentence.


@pytest.mark.parametrize(
    ("body", "city", "said"),
    [
        (POSTS, "", "Today's posts are not known to this study: nothing shows what would change."),
        (
            '[[planning]]\nstep = "BusiestZones"\np = 2\n' + POSTS,
            "",
            "Today's posts are not known to this study: changes are against “BusiestZones(p=2)”, a plan made here",
        ),
        (POSTS, 'current = "stations.csv"\n', "Today's posts are known, but no plan of this study holds them"),
        (DISTRICTS, "", "Today's districts are not known to this study: nothing shows"),
        ('[today]\nposts = "stations.csv"\n' + DISTRICTS, "", "Today's districts are not known to this study"),
        ('[[planning]]\nstep = "CurrentPosts"\nfile = "stations.csv"\n' + POSTS, "", ""),
        ('[today]\nposts = "stations.csv"\n' + POSTS, "", ""),
    ],
)
def test_the_report_says_first_that_today_is_not_known(body, city, said, study_of, planned):
    case = planned(study_of(body + FEW, city))
    first = answer(case)[0]
    assert first.startswith(said or "Two posts placed by PMedian(p=2)")
    assert case.plan(case.base).today == (not said)
