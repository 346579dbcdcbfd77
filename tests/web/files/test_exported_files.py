"""Every file that leaves the planner: it opens again, says what it is no account of, and runs nothing."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from tests.web.api.conftest import written_case
from tests.web.conftest import WORDS, client_of
from tests.web.files.conftest import Export, sent, unpacked
from tests.web.job_by_hand import done_by_hand

from beatwright.base.errors import InputError
from beatwright.core import Case, EditedFrom
from beatwright.data import read_today
from beatwright.web.accounts.roles import Role
from beatwright.web.exports import export_writers
from beatwright.web.exports.case_with_draft import case_with_draft
from beatwright.web.exports.export_writers import write_export
from beatwright.web.jobs.sweep import sweep_scratch
from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.database import now
from beatwright.web.store.tables import audit, files, versions

Begin = Callable[[str, str], int]
NOTICE = "says nothing about persons"
SCRIPT = "<script>alert(1)</script>"
FORMULA = f"=cmd|'/c calc'!A1 {SCRIPT}"
STEM = "script_alert_1_script"


@pytest.fixture
def plan(signed_in: TestClient, begin: Begin) -> int:
    """A plan whose name and districts would be a script in a careless page, and a formula in a spreadsheet."""
    number = begin(f"={SCRIPT}", "today")
    sent(signed_in, number, 1, verb="add_district", name=FORMULA)
    values = signed_in.get(f"/api/plans/{number}").json()["values"]
    new = next(key for key, value in values.items() if key.startswith("district:") and "calc" in value["name"])
    sent(signed_in, number, 2, verb="paint", units=["z1", "z2"], district=int(new.partition(":")[2]))
    return number


def test_a_case_folder_is_read_by_the_library(plan: int, export: Export, tmp_path: Path) -> None:
    ((name, archive),) = export(plan, "case").items()
    assert name == f"{STEM}-case.zip"
    folder = next(unpacked(archive, tmp_path / "out").iterdir())
    case = Case.load(folder)
    edited = case.plan(case.main).edited_from
    assert edited is not None
    assert (case.main, edited.name, edited.digest) == (f"={SCRIPT}", "today", case.plan("today").digest)
    notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert NOTICE in notice
    assert "never tested" in notice
    assert "they are no independent test" in notice


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case with a plan of the same dangerous names."""
    case = Case.load(written_case(tmp_path_factory.mktemp("cases") / "small"))
    today = case.plan("today")
    districts = {**(today.districts or {}), "z1": FORMULA, "z2": FORMULA}
    edited = EditedFrom("today", today.digest, 0)
    plan = replace(today, name=f"={SCRIPT}", today=False, districts=districts, edited_from=edited)
    return case_with_draft(case, plan, unseen=False)


