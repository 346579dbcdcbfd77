"""Breakdowns say the unit of every column; nobody guesses one from a heading."""

import dataclasses
import json

import openpyxl
import pandas as pd
import pytest

from beatwright.core import Case, Evaluation, Measure, ParameterError, Plan
from beatwright.evaluate import Coverage, Districts, pool
from beatwright.planning import BusiestZones
from beatwright.show.files.workbook import write_workbook
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.testing import small_problem

FRAME = pd.DataFrame({"share of minutes cost": [0.25, 0.5], "word": ["a", "b"]}, index=pd.Index(["x", "y"], name="of"))


def judged(units, frame=FRAME, plan="p"):
    return Evaluation(plan, "J", (Measure("m", 1.0, "m", "lower"),), tables={"odd": frame}, units=units)


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


def test_the_tables_hold_what_the_frames_hold(coverage):
    for name, frame in coverage.tables.items():
        table = coverage.table(name)
        assert table.index == tuple(map(str, frame.index))
        for column in table.columns:
            assert repr(column.values) == repr(tuple(frame[column.name].tolist()))


def test_units_are_read_back(coverage):
    again = through_json(coverage)
    assert again == coverage
    assert again.units == coverage.units
    assert {name: again.table(name) for name in again.tables} == {n: coverage.table(n) for n in coverage.tables}


def test_another_unit_is_another_evaluation():
    assert judged({"odd": {"share of minutes cost": ("min", "lower")}}) != judged({})


def test_evaluations_of_version_0_1_have_none(coverage):
    values = json.loads(json.dumps(coverage.to_dict()))
    for table in values["tables"].values():
        for column in table["columns"].values():
            del column["unit"], column["direction"]
    again = Evaluation.from_dict(values)
    assert not any(again.units.values())
    pd.testing.assert_frame_equal(again.tables["district"], coverage.tables["district"], check_index_type=False)


def test_districts_and_pools_say_theirs():
    problem = small_problem()
    halves = Plan(districts=dict(problem.city.zones["parent"]), name="halves")
    table = Districts().score(problem, halves).table("reporting district")
    assert {table[name].unit for name in ("zones", "calls")} == {"count"}
    scores = [Coverage().score(problem, BusiestZones(p=p).solve(problem)) for p in (1, 2)]
    assert pool(scores, plan="both").units == scores[0].units


def test_a_judge_that_gives_no_unit_gets_bare_numbers_in_the_report_and_the_workbook(tmp_path):
    problem = small_problem()
    plans = tuple(dataclasses.replace(BusiestZones(p=p).solve(problem), name=f"p{p}") for p in (1, 2))
    for units, cell, form in (
        ({}, "0.250", "#,##0.000"),
        ({"share of minutes cost": ("share", "none")}, "25.0", "0.0%"),
    ):
        scores = tuple(judged({"odd": units} if units else {}, plan=plan.name) for plan in plans)
        case = Case("Odd", problem, problem, plans, scores, "p2", "p1")
        (breakdown,) = breakdowns_of(case)
        assert breakdown.columns[0].cells[0][0].startswith(cell)
        sheet = openpyxl.load_workbook(write_workbook(case, tmp_path / "plan.xlsx"))["Districts"]
        heads = [one.value for one in sheet[1]]
        assert sheet.cell(2, heads.index("share of minutes cost") + 1).number_format == form


@pytest.mark.parametrize(
    ("units", "complaint"),
    [
        ({"odd": {"nothing": ("m", "lower")}}, "unit for 'nothing' of the table 'odd', which has no such column"),
        ({"odd": {"word": ("m", "up")}}, "must be one of 'lower', 'higher', 'none'"),
    ],
)
def test_units_that_fit_nothing_are_told(units, complaint):
    with pytest.raises(ParameterError, match=complaint):
        judged(units)


def test_a_table_that_there_is_not_is_told(coverage):
    with pytest.raises(KeyError, match=r"no table 'distric'.*district"):
        coverage.table("distric")
