"""A study ranks alternatives where it is quick or asked for, keeps them in the case folder and tells them."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from markupsafe import escape

from beatwright.base.plain_text import spaced_percent
from beatwright.base.progress import Clock, Silent
from beatwright.cli.case_printed import print_case
from beatwright.core import Case, Plan, StudyError
from beatwright.evaluate import Coverage
from beatwright.examine import AlternativesExaminer, alternative_sentences, alternatives_of, planner_to_rank
from beatwright.planning import PMedian
from beatwright.show import post_names
from beatwright.study import read_study
from beatwright.study.examine_all import examine_all, quick_to_rank
from beatwright.testing import small_problem


def ranked(case):
    return alternatives_of(case.finding("alternatives"))


SMALL = ["city.zones=700 m", "city.population=", "city.population_columns=[]"]


@pytest.fixture(scope="module")
def study_file(demo_city):
    text = demo_city.read_text(encoding="utf-8")
    file = demo_city.with_name("ranked.toml")
    file.write_text(text[: text.index("# What every number")], encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def ran(study_file, sketched_once):
    return sketched_once(read_study(study_file, settings=SMALL))


def test_a_quick_study_has_them_unasked_and_the_case_folder_reads_back(ran):
    case, folder = ran
    assert len(ranked(case).ranked) == 5
    again = Case.load(folder)
    assert again == case
    assert ranked(again) == ranked(case)
    assert dataclasses.replace(case, findings=()) != case


def test_the_first_is_the_recommended_plan_and_the_others_keep_the_distance(ran):
    case, _ = ran
    made, main = ranked(case), case.plan(case.main)
    assert made.best.plan.name == case.main
    assert made.best.plan.site_ids == main.site_ids
    assert made.best.heldout["mean distance"] == pytest.approx(case.comparison.table.loc["mean distance", case.main])
    assert all(one.proven for one in made.ranked)
    sets = [set(one.plan.site_ids) for one in made.ranked]
    for k, one in enumerate(sets):
        assert all(len(one - other) >= 2 for other in sets[:k])


def test_the_worth_of_a_post_is_what_the_judge_sees_without_it():
    problem = small_problem()
    made = AlternativesExaminer(3, planner=PMedian(p=3), plan="x", judge=Coverage()).ranked(problem, problem)
    plan, now = made.best.plan, made.best.certificate.objective
    assert [one.plan.name for one in made.ranked] == ["x", "x #2", "x #3"]
    for worth in made.closed:
        left = dataclasses.replace(plan, posts=tuple(post for post in plan.posts if post.site != worth.site))
        assert Coverage().score(problem, left)["mean distance"] - now == pytest.approx(worth.difference)
        assert worth.percent == pytest.approx(100 * worth.difference / now)
    posts = (*plan.posts, dataclasses.replace(plan.posts[0], site=made.next_post.site))
    after = Coverage().score(problem, dataclasses.replace(plan, posts=posts))
    assert after["mean distance"] - now == pytest.approx(made.next_post.difference)
    np.testing.assert_allclose(
        [one.heldout["mean distance"] for one in made.ranked], [o.certificate.objective for o in made.ranked]
    )


def test_a_study_of_one_post_differs_in_that_one():
    problem = small_problem()
    made = AlternativesExaminer(planner=PMedian(p=1), plan="one", judge=Coverage()).ranked(problem, problem)
    assert made.differ == 1
    assert len({one.plan.site_ids for one in made.ranked}) == len(made.ranked) == 5


def test_which_plan_is_ranked():
    fair, plain, other = PMedian(p=2, fairness=1.0), PMedian(p=2), PMedian(p=3)
    named = [("plain", plain), ("other", other), ("fair", fair)]
    assert planner_to_rank(named, "plain") == ("plain", plain)
    assert planner_to_rank(named, "fair") == ("other", other)
    assert planner_to_rank([("fair", fair)], "fair") is None


BARE = ("study.hindsight=false", "forecast.backtest=0")


def plans_ranked(study_file, *settings):
    """Return how many plans a study of two posts ranks; of six sites there are three disjoint pairs."""
    problem = small_problem()
    study = read_study(study_file, settings=["planning.PMedian.p=2", *BARE, *settings])
    case = Case("", problem, problem, (Plan(name="p"),), (), "p", "p")
    clock = Clock(Silent())
    found = examine_all(study, case, None, clock)
    assert all(re.fullmatch(r"examine: [a-z ]+", step) for step in clock.seconds), "steps are told in words"
    assert ("examine: alternatives" in clock.seconds) == bool(found)
    return sum(len(alternatives_of(one).ranked) for one in found)


def test_when_a_study_ranks(study_file):
    assert plans_ranked(study_file) == 3
    assert plans_ranked(study_file, "alternatives.count=0") == 0
    assert plans_ranked(study_file, "alternatives.count=2") == 2
    assert plans_ranked(study_file, "alternatives.count=5", "alternatives.differ=1") == 5
    assert plans_ranked(study_file, "study.main=KMeansPosts") == 0
    assert plans_ranked(study_file, "study.main=KMeansPosts", "alternatives.count=2") == 2


def test_a_large_study_ranks_where_it_is_asked_to(study_file, monkeypatch):
    monkeypatch.setattr("beatwright.study.examine_all._QUICK", 24 * 6 - 1)
    assert not quick_to_rank(small_problem())
    assert plans_ranked(study_file) == 0
    assert plans_ranked(study_file, "alternatives.count=2") == 2


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("alternatives.count=-1", r"The 'count' parameter of Alternatives must be an integer in \[0, inf\)"),
        ("alternatives.differ=0", r"The 'differ' parameter of Alternatives must be an integer in \[1, inf\)"),
        ("alternatives.m=3", "has no option 'm'. Known: count, differ."),
    ],
)
def test_wrong_options_are_told(study_file, setting, complaint):
    with pytest.raises(StudyError, match=complaint):
        read_study(study_file, settings=[setting])


def test_asking_without_a_planner_that_ranks_is_told_before_anything_runs(study_file):
    settings = ["planning.PMedian.fairness=1.0", "alternatives.count=3"]
    with pytest.raises(StudyError, match=r"Alternatives ranks plans of PMedian without 'fairness' and 'risk'"):
        read_study(study_file, settings=settings)
    assert read_study(study_file, settings=["planning.PMedian.fairness=1.0", "alternatives.count=0"])


def test_the_report_and_the_command_line_tell_them(ran, capsys):
    case, folder = ran
    html = (folder / "report.html").read_text(encoding="utf-8")
    told = alternative_sentences(ranked(case), post_names(case.problem.city))
    assert len(told) >= 4
    assert all(escape(spaced_percent(sentence)) in html for sentence in told)
    print_case(case, folder)
    out = capsys.readouterr().out
    assert all(sentence.replace("\u00a0", " ") in out for sentence in told)
    table = pd.read_csv(folder / "alternatives.csv")
    np.testing.assert_allclose(
        table["loss"],
        [ranked(case).loss(one) for one in ranked(case).ranked],
    )
    assert len(pd.read_csv(folder / "post_values.csv")) == len(ranked(case).worth)
