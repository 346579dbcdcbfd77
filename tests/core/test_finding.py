"""Findings, their tables and charts: checked when made, written and read back whole."""

import base64
import dataclasses
import json
import math

import numpy as np
import pytest
import shapely

from beatwright.base.raster import Raster
from beatwright.core import (
    Bar,
    BarChart,
    Certificate,
    Column,
    Finding,
    Flow,
    FlowMap,
    Line,
    LineChart,
    Measure,
    Panel,
    ParameterError,
    PngPicture,
    PointMap,
    RasterMap,
    Spot,
    Table,
    WeekClock,
    ZoneMap,
)
from beatwright.core.chart import chart_from_dict

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()
NAMED = {"name": "one", "alt": "What it shows."}
CHARTS = {
    "lines": LineChart(
        **NAMED,
        x_name="posts",
        panels=[Panel("distance", [Line("best", [1, 2], [9.0, math.nan], [1]), Line("x", [], [])], "m", 4.5)],
        mark=2,
        bands=[(1, 2)],
    ),
    "bars": BarChart(**NAMED, bars=[Bar("a", -2, "better"), Bar("b", math.inf, "worse")], axis="minutes", signed=True),
    "week clock": WeekClock(**NAMED, counts=np.arange(168)),
    "zone map": ZoneMap(
        **NAMED,
        zones=["a", "b"],
        values=np.array([1.0, math.nan]),
        legend="calls",
        unit="calls/year",
        counts_calls=True,
        spots=[Spot(1, 2, "a")],
    ),
    "flow map": FlowMap(**NAMED, flows=[Flow(0, 0, 1, 2, 5.0)], legend="Cars", spots=[Spot(1, 2, "a")]),
    "point map": PointMap(**NAMED, spots=[Spot(1, 2, "a", "worse"), Spot(3, 4, "b", boxed=True)]),
    "raster map": RasterMap.of(
        Raster([[0.5, math.nan], [2.0, 3.25]], (0, 0, 200, 100)),
        **NAMED,
        legend="incidents per km² and year",
        window=shapely.box(0, 0, 200, 100),
        outlines=[shapely.Point(50, 50).buffer(20)],
        levels=[1, 2],
    ),
    "picture": PngPicture(**NAMED, png=PNG),
}


def a_table(**changes):
    columns = (
        Column("distance", [900, np.float64(720), None], "m", "lower", [math.nan, 900, 900]),
        Column("proof", ["optimal", "nan", None]),
        Column("count", np.array([1, 2, 3])),
    )
    return Table(**{"name": "rows", "index": [4, "5", "6"], "columns": columns, "roles": ["now", "", ""]} | changes)


def a_finding(**changes):
    values = {
        "name": "night-shift_2",
        "title": "The night shift",
        "sentences": ["Half of all calls come at night.", "A second."],
        "measures": [Measure("share at night", 0.5, "share", "lower", (0.4, math.inf))],
        "tables": [a_table()],
        "charts": [dataclasses.replace(chart, name=kind) for kind, chart in CHARTS.items()],
        "certificates": {"plan": Certificate("optimal", 1.0, 1.0, seconds=3.0)},
        "details": {"deep": [{"seconds": 3.0, "x": [1, 2]}], "when": 5},
        "short": "Nights",
    }
    return Finding(**values | changes)


def through_json(values):
    return json.loads(json.dumps(values, allow_nan=False))


@pytest.mark.parametrize("kind", CHARTS)
def test_every_chart_reads_back(kind):
    chart = CHARTS[kind]
    assert chart.kind == kind
    again = chart_from_dict(through_json(chart.to_dict()))
    assert repr(again) == repr(chart)  # NaN differs from itself


def test_a_table_reads_back_and_knows_its_kinds():
    table = a_table()
    again = Table.from_dict(through_json(table.to_dict()))
    assert again == table
    assert repr(again) == repr(table)
    assert table.index == ("4", "5", "6")
    assert [column.numeric for column in table.columns] == [True, False, True]
    assert table["proof"].values == ("optimal", "nan", "")
    assert math.isnan(table["distance"].values[2])
    assert table.frame.loc["5", "distance"] == 720.0
    assert a_table(strong=[0]) != table
    with pytest.raises(KeyError, match=r"no column 'distanc'.*distance"):
        table["distanc"]


