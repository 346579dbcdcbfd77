"""Figures as people read them: no silly precision, the unit once, lists as sentences have them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.quantity import amount, change, verdict
from beatwright.core import Evaluation, Measure
from beatwright.core.comparison import Comparison
from beatwright.show.report.manifest_rows import reading_facts
from beatwright.show.tables.comparison_table import comparison_rows

GAP = "\u00a0"
SIZES = {"million": 1e6, "billion": 1e9}


@settings(max_examples=200, deadline=None)
@given(value=st.floats(1.0, 9e11), unit=st.sampled_from(["(calls a year)²", "(officer-minutes a year)²", "(km2)²"]))
def test_a_variance_is_told_in_three_digits_and_reads_back(value, unit):
    figure, *words = amount(value, unit).removesuffix(unit.replace("km2", "km²")).split(GAP)
    said = float(figure.replace(",", "")) * SIZES.get(words[0], 1.0)
    assert said == pytest.approx(value, rel=0.0051)
    if value >= 1e6:
        assert len(re.sub(r"[.,]", "", figure)) in (3, 4)  # four where a thousand of the word is meant


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (9_998_000_000.0, "(calls a year)²", "10.0 billion (calls a year)²"),
        (999_600_000.0, "(calls a year)²", "1,000 million (calls a year)²"),
        (2.44, "(km2)²", "2.44 (km²)²"),
        (99.34, "count", "99"),
        (9.03, "count", "9"),
        (2.5, "count", "2.50"),
        (26.1, "calls/year", "26 calls/year"),
        (0.0, "calls/year", "0 calls/year"),
        (0.038, "min", "0.04 min"),
        (0.3, "m", "0.3 m"),
    ],
)
def test_figures_are_written_as_people_write_them(value, unit, said):
    assert amount(value, unit).replace(GAP, " ") == said


@pytest.mark.parametrize(
    ("new", "old", "unit", "said"),
    [
        (1.333, 1.321, "min", "+0.01 min (+0.9 %)"),
        (18_843.0, 312_190.0, "(calls a year)²", "−293,347 (−94.0 %)"),
        (1.48e9, 17.05e9, "(officer-minutes a year)²", "−15.6 billion (−91.3 %)"),
        (213.0, 127.4, "count", "+86 (+67.2 %)"),
    ],
)
def test_differences_say_no_more_than_the_figures(new, old, unit, said):
    assert change(new, old, unit).replace(GAP, " ") == said


@pytest.mark.parametrize(
    ("interval", "unit", "said"),
    [
        ((1225.0, 2065.0), "m", "1,225 to 2,065 m"),
        ((1401.0, 3473.0), "calls/year", "1,401 to 3,473 calls/year"),
        ((28.7e6, 70.6e6), "$/year", "$28.7 to $70.6 million/year"),
        ((900_000.0, 1.2e6), "$/year", "$900,000/year to $1.2 million/year"),
        ((3270.0, 8055.0), "$/h", "$3,270/h to $8,055/h"),
        ((0.28, 0.711), "share", "28.0 to 71.1 %"),
        ((0.231, 0.347), "index", "0.231 to 0.347"),
        ((0.0, 0.0), "calls/year", ""),
        ((120.0, float("inf")), "m", "120 m to not reached"),
    ],
)
def test_an_interval_has_its_unit_once(interval, unit, said):
    measure = Measure("figure", interval[0], unit, "lower", interval)
    rows = comparison_rows(Comparison((Evaluation("plan", "Coverage", (measure,)),), "plan"))
    assert rows[0].cells[0].interval.replace(GAP, " ") == said


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        ("2021 4,897 ####\n2022 4,814 ###", "2021 4,897, 2022 4,814"),
        ("1990 1 #\n1991-2022 0\n2023 7 ###", "1990 1, 1991-2022 0, 2023 7"),
        ("2023-01 5 ##", "2023-01 5"),
    ],
)
def test_a_chart_of_text_is_a_list_on_the_page(chart, said):
    for name in ("rows by year", "rows by month"):
        assert reading_facts({name: chart}) == ((name, said),)
    assert reading_facts({"delimiter": "#"}) == (("delimiter", "#"),)


def test_figures_next_to_nothing_are_neither_better_nor_best():
    measures = [Measure("mean wait", minutes, "min", "lower") for minutes in (9e-9, 2e-12)]
    judged = [Evaluation(name, "Judge", (one,)) for name, one in zip(("today", "plan"), measures, strict=True)]
    ((_, cell),) = [row.cells for row in comparison_rows(Comparison(tuple(judged), "today"))]
    assert (cell.text, cell.change, cell.verdict, cell.best) == ("under 0.001\u00a0min", "no change", "same", False)
    assert (change(3e-5, 1.0, "min"), verdict(3e-5, 1.0, "lower", "min")) == ("−1.0\u00a0min (−100.0\u00a0%)", "better")
