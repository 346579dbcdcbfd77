"""Two people at one plan: edits of different things are put on top of each other, of the same the second is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import shelved
from tests.web.conftest import WORDS

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer


@pytest.fixture
def two(
    team: PlannerServer, as_person: Callable[[str], TestClient], tmp_path: Path, written: tuple[Path, Case]
) -> tuple[TestClient, TestClient, str]:
    case = shelved(team, tmp_path / "small", written)
    for name in ("ana", "ben"):
        team.people.set_role(team.people.add(name, WORDS), case, Role.PLANNER)
    ana, ben = as_person("ana"), as_person("ben")
    body = {"name": "A", "source": {"case_plan": "today"}}
    plan = ana.post(f"/api/cases/{case}/plans", json=body).json()["id"]
    command = {"verb": "add_post", "site": "s1"}
    ana.post(f"/api/plans/{plan}/commands", json={"after": 1, "id": "begin-with-two", "command": command})
    return ana, ben, f"/api/plans/{plan}/commands"


def moved(after: int, id: str, slot: int, site: str) -> dict[str, object]:
    return {"after": after, "id": id, "command": {"verb": "move_post", "slot": slot, "site": site}}


def slots(client: TestClient, path: str) -> dict[int, str]:
    values = client.get(path.removesuffix("/commands")).json()["values"]
    return {int(key[5:]): value["site"] for key, value in values.items() if key.startswith("post:")}


def test_edits_of_different_posts_merge(two: tuple[TestClient, TestClient, str]) -> None:
    ana, ben, path = two
    assert slots(ben, path) == {1: "s4", 4: "s1"}
    assert ana.post(path, json=moved(2, "ana-moves-1", 1, "s3")).status_code == 201
    late = ben.post(path, json=moved(2, "ben-moves-4", 4, "s2"))
    details = late.json()["details"]
    assert (late.status_code, late.json()["code"], details["same"]) == (409, "stale", [])
    assert ben.post(path, json=moved(details["seq"], "ben-moves-4", 4, "s2")).status_code == 201
    assert slots(ana, path) == {1: "s3", 4: "s2"}


def test_of_the_same_post_the_second_hears_whose_edit_came_first(two: tuple[TestClient, TestClient, str]) -> None:
    ana, ben, path = two
    ana.post(path, json=moved(2, "ana-moves-1", 1, "s3"))
    late = ben.post(path, json=moved(2, "ben-moves-1", 1, "s2")).json()
    assert (late["details"]["same"], late["details"]["since"][0]["user"]) == ([3], "ana")
    assert late["message"] == "ana changed the same meanwhile; yours was not carried out."
    assert slots(ben, path)[1] == "s3"


def test_a_retry_after_a_lost_answer_is_carried_out_once(two: tuple[TestClient, TestClient, str]) -> None:
    ana, ben, path = two
    first = ana.post(path, json=moved(2, "ana-moves-1", 1, "s3")).json()
    ben.post(path, json=moved(3, "ben-moves-4", 4, "s2"))
    again = ana.post(path, json=moved(2, "ana-moves-1", 1, "s3"))
    assert (again.status_code, again.json()["line"]) == (201, first["line"])
    assert [line["id"] for line in ana.get(path.replace("commands", "log")).json()[1:]] == [
        "begin-with-two", "ana-moves-1", "ben-moves-4"
    ]  # fmt: skip


def test_an_undo_asks_before_it_overwrites_what_another_did(two: tuple[TestClient, TestClient, str]) -> None:
    ana, ben, path = two
    ana.post(path, json=moved(2, "ana-moves-1", 1, "s3"))
    ben.post(path, json=moved(3, "ben-moves-1", 1, "s2"))
    undo = {"after": 4, "id": "ana-undoes", "command": {"verb": "undo"}}
    told = ana.post(path, json=undo)
    assert (told.status_code, told.json()["code"], told.json()["details"]) == (409, "conflict", {"keys": ["post:1"]})
    forced = {**undo, "command": {"verb": "undo", "force": True}}
    assert ana.post(path, json=forced).status_code == 201
    assert slots(ben, path)[1] == "s4"
