"""What a job found is a candidate: it is put on the table by a command, and by nothing else."""

from typing import Any

import pytest

from beatwright.core import Plan, Post


def found(jobs: Any, plan: int, *plans: Plan, state: str = "done") -> int:
    """Have a job find some plans."""
    kind = "improve" if len(plans) == 1 else "alternatives"
    job = jobs.start(kind, plan)
    values = [plan.to_dict() for plan in plans]
    result = {"plan": values[0]} if len(plans) == 1 else {"plans": [{"plan": value} for value in values]}
    jobs.planner.jobs.store.end(job, state, result=result)
    return int(job)


def posts(*sites: str) -> Plan:
    return Plan(posts=tuple(map(Post, sites)), name="found", made_by="PMedian(p=6)")


def sites(jobs: Any, plan: int) -> dict[str, str]:
    values = jobs.browser.get(f"/api/plans/{plan}").json()["values"]
    return {key: value["site"] for key, value in values.items() if key.startswith("post:")}


BETTER = posts("s1", "s2", "s3", "s4", "s9", "s20")


@pytest.mark.parametrize("state", ["done", "cancelled", "interrupted"])
def test_a_candidate_is_used_and_taken_back(idle: Any, state: str) -> None:
    plan = idle.new_plan()
    before = idle.browser.get(f"/api/plans/{plan}").json()["values"]
    job = found(idle, plan, BETTER, state=state)
    assert idle.browser.get(f"/api/plans/{plan}").json()["values"] == before  # not by itself
    taken = idle.command(plan, 1, verb="use_plan", job=job)
    assert taken.status_code == 201, taken.text
    line = taken.json()["line"]
    assert (line["verb"], sorted(line["patch"]["after"])) == ("use_plan", ["post:5", "post:6"])
    assert sorted(sites(idle, plan).values()) == sorted(BETTER.site_ids)
    assert taken.json()["judged"]["evaluation"]["judge"] == "Coverage"
    assert idle.command(plan, 2, verb="undo").status_code == 201
    assert idle.browser.get(f"/api/plans/{plan}").json()["values"] == before


def test_officers_stay_with_their_posts_also_with_locked_ones(idle: Any) -> None:
    plan = idle.new_plan()
    idle.command(plan, 1, verb="set_officers", slot=1, officers=7)
    idle.command(plan, 2, verb="lock_post", slot=1, locked=True)
    idle.command(plan, 3, verb="set_officers", slot=6, officers=5)
    job = found(idle, plan, BETTER)
    assert idle.command(plan, 4, verb="use_plan", job=job).status_code == 201
    values = idle.browser.get(f"/api/plans/{plan}").json()["values"]
    assert (values["post:1"]["site"], values["post:1"]["officers"], values["post:1"]["locked"]) == ("s1", 7, True)
    assert (values["post:6"]["site"], values["post:6"]["officers"]) == ("s20", 5)


def test_what_it_would_overwrite_is_told_first(idle: Any) -> None:
    plan = idle.new_plan()
    job = found(idle, plan, BETTER)
    idle.command(plan, 1, verb="move_post", slot=6, site="s24")
    refused = idle.command(plan, 2, verb="use_plan", job=job)
    assert (refused.status_code, refused.json()["code"]) == (409, "moved")
    details = refused.json()["details"]
    assert (details["seq"], details["head"], details["keys"]) == (1, 2, ["post:6"])
    assert [line["verb"] for line in details["since"]] == ["move_post"]
    assert sites(idle, plan)["post:6"] == "s24"
    assert idle.command(plan, 2, verb="use_plan", job=job, force=True).status_code == 201
    assert sorted(sites(idle, plan).values()) == sorted(BETTER.site_ids)


def test_what_was_changed_elsewhere_is_no_hindrance(idle: Any) -> None:
    plan = idle.new_plan()
    job = found(idle, plan, BETTER)
    idle.command(plan, 1, verb="paint", units=["z1"], district=7)
    idle.command(plan, 2, verb="lock_post", slot=1, locked=True)
    assert idle.command(plan, 3, verb="use_plan", job=job).status_code == 201
    log = idle.browser.get(f"/api/plans/{plan}/log").json()
    assert [line["verb"] for line in log] == ["start", "paint", "lock_post", "use_plan"]


def test_it_is_stale_as_any_command_and_sent_twice_it_is_used_once(idle: Any) -> None:
    plan = idle.new_plan()
    job = found(idle, plan, BETTER)
    idle.command(plan, 1, verb="paint", units=["z1"], district=7)
    assert idle.command(plan, 1, verb="use_plan", job=job).json()["code"] == "stale"
    body = {"after": 2, "id": "the-same-one", "command": {"verb": "use_plan", "job": job}}
    twice = [idle.browser.post(f"/api/plans/{plan}/commands", json=body) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [201, 201]
    assert twice[0].json()["line"] == twice[1].json()["line"]


def test_what_is_locked_since_is_not_moved(idle: Any) -> None:
    plan = idle.new_plan()
    job = found(idle, plan, BETTER)
    idle.command(plan, 1, verb="lock_post", slot=6, locked=True)
    for force in (False, True):
        refused = idle.command(plan, 2, verb="use_plan", job=job, force=force)
        assert (refused.status_code, refused.json()["code"]) == (423, "locked")


def test_a_version_is_laid_on_the_table_again(idle: Any) -> None:
    plan = idle.new_plan()
    before = idle.browser.get(f"/api/plans/{plan}").json()["values"]
    version = idle.browser.post(f"/api/plans/{plan}/versions", json={"note": "first"}).json()["id"]
    idle.command(plan, 1, verb="move_post", slot=6, site="s24")
    assert idle.command(plan, 2, verb="use_plan", version=version).status_code == 201
    assert idle.browser.get(f"/api/plans/{plan}").json()["values"] == before
    both = {"job": found(idle, plan, BETTER), "version": version}
    for body in (both, {"version": 99}):
        assert idle.command(plan, 3, verb="use_plan", **body).status_code == 422


def test_one_of_several_is_chosen(idle: Any) -> None:
    plan = idle.new_plan()
    job = found(idle, plan, BETTER, posts("s1", "s2", "s3", "s4", "s10", "s21"))
    assert idle.command(plan, 1, verb="use_plan", job=job, choice=1).status_code == 201
    assert set(sites(idle, plan).values()) >= {"s10", "s21"}
    assert idle.command(plan, 2, verb="use_plan", job=job, choice=2).status_code == 422


def test_a_job_without_a_plan_of_this_draft_is_refused(idle: Any) -> None:
    plan, other = idle.new_plan(), idle.new_plan()
    job, empty = found(idle, other, BETTER), idle.start("worth", plan)
    for body in ({"job": job}, {"job": empty}, {"job": 999}, {}):
        answer = idle.command(plan, 1, verb="use_plan", **body)
        assert (answer.status_code, answer.json()["code"]) == (422, "candidate")
