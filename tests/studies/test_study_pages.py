"""The pages of the studies that are no cases: their tables hold the figures, numbered and written as people read."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from beatwright.studies import pittsburgh
from beatwright.studies.page import html_table, seconds_in_words
from beatwright.studies.san_miguel.place import generated_place, read_place


class Tables(HTMLParser):
    """Every table of a page, under the heading before it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.inside = self.heading = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        if tag == "h2":
            self.heading = ""
        elif tag == "table":
            self.tables[self.heading] = []
        elif tag == "tr":
            self.tables[self.heading].append([])
        elif tag in ("th", "td"):
            self.tables[self.heading][-1].append("")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "h2":
            self.heading += data
        elif self.inside in ("th", "td"):
            self.tables[self.heading][-1][-1] += data


@pytest.fixture(scope="module")
def study():
    return pittsburgh.reproduce()


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    path = pittsburgh.write_report(study, tmp_path_factory.mktemp("page") / "report.html")
    return path.read_text(encoding="utf-8")


def test_a_point_has_one_number_on_the_whole_page(study, page):
    tables = Tables(page).tables
    view, points = tables["The commander's view"], tables["Points"]
    column = points[0].index("integer optimum")
    assert [row[:2] for row in view[1:]] == [[row[0], row[column]] for row in points[1:]]
    assert [int(row[1]) for row in view[1:]] == study.optimum.officers.tolist()
    assert [row[0] for row in view[1:]] == [str(number) for number in range(1, 31)]


def test_no_figure_is_written_as_programs_write_it(page):
    shown = re.sub(r"<(svg|style).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\d[eE][+-]?\d|\binf\b|\bnan\b|\d\.\d{7}", shown)


def test_seconds_of_any_length_have_no_exponent():
    said = [seconds_in_words(seconds) for seconds in (3.1e-7, 0.00005, 0.004, 0.6, 12.0, 4.2e7)]
    assert said == ["0.0000003", "0.00005", "0.004", "0.60", "12", "42,000,000"]


def test_the_page_fits_a_small_screen(page):
    assert '<meta name="viewport" content="width=device-width' in page
    assert page.count("<table") == page.count('<div class="scroll"><table')


@pytest.mark.parametrize(
    ("values", "said", "right"),
    [
        ([1234.4, 2.0], ["1,234", "2"], True),
        ([np.inf, 1.0], ["–", "1"], True),
        ([np.nan, 1.0], ["", "1"], True),
        (["0.53", "19,649"], ["0.53", "19,649"], True),
        (["0.00%", "+201.4%"], ["0.00%", "+201.4%"], True),
        (["2022-23", "Jan-May 2024"], ["2022-23", "Jan-May 2024"], False),
        (["<b>", "a & b"], ["<b>", "a & b"], False),
    ],
)
def test_figures_stand_to_the_right_and_texts_to_the_left(values, said, right):
    text = html_table(pd.DataFrame({"row": ["x", "y"], "it": values}).set_index("row"))
    assert [row[1] for row in Tables(text).tables[""][1:]] == said
    assert ('<th class="text">it' in text) is not right


def test_the_posts_of_san_miguel_have_names_that_people_know(tmp_path):
    city = read_place(generated_place(tmp_path, grid="8x6")).straight[0].city
    named = city.sites["name"].astype(str)
    assert not set(named) & set(city.site_ids)
    corners = named.str.contains("Street|Avenue")
    away = named.str.contains(r"km [NESW]+ of the centre")
    assert (corners | away).all()
    assert corners.sum() > 10
