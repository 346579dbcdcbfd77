"""Plans over the wire: made, changed, undone, judged as the library judges them."""

import json
import random
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from beatwright.core import Case, Plan, Post
from beatwright.show import headline
from beatwright.study.judging import judge_reading
from beatwright.web.planner_server import PlannerServer


def send(client: TestClient, plan: int, after: int, **command: object) -> tuple[int, dict[str, object]]:
    body = {"after": after, "id": f"command-{after}-{random.random()}".replace(".", ""), "command": command}
    answer = client.post(f"/api/plans/{plan}/commands", json=body)
    return answer.status_code, answer.json()


def test_the_first_look_says_what_the_case_holds(signed_in: TestClient, case: int, planner: PlannerServer) -> None:
    look = signed_in.get(f"/api/cases/{case}/first").json()
    held = planner.shelf[case].case
    assert (look["base"], look["main"], look["zones"], look["sites"]) == ("today", "better", 24, 6)
    assert look["case_plans"] == [plan.to_dict() for plan in held.plans]
    assert look["judged"]["headline"]["tiles"][0]["name"] == "mean distance"
    assert signed_in.get("/api/cases").json() == [look["case"]]
    assert (look["case"]["zones"], look["alternatives"]) == (24, [])


def test_the_line_of_a_plan_says_what_its_draft_holds(signed_in: TestClient, plan: int, case: int) -> None:
    body = {"name": "Posts alone", "source": {"case_plan": "better"}}
    made = signed_in.post(f"/api/cases/{case}/plans", json=body).json()
    assert (made["posts"], made["districts"]) == (1, 0)
    send(signed_in, plan, 1, verb="add_post", site="s1")
    now = signed_in.get(f"/api/plans/{plan}").json()
    held = (sum(key.startswith("post:") for key in now["values"]), sum("district:" in key for key in now["values"]))
    assert (now["plan"]["posts"], now["plan"]["districts"]) == held == (2, 2)
    assert signed_in.get(f"/api/cases/{case}/plans").json() == [now["plan"], made]


def test_a_post_is_moved_judged_and_put_back(signed_in: TestClient, plan: int) -> None:
    status, taken = send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    assert (status, taken["undo"], taken["redo"]) == (201, True, False)
    tile = taken["judged"]["headline"]["tiles"][0]
    assert (tile["name"], tile["verdict"]) == ("mean distance", "better")
    status, undone = send(signed_in, plan, 2, verb="undo")
    assert (undone["undo"], undone["redo"], undone["line"]["of"]) == (False, True, 2)
    assert undone["judged"]["headline"]["tiles"][0]["verdict"] == "same"
    now, then = signed_in.get(f"/api/plans/{plan}").json(), signed_in.get(f"/api/plans/{plan}?at=2").json()
    assert now["values"]["post:1"]["site"] == "s4"
    assert then["values"]["post:1"]["site"] == "s3"
    assert [line["verb"] for line in signed_in.get(f"/api/plans/{plan}/log").json()] == ["start", "move_post", "undo"]


def test_districts_are_painted_and_judged(signed_in: TestClient, plan: int) -> None:
    values = signed_in.get(f"/api/plans/{plan}").json()["values"]
    west = next(
        int(key[9:]) for key, value in values.items() if key.startswith("district:") and value["name"] == "west"
    )
    _, taken = send(signed_in, plan, 1, verb="paint", units=["z1", "z2", "z4"], district=west)
    assert taken["judged"]["evaluation"]["judge"] == "Districts"
    assert taken["line"]["patch"]["after"] == {"unit:z4": str(west)}


def test_what_happened_since_is_told(signed_in: TestClient, plan: int) -> None:
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    status, told = send(signed_in, plan, 1, verb="move_post", slot=1, site="s1")
    assert (status, told["code"], told["details"]["seq"], told["details"]["same"]) == (409, "stale", 2, [2])
    assert told["details"]["since"][0]["verb"] == "move_post"


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ({"verb": "move_post", "slot": 1, "site": "nowhere"}, 422, "no candidate site"),
        ({"verb": "remove_post", "slot": 1}, 422, "is the last one"),
        ({"verb": "redo"}, 409, "nothing of yours to redo"),
        ({"verb": "fly"}, 422, "cannot be understood"),
        ({"verb": "move_post", "slot": "1", "site": "s3"}, 422, "cannot be understood"),
        ({"verb": "paint", "units": ["z1"] * 5_001, "district": 1}, 422, "cannot be understood"),
        ({}, 422, "cannot be understood"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    command: dict[str, object], status: int, words: str, signed_in: TestClient, plan: int
) -> None:
    before = signed_in.get(f"/api/plans/{plan}").json()
    found, told = send(signed_in, plan, 1, **command)
    assert found == status
    assert words in str(told["message"])
    assert signed_in.get(f"/api/plans/{plan}").json() == before


