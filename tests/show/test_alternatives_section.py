"""Ranked alternatives in the report, the workbook and the pictures: hostile names stay text, every state has words."""

import dataclasses
import html.parser
import math

import numpy as np
import openpyxl
import pytest

from beatwright.core import Certificate, Evaluation, Measure, Plan, Post
from beatwright.examine import (
    Alternatives,
    PostWorth,
    RankedPlan,
    alternative_sentences,
    alternatives_map,
    alternatives_plans,
    alternatives_title,
    finding_of_alternatives,
    worth_bars,
    worth_plans,
)
from beatwright.show import write_outputs
from beatwright.show.charts.bar_chart import draw_bars
from beatwright.show.charts.maps import draw_points
from beatwright.show.tables.finding_tables import data_frame_of

HOSTILE = "=1+1 $\\frac{1}{$ <script>alert(1)</script> \x00"


def ranked(sites, objective, shown, *, name="best", proven=True):
    proof = Certificate("optimal", objective, objective, unit="m per call")
    plan = Plan(tuple(Post(site) for site in sites), name=name, certificate=proof)
    measures = (
        Measure(f"{HOSTILE} way", shown, "m", "lower"),
        Measure("share within 2 km", 0.5, "share", "higher", kind="on time"),
    )
    return RankedPlan(plan, Evaluation(name, HOSTILE, measures, on=HOSTILE), proven)


def worth_of(sites, more):
    closed = [PostWorth(site, "close", 10.0 * k, 10.0 * k) for k, site in enumerate(sites, 1)]
    return (*closed, PostWorth(more, "open", -7.0, -7.0))


@pytest.fixture(scope="module")
def made(case):
    ids = case.problem.city.site_ids
    plans = (
        ranked(ids[:3], 100.0, 90.0, name=HOSTILE),
        ranked((*ids[:2], ids[4]), 100.4, 80.0, name=f"{HOSTILE} #2"),
        ranked((ids[0], ids[4], ids[5]), 104.0, 95.0, name=f"{HOSTILE} #3", proven=False),
    )
    return Alternatives(plans, worth_of(ids[:3], ids[9]))


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


