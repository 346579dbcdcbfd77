"""What must go with every file for a GIS stands in the file itself."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from beatwright.core import Case, EditedFrom, Plan, Post
from beatwright.evaluate import Coverage
from beatwright.show import write_geojson, write_geopackage
from beatwright.show.report.method import limits_of, notice_of
from beatwright.testing import small_problem


def case_of(plan: Plan, *, unseen: bool = True) -> Case:
    problem, today = small_problem(), Plan(posts=(Post("s2"),), name="today", today=True)
    case = Case(
        "Small", problem, replace(problem, demand=small_problem(1).demand), (today,), main="today", base="today"
    )
    return case.with_plan(plan, Coverage(), unseen=unseen)


def test_files_for_a_gis_carry_the_notice(tmp_path: Path) -> None:
    case = case_of(Plan(posts=(Post("s3"),), name="better"))
    notice = notice_of(case)
    assert set(notice) <= set(limits_of(case))
    assert json.loads(write_geojson(case, tmp_path / "plan.geojson").read_text(encoding="utf-8"))["notice"] == [*notice]
    with closing(sqlite3.connect(write_geopackage(case, tmp_path / "plan.gpkg"))) as base:
        rows = base.execute("SELECT table_name, description FROM gpkg_contents").fetchall()
    assert {told for name, told in rows if name != "layer_styles"} == {"\n".join(notice)}


def test_the_notice_says_how_a_plan_was_tested_that_somebody_edited() -> None:
    edited = Plan(posts=(Post("s3"),), name="draft", edited_from=EditedFrom("better", "d1", tests=4))
    assert "tested 4 times" in notice_of(case_of(edited))[-1]
    assert "they are no independent test" in notice_of(case_of(edited, unseen=False))[-1]
