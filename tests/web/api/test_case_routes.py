"""Cases over the wire: which folders are opened, and the layers of the map."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import written_case
from tests.web.api.every_route import account_named, every_route, places_of, sign_in_as, unhurried
from tests.web.conftest import client_of

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer


def test_a_folder_below_a_root_is_opened_once(signed_in: TestClient, tmp_path: Path) -> None:
    folder = written_case(tmp_path / "deep" / "small") if (tmp_path / "deep").mkdir() is None else tmp_path
    first = signed_in.post("/api/cases", json={"folder": str(folder)})
    again = signed_in.post("/api/cases", json={"folder": f"{tmp_path}/deep/../deep/small"})
    assert (first.status_code, again.json()) == (201, first.json())


def test_folders_elsewhere_are_not_told_from_folders_that_are_not_there(
    signed_in: TestClient, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = written_case(tmp_path_factory.mktemp("outside") / "small")
    (tmp_path / "link").symlink_to(outside)
    asked = [str(outside), str(tmp_path / "link"), f"{tmp_path}/../{outside.parent.name}/small", str(tmp_path), "/etc",
             "~", "."]  # fmt: skip
    for folder in asked:
        answer = signed_in.post("/api/cases", json={"folder": folder})
        assert (answer.status_code, answer.json()["code"]) == (422, "folder"), folder
        assert "There is no case folder" in answer.json()["message"]
    assert signed_in.post("/api/cases", json={"folder": "a\x00b"}).status_code == 422
    assert signed_in.get("/api/cases").json() == []


def test_a_case_made_anew_is_not_taken_for_the_one_that_was_opened(
    signed_in: TestClient, case: int, planner: PlannerServer, tmp_path: Path
) -> None:
    from dataclasses import replace

    held = Case.load(tmp_path / "small")
    shutil.rmtree(tmp_path / "small")
    replace(held, name="Other").save(tmp_path / "small")
    planner.shelf._memory.clear()
    for answer in (
        signed_in.get(f"/api/cases/{case}/first"),
        signed_in.post("/api/cases", json={"folder": str(tmp_path / "small")}),
    ):
        assert answer.status_code == 409
        assert "made anew" in answer.json()["message"]


def test_a_case_whose_folder_is_gone_is_told(
    signed_in: TestClient, case: int, planner: PlannerServer, tmp_path: Path
) -> None:
    (tmp_path / "small").rename(tmp_path / "elsewhere")
    planner.shelf._memory.clear()
    assert signed_in.get(f"/api/cases/{case}/first").status_code == 409


# What cannot be said without the zones, the demand or the plans of the case.
OF_THE_FOLDER = {
    ("GET", "/api/cases/{case}/first"),
    ("GET", "/api/cases/{case}/layers/{layer}.geojson"),
    ("GET", "/api/cases/{case}/layers/borders.json"),
    ("GET", "/api/cases/{case}/compare"),
    ("POST", "/api/cases/{case}/judge"),
    ("GET", "/api/plans/{plan}"),
    ("POST", "/api/cases/{case}/plans"),
    ("POST", "/api/plans/{plan}/commands"),
    ("POST", "/api/plans/{plan}/versions"),
    ("POST", "/api/versions/{version}/restore"),
    ("POST", "/api/versions/{version}/test"),
}
BODIES = {
    "judge": {"posts": ["s1"]},
    "plans": {"name": "Other", "source": {"areas": True}},
    "commands": {"after": 1, "id": "one-command", "command": {"verb": "add_post", "site": "s1"}},
    "versions": {"note": "kept"},
    "comments": {"on": "unit:z1", "text": "here"},
    "exports": {"kinds": ["csv"]},
}


@pytest.mark.parametrize("name", ["viewer", "planner"])
def test_what_the_database_knows_is_answered_without_the_folder(
    name: str, team: PlannerServer, tmp_path: Path, written: tuple[Path, Case]
) -> None:
    planner = unhurried(team)
    places = places_of(planner, tmp_path / "case", written)
    planner.people.set_role(account_named(planner, name), int(str(places["case"])), Role[name.upper()])
    (tmp_path / "case").rename(tmp_path / "elsewhere")
    planner.shelf._memory.clear()
    client, found = client_of(planner), set()
    sign_in_as(client, planner, account_named(planner, name))
    allowed = {"viewer"} if name == "viewer" else {"viewer", "planner"}
    query = {"a": "plan:today", "b": f"draft:{places['plan']}"}
    for route in every_route(planner):
        if route.role in allowed and route.is_of_a_case and route.method in ("GET", "POST"):
            body = BODIES.get(route.path.rpartition("/")[2]) if route.method == "POST" else None
            more = {"params": query} if route.path.endswith("compare") else {"json": body} if body else {}
            answer = client.request(route.method, route.path.format(**places), **more)
            assert answer.status_code not in (422, 500), (route, answer.text)
            if answer.status_code == 409:
                assert answer.json()["code"] == "case", route
                found.add((route.method, route.path))
    plans = {one for one in OF_THE_FOLDER if name == "planner" or one[0] == "GET" or one[1].endswith("judge")}
    assert found == plans


@pytest.mark.parametrize("layer", ["boundary", "zones", "sites", "districts"])
def test_layers_are_sent_once(layer: str, signed_in: TestClient, case: int) -> None:
    path = f"/api/cases/{case}/layers/{layer}.geojson"
    answer = signed_in.get(path)
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-encoding"] == "gzip"
    assert {feature["properties"]["layer"] for feature in answer.json()["features"]} == {layer}
    again = signed_in.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = signed_in.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert json.loads(plain.content) == answer.json()
    assert gzip.compress(plain.content, mtime=0)


def test_a_layer_that_there_is_not_is_told(signed_in: TestClient, case: int) -> None:
    assert signed_in.get(f"/api/cases/{case}/layers/passwords.geojson").status_code in (404, 422)