def test_names_from_outside_stay_text_in_every_output(case, made, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    write_outputs(dataclasses.replace(case, findings=(finding_of_alternatives(made, case.problem.city),)), tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    tags = Tags(text)
    assert "script" not in tags.seen
    assert 'id="alternatives"' in text
    assert 'id="alternatives-worth"' in text
    assert {"alternatives.csv", "post_values.csv"} <= {path.name for path in tmp_path.iterdir()}
    assert {"alternatives.png", "worth.png"} <= {path.name for path in (tmp_path / "pictures").iterdir()}
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    for name in ("Alternatives", "Post values"):
        assert all(cell.data_type in ("s", "n", "b") for row in book[name].iter_rows() for cell in row)
    assert [row[1].value for row in book["Alternatives"].iter_rows()] == ["rank", 1, 2, 3]


def test_without_alternatives_there_is_no_section(case, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    write_outputs(case, tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'id="alternatives"' not in text
    assert not (tmp_path / "alternatives.csv").exists()
    assert "Alternatives" not in openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames


def test_the_words_say_what_the_plans_say(case, made):
    ids = case.problem.city.site_ids
    told = [text.replace("\u00a0", " ") for text in alternative_sentences(made)]
    assert told[0] == f"The next best plan loses 0.4 m per call (0.4 %), with {ids[4]} in place of {ids[2]}."
    assert told[1] == "The last of the three ranked plans loses 4 m per call (4.0 %)."
    assert told[2].startswith("On the demand that it was judged on, rank 2 does better by =1+1")
    assert told[2].endswith("80 m instead of 90 m.")
    assert told[3].startswith(
        "2 of 3 ranks are proven (no plan that differs from all ranked before it in at least one post"
    )
    assert told[4] == (
        f"The post that counts most is {ids[2]}: without it the mean distance grows by 30 m per call (30.0 %). "
        f"The one that counts least is {ids[0]}: without it the mean distance grows by 10 m per call (10.0 %)."
    )
    assert told[5] == f"One more post would go to {ids[9]} and save 7 m per call (7.0 %)."


def test_the_words_of_every_other_state(case, made):
    ids = case.problem.city.site_ids
    alone = Alternatives(made.ranked[:1], (PostWorth(ids[0], "close", math.inf, math.inf),), 2)
    told = alternative_sentences(alone)
    assert told[0] == "No other plan is ranked."
    assert told[-1] == f"The post that counts most is {ids[0]}: without it some calls have no post that reaches them."
    equal = Alternatives((ranked(ids[:2], 5.0, 1.0), ranked(ids[1:3], 5.0, 1.0), ranked(ids[2:4], 5.01, 1.0)))
    told = [text.replace("\u00a0", " ") for text in alternative_sentences(equal)]
    assert told[0] == f"The next plan is exactly as good, with {ids[2]} in place of {ids[0]}."
    assert told[1].startswith("All three ranked plans lie within 0.2 % of the best")
    assert told[2].startswith("Every rank is proven")
    assert len(told) == 3
    free = Alternatives((ranked(ids[:2], 0.0, 1.0), ranked(ids[1:3], 3.0, 1.0), ranked(ids[2:4], 4.0, 1.0)))
    told = [text.replace("\u00a0", " ") for text in alternative_sentences(free)]
    assert told[:2] == [
        f"The next best plan loses 3 m per call, with {ids[2]} in place of {ids[0]}.",
        "The last of the three ranked plans loses 4 m per call.",
    ]


def test_the_map_shows_who_stays_who_moves_and_who_stands_in(case, made):
    (axes, *_) = draw_points(alternatives_map(made, case.problem.city), case.problem.city).axes
    colours = [line.get_markerfacecolor() for line in axes.lines]
    assert len(colours) == 3
    assert colours[0] == "#16324f"
    assert colours[1] == colours[2] != colours[0]
    assert sorted(text.get_text() for text in axes.texts) == sorted(["1", "2", "3", "2,3", "3"])


def test_the_bars_are_the_table(case, made):
    (axes,) = draw_bars(worth_bars(made)).axes
    table = data_frame_of(case, worth_plans(made))
    np.testing.assert_allclose([patch.get_width() for patch in axes.patches], table["difference"].abs())
    assert list(table["change"]) == ["close", "close", "close", "open"]
    np.testing.assert_allclose(table["objective after"], 100.0 + table["difference"])


def test_many_posts_and_one_that_leaves_calls_without_a_way(case, made):
    ids = case.problem.city.site_ids[:40]
    worth = (*worth_of(ids[1:], case.problem.city.site_ids[50]), PostWorth(ids[0], "close", math.inf, math.inf))
    many = Alternatives((ranked(ids, 100.0, 90.0),), worth)
    (axes,) = draw_bars(worth_bars(many)).axes
    widths = [patch.get_width() for patch in axes.patches]
    assert len(widths) == 31
    assert widths[0] == widths[1] == 390.0
    assert axes.patches[0].get_hatch()
    assert "some calls unreached" in [text.get_text() for text in axes.texts]


def test_the_table_for_a_spreadsheet_holds_no_formula(case, made):
    frame = data_frame_of(case, alternatives_plans(made))
    np.testing.assert_allclose(frame["loss"], [0.0, 0.4, 4.0])
    assert list(frame["rank proven"]) == ["yes", "yes", "no"]
    for table in (frame, data_frame_of(case, worth_plans(made))):
        texts = table.select_dtypes(exclude="number")
        assert not any(texts[column].astype(str).str.startswith(("=", "+", "-", "@")).any() for column in texts)
        assert not any(str(column).startswith("=") for column in table)


def test_the_title_promises_no_more_than_the_plans_keep(case, made):
    ids = case.problem.city.site_ids
    assert alternatives_title(made) == "Other plans nearly as good"
    assert alternatives_title(Alternatives(made.ranked[:1])) == "The next best plans"
    far = Alternatives((ranked(ids[:2], 100.0, 1.0), ranked(ids[1:3], 106.0, 1.0)))
    assert alternatives_title(far) == "The next best plans"
