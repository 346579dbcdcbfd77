"""Two plans side by side over the wire, as the library compares them."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.web.api.test_plan_routes import send
from tests.web.api.test_version_routes import saved

from beatwright.base.certificate import Certificate
from beatwright.core import Plan, Post, compare
from beatwright.core.measure import plain_number
from beatwright.evaluate import Coverage
from beatwright.examine import Alternatives, RankedPlan, finding_of_alternatives
from beatwright.show.tables.crosswalk import crosswalk
from beatwright.web.planner_server import PlannerServer


def test_two_plans_are_compared_as_the_library_compares_them(
    signed_in: TestClient, plan: int, case: int, planner: PlannerServer
) -> None:
    send(signed_in, plan, 1, verb="add_post", site="s1")
    version = saved(signed_in, plan)["id"]
    send(signed_in, plan, 2, verb="move_post", slot=1, site="s3")
    send(signed_in, plan, 3, verb="paint", units=["z1", "z2"], district=2)
    shown = signed_in.get(f"/api/cases/{case}/compare?a=version:{version}&b=draft:{plan}").json()
    problem = planner.shelf[case].case.problem
    a = Plan(posts=(Post("s4"), Post("s1")), name="a")
    b = Plan(posts=(Post("s3"), Post("s1")), name="b")
    wanted = compare([a, b], problem, Coverage())
    assert [line["name"] for line in shown["measures"]] == list(wanted.table.index)
    assert [line["difference"] for line in shown["measures"]] == list(
        map(plain_number, wanted.differences["b"].tolist())
    )
    assert (shown["a"]["posts"], shown["b"]["posts"]) == (["s1", "s4"], ["s1", "s3"])
    assert (shown["layer"], shown["a"]["name"], shown["a"]["ref"]) == ("posts", "Draft A", f"version:{version}")
    assert shown["moved"] == {"posts": [{"was": "s4", "now": "s3"}], "units": 2}
    lost = {(row["kind"], row["name"]) for row in shown["losers"]}
    before, now = (each.table("zone").frame["metres"] for each in wanted.evaluations)
    assert {name for kind, name in lost if kind == "zone"} == set(now.index[now > before + 0.5])
    old, new = (Plan(districts=shown[side]["districts"]) for side in ("a", "b"))
    rows = crosswalk(problem, old, new)
    assert [row["old"] for row in shown["crosswalk"]] == rows["old"].to_list()
    assert [row["calls"] for row in shown["crosswalk"]] == rows["calls"].to_list()
    districts = signed_in.get(f"/api/cases/{case}/compare?a=version:{version}&b=draft:{plan}&layer=districts").json()
    assert (districts["layer"], districts["b"]["judged"]["evaluation"]["judge"]) == ("districts", "Districts")


def test_a_plan_is_the_same_as_itself(signed_in: TestClient, case: int) -> None:
    shown = signed_in.get(f"/api/cases/{case}/compare?a=plan:today&b=plan:today").json()
    assert {line["verdict"] for line in shown["measures"]} <= {"same", ""}
    assert (shown["losers"], shown["moved"]) == ([], {"posts": [], "units": 0})


def test_more_posts_are_told_as_come_and_gone(signed_in: TestClient, plan: int, case: int) -> None:
    send(signed_in, plan, 1, verb="add_post", site="s1")
    shown = signed_in.get(f"/api/cases/{case}/compare?a=plan:today&b=draft:{plan}").json()
    assert shown["moved"]["posts"] == [{"was": None, "now": "s1"}]


def test_the_alternatives_that_a_case_was_studied_for_are_compared_too(
    signed_in: TestClient, case: int, planner: PlannerServer
) -> None:
    opened = planner.shelf[case]
    proofs = [Certificate("feasible", objective=value, unit="m per call") for value in (1.0, 2.0)]
    near = Plan(posts=(Post("s2"),), name="better #2", certificate=proofs[1])
    ranked = (replace(opened.case.plan("better"), certificate=proofs[0]), near)
    said = Coverage().score(opened.case.heldout, near)
    found = finding_of_alternatives(Alternatives([RankedPlan(plan, said) for plan in ranked]), opened.case.problem.city)
    planner.shelf._memory[case] = replace(opened, case=replace(opened.case, findings=(found,)))
    assert signed_in.get(f"/api/cases/{case}/first").json()["alternatives"] == [near.to_dict()]
    shown = signed_in.get(f"/api/cases/{case}/compare", params={"a": "plan:better #2", "b": "plan:better"}).json()
    assert (shown["a"]["posts"], shown["b"]["posts"]) == (["s2"], ["s3"])


@pytest.mark.parametrize(
    ("a", "b", "status", "code"),
    [
        ("plan:today", "plan:nothing", 404, "missing"),
        ("plan:today", "draft:99", 404, "missing"),
        ("version:1", "plan:today", 404, "missing"),
        ("plan:today", "draft:x", 422, "body"),
        ("today", "plan:better", 422, "body"),
    ],
)
def test_what_cannot_be_compared_is_told(
    a: str, b: str, status: int, code: str, signed_in: TestClient, case: int
) -> None:
    answer = signed_in.get(f"/api/cases/{case}/compare", params={"a": a, "b": b})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_plans_that_decide_nothing_in_common_are_told(signed_in: TestClient, case: int) -> None:
    answer = signed_in.get(f"/api/cases/{case}/compare?a=plan:today&b=plan:better&layer=districts")
    assert (answer.status_code, answer.json()["code"]) == (409, "different")
