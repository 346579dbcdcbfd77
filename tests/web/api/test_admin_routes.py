"""The house over the wire: people, invitations, members, sessions, passwords and the audit."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import shelved
from tests.web.conftest import WORDS, client_of

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer

OTHER = "four-other-words-today"


@pytest.fixture
def boss(as_person: Callable[[str], TestClient]) -> TestClient:
    return as_person("boss")


@pytest.fixture
def house(team: PlannerServer, tmp_path: Path, written: tuple[Path, Case]) -> int:
    return shelved(team, tmp_path / "small", written)


def what(boss: TestClient) -> list[str]:
    return [line["what"] for line in boss.get("/api/admin/audit").json()]


def test_somebody_is_added_and_chooses_a_password_once(boss: TestClient, team: PlannerServer) -> None:
    made = boss.post("/api/admin/users", json={"name": "Ana"}).json()
    assert (made["user"]["name"], made["user"]["admin"], made["user"]["roles"]) == ("Ana", False, {})
    ana = client_of(team)
    assert ana.post("/api/session", json={"name": "Ana", "password": WORDS}).status_code == 401
    assert ana.post("/api/session/accept", json={"token": made["token"], "password": "short"}).status_code == 422
    assert ana.post("/api/session/accept", json={"token": made["token"], "password": WORDS}).status_code == 204
    assert ana.get("/api/me").json()["name"] == "Ana"
    again = client_of(team).post("/api/session/accept", json={"token": made["token"], "password": OTHER})
    assert (again.status_code, again.json()["code"]) == (422, "invite")
    assert boss.post("/api/admin/users", json={"name": "Ana"}).status_code == 409
    assert {"add user", "accept invite", "sign-in"} <= set(what(boss))


def test_an_old_invitation_does_not_open_a_new_account(boss: TestClient, team: PlannerServer, house: int) -> None:
    """Whoever was invited to look must not come in as the admin of that name who was added later."""
    body = {"name": "Ana", "role": "viewer", "case": house}
    old = boss.post("/api/admin/invites", json=body).json()["token"]
    boss.post("/api/admin/users", json={"name": "Ana", "admin": True})
    answer = client_of(team).post("/api/session/accept", json={"token": old, "password": WORDS})
    assert answer.status_code == 422


def test_an_invitation_gives_its_role_and_can_be_withdrawn(boss: TestClient, team: PlannerServer, house: int) -> None:
    tokens = [
        boss.post("/api/admin/invites", json={"name": name, "role": "planner", "case": house}).json()["token"]
        for name in ("Ana", "Ben")
    ]
    lines = boss.get("/api/admin/invites").json()
    assert [(line["name"], line["role"], line["case"]) for line in lines] == [
        ("Ana", "planner", house), ("Ben", "planner", house)
    ]  # fmt: skip
    assert all(token not in str(lines) for token in tokens)
    assert boss.delete(f"/api/admin/invites/{lines[1]['id']}").status_code == 204
    answers = [
        client_of(team).post("/api/session/accept", json={"token": token, "password": WORDS}).status_code
        for token in tokens
    ]
    assert answers == [204, 422]
    members = boss.get(f"/api/cases/{house}/members").json()
    assert [(member["name"], member["role"]) for member in members] == [("Ana", "planner")]
    wrong = [{"role": "viewer"}, {"role": "viewer", "case": 99}, {"role": "admin", "name": "Ana"}]
    for body in ({"name": "C", **more} for more in wrong):
        assert boss.post("/api/admin/invites", json=body).status_code == 422


def test_roles_are_given_and_taken(boss: TestClient, team: PlannerServer, house: int) -> None:
    ana = team.people.add("Ana", WORDS)
    path = f"/api/cases/{house}/members"
    for role in ("viewer", "planner"):
        shown = boss.put(path, json={"account": ana.id, "role": role}).json()
        assert shown == [{"account": ana.id, "name": "Ana", "role": role}]
    assert boss.get("/api/admin/users").json()[0]["roles"] == {str(house): "planner"}
    assert boss.put(path, json={"account": ana.id, "role": None}).json() == []
    assert boss.put(path, json={"account": 99, "role": "viewer"}).status_code == 422
    assert boss.put(path, json={"account": ana.id, "role": "admin"}).status_code == 422
    assert what(boss)[:3] == [f"role {role} in case:{house}" for role in ("none", "planner", "viewer")]


def test_the_last_admin_stays(boss: TestClient, team: PlannerServer) -> None:
    number = team.people.named("boss").id
    for body in ({"disabled": True}, {"admin": False}):
        answer = boss.patch(f"/api/admin/users/{number}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last")
    ana = team.people.add("Ana", WORDS)
    assert boss.patch(f"/api/admin/users/{ana.id}", json={"admin": True}).json()["admin"]
    assert boss.patch(f"/api/admin/users/{number}", json={"admin": False}).status_code == 200
    assert boss.get("/api/me").status_code == 401  # sessions of who loses the house end


def test_who_is_kept_out_is_out_at_once(
    boss: TestClient, team: PlannerServer, as_person: Callable[[str], TestClient]
) -> None:
    ana = team.people.add("Ana", WORDS)
    client = as_person("Ana")
    assert boss.get("/api/admin/users").json()[0]["sessions"] == 1
    assert boss.patch(f"/api/admin/users/{ana.id}", json={"disabled": True}).json()["sessions"] == 0
    assert client.get("/api/me").status_code == 401
    boss.patch(f"/api/admin/users/{ana.id}", json={"disabled": False})
    client = as_person("Ana")
    assert boss.delete(f"/api/admin/users/{ana.id}/sessions").status_code == 204
    assert client.get("/api/me").status_code == 401
    assert boss.patch("/api/admin/users/99", json={"disabled": True}).status_code == 404
    assert boss.patch(f"/api/admin/users/{10**30}", json={}).status_code == 422


def test_another_password_ends_every_other_session(team: PlannerServer, as_person: Callable[[str], TestClient]) -> None:
    team.people.add("Ana", WORDS)
    here, there = as_person("Ana"), as_person("Ana")
    cookies = dict(here.cookies)
    wrong = here.post("/api/me/password", json={"old": OTHER, "new": OTHER})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "password")
    assert here.post("/api/me/password", json={"old": WORDS, "new": "short"}).status_code == 422
    assert there.get("/api/me").status_code == 200
    assert here.post("/api/me/password", json={"old": WORDS, "new": OTHER}).status_code == 204
    assert (here.get("/api/me").status_code, there.get("/api/me").status_code) == (200, 401)
    assert dict(here.cookies) != cookies
    here.cookies.clear()
    here.cookies.update(cookies)
    assert here.get("/api/me").status_code == 401


def test_one_person_alone_has_no_password(signed_in: TestClient) -> None:
    answer = signed_in.post("/api/me/password", json={"old": WORDS, "new": OTHER})
    assert (answer.status_code, answer.json()["code"]) == (409, "team")


def test_settings_are_kept(signed_in: TestClient) -> None:
    chosen = {"locale": "de-DE", "miles": False, "brush": 2, "keys": None}
    assert signed_in.put("/api/me", json={"settings": chosen}).json()["settings"] == chosen
    assert signed_in.get("/api/me").json()["settings"] == chosen
    for settings in ({"a": {}}, {"a": "x" * 201}, {f"k{number}": 1 for number in range(51)}, []):
        assert signed_in.put("/api/me", json={"settings": settings}).status_code == 422


def test_the_audit_tells_what_was_done_once_an_hour_for_edits(signed_in: TestClient, plan: int) -> None:
    for number, site in enumerate(["s1", "s3"], 1):
        body = {"after": number, "id": f"audited-{number}", "command": {"verb": "move_post", "slot": 1, "site": site}}
        assert signed_in.post(f"/api/plans/{plan}/commands", json=body).status_code == 201
    version = signed_in.post(f"/api/plans/{plan}/versions", json={"note": "x"}).json()["id"]
    for _ in range(2):
        signed_in.post(f"/api/versions/{version}/test")
    signed_in.post(f"/api/versions/{version}/approve")
    lines = signed_in.get("/api/admin/audit").json()
    assert [(line["what"], line["on"]) for line in reversed(lines)] == [
        ("sign-in", ""), ("edit", f"plan:{plan}"), ("test", f"version:{version}"), ("approve", f"version:{version}")
    ]  # fmt: skip
    assert {line["account"] for line in lines} == {"you"}
    pages = signed_in.get(f"/api/admin/audit?limit=2&before={lines[1]['id']}").json()
    assert pages == lines[2:]


def test_the_audit_as_a_file_holds_no_formulas(boss: TestClient, team: PlannerServer, house: int) -> None:
    team.people.set_role(team.people.add("=cmd()", WORDS), house, Role.VIEWER)
    client = client_of(team)
    assert client.post("/api/session", json={"name": "=cmd()", "password": WORDS}).status_code == 204
    answer = boss.get("/api/admin/audit.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert "'=cmd()" in {row["who"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_refused_sign_in_is_in_the_audit_without_what_was_typed(boss: TestClient, team: PlannerServer) -> None:
    client_of(team).post("/api/session", json={"name": WORDS, "password": OTHER})
    line = boss.get("/api/admin/audit").json()[0]
    assert (line["what"], line["account"], line["on"]) == ("sign-in refused", "", "")
