"""Breakdowns say the unit of every column; nobody guesses one from a heading."""

import dataclasses
import json

import openpyxl
import pandas as pd
import pytest

from beatwright.core import Case, Column, Evaluation, Measure, ParameterError, Plan, Table
from beatwright.evaluate import Coverage, Districts, pool
from beatwright.planning import BusiestZones
from beatwright.show.files.workbook import write_workbook
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.show.tables.small_counts import suppressions
from beatwright.testing import small_problem

FRAME = pd.DataFrame({"share of minutes cost": [0.25, 0.5], "word": ["a", "b"]}, index=pd.Index(["x", "y"], name="of"))


def judged(said, frame=FRAME, plan="p"):
    table = Table.from_frame("odd", frame, said)
    return Evaluation(plan, "J", (Measure("m", 1.0, "m", "lower"),), tables={"odd": table})


def through_json(evaluation):
    return Evaluation.from_dict(json.loads(json.dumps(evaluation.to_dict(), allow_nan=False)))


@pytest.fixture(scope="module")
def coverage():
    problem = dataclasses.replace(small_problem(), within=700.0)
    zones = problem.city.zones.assign(population=10, population_low_income=3)
    problem = dataclasses.replace(problem, city=dataclasses.replace(problem.city, zones=zones))
    return Coverage().score(problem, BusiestZones(p=2).solve(problem))


def test_every_figure_of_coverage_has_a_unit(coverage):
    assert set(coverage.tables) == {"district", "severity", "post", "zone", "group"}
    for name in coverage.tables:
        table = coverage.table(name)
        assert [column.name for column in table.columns if column.numeric and not column.unit] == []
        assert all(column.direction == "none" for column in table.columns if column.name.startswith("calls per"))
    table = coverage.table("district")
    assert (table["mean distance"].unit, table["mean distance"].direction) == ("m", "lower")
    assert [c.unit for c in table.columns if c.name.startswith("share ")] == ["share"]
    assert [c.unit for c in table.columns if "cost" in c.name] == ["$"]


def test_tables_are_read_back(coverage):
    again = through_json(coverage)
    assert again == coverage
    assert dict(again.tables) == dict(coverage.tables)
    for name, table in coverage.tables.items():
        pd.testing.assert_frame_equal(again.table(name).frame, table.frame)
        assert again.table(name).of_places is table.of_places is (name not in ("severity", "group"))


def test_a_measure_says_its_kind_and_is_read_back(coverage):
    kinds = {measure.name: measure.about for measure in through_json(coverage).measures}
    assert {kinds["mean distance"], kinds["worst time"]} == {"distance"}
    assert (kinds["share within 700 m"], kinds["late calls"]) == ("on time", "calls/year")
    assert {kind for name, kind in kinds.items() if "cost" in name} == {"cost"}


def test_another_unit_is_another_evaluation():
    assert judged({"share of minutes cost": {"unit": "min", "direction": "lower"}}) != judged({})


def earlier(evaluation):
    """Return what a folder holds that was written before figures said all this themselves."""
    values = json.loads(json.dumps(evaluation.to_dict()))
    for measure in values["measures"]:
        del measure["kind"]
    for table in values["tables"].values():
        for key in set(table) - {"index", "columns"}:
            del table[key]
        for column in table["columns"].values():
            for key in set(column) - {"text", "values"}:
                del column[key]
    return Evaluation.from_dict(values)


def test_of_evaluations_of_version_0_1_small_counts_stay_hidden(coverage):
    again = earlier(coverage)
    assert [measure.about for measure in again.measures] == [measure.about for measure in coverage.measures]
    for name, table in coverage.tables.items():
        read = again.table(name)
        assert not any(column.unit for column in read.columns)
        assert (read.place, read.title) == (table.place, table.title)
        if name != "zone":  # shown nowhere; its minutes are taken for those of officers, and hidden
            assert suppressions(read) == {c.name: c.suppression for c in table.columns if table.of_places}
        pd.testing.assert_frame_equal(read.frame, table.frame, check_names=False)


def test_districts_and_pools_say_theirs():
    problem = small_problem()
    halves = Plan(districts=dict(problem.city.zones["parent"]), name="halves")
    table = Districts().score(problem, halves).table("reporting district")
    assert {table[name].unit for name in ("zones", "calls")} == {"count"}
    scores = [Coverage().score(problem, BusiestZones(p=p).solve(problem)) for p in (1, 2)]
    assert dict(pool(scores, plan="both").tables) == dict(scores[0].tables)


def test_a_judge_that_gives_no_unit_gets_bare_numbers_in_the_report_and_the_workbook(tmp_path):
    problem = small_problem()
    plans = tuple(dataclasses.replace(BusiestZones(p=p).solve(problem), name=f"p{p}") for p in (1, 2))
    for said, cell, form in (
        ({}, "0.250", "#,##0.000"),
        ({"share of minutes cost": {"unit": "share"}}, "25.0", "0.0%"),
    ):
        scores = tuple(judged(said, plan=plan.name) for plan in plans)
        case = Case("Odd", problem, problem, plans, scores, "p2", "p1")
        (breakdown,) = breakdowns_of(case)
        assert breakdown.columns[0].cells[0][0].startswith(cell)
        sheet = openpyxl.load_workbook(write_workbook(case, tmp_path / "plan.xlsx"))["Districts"]
        heads = [one.value for one in sheet[1]]
        assert sheet.cell(2, heads.index("share of minutes cost") + 1).number_format == form


def test_a_frame_is_no_table():
    with pytest.raises(ParameterError, match=r"must be Tables.*Table.from_frame.*Others: odd"):
        Evaluation("p", "J", (), tables={"odd": FRAME})


def test_a_table_of_places_says_of_every_figure_whether_it_counts_calls():
    with pytest.raises(ParameterError, match=r"whether it counts calls.*Without: share of minutes cost"):
        Table.from_frame("odd", FRAME, {}, of_places=True)
    with pytest.raises(ParameterError, match="'suppression'"):
        Column("calls", [1.0], suppression="few")


def test_a_table_that_there_is_not_is_told(coverage):
    with pytest.raises(KeyError, match=r"no table 'distric'.*district"):
        coverage.table("distric")
