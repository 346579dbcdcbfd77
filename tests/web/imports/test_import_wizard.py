"""The wizard over the wire: from a file of a city never seen to a case that is opened."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import WORDS
from tests.web.imports.conftest import FILE, Send
from tests.web.job_by_hand import done_by_hand

from beatwright.web.accounts.roles import Role
from beatwright.web.api import import_access
from beatwright.web.jobs.import_sides import _join
from beatwright.web.jobs.read_apart import read_apart
from beatwright.web.planner_server import PlannerServer

MAPPING = {"time": "Occurred", "kind": "Offence", "lon": "Long", "lat": "Lat"}


def checked(planner: PlannerServer, client: TestClient, number: int) -> dict[str, Any]:
    line = done_by_hand(planner, client, client.post(f"/api/imports/{number}/check"))
    assert line["state"] == "done", line
    report: dict[str, Any] = client.get(f"/api/imports/{number}/report").json()
    return report


def test_columns_are_recognised_and_mended(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes
) -> None:
    assert send(calls).json()["file"] == {"name": "Calls of May.csv", "bytes": len(calls), "format": "csv"}
    seen = signed_in.get(f"/api/imports/{begun}/preview").json()
    assert (seen["source"], seen["rows"], seen["mapping"], seen["kept"]) == ("Calls of May.csv", 302, MAPPING, None)
    chosen = signed_in.put(f"/api/imports/{begun}/mapping", json={"columns": {"date": "Occurred", "kind": ""}})
    assert chosen.json()["mapping"]["columns"] == {"time": "Occurred", "kind": ""}
    for wrong in ({"columns": {"when": "Occurred"}}, {"kinds": {"theft": "awful"}}, {"kinds": {" ": "low"}},
                  {"kinds": {"#no code": "low"}}):  # fmt: skip
        answer = signed_in.put(f"/api/imports/{begun}/mapping", json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "mapping")
    assert signed_in.get(f"/api/imports/{begun}").json()["mapping"] == chosen.json()["mapping"]


def test_every_row_left_out_has_its_reason(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes
) -> None:
    send(calls)
    assert signed_in.get(f"/api/imports/{begun}/report").json()["code"] == "unchecked"
    signed_in.put(f"/api/imports/{begun}/mapping", json={"kinds": {"barking dog": "high"}})
    found = checked(planner, signed_in, begun)
    assert found["report"]["kept"] + sum(found["report"]["reasons"].values()) == found["report"]["read"] == 302
    assert {row["words"]: row["class"] for row in found["kinds"]}["barking dog"] == "high"
    assert (found["classes"], found["problems"]) == (["low", "medium", "high"], [])
    dropped = signed_in.get(f"/api/imports/{begun}/dropped.csv")
    assert dropped.headers["content-disposition"] == 'attachment; filename="dropped.csv"'
    assert dropped.text.splitlines() == [
        '"row","reason","detail"',
        '"301","unreadable time","not a date"',
        '"302","unreadable time","\'=cmd|\'/c calc\'!A1"',  # no formula for whoever opens it in a spreadsheet
    ]
    assert signed_in.get(f"/api/imports/{begun}").json()["state"] == "checked"
    send(calls)  # another file: what was read before is out of date
    assert signed_in.get(f"/api/imports/{begun}/report").status_code == 409


def test_what_is_wrong_with_layers_is_told_before_anything_runs(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes
) -> None:
    send(calls)
    assert send(b'{"type": "Point", "coordinates": [-90.2, 38.6]}', "layers/boundary").status_code == 200
    found = checked(planner, signed_in, begun)
    assert len(found["problems"]) == 1
    assert "no polygon" in found["problems"][0]
    assert str(planner.settings.scratch) not in str(found)
    answer = signed_in.post(f"/api/imports/{begun}/run", json={})
    assert (answer.status_code, answer.json()["details"]) == (409, {"problems": found["problems"]})
    assert signed_in.delete(f"/api/imports/{begun}/layers/boundary").json()["layers"] == {}
    assert checked(planner, signed_in, begun)["problems"] == []


@pytest.mark.slow
@pytest.mark.parametrize("layers", [(), ("zones", "posts")])
def test_a_file_becomes_a_case_that_is_opened(
    layers: tuple[str, ...], planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes,
    zones: bytes,
) -> None:  # fmt: skip
    given = {"zones": zones, "posts": b"name,lon,lat\n=HQ,-90.2,38.63\nNorth,-90.2,38.64\n"}
    send(calls)
    for role in layers:
        assert send(given[role], f"layers/{role}").status_code == 200
    signed_in.put(f"/api/imports/{begun}/mapping", json={"columns": MAPPING, "kinds": {"barking dog": "low"}})
    assert checked(planner, signed_in, begun)["report"]["kept"] == 300
    line = done_by_hand(planner, signed_in, signed_in.post(f"/api/imports/{begun}/run", json={"posts": 2}))
    assert line["state"] == "done", line["error"]
    case = line["result"]["case"]
    assert signed_in.get(f"/api/imports/{begun}").json()["case"] == case
    look = signed_in.get(f"/api/cases/{case}/first").json()
    assert (look["case"]["name"], look["main"]) == ("Newtown", "PMedian(p=2)")
    assert (look["base"] == "today") == bool(layers)
    assert (look["zones"] == 25) == bool(layers)
    assert str(planner.settings.scratch) not in str(line)
    (page,) = planner.settings.cases.glob("*/report.html")
    assert b"<script" not in page.read_bytes()  # the name of a zone would be one in a careless page
    kept = signed_in.get("/api/mappings").json()
    assert [(one["name"], one["mapping"]["columns"]) for one in kept] == [("Newtown", MAPPING)]
    again = int(signed_in.post("/api/imports", json={"case_name": "Newtown, June"}).json()["id"])
    signed_in.put(f"/api/imports/{again}/file", content=calls, headers=FILE)
    assert signed_in.get(f"/api/imports/{again}/preview").json()["kept"] == kept[0]  # next month
    planner.shelf._memory.clear()
    assert signed_in.get(f"/api/cases/{case}/layers/zones.geojson").status_code == 200


def test_imports_are_of_who_began_them_and_of_planners(
    team: PlannerServer, as_person: Callable[[str], TestClient], case_of_team: int
) -> None:
    for name, role in (("vera", Role.VIEWER), ("paul", Role.PLANNER), ("pia", Role.PLANNER)):
        team.people.set_role(team.people.add(name, WORDS), case_of_team, role)
    assert as_person("vera").post("/api/imports", json={"case_name": "Mine"}).status_code == 403
    number = as_person("paul").post("/api/imports", json={"case_name": "Mine"}).json()["id"]
    assert as_person("paul").get(f"/api/imports/{number}").status_code == 200
    for name in ("pia", "boss"):
        for answer in (
            as_person(name).get(f"/api/imports/{number}"),
            as_person(name).put(f"/api/imports/{number}/file", content=b"a,b", headers=FILE),
            as_person(name).delete(f"/api/imports/{number}"),
        ):
            assert answer.status_code == 404
    assert as_person("pia").get("/api/imports").json() == []


def test_who_imports_becomes_the_planner_of_the_case(
    team: PlannerServer, as_person: Callable[[str], TestClient], case_of_team: int, calls: bytes
) -> None:
    paul = team.people.add("paul", WORDS)
    _join(team.jobs.ground, paul.id, case_of_team)
    assert team.people.role_in(paul, case_of_team) is Role.PLANNER


def test_an_import_is_removed_with_its_files(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes
) -> None:
    send(calls)
    assert len(list(planner.settings.imports.iterdir())) == 1
    assert signed_in.delete(f"/api/imports/{begun}").status_code == 204
    assert list(planner.settings.imports.iterdir()) == []
    assert signed_in.get(f"/api/imports/{begun}").status_code == 404


@pytest.mark.slow
def test_the_first_look_is_taken_in_a_process_of_its_own(
    signed_in: TestClient, begun: int, send: Send, calls: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_access, "read_apart", read_apart)
    send(calls)
    assert signed_in.get(f"/api/imports/{begun}/preview").json()["mapping"] == MAPPING
