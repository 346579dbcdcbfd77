"""Who judges what in a study with posts and districts."""

from pathlib import Path

import pytest

from beatwright.base.errors import StudyError
from beatwright.evaluate import Coverage, Delay, Districts, Simulation
from beatwright.planning import BalancedDistricts
from beatwright.study.file.study_file import read_study
from beatwright.study.judging import judge_reading, judges_for

HEAD = """
[study]
name = "x"
holdout = 2023-01-01
{study}
[incidents]
file = "i.csv"
[city]
boundary = "b.gpkg"
"""
POSTS = '[[planning]]\nstep = "PMedian"\np = 2\nname = "posts"\n'
DISTRICTS = '[[planning]]\nstep = "districts"\nk = 4\nname = "new"\n'


def study(tmp_path: Path, body: str, head: str = ""):
    file = tmp_path / "study.toml"
    file.write_text(HEAD.format(study=head) + body)
    return read_study(file)


def names(judges) -> list[str]:
    return [type(judge).__name__ for judge in judges]


def test_districts_is_a_word_for_the_step(tmp_path) -> None:
    made = study(tmp_path, DISTRICTS)
    assert isinstance(dict(made.planners)["new"], BalancedDistricts)
    assert names(made.judges) == ["Districts"]


def test_the_judge_of_the_recommended_plan_comes_first(tmp_path) -> None:
    assert names(study(tmp_path, POSTS + DISTRICTS).judges) == ["Districts", "Coverage"]
    assert names(study(tmp_path, DISTRICTS + POSTS).judges) == ["Coverage", "Districts"]
    given = '[[evaluate]]\nstep = "Coverage"\n[[evaluate]]\nstep = "districts"\ncriteria = ["calls"]\n'
    assert names(study(tmp_path, POSTS + DISTRICTS + given).judges) == ["Districts", "Coverage"]


def test_today_is_the_base_among_plans_of_one_kind(tmp_path) -> None:
    today = '[[planning]]\nstep = "CurrentDistricts"\ncolumn = "parent"\n'
    posts = '[[planning]]\nstep = "CurrentPosts"\nname = "posts today"\n'
    assert study(tmp_path, posts + POSTS + today + DISTRICTS).base == "today"
    assert study(tmp_path, POSTS + DISTRICTS).base == "new"


def test_what_cannot_be_judged_is_said(tmp_path) -> None:
    with pytest.raises(StudyError, match="Coverage judges posts, but no"):
        study(tmp_path, DISTRICTS + '[[evaluate]]\nstep = "Coverage"\n')
    with pytest.raises(StudyError, match="can judge the recommended plan 'new'"):
        study(tmp_path, POSTS + DISTRICTS + '[[evaluate]]\nstep = "Coverage"\n')
    with pytest.raises(StudyError, match="cannot be compared with it"):
        study(tmp_path, POSTS + DISTRICTS, 'base = "posts"')


def test_judges_are_found_by_what_they_read() -> None:
    assert isinstance(judge_reading((), "districts"), Districts)
    given = Coverage(by="minutes")
    assert judge_reading((Districts(), given), "posts") is given
    assert names(judges_for((), {"a": ("posts",), "b": ("posts",)}, "b")) == ["Coverage"]
    assert isinstance(judge_reading((Delay(),), "posts"), Coverage), "of plans that have no cars"
    assert isinstance(judge_reading((Simulation(),), "posts"), Coverage), "it is asked of demand without hours too"


CARS = ("posts", "crews")


def test_cars_are_judged_where_the_demand_is_by_the_hour() -> None:
    plans = {"posts": ("posts",), "cars": CARS}
    assert names(judges_for((), plans, "cars")) == ["Coverage", "Delay", "Hypercube"]
    alone = judges_for((), plans, "cars", ("crews",))
    assert names(alone) == ["Coverage", "Delay", "Hypercube"], "no other plan has cars to compare with"
    assert names(judges_for((), plans | {"more": CARS}, "cars", ("crews",))) == ["Delay", "Hypercube", "Coverage"], (
        "what was decided anew comes first"
    )
    assert names(judges_for((), plans, "cars", by_hour=False)) == ["Coverage"]
    with pytest.raises(StudyError, match=r"Delay judges cars by the hour.*Set slots = 168 in \[problem\]"):
        judges_for((Delay(),), plans, "cars", by_hour=False)
    assert names(judges_for((Delay(),), plans, "cars")) == ["Delay"]
    with pytest.raises(StudyError, match="Delay judges posts and crews and districts, but no"):
        judges_for((Delay(commands="districts"),), plans, "cars")
