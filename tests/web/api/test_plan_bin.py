"""Plans by another name, in the bin, out of it again, and gone."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient
from tests.web.api.test_plan_routes import send
from tests.web.api.test_version_routes import saved
from tests.web.conftest import client_of

from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.plan_bin import KEPT_IN_BIN, empty_bin
from beatwright.web.store.tables import plans


def test_a_plan_gets_another_name_and_is_judged_under_it(signed_in: TestClient, plan: int) -> None:
    assert signed_in.patch(f"/api/plans/{plan}", json={"name": "Draft Z"}).json()["name"] == "Draft Z"
    shown = signed_in.get(f"/api/plans/{plan}").json()
    assert (shown["plan"]["name"], shown["judged"]["evaluation"]["plan"]) == ("Draft Z", "Draft Z")


@pytest.mark.parametrize("name", ["today", "better", "Draft B"])
def test_a_name_that_is_taken_is_told(name: str, signed_in: TestClient, plan: int, case: int) -> None:
    other = {"name": "Draft B", "source": {"case_plan": "better"}}
    signed_in.post(f"/api/cases/{case}/plans", json=other)
    answer = signed_in.patch(f"/api/plans/{plan}", json={"name": name})
    assert (answer.status_code, answer.json()["code"]) == (409, "name")
    assert signed_in.get(f"/api/plans/{plan}").json()["plan"]["name"] == "Draft A"


def test_a_plan_in_the_bin_is_hidden_and_stays_as_it_is_until_it_is_taken_out(
    signed_in: TestClient, plan: int, case: int
) -> None:
    assert signed_in.delete(f"/api/plans/{plan}").status_code == 204
    path = f"/api/cases/{case}/plans"
    assert signed_in.get(path).json() == []
    assert [line["id"] for line in signed_in.get(f"{path}?binned=true").json()] == [plan]
    assert signed_in.get(f"/api/cases/{case}/first").json()["plans"] == []
    status, told = send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    assert (status, told["code"]) == (409, "binned")
    assert signed_in.patch(f"/api/plans/{plan}", json={"binned": False}).json()["binned"] is False
    assert send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")[0] == 201


def test_what_lay_in_the_bin_for_thirty_days_is_gone_at_the_next_start(
    signed_in: TestClient, plan: int, case: int, planner: PlannerServer
) -> None:
    source = {"name": "Child", "source": {"draft": plan}}
    child = signed_in.post(f"/api/cases/{case}/plans", json=source).json()["id"]
    version = saved(signed_in, plan)["id"]
    signed_in.post(f"/api/plans/{plan}/comments", json={"text": "x"})
    signed_in.delete(f"/api/plans/{plan}")
    assert empty_bin(planner.database, datetime.now(UTC) + KEPT_IN_BIN - timedelta(hours=1)) == 0
    long_ago = (datetime.now(UTC) - KEPT_IN_BIN - timedelta(hours=1)).isoformat(timespec="milliseconds")
    with planner.database.writing() as connection:
        connection.execute(plans.update().where(plans.c.id == plan).values(binned=long_ago))
    signed_in.delete(f"/api/plans/{plan}")  # what lies there already keeps its time
    client_of(planner)  # as a start does
    assert signed_in.get(f"/api/plans/{plan}").status_code == 404
    assert signed_in.get(f"/api/versions/{version}").status_code == 404
    assert signed_in.get(f"/api/plans/{child}").status_code == 200