@pytest.fixture(scope="module")
def written(drawn: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All kinds of files but the case folder and the report."""
    folder = tmp_path_factory.mktemp("written")
    for kind in ("gpkg", "xlsx", "geojson", "shapefile", "csv"):
        write_export(drawn, kind, folder, STEM)
    return folder


def test_layers_and_tables_are_read_as_todays_practice(drawn: Case, written: Path, tmp_path: Path) -> None:
    city, stem = drawn.problem.city, written / STEM
    tables = unpacked((written / f"{STEM}-tables.zip").read_bytes(), tmp_path)
    assert {"posts.csv", "districts.csv", "crosswalk.csv", "comparison.csv", "NOTICE.txt"} == {
        path.name for path in tables.iterdir()
    }
    for posts in (
        f"{stem}-posts.zip",
        f"{stem}.gpkg|layername=posts_{STEM}",
        f"{stem}.geojson|layername=posts",
        str(tables / "posts.csv"),
        f"{stem}.xlsx:={SCRIPT}",
    ):
        assert read_today(city, posts=posts).site_ids == ("s4",), posts
    with pytest.raises(InputError, match=r"holds the posts of 3 plans\. Its plans: today, better, .* Name one"):
        read_today(city, posts=f"{stem}.xlsx")
    for districts in (
        f"{stem}-districts.zip",
        f"{stem}.gpkg|layername=districts_{STEM}",
        f"{stem}.geojson|layername=reporting_districts",
        str(tables / "districts.csv"),
    ):
        read = read_today(city, districts=districts).districts or {}
        assert {zone for zone, name in read.items() if "calc" in name} == {"z1", "z2"}, districts


def test_every_file_carries_the_notice(written: Path) -> None:
    for file in written.iterdir():
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as packed:
                told = packed.read("NOTICE.txt").decode()
        elif file.suffix == ".geojson":
            told = " ".join(json.loads(file.read_bytes())["notice"])
        elif file.suffix == ".xlsx":
            told = " ".join(str(row[0].value) for row in openpyxl.load_workbook(file)["Summary"].rows)
        else:
            told = described(file.read_bytes())
        assert NOTICE in told, file.name


def described(content: bytes) -> str:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        rows = base.execute("SELECT description FROM gpkg_contents WHERE table_name <> 'layer_styles'").fetchall()
    assert all(row == rows[0] for row in rows)
    return str(rows[0][0])


def test_no_cell_is_a_formula(written: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written / f"{STEM}.xlsx")
    cells = [cell for page in book.worksheets for row in page.rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert any(str(cell.value).startswith("=cmd") for cell in cells)  # as a text, and no formula
    for file in unpacked((written / f"{STEM}-tables.zip").read_bytes(), tmp_path).glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))):
            # The one formula that is meant: ="007", a text that a spreadsheet is to leave as it is.
            assert not [cell for cell in row if cell[:1] in "=+@" and cell and not cell.startswith('="')], file.name


@pytest.mark.slow
def test_no_name_is_a_script_in_the_report(drawn: Case, tmp_path: Path) -> None:
    page = write_export(drawn, "report", tmp_path, STEM)[0].read_bytes()
    assert b"<script" not in page
    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;").encode() in page
    assert NOTICE.encode() in page


def test_the_report_is_sent_to_be_saved_and_may_run_nothing(
    signed_in: TestClient, planner: PlannerServer, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(case: Case, path: Path) -> Path:
        path.write_text(case.name, encoding="utf-8")
        return path

    monkeypatch.setattr(export_writers, "write_report", page)
    answer = signed_in.post(f"/api/plans/{plan}/exports", json={"kinds": ["report"]})
    (file,) = done_by_hand(planner, signed_in, answer)["result"]["files"]
    sent_back = signed_in.get(f"/api/files/{file['id']}")
    assert sent_back.headers["content-security-policy"].startswith("sandbox;")
    assert sent_back.headers["content-disposition"].startswith("attachment;")
    assert "script-src" not in sent_back.headers["content-security-policy"]


def test_held_out_incidents_are_judged_of_a_tested_version_alone(
    planner: PlannerServer, signed_in: TestClient, plan: int, export: Export, tmp_path: Path
) -> None:
    drawn = signed_in.get(f"/api/plans/{plan}").json()
    number = {}
    for tested in (False, True):
        values = {
            "plan_id": plan, "seq": 3, "note": "n", "account": 1, "at": now(), "evaluation": {}, "digest": "d",
            "plan": plan_json(planner, plan, 4 if tested else 0), "test": {} if tested else None,
        }  # fmt: skip
        with planner.database.writing() as connection:
            connection.execute(versions.insert().values(values))
            number[tested] = connection.scalar(select(versions.c.id).order_by(versions.c.id.desc()))
    for tested in (False, True):
        (archive,) = export(plan, "case", version=number[tested]).values()
        case = Case.load(next(unpacked(archive, tmp_path / str(tested)).iterdir()))
        assert (case.heldout.demand.digest != case.problem.demand.digest) == tested
        edited = case.plan(case.main).edited_from
        assert edited is not None
        assert edited.tests == (4 if tested else 0)
    assert drawn["seq"] == 3
    other = signed_in.post(f"/api/plans/{plan}/exports", json={"kinds": ["case"], "version": 99})
    assert other.status_code == 404


def plan_json(planner: PlannerServer, plan: int, tests: int) -> dict[str, Any]:
    base = planner.drafts.base(plan)
    edited = {"name": "today", "digest": base.digest, "tests": tests}
    return {**base.to_dict(), "name": "Version", "today": False, "edited_from": edited}


def test_files_are_kept_for_a_day(planner: PlannerServer, signed_in: TestClient, plan: int, export: Export) -> None:
    export(plan, "geojson")
    (path,) = planner.settings.exports.iterdir()
    sweep_scratch(planner)
    assert path.is_file()
    (planner.settings.exports / "job-9").mkdir()
    with planner.database.writing() as connection:
        connection.execute(files.update().values(until="2020-01-01T00:00:00.000+00:00"))
    answer = signed_in.get(f"/api/files/{path.name}")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")
    sweep_scratch(planner)
    assert list(planner.settings.exports.iterdir()) == []
    assert signed_in.get(f"/api/files/{path.name}").status_code == 410
    assert signed_in.get(f"/api/files/{'0' * 64}").status_code == 404
    assert signed_in.get("/api/files/..%2F..%2Fplanner.db").status_code == 404


def test_what_has_no_name_of_ours_is_never_swept(planner: PlannerServer) -> None:
    mine = [planner.settings.exports / "job-notes", planner.settings.imports / "2026", planner.settings.cases / "old"]
    for folder in mine:
        folder.mkdir(parents=True)
        (folder / "kept.csv").write_text("mine")
    (planner.settings.exports / "table.csv").write_text("mine")
    (planner.settings.imports / ("a" * 32)).mkdir()  # of an import that is no more
    sweep_scratch(planner)
    assert all((folder / "kept.csv").read_text() == "mine" for folder in mine)
    assert sorted(path.name for path in planner.settings.exports.iterdir()) == ["job-notes", "table.csv"]
    assert [path.name for path in planner.settings.imports.iterdir()] == ["2026"]


def test_files_are_for_planners_of_the_case(planner: PlannerServer, plan: int, export: Export, case: int) -> None:
    export(plan, "geojson")
    (path,) = planner.settings.exports.iterdir()
    people = {"vera": Role.VIEWER, "paul": Role.PLANNER, "otto": None}
    for name, role in people.items():
        planner.people.set_role(planner.people.add(name, WORDS), case, role)
    answers = {}
    for name in people:
        client = client_of(planner)
        client.cookies.set(planner.settings.cookie, planner.people.open_session(planner.people.named(name)))
        fetched = client.get(f"/api/files/{path.name}").status_code
        answers[name] = fetched, client.post(f"/api/plans/{plan}/exports", json={"kinds": ["csv"]}).status_code
    assert answers == {"vera": (403, 403), "paul": (200, 202), "otto": (404, 404)}
    with planner.database.reading() as connection:
        told = connection.execute(select(audit.c.account, audit.c.on).where(audit.c.what == "export")).all()
    assert [tuple(row) for row in told] == [("you", f"plan:{plan}"), ("paul", f"plan:{plan}")]
