"""Comments over the wire: pinned to what there is, changed by who wrote them, never over somebody's change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import shelved
from tests.web.conftest import WORDS

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer


def test_a_comment_is_pinned_answered_and_settled(signed_in: TestClient, plan: int) -> None:
    path = f"/api/plans/{plan}/comments"
    made = [
        signed_in.post(path, json={"text": f"on {on}", "on": on}) for on in ("plan", "post:1", "district:2", "unit:z1")
    ]
    assert [answer.status_code for answer in made] == [201] * 4
    assert [line["on"] for line in signed_in.get(path).json()] == ["plan", "post:1", "district:2", "unit:z1"]
    first = made[0].json()
    assert (first["by"], first["done"], first["rev"]) == ("you", False, 1)
    changed = signed_in.patch(f"/api/comments/{first['id']}", json={"rev": 1, "text": "other words"}).json()
    assert (changed["text"], changed["rev"], changed["done"]) == ("other words", 2, False)
    late = signed_in.patch(f"/api/comments/{first['id']}", json={"rev": 1, "done": True})
    assert (late.status_code, late.json()["code"], late.json()["details"]["now"]) == (409, "edited", changed)
    assert signed_in.patch(f"/api/comments/{first['id']}", json={"rev": 2, "done": True}).json()["done"]


@pytest.mark.parametrize("on", ["post:99", "district:1", "unit:nowhere", "post:x", "post:0", "case", "", "unit:"])
def test_a_comment_on_nothing_is_told(on: str, signed_in: TestClient, plan: int) -> None:
    answer = signed_in.post(f"/api/plans/{plan}/comments", json={"text": "x", "on": on})
    assert answer.status_code == 422
    assert signed_in.get(f"/api/plans/{plan}/comments").json() == []


def test_words_are_those_of_who_wrote_them(
    team: PlannerServer, as_person: Callable[[str], TestClient], tmp_path: Path, written: tuple[Path, Case]
) -> None:
    case = shelved(team, tmp_path / "small", written)
    for name, role in (("vera", Role.VIEWER), ("paul", Role.PLANNER), ("vic", Role.VIEWER)):
        team.people.set_role(team.people.add(name, WORDS), case, role)
    vera, paul, vic = map(as_person, ("vera", "paul", "vic"))
    plan = paul.post(f"/api/cases/{case}/plans", json={"name": "A", "source": {"case_plan": "today"}}).json()["id"]
    written = vera.post(f"/api/plans/{plan}/comments", json={"text": "<script>alert(1)</script>"}).json()
    assert written["text"] == "<script>alert(1)</script>"  # kept as it is; the page shows it as text
    path = f"/api/comments/{written['id']}"
    assert paul.patch(path, json={"rev": 1, "text": "mine"}).status_code == 403
    assert vic.patch(path, json={"rev": 1, "done": True}).status_code == 403
    assert paul.patch(path, json={"rev": 1, "done": True}).status_code == 200
    assert vera.patch(path, json={"rev": 2, "text": "mine", "done": False}).status_code == 200
