"""A study of posts and districts has both in one report, each with its maps, whichever it ends in."""

import re

import geopandas as gpd
import openpyxl
import pytest

from beatwright.data import generate_city
from beatwright.show import post_lines
from beatwright.study import read_study, run_study

STUDY = """\
[study]
holdout = "2021-06-01"
hindsight = false
interval_draws = 0
[incidents]
file = "incidents.csv"
[city]
boundary = "boundary.gpkg"
zones = "400 m"
sites = "zones"
[problem]
within = 1000
[today]
posts = "posts.csv"
districts = "districts.gpkg"
[alternatives]
count = 0
"""
POSTS = '[[planning]]\nstep = "PMedian"\nname = "two posts"\np = 2\n'
DISTRICTS = '[[planning]]\nstep = "BalancedDistricts"\nname = "new districts"\nk = 2\nseconds = 0.2\nparents = false\n'


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    generate_city(seed=2, size=4, weeks=30).write(folder)
    return folder


@pytest.fixture(scope="module", params=["districts last", "posts last", "districts on posts"])
def shown(request, city, tmp_path_factory, sketched_once):
    """Return a case, its folder and its report; the maps of the last are drawn, those of the others are the same."""
    tables = {
        "districts last": POSTS + DISTRICTS,
        "posts last": DISTRICTS + POSTS,
        "districts on posts": POSTS + DISTRICTS + 'on = "two posts"\n',
    }[request.param]
    folder = tmp_path_factory.mktemp("both")
    (folder / "study.toml").write_text(STUDY + tables, encoding="utf-8")
    study, out = read_study(folder / "study.toml", data=city), folder / "out"
    case, out = (run_study(study, out), out) if request.param == "districts on posts" else sketched_once(study)
    return case, out, (out / "report.html").read_text(encoding="utf-8")


def section(text, name):
    return text[text.index(f'<section id="{name}"') :].split("</section>")[0]


def test_both_sections_have_the_maps_before_and_after(shown):
    case, _, text = shown
    maps, districts = section(text, "maps"), section(text, "districts")
    assert maps.count('alt="Map of the ') == districts.count('alt="Map of the ') == 2
    assert "<caption>The posts of <bdi>" in maps
    assert "<caption>The districts of <bdi>" in districts
    assert 'href="#maps"' in text
    assert 'href="#districts"' in text
    assert "Change from “today” to “" in section(text, "demand")
    for part, layer in ((maps, "posts"), (districts, "districts")):
        assert (f"The recommended plan leaves the {layer} open" in part) == (layer not in case.plan(case.main).decided)


def test_every_plan_has_a_small_map_of_what_it_decides(shown):
    case, _, text = shown
    captions = re.findall("<figcaption>(.*?)</figcaption>", section(text, "plans"))
    assert len(captions) == sum(layer in plan.decided for plan in case.plans for layer in ("posts", "districts"))
    assert any(caption.startswith("today: mean distance") for caption in captions)
    assert any(caption.startswith("today: CV of calls") for caption in captions)


def test_the_files_have_both(shown):
    case, folder, _ = shown
    pictures = {path.stem for path in (folder / "pictures").iterdir()}
    assert {"base", "main", "change", "curve", "districts_base", "districts_main", "districts_points"} <= pictures
    assert (folder / "crosswalk.csv").is_file()
    assert "change" in gpd.read_file(folder / "plan.gpkg", layer="zones")
    assert {"Posts", "Reporting districts", "Assignment", "Crosswalk"} <= set(
        openpyxl.load_workbook(folder / "plan.xlsx", read_only=True).sheetnames
    )
    lines = post_lines(case)
    assert len(lines) == 3
    assert lines[0].startswith("Its posts" if case.plan(case.main).posts else "The posts of “two posts”")


def test_the_answer_counts_what_it_speaks_of(shown):
    case, _, text = shown
    (layer,) = case.evaluations[0].read
    count = {"posts": lambda plan: len(plan.posts), "districts": lambda plan: len(set(plan.districts.values()))}[layer]
    new, old = count(case.plan(case.main)), count(case.plan("today"))
    assert new != old, "the numbers must differ for this test to mean something"
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
    thing = layer if new > 1 else layer.removesuffix("s")
    assert f"Not like for like: this plan has {words[new]} {thing}, “today” has {words[old]};" in section(
        text, "answer"
    )