def test_a_finding_reads_back_whole():
    found = a_finding()
    again = Finding.from_dict(through_json(found.to_dict()))
    assert again == found
    assert repr(again.to_dict()) == repr(found.to_dict())
    assert hash(again) == hash(found)
    assert found["share at night"] == 0.5
    assert found.table("rows")["count"].values == (1.0, 2.0, 3.0)
    assert found.chart("bars").kind == "bars"
    for lookup in (found.table, found.chart, found.__getitem__):
        with pytest.raises(KeyError, match=r"There is no .* 'nothing'"):
            lookup("nothing")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "The late shift"},
        {"sentences": ["Half of all calls come at night."]},
        {"measures": [Measure("share at night", 0.5, "share", "higher")]},
        {"tables": [a_table(caption="else")]},
        {"charts": []},
        {"certificates": {"plan": Certificate("optimal", 2.0, 2.0)}},
        {"details": {}},
    ],
)
def test_the_digest_sees_every_part(change):
    assert a_finding(**change) != a_finding()


def test_wall_times_do_not_count():
    other = a_finding(
        certificates={"plan": Certificate("optimal", 1.0, 1.0, seconds=9.0)},
        details={"deep": [{"seconds": 9.0, "x": [1, 2]}], "when": 5},
    )
    assert other == a_finding()


@pytest.mark.parametrize(
    "name", ["", "Night", "a b", "../x", ".hidden", "-x", "con", "com1", "é", "a" * 61, None, 3, "x\n"]
)
def test_a_name_that_no_file_can_have_is_told(name):
    with pytest.raises(ParameterError, match=r"'name' of a Finding is that of a file"):
        a_finding(name=name)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: a_finding(title=" "), "'title' parameter of Finding must be a non-empty text"),
        (lambda: a_finding(sentences="one"), "must be a sequence of texts. Got 'one'"),
        (lambda: a_finding(sentences=[1]), "must be texts"),
        (lambda: a_finding(tables=[a_table(), a_table(name="ROWS")]), "tables of one name: rows"),
        (lambda: a_finding(charts=[CHARTS["bars"], CHARTS["lines"]]), "charts of one name: one"),
        (lambda: a_table(index=["a"]), "has 1 rows, its column 'distance' 3"),
        (lambda: a_table(roles=["a"]), "need one text per row, 3. Got 1"),
        (lambda: a_table(strong=[3]), r"has no rows \[3\] to stand out"),
        (lambda: a_table(place="nowhere"), "must be one of 'everywhere', 'report', 'files'"),
        (lambda: a_table(columns=[Column("a", [1, 2, 3]), Column("a", [1, 2, 3])]), "names a column twice: a, a"),
        (lambda: Column("a", [1, "b"]), "all numbers or all texts"),
        (lambda: Column("a", [1, [2]]), "all numbers or all texts"),
        (lambda: Column("a", ["b"], "m"), "neither a unit nor a base"),
        (lambda: Column("a", [1.0], base=[1.0, 2.0]), "needs one value per row, 1"),
        (lambda: Column("a", [1.0], direction="up"), "must be one of 'lower', 'higher', 'none'"),
        (lambda: Line("a", [1], [1, 2]), "lists of a Line differ: x 1, y 2"),
        (lambda: Line("a", [1], [1], [1]), r"has no points \[1\]"),
        (lambda: LineChart(**NAMED, x_name="x", panels=[]), "needs one or two panels"),
        (lambda: LineChart(**NAMED, x_name="x", panels=[Panel("a", [])]), "needs one or two panels"),
        (lambda: BarChart(**NAMED, bars=[], axis="x"), "has no bars"),
        (lambda: BarChart(**NAMED, bars=[Bar("a", -1)], axis="x"), "need signed=True: a"),
        (lambda: Bar("a", math.nan), "has no value"),
        (lambda: Bar("a", 1, "red"), "must be one of 'plain', 'better', 'worse'"),
        (lambda: WeekClock(**NAMED, counts=[1.0]), "needs 168 counts"),
        (lambda: WeekClock(**NAMED, counts=[0.0] * 168), "not all 0"),
        (
            lambda: ZoneMap(**NAMED, zones=["a", "a"], values=[1, 2], legend="x", counts_calls=False),
            "names zones twice: a",
        ),
        (
            lambda: ZoneMap(**NAMED, zones=["a"], values=[1, 2], legend="x", counts_calls=False),
            "differ: zones 1, values 2",
        ),
        (lambda: Spot(math.nan, 1, "a"), "has no place"),
        (lambda: PngPicture(**NAMED, png="PHN2Zz4="), "no PNG file"),
        (lambda: PngPicture(**NAMED, png="<svg>"), "no PNG file"),
        (lambda: WeekClock(name="", alt="", counts=[1.0] * 168), "(?s)'name'.*'alt'"),
        (lambda: chart_from_dict({"kind": "pie"}), "no chart of the kind 'pie'.*bars"),
    ],
)
def test_what_cannot_be_shown_is_told_when_it_is_made(make, complaint):
    with pytest.raises(ParameterError, match=complaint):
        make()


def test_a_map_of_an_older_file_has_no_places_to_mark():
    written = CHARTS["zone map"].to_dict()
    assert written.pop("spots")
    assert chart_from_dict(written).spots == ()
