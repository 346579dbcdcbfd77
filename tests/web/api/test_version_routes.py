"""Versions over the wire: saved, restored by one command, tested and counted by lineage, approved."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.api.test_plan_routes import send

from beatwright.core import Plan
from beatwright.show import write_report
from beatwright.study.judging import judge_reading
from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.check_store import store_faults

PLANNED_ON = "These figures are of the demand that it was planned on: they are no independent test."


def saved(client: TestClient, plan: int, note: str = "as told", **more: object) -> dict:
    answer = client.post(f"/api/plans/{plan}/versions", json={"note": note, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def unseen(client: TestClient, version: int) -> dict:
    answer = client.post(f"/api/versions/{version}/test")
    assert answer.status_code == 200, answer.text
    return answer.json()


def sentences(found: dict) -> str:
    return " ".join(found["sentences"])


def test_a_version_is_the_plan_as_it_stood(signed_in: TestClient, plan: int, planner: PlannerServer, case: int) -> None:
    _, taken = send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    line = saved(signed_in, plan, "nearer to the shops")
    send(signed_in, plan, 2, verb="move_post", slot=1, site="s1")
    found = signed_in.get(f"/api/versions/{line['id']}").json()
    assert found["line"] == line == signed_in.get(f"/api/plans/{plan}/versions").json()[0]
    assert (line["seq"], line["note"], line["by"], line["tested"], line["tests"]) == (
        2, "nearer to the shops", "you", False, 0
    )  # fmt: skip
    assert [post["site"] for post in found["plan"]["posts"]] == ["s3"]
    assert found["evaluation"] == taken["judged"]["evaluation"]
    assert found["headline"] == taken["judged"]["headline"] == line["headline"]
    assert (found["layer"], found["test"], found["test_headline"]) == ("posts", None, None)
    other = signed_in.get(f"/api/versions/{line['id']}?layer=districts").json()
    assert (other["layer"], other["evaluation"]["judge"]) == ("districts", "Districts")
    # What is kept can be read without the draft, and without the database.
    assert Plan.from_dict(found["plan"]).edited_from.name == "today"


def test_a_version_is_not_saved_of_what_nobody_has_seen(signed_in: TestClient, plan: int) -> None:
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    answer = signed_in.post(f"/api/plans/{plan}/versions", json={"note": "x", "after": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert saved(signed_in, plan, after=2)["seq"] == 2


def test_restoring_is_one_command_that_can_be_undone(signed_in: TestClient, plan: int, planner: PlannerServer) -> None:
    send(signed_in, plan, 1, verb="add_district", name="Empty")
    send(signed_in, plan, 2, verb="add_post", site="s1")
    version, then = saved(signed_in, plan)["id"], signed_in.get(f"/api/plans/{plan}").json()
    send(signed_in, plan, 3, verb="remove_post", slot=1)
    send(signed_in, plan, 4, verb="paint", units=["z1", "z2"], district=None)
    send(signed_in, plan, 5, verb="remove_district", number=4)
    before = signed_in.get(f"/api/plans/{plan}").json()
    answer = signed_in.post(f"/api/versions/{version}/restore")
    assert (answer.status_code, answer.json()["line"]["verb"], answer.json()["line"]["seq"]) == (201, "use_plan", 7)
    now = signed_in.get(f"/api/plans/{plan}").json()
    assert (now["values"], now["judged"], now["tally"]) == (then["values"], then["judged"], then["tally"])
    send(signed_in, plan, 7, verb="undo")
    back = signed_in.get(f"/api/plans/{plan}").json()
    assert (back["values"], back["judged"], back["tally"]) == (before["values"], before["judged"], before["tally"])
    assert list(store_faults(planner.database)) == []


def test_a_restoration_sent_again_is_carried_out_once(signed_in: TestClient, plan: int) -> None:
    version = saved(signed_in, plan)["id"]
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    body = {"after": 2, "id": "restore-once"}
    answers = [signed_in.post(f"/api/versions/{version}/restore", json=body).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert signed_in.get(f"/api/plans/{plan}").json()["seq"] == 3
    late = signed_in.post(f"/api/versions/{version}/restore", json={"after": 1, "id": "restore-late"})
    assert (late.status_code, late.json()["code"], late.json()["details"]["seq"]) == (409, "stale", 3)


def test_what_is_locked_is_not_restored_over(signed_in: TestClient, plan: int) -> None:
    version = saved(signed_in, plan)["id"]
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    send(signed_in, plan, 2, verb="lock_post", slot=1, locked=True)
    assert signed_in.post(f"/api/versions/{version}/restore").status_code == 423


def test_an_untested_version_says_that_it_was_not_tested(signed_in: TestClient, plan: int) -> None:
    line = saved(signed_in, plan)
    said = sentences(line["headline"])
    assert PLANNED_ON in said
    assert "never tested on held-out incidents" in said


def test_a_version_tested_four_times_says_so(
    signed_in: TestClient, plan: int, case: int, planner: PlannerServer
) -> None:
    for number, site in enumerate(["s1", "s2", "s3", "s5"], 1):
        send(signed_in, plan, number, verb="move_post", slot=1, site=site)
        version = saved(signed_in, plan, f"try {number}")["id"]
        found = unseen(signed_in, version)
        assert (found["line"]["tested"], found["line"]["tests"]) == (True, number)
    said = sentences(found["test_headline"])
    assert "tested 4 times on held-out incidents" in said
    assert "Judged on demand that no planner saw" in said
    assert "These figures are of" not in said
    here = sentences(signed_in.get(f"/api/plans/{plan}").json()["judged"]["headline"])
    assert PLANNED_ON in here
    assert "tested 4 times on held-out incidents meanwhile; what a test found stands with the version" in here
    assert "unseen" not in here, "the draft was judged on unseen incidents, four times"
    assert signed_in.get(f"/api/plans/{plan}").json()["plan"]["tests"] == 4
    assert found["plan"]["edited_from"]["tests"] == 4
    # The figures are those of the library on the held-out demand.
    drawn = Plan.from_dict(found["plan"])
    wanted = planner.shelf[case].case.with_plan(drawn, judge_reading((), "posts")).evaluations[-1].to_dict()
    assert found["test"] == wanted
    assert found["test"]["problem"] != found["evaluation"]["problem"]


def test_a_test_of_the_same_version_is_kept_and_not_counted_again(signed_in: TestClient, plan: int) -> None:
    version = saved(signed_in, plan)["id"]
    assert unseen(signed_in, version) == unseen(signed_in, version) == signed_in.get(f"/api/versions/{version}").json()
    assert signed_in.get(f"/api/plans/{plan}").json()["plan"]["tests"] == 1


def test_tests_count_for_every_plan_that_was_made_from_another(signed_in: TestClient, plan: int, case: int) -> None:
    """Whoever looks at the test of a copy and goes on with the first plan has looked all the same."""
    source = {"name": "Draft B", "source": {"draft": plan}}
    child = signed_in.post(f"/api/cases/{case}/plans", json=source).json()["id"]
    other = signed_in.post(f"/api/cases/{case}/plans", json={"name": "C", "source": {"case_plan": "today"}}).json()[
        "id"
    ]
    unseen(signed_in, saved(signed_in, child)["id"])
    unseen(signed_in, saved(signed_in, plan)["id"])
    tests = {line["id"]: line["tests"] for line in signed_in.get(f"/api/cases/{case}/plans").json()}
    assert tests == {plan: 2, child: 2, other: 0}
    drawn = signed_in.get(f"/api/versions/{saved(signed_in, child)['id']}").json()
    assert (drawn["plan"]["edited_from"]["name"], drawn["line"]["tests"]) == ("today", 2)
    # A grandchild whose parent is gone goes on counting.
    grandchild = signed_in.post(f"/api/cases/{case}/plans", json={"name": "D", "source": {"draft": child}}).json()["id"]
    unseen(signed_in, saved(signed_in, grandchild)["id"])
    assert signed_in.get(f"/api/plans/{plan}").json()["plan"]["tests"] == 3


def test_a_version_is_approved_as_it_was_seen(signed_in: TestClient, plan: int) -> None:
    version = saved(signed_in, plan)["id"]
    send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    answer = signed_in.post(f"/api/versions/{version}/approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    send(signed_in, plan, 2, verb="undo")
    approved = signed_in.post(f"/api/versions/{version}/approve").json()
    assert approved["approved_by"] == "you"
    send(signed_in, plan, 3, verb="redo")
    again = signed_in.post(f"/api/versions/{version}/approve", json={"force": True})
    assert (again.status_code, again.json()) == (200, approved)


@pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "x" * 2_001}, {"note": "a\x00b"}, {"note": 5}])
def test_a_note_that_is_none_is_told(body: dict[str, object], signed_in: TestClient, plan: int) -> None:
    assert signed_in.post(f"/api/plans/{plan}/versions", json=body).status_code == 422
    assert signed_in.get(f"/api/plans/{plan}/versions").json() == []


@pytest.mark.slow
def test_the_report_of_a_version_counts_its_tests(
    signed_in: TestClient, plan: int, case: int, planner: PlannerServer, tmp_path: Path
) -> None:
    opened = planner.shelf[case]
    version = saved(signed_in, plan)["id"]
    drawn = Plan.from_dict(signed_in.get(f"/api/versions/{version}").json()["plan"])
    untested = write_report(opened.judged(drawn, "posts"), tmp_path / "untested.html").read_text(encoding="utf-8")
    assert PLANNED_ON in untested
    for number, site in enumerate(["s1", "s2", "s3", "s5"], 1):
        send(signed_in, plan, number, verb="move_post", slot=1, site=site)
        found = unseen(signed_in, saved(signed_in, plan)["id"])
    drawn = Plan.from_dict(found["plan"])
    page = write_report(opened.judged(drawn, "posts", unseen=True), tmp_path / "tested.html").read_text(
        encoding="utf-8"
    )
    assert "tested 4 times on held-out incidents" in page
    assert PLANNED_ON not in page
