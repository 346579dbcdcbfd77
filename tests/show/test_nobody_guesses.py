"""Judges say what their figures are: under other headings the report, the workbook and the examiners say the same."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pytest

from beatwright.core import Case, Certificate, Demand, Plan, Post
from beatwright.evaluate import Coverage, Districts
from beatwright.examine.alternative_tables import alternatives_table
from beatwright.examine.alternatives import Alternatives, RankedPlan
from beatwright.examine.trade_off import TradeOff, TradePoint
from beatwright.show import write_outputs
from beatwright.show.report.district_rows import district_section
from beatwright.show.report.headline import answer, tiles
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.show.tables.comparison_table import comparison_rows
from beatwright.testing import small_problem

HOURS = 8766.0


def case_of():
    """All but a few calls in the west, so that there are small counts to keep out."""
    problem = small_problem()
    east = (problem.city.zones["parent"] == "east").to_numpy()
    rate = np.zeros((1, len(east), 1, 3))
    rate[0, :, 0, 0] = np.where(east, 0.25, 50.0) / HOURS
    demand = Demand(rate, severity=problem.severity.names, hours=HOURS, source="2019")
    problem = replace(problem, demand=demand, within=900.0)
    near = problem.city.zones["parent"].to_dict()
    plans = (
        Plan(posts=(Post("s1"), Post("s6")), name="today", today=True, districts=dict(sorted(near.items()))),
        Plan(posts=(Post("s2"), Post("s5")), name="new", districts=near),
    )
    judged = [judge.score(problem, plan) for judge in (Coverage(), Districts(("calls", "minutes"))) for plan in plans]
    return Case("few", problem, problem, plans, judged, "new", "today")


def renamed(evaluation):
    """Return an evaluation whose headings tell nothing."""
    measures = [replace(measure, name=f"figure {k}") for k, measure in enumerate(evaluation.measures)]
    known = sorted({column.name for table in evaluation.tables.values() for column in table.columns})
    tables = {
        name: replace(table, columns=[replace(c, name=f"heading {known.index(c.name)}") for c in table.columns])
        for name, table in evaluation.tables.items()
    }
    return replace(evaluation, measures=measures, tables=tables)


@pytest.fixture(scope="module")
def pair():
    case = case_of()
    return case, replace(case, evaluations=[renamed(evaluation) for evaluation in case.evaluations])


def test_the_tiles_are_the_same(pair):
    before, after = (tiles(case) for case in pair)
    assert len(before) == 4
    assert [replace(tile, name="", measure=None) for tile in after] == [
        replace(tile, name="", measure=None) for tile in before
    ]
    measured = [[replace(tile.measure, name="") for tile in shown] for shown in (before, after)]
    assert measured[0] == measured[1]
    assert [tile.example for tile in after] == [False, False, False, True]


def test_the_comparison_is_the_same(pair):
    before, after = (comparison_rows(case.comparison) for case in pair)
    assert [(row.direction, row.cells) for row in after] == [(row.direction, row.cells) for row in before]


def test_the_breakdowns_hide_and_show_the_same(pair):
    before, after = (breakdowns_of(case) for case in pair)
    assert [[c.cells for c in one.columns] for one in after] == [[c.cells for c in one.columns] for one in before]
    assert "<5" in str(after)
    told, said = (next(line for line in answer(case) if "worse off by" in line) for case in pair)
    assert re.sub(r"heading \d+", "mean distance", said) == told


def test_tables_of_other_names_are_shown_where_their_judge_says(pair):
    case = pair[0]
    others = [
        replace(
            e, tables={f"{name} {k}": replace(t, name=f"{name} {k}") for k, (name, t) in enumerate(e.tables.items())}
        )
        for e in case.evaluations
    ]
    before, after = (breakdowns_of(one) for one in (case, replace(case, evaluations=others)))
    assert [one.columns for one in after] == [one.columns for one in before]
    assert [one.key for one in after] == ["district 0", "severity 1"]


def test_the_section_of_districts_is_the_same(pair):
    before, after = (district_section(case) for case in pair)
    assert after == before
    assert {"<5", "–"} <= {cell["text"] for row in after["rows"] for cell in row["cells"]}


def test_the_files_hide_the_same(pair, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    seen = []
    for number, case in enumerate(pair):
        (folder := tmp_path / str(number)).mkdir()
        write_outputs(case, folder)
        book = openpyxl.load_workbook(folder / "plan.xlsx")
        sheets = [book[name].iter_rows(min_row=2) for name in ("Districts", "Reporting districts")]
        cells = [[(cell.value, cell.number_format) for cell in row] for sheet in sheets for row in sheet]
        layers = [gpd.read_file(folder / "plan.gpkg", layer=name) for name in ("districts", "districts_new")]
        empty = [layer.isna().to_numpy().tolist() for layer in layers]
        text = (folder / "report.html").read_text(encoding="utf-8")
        text = re.search("<caption>The districts of .*?</table>", text, re.DOTALL)[0]
        seen.append((cells, empty, text))
    assert seen[0] == seen[1]
    assert "<5" in str(seen[1][0])


def test_the_examiners_find_the_share_within_the_standard(pair):
    told = []
    for case in pair:
        plan, judged = case.plans[0], case.evaluations[0]
        share = TradeOff([TradePoint("best", plan, judged, judged)], "best", measure=judged.measures[0].name).share
        proven = replace(plan, certificate=Certificate("optimal", 1.0, 1.0, unit="m per call"))
        table = alternatives_table(Alternatives([RankedPlan(proven, judged, proven=True)]))
        told.append((share.value, share.unit, [(column.unit, column.values) for column in table.columns]))
        assert table.columns[-1].name == share.name
    assert told[0] == told[1]
