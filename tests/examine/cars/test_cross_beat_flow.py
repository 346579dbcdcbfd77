"""Who helps whom: cars sent across beats, by post or by district, and what is too small to be shown."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Case, Plan, Post
from beatwright.core.chart import Flow, FlowMap
from beatwright.evaluate import Hypercube
from beatwright.examine import Crews
from beatwright.examine.cars.cross_beat_flow import cross_beat_flow
from beatwright.show.charts.draw_chart import draw_chart
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
CITY = PROBLEM.city
HALVES = {zone: "north" if k % 2 else "south" for k, zone in enumerate(CITY.zone_ids)}
PLAN = Plan(posts=(Post("s1"), Post("s2"), Post("s5")), crews=((3,), (2,), (4,)), districts=HALVES, name="plan")


def case_of(judge, **more):
    return Case("cars", PROBLEM, PROBLEM, (PLAN,), (judge.score(PROBLEM, PLAN),), "plan", "plan", **more)


def test_what_crosses_beats_of_posts_is_what_zones_get_from_outside():
    case = case_of(Hypercube())
    said = case.evaluations[0]
    flow = cross_beat_flow(case, said, PLAN)
    assert flow.by_post
    assert flow.sent.diagonal().tolist() == [0.0, 0.0, 0.0]
    zones = said.table("zone").frame
    outside = zones["cars sent per year"] * zones["answered from outside"]
    for beat, name in enumerate(flow.beats):
        assert flow.sent[:, beat].sum() == pytest.approx(outside[zones["beat"] == name].sum())


def test_what_crosses_districts_ends_in_their_middle():
    case = case_of(Hypercube(beats="districts"))
    said = case.evaluations[0]
    flow = cross_beat_flow(case, said, PLAN)
    zones = said.table("zone").frame
    outside = zones["cars sent per year"] * zones["answered from outside"]
    assert flow.sent.sum() == pytest.approx(outside.sum())
    middle = CITY.zones.geometry.centroid
    north = np.array(list(HALVES.values())) == "north"
    assert flow.beat_xy[flow.beats.index("north")] == pytest.approx([middle.x[north].mean(), middle.y[north].mean()])


def test_flows_smaller_than_what_is_shown_are_counted_and_left_out():
    every = cross_beat_flow(case_of(Hypercube()), case_of(Hypercube()).evaluations[0], PLAN)
    values = np.sort(every.sent[every.sent > 0])
    case = case_of(Hypercube(), fewest_shown=float(values[1:3].mean()))
    (chart,) = every.charts(case)
    assert sorted(one.value for one in chart.flows) == pytest.approx(values[2:])
    assert chart.caption.endswith("2 smaller flows left out.")
    hidden = case_of(Hypercube(), fewest_shown=1e9)
    assert not list(every.charts(hidden))
    assert not list(every.sentences(hidden))
    assert "cross_beat_flow" not in [chart.name for chart in Crews().examine(hidden).charts]


def test_wide_arrows_lie_over_thin_ones_and_the_legend_names_widths():
    case = case_of(Hypercube())
    flows = [Flow(0, 0, 900, 0, 40), Flow(900, 0, 0, 0, 10)]
    chart = FlowMap(name="f", alt="a", flows=flows, legend="Cars", unit="count")
    figure = draw_chart(chart, case)
    arrows = [patch for patch in figure.axes[0].patches if type(patch).__name__ == "FancyArrowPatch"]
    assert [arrow.get_zorder() for arrow in arrows] == sorted(arrow.get_zorder() for arrow in arrows)
    assert {"Cars", "40", "20", "10"} <= {text.get_text() for text in figure.axes[1].texts}


def test_a_flow_needs_two_places_and_a_value():
    with pytest.raises(ParameterError, match="two different places"):
        Flow(1, 1, 1, 1, 5)
    with pytest.raises(ParameterError, match=r"value above 0\. Got 0"):
        replace(Flow(1, 1, 2, 1, 5), value=0)
    with pytest.raises(ParameterError, match="'f' has no flows"):
        FlowMap(name="f", alt="a", flows=[], legend="Cars")
