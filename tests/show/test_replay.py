"""The animation of a day: nothing from outside, hostile names are text, and the numbers are those of the trace."""

import base64
import dataclasses
import json
import re
from html import unescape
from html.parser import HTMLParser

import geopandas as gpd
import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Calls, City, Demand
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import day_begin, day_count, day_name, day_number, worst_day
from beatwright.core.trace_stretches import car_stretches, wait_stretches
from beatwright.show.replay.replay_page import render_replay, write_replay
from beatwright.simulate import simulate
from beatwright.testing import hourly_problem

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title></head><body onload=alert(1)>",
    "\"><img src=x onerror=alert('1')>",
    "<!-- ",
    "]]>",
    "{{7*7}}{% raw %}",
    "\\",
    "a\x00b\u2028\u202eexe",
    "x" * 10_000,
    "&lt;b&gt; &amp;",
    "\u05d0\u05d1\u200f",
)


class Skeleton(HTMLParser):
    """Elements with the names of their attributes, in order; and every address."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.addresses = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        self.elements.append((f"/{tag}", ()))

    def handle_comment(self, data):
        self.elements.append(("!--", ()))


def traced(city, calls, cars=3, plan="today"):
    home, sites = np.arange(cars) % 2, city.site_ids[:2]
    travel = city.travel.minutes[:2].astype(float)
    order = np.argsort(travel, axis=0, kind="stable").T
    events = simulate(calls, home, travel, order, np.ones((cars, 1), bool), trace=True).trace
    columns = {name: getattr(events, name) for name in ("minute", "kind", "call", "car", "zone")}
    made = {"plan": plan, "problem_digest": "p", "calls_digest": calls.digest, "plan_digest": plan}
    return DispatchTrace(**columns, home=home, sites=sites, zones=city.zone_ids, **made)


@pytest.fixture(scope="module")
def city():
    return hourly_problem().city


@pytest.fixture(scope="module")
def calls():
    return Calls.drawn(hourly_problem().demand, 1, 5, cars=[1, 1, 1])


@pytest.fixture(scope="module")
def plain(city, calls):
    return render_replay(city, calls, [traced(city, calls), traced(city, calls, 4, "other")])


def data_of(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def numbers(text, kind):
    return np.frombuffer(base64.b64decode(text), kind).astype(np.int64)


def test_the_page_asks_for_nothing_from_outside(plain):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', plain)[1]
    assert unescape(policy).startswith("default-src 'none'; script-src 'sha256-")
    outside = r"https?:|[\"'(]//|url\(|@import|\bfetch\b|XMLHttpRequest|WebSocket|innerHTML|\beval\b"
    ours = re.sub(r'<script type="application/json".*?</script>', "", plain, flags=re.DOTALL)
    assert not re.search(outside, ours.partition("<style>")[2])
    assert Skeleton(plain).addresses == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text(city, calls, plain, text):
    sites = city.sites.assign(name=[f"{text} {number}" for number in range(len(city.sites))])
    hostile = dataclasses.replace(city, sites=gpd.GeoDataFrame(sites), name=text)
    told = dataclasses.replace(calls, severity=(f"{text}a", f"{text}b", f"{text}c"), source=text)
    html = render_replay(hostile, told, [traced(hostile, told, plan=text), traced(hostile, told, 4, f"{text}2")])
    assert Skeleton(html).elements == Skeleton(plain).elements
    assert html.count("<script") == plain.count("<script")
    names = data_of(html)["plans"][0]["posts"]["names"]
    assert len(names) == 2
    assert all(len(name) <= 60 for name in names)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", html)


def test_the_packed_numbers_are_those_of_the_trace(city, calls):
    trace = traced(city, calls)
    data = data_of(render_replay(city, calls, [trace], day=3))
    begin, found = day_begin(calls, 3), car_stretches(trace)
    keep = (found.end > begin) & (found.begin < begin + 1440)
    packed = data["plans"][0]["stretches"]
    assert np.array_equal(np.cumsum(numbers(packed["car"], "<i2")), found.car[keep])
    first = np.cumsum(numbers(packed["begin"], "<i4"))
    assert np.abs(first / 60 - (found.begin[keep] - begin)).max() <= 0.5 / 60 + 1e-9
    assert np.abs((first + numbers(packed["long"], "<i4")) / 60 - (found.end[keep] - begin)).max() <= 0.5 / 60 + 1e-9
    assert np.array_equal(numbers(packed["zone"], "<i4"), found.zone[keep])
    scale = 3000 / 20_000
    x, y = (np.cumsum(numbers(data["zones"][axis], "<i2")) * scale for axis in "xy")
    assert np.abs(np.column_stack([x, y]) - city.zone_xy).max() <= scale
    assert data["urgent"] == calls.severity[-1]


def test_the_worst_day_is_the_one_with_most_waiting(city, calls):
    trace, minutes = traced(city, calls, 2), np.zeros(day_count(calls))
    waits = wait_stretches(trace)
    np.add.at(minutes, np.minimum(waits.begin // 1440, 6).astype(int), waits.end - waits.begin)
    assert minutes.max() > 0
    worst = int(np.argmax(minutes))
    assert worst_day(calls, [trace]) == worst
    after = (worst + 1) * 1440.0
    later = worst_day(calls, [trace], after - 1440.0 + 1.0)
    assert later == worst + 1 + int(np.argmax(minutes[worst + 1 :])), "a day of which a part is warm-up is left out"
    assert worst_day(calls, [trace], 1e9) == day_count(calls) - 1, "where all is warm-up, the last one is left"


def test_days_have_names_and_numbers(calls):
    assert [day_number(calls, text) for text in ("1", " 7 ")] == [0, 6]
    dated = dataclasses.replace(calls, start="2024-02-26")
    assert day_name(dated, 3) == "Thursday 2024-02-29"
    assert day_number(dated, "2024-02-29") == 3
    for text in ("0", "8", "2024-02-29", "x", ""):
        with pytest.raises(ParameterError, match="number of a day from 1 to 7"):
            day_number(calls, text)
    for text in ("2024-03-04", "2024-02-25", "2024-02-30"):
        with pytest.raises(ParameterError, match="or a date"):
            day_number(dated, text)


def test_what_does_not_fit_together_is_said_at_once(city, calls, tmp_path):
    trace = traced(city, calls)
    strange = dataclasses.replace(trace, calls_digest="x", zones=("z1",) * 24, sites=("a", "b"))
    with pytest.raises(ParameterError) as problem:
        write_replay(city, calls, [trace, trace, strange], tmp_path / "replay.html", day=7)
    for part in ("one or two traces", "other calls", "other zones", "lacks sites", "'day' parameter"):
        assert part in str(problem.value)
    assert not list(tmp_path.iterdir())


def test_a_busy_day_of_two_plans_is_a_small_file(calls):
    problem = hourly_problem()
    rate = problem.demand.rate * 2000 * 7 / (problem.demand.rate.sum(axis=(1, 3)).sum())
    busy = Calls.drawn(Demand(rate), 1, 1, cars=[1, 1, 1])
    traces = [traced(problem.city, busy, cars, str(cars)) for cars in (70, 80)]
    assert len(busy) > 13_000
    assert len(render_replay(problem.city, busy, traces)) < 1_000_000


def test_zones_without_areas_and_a_city_without_calls(city, calls):
    points = city.zones.set_geometry(gpd.points_from_xy(*city.zone_xy.T, crs=city.crs)).drop(columns="area_km2")
    dots = City(city.boundary, points, city.sites, name="dots")
    none = calls.select(np.zeros(len(calls), bool))
    data = data_of(render_replay(dots, none, [traced(dots, none)]))
    assert data["areas"]["parts"] == ""
    assert data["plans"][0]["worst"] == [0, 0]