def test_a_locked_post_stays(signed_in: TestClient, plan: int) -> None:
    send(signed_in, plan, 1, verb="lock_post", slot=1, locked=True)
    assert send(signed_in, plan, 2, verb="move_post", slot=1, site="s3")[0] == 423


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "today", "source": {"case_plan": "better"}}, 409),
        ({"name": "Draft A", "source": {"case_plan": "better"}}, 409),
        ({"name": "B", "source": {"case_plan": "nothing"}}, 422),
        ({"name": "B", "source": {"draft": 99}}, 422),
        ({"name": "B", "source": {}}, 422),
        ({"name": "", "source": {"case_plan": "better"}}, 422),
    ],
)
def test_a_plan_that_cannot_be_made_is_told(
    body: dict[str, object], status: int, signed_in: TestClient, case: int, plan: int
) -> None:
    assert signed_in.post(f"/api/cases/{case}/plans", json=body).status_code == status
    assert len(signed_in.get(f"/api/cases/{case}/plans").json()) == 1


def test_a_plan_is_made_from_another_draft(signed_in: TestClient, case: int, plan: int) -> None:
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    body = {"name": "Draft B", "source": {"draft": plan}}
    child = signed_in.post(f"/api/cases/{case}/plans", json=body).json()["id"]
    assert signed_in.get(f"/api/plans/{child}").json()["values"]["post:1"]["site"] == "s3"


@pytest.mark.parametrize("path", ["cases/99/first", "cases/x/first", "plans/99", "plans/1e3/log", "cases/²/plans"])
def test_what_is_not_there_is_not_there(path: str, signed_in: TestClient) -> None:
    assert signed_in.get(f"/api/{path}").status_code == 404


def test_fifty_drafts_show_what_the_library_says_of_the_written_case(
    signed_in: TestClient, case: int, plan: int, planner: PlannerServer, tmp_path: Path
) -> None:
    """The figures on the screen are those of the exported folder, to the last digit."""
    rng, seq, held = random.Random(3), 1, planner.shelf[case].case
    for number in range(50):
        values = signed_in.get(f"/api/plans/{plan}").json()["values"]
        slots = [int(key[5:]) for key in values if key.startswith("post:")]
        free = [site for site in ("s1", "s2", "s3", "s4") if site not in {values[f"post:{s}"]["site"] for s in slots}]
        verb = rng.choice(["move_post", "add_post", "remove_post"])
        command = {
            "move_post": {"slot": rng.choice(slots), "site": rng.choice(free or ["s1"])},
            "add_post": {"site": rng.choice(free or ["s1"])},
            "remove_post": {"slot": rng.choice(slots)},
        }[verb]
        status, taken = send(signed_in, plan, seq, verb=verb, **command)
        if status != 201:
            continue
        seq += 1
        values = signed_in.get(f"/api/plans/{plan}").json()["values"]
        posts = tuple(Post(value["site"]) for key, value in values.items() if key.startswith("post:"))
        drawn = held.with_plan(Plan(posts=posts, name="Draft A"), judge_reading((), "posts"), unseen=False)
        if number % 10 == 0:
            drawn = Case.load(drawn.save(tmp_path / f"out{number}"))
        wanted = {**drawn.evaluations[-1].to_dict()}
        assert json.dumps(taken["judged"]["evaluation"]["measures"]) == json.dumps(wanted["measures"])
        assert taken["judged"]["evaluation"]["tables"] == wanted["tables"]
        shown, said = taken["judged"]["headline"]["tiles"], headline(drawn).to_dict()["tiles"]
        assert json.dumps(shown) == json.dumps(said)


def test_a_hand_that_moves_is_judged_without_a_trace(signed_in: TestClient, case: int) -> None:
    answer = signed_in.post(f"/api/cases/{case}/judge", json={"posts": ["s1", "s3"]})
    assert answer.status_code == 200
    assert signed_in.get(f"/api/cases/{case}/plans").json() == []
    assert signed_in.post(f"/api/cases/{case}/judge", json={"posts": ["s1", "s1"]}).status_code == 422
    assert signed_in.post(f"/api/cases/{case}/judge", json={"posts": ["x"]}).status_code == 422
