"""Hostile text in any field is harmless in every output."""

import csv
import json
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import openpyxl
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beatwright.base.plain_text import clean
from beatwright.show import (
    curve_of_distance,
    map_posts,
    write_comparison,
    write_geojson,
    write_geopackage,
    write_workbook,
)
from beatwright.show.figures.picture import svg_bytes
from beatwright.show.figures.pictures import Picture
from beatwright.show.files.layers import layers_of
from beatwright.show.report.html import render_report

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!-- ",
    "]]>",
    "javascript:alert(1)",
    '=HYPERLINK("http://example.org";"x")',
    "{=1+1}",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1",
    "-1",
    "\t=1",
    "http://example.org/",
    "internal:Sheet1!A1",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "$\\frac{1}{0}$",
    "\\",
    "_nolegend_",
    "_x0041_",
    "a\x00b",
    "\x01\x08\x0b\x1b[31m\x7f\x85",
    "\ufffe\uffff",
    "abc\u202eexe.fdp\u2066",
    "\u05d0\u05d1\u200f",
    "漢字 नमस्ते 🚓",
    "x" * 10_000,
    "a|b\r\nc",
    "../../etc/passwd",
    "'; DROP TABLE zones; --",
    "&lt;b&gt; &amp;",
    "%s%n {0}",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=30))
QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
ATTRIBUTES = {
    *("alt", "aria-hidden", "aria-label", "charset", "class", "content", "href", "http-equiv", "id", "lang", "name"),
    *("role", "scope", "src", "tabindex"),
}


@st.composite
def hostile_names(draw):
    """Names for every field; numbers at their ends keep apart those that must differ."""
    several = {key: tuple(f"{draw(TEXTS)} {n}" for n in range(count)) for key, count in _COUNTS.items()}
    single = {key: f"{draw(TEXTS)}!" for key in _SINGLE}
    return SimpleNamespace(**several, **single)


_COUNTS = {"plans": 4, "districts": 5, "reasons": 3}
_SINGLE = ("case", "zone", "site", "warning", "source", "fact", "note", "attribute", "kind")


def all_of(text):
    """Names that are all the same hostile text."""
    several = {key: tuple(f"{text}{n}" for n in range(count)) for key, count in _COUNTS.items()}
    return SimpleNamespace(**several, **dict.fromkeys(_SINGLE, text))


