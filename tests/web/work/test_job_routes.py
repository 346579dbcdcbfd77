"""Jobs over the wire: who may, how many, how one stands; nothing here is searched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer

WORDS = "tram-otter-lamp-six"


@pytest.fixture
def crowd(team: PlannerServer, tmp_path: Path, make_grid_case: Callable[[Path], Path]) -> PlannerServer:
    """A team: Ana and Ben plan the case, Vic looks at it, Tom sees nothing of it."""
    case = team.shelf.shelve(make_grid_case(tmp_path / "grid")).id
    for name, role in (("Ana", Role.PLANNER), ("Ben", Role.PLANNER), ("Vic", Role.VIEWER), ("Tom", None)):
        team.people.set_role(team.people.add(name, WORDS), case, role)
    return team


@pytest.fixture
def ana(crowd: PlannerServer, as_person: Callable[[str], TestClient]) -> TestClient:
    return as_person("Ana")


def new_plan(client: TestClient, name: str = "Draft A") -> int:
    body = {"name": name, "source": {"case_plan": "today"}}
    return int(client.post("/api/cases/1/plans", json=body).json()["id"])


def ask(client: TestClient, plan: int, kind: str = "worth", **options: Any) -> Any:
    return client.post("/api/jobs", json={"kind": kind, "plan": plan, "options": options})


def test_a_job_says_all_that_it_is_made_with(ana: TestClient) -> None:
    answer = ask(ana, new_plan(ana), "improve", seed=5)
    assert answer.status_code == 202
    line = answer.json()
    wanted = {"p": 6, "forbid": [], "by": "metres", "weight": "calls", "seconds": None, "seed": 5}
    assert line["options"] == wanted
    assert (line["state"], line["kind"], line["case"], line["seq"]) == ("queued", "improve", 1, 1)
    assert ana.get(f"/api/jobs/{line['id']}").json() == line
    assert ana.get("/api/cases/1/jobs").json() == [line]


def test_roles_are_asked(ana: TestClient, crowd: PlannerServer, as_person: Callable[[str], TestClient]) -> None:
    plan = new_plan(ana)
    job = ask(ana, plan).json()["id"]
    vic, tom, ben, boss = (as_person(name) for name in ("Vic", "Tom", "Ben", "boss"))
    paths = [f"/api/jobs/{job}", "/api/cases/1/jobs"]
    assert [vic.get(path).status_code for path in paths] == [200, 200]
    assert [tom.get(path).status_code for path in [*paths, f"/api/jobs/{job}/events"]] == [404, 404, 404]
    assert (ask(vic, plan).status_code, ask(tom, plan).status_code, ask(ana, 99).status_code) == (403, 403, 404)
    assert [who.delete(f"/api/jobs/{job}").status_code for who in (tom, vic, ben, boss)] == [404, 403, 202, 202]
    assert boss.get(f"/api/jobs/{job}").json()["state"] == "cancelled"
    assert boss.get("/api/jobs/99").status_code == 404


def test_a_job_about_no_case_is_there_for_whoever_asked(
    crowd: PlannerServer, ana: TestClient, as_person: Callable[[str], TestClient]
) -> None:
    job = crowd.jobs.submit("worth", account=crowd.people.named("Ana").id, options={}).id
    seen = {name: as_person(name).get(f"/api/jobs/{job}").status_code for name in ("Ana", "Ben", "boss")}
    assert seen == {"Ana": 200, "Ben": 404, "boss": 200}


def test_nobody_has_two_of_a_kind_for_a_plan(ana: TestClient, as_person: Callable[[str], TestClient]) -> None:
    plan, other = new_plan(ana), new_plan(ana, "Draft B")
    assert [ask(ana, plan).status_code, ask(ana, plan).status_code] == [202, 409]
    assert ask(ana, plan).json()["code"] == "running"
    assert (ask(ana, other).status_code, ask(ana, plan, "proof").status_code) == (202, 202)
    assert ask(as_person("Ben"), plan).status_code == 202


def test_a_full_queue_says_so(ana: TestClient, crowd: PlannerServer) -> None:
    for number in range(20):
        crowd.jobs.submit("worth", account=1, options={"number": number})
    answer = ask(ana, new_plan(ana))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "queue full", "30")
    crowd.jobs.cancel(1)
    assert ask(ana, 1).status_code == 202


def test_who_asks_too_often_is_told_to_wait(ana: TestClient) -> None:
    plan = new_plan(ana)
    answers = [ask(ana, plan) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [202, *[409] * 29, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_what_cannot_be_asked_is_told(ana: TestClient) -> None:
    plan = new_plan(ana)
    values = ana.get(f"/api/plans/{plan}").json()["values"]
    units = [key[5:] for key in values if key.startswith("unit:")]
    command = {"verb": "paint", "units": units, "district": None}
    ana.post(f"/api/plans/{plan}/commands", json={"after": 1, "id": "command-1", "command": command})
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "fly"}, "cannot be understood"),
        ({"kind": "improve", "options": {"p": 0}}, "cannot be understood"),
        ({"kind": "improve", "options": {"keep": ["s1"]}}, "cannot be understood"),
        ({"kind": "redraw", "options": {"seconds": -1}}, "cannot be understood"),
        ({"kind": "redraw"}, "no districts yet"),
        ({"kind": "read_import"}, "cannot be understood"),
    ]
    for body, words in wrong:
        answer = ana.post("/api/jobs", json={"plan": plan, **body})
        assert (answer.status_code, words in answer.json()["message"]) == (422, True), body
    assert ana.get("/api/cases/1/jobs").json() == []