class Skeleton(HTMLParser):
    """Elements with the names of their attributes, in order; and every address."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.addresses, self.declarations = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        self.elements.append((f"/{tag}", ()))

    def handle_comment(self, data):
        self.elements.append(("!--", ()))

    def handle_pi(self, data):
        self.elements.append(("?", ()))

    def unknown_decl(self, data):
        self.elements.append(("![", ()))


@pytest.fixture(scope="session")
def small(builder):
    return lambda names: builder(names, 7, 5)


@pytest.fixture(scope="session")
def plain_skeleton(builder, names):
    return Skeleton(render_report(builder(names, 7, 5), {})).elements


@settings(max_examples=20, **QUICK)
@given(names=hostile_names())
def test_no_name_adds_an_element_or_an_attribute_to_the_report(small, plain_skeleton, names):
    html = render_report(small(names), {})
    skeleton = Skeleton(html)
    assert skeleton.elements == plain_skeleton
    assert {name for _, attributes in skeleton.elements for name in attributes} <= ATTRIBUTES
    assert all(address.startswith("#") for address in skeleton.addresses)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_each_hostile_text_in_every_field_of_the_report(small, plain_skeleton, text):
    html = render_report(small(all_of(text)), {})
    assert Skeleton(html).elements == plain_skeleton
    assert "49" not in clean(text)
    assert len(html) < 200_000


def test_a_template_in_a_name_is_not_run(small):
    html = render_report(small(all_of("{{7*7}}{% raw %}")), {})
    assert "{{7*7}}" in html


MAP = re.compile(r"https://www\.openstreetmap\.org/\?mlat=-?[\d.]+&mlon=-?[\d.]+#map=17/-?[\d.]+/-?[\d.]+")


@settings(max_examples=8, **QUICK)
@given(names=hostile_names())
def test_no_cell_of_the_workbook_is_a_formula_or_a_link(small, tmp_path, names):
    path = write_workbook(small(names), tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        *("Summary", "Comparison", "Districts", "Zones", "Posts", "Plans", "Dropped", "Manifest")
    ]
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n", "b"), (sheet.title, cell.coordinate)
            assert cell.hyperlink is None or MAP.fullmatch(cell.hyperlink.target + "#" + cell.hyperlink.location)
            assert cell.hyperlink is None or sheet.title == "Posts"


def test_a_hostile_text_reaches_the_workbook_as_it_is(small, tmp_path):
    for number, text in enumerate(HOSTILE[8:30:2]):
        names = all_of(text)
        book = openpyxl.load_workbook(write_workbook(small(names), tmp_path / f"{number}.xlsx"))
        heads = [cell.value for cell in book["Comparison"][1]]
        assert heads[3] == clean(f"{text}0", 200)
        zones = {row[0].value for row in book["Zones"].iter_rows(min_row=2)}
        assert clean(f"{text} 3", 32_000) in zones


@settings(max_examples=3, **QUICK)
@given(names=hostile_names())
def test_the_geopackage_stays_whole(small, tmp_path_factory, names):
    case = small(names)
    expected = layers_of(case)
    path = write_geopackage(case, tmp_path_factory.mktemp("gpkg") / "plan.gpkg", made=expected)
    assert {name for name, _ in pyogrio.list_layers(path)} == {*expected, "layer_styles"}
    zones = pyogrio.read_dataframe(path, layer="zones")
    assert zones["zone_id"].to_list() == [clean(label) for label in case.problem.city.zone_ids]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for qml, sld in connection.execute('SELECT "styleQML", "styleSLD" FROM layer_styles'):
            ET.fromstring(qml)
            ET.fromstring(sld)


@pytest.mark.parametrize("text", ["a\x00b", "'; DROP TABLE zones; --", "x" * 10_000, "漢字 नमस्ते 🚓"])
def test_each_hostile_text_in_every_field_of_the_geopackage(small, tmp_path, text):
    case = small(all_of(text))
    path = write_geopackage(case, tmp_path / "plan.gpkg")
    assert len(pyogrio.read_dataframe(path, layer="zones")) == len(case.problem.city.zones)


@settings(max_examples=15, **QUICK)
@given(names=hostile_names())
def test_geojson_is_json_and_no_text_of_the_csv_is_a_formula(small, tmp_path_factory, names):
    case = small(names)
    folder = tmp_path_factory.mktemp("texts")
    layers = ("boundary", "districts", "areas", "posts", "sites", "zones")
    features = json.loads(write_geojson(case, folder / "plan.geojson", layers=layers).read_text("utf-8"))["features"]
    assert sum(f["properties"]["layer"] == "zones" for f in features) == len(case.problem.city.zones)
    with write_comparison(case.comparison, folder / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert {len(row) for row in rows} == {13}
    assert len(rows) == 1 + case.comparison.table.size
    assert not any(row[k].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for k in (0, 1, 2, 3))


@pytest.mark.parametrize("text", ["$\\frac{1}{0}$", "_nolegend_", "a\x00b<script>", "漢字 नमस्ते 🚓", "x" * 10_000])
def test_figures_draw_any_name_as_plain_text(small, text):
    case = small(all_of(text))
    curve = curve_of_distance(case)
    assert len(curve.axes[0].get_legend().get_texts()) == len(case.plans)
    for figure in (curve, map_posts(case, case.plan(case.main))):
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg_bytes(figure)).iter()}
        assert not tags & {"script", "foreignObject", "a", "iframe", "style_"}
        assert not figure.get_suptitle()


def test_an_alternative_text_stays_in_its_attribute(small):
    case = small(all_of('"><script>alert(1)</script>'))
    picture = Picture(curve_of_distance(case), '"><script>alert(1)</script>')
    skeleton = Skeleton(render_report(case, {"curve": picture, "main": picture}))
    assert not any(tag == "script" for tag, _ in skeleton.elements)
    assert [tag for tag, _ in skeleton.elements].count("img") == 2
