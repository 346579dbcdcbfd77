"""What comes with a draft: the same figures after a command and after a reload, and the totals of its districts."""

import random
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient
from tests.web.api.test_plan_routes import send

from beatwright.core import Evaluation, Plan, Problem
from beatwright.core.criteria import criteria_of
from beatwright.evaluate import Districts
from beatwright.evaluate.division import division_of
from beatwright.web.planner_server import PlannerServer


def test_a_reload_shows_what_the_last_command_was_answered(signed_in: TestClient, plan: int) -> None:
    _, moved = send(signed_in, plan, 1, verb="move_post", slot=1, site="s3")
    _, painted = send(signed_in, plan, 2, verb="paint", units=["z1"], district=2)
    shown = signed_in.get(f"/api/plans/{plan}").json()
    other = signed_in.get(f"/api/plans/{plan}?layer=districts").json()
    assert (moved["layer"], painted["layer"], shown["layer"], other["layer"]) == (
        "posts", "districts", "posts", "districts"
    )  # fmt: skip
    assert shown["judged"] == moved["judged"]
    assert other["judged"] == painted["judged"]
    assert shown["tally"] == other["tally"] == painted["tally"]
    assert signed_in.get(f"/api/plans/{plan}?at=2").json()["tally"] == moved["tally"]
    assert signed_in.get(f"/api/plans/{plan}?layer=roster").status_code == 422


def test_a_draft_of_posts_alone_has_no_bars(signed_in: TestClient, case: int) -> None:
    body = {"name": "Draft P", "source": {"case_plan": "better"}}
    number = signed_in.post(f"/api/cases/{case}/plans", json=body).json()["id"]
    shown = signed_in.get(f"/api/plans/{number}?layer=districts").json()
    assert (shown["tally"], shown["judged"], shown["layer"]) == (None, None, "districts")


def test_a_command_that_changes_nothing_is_judged_all_the_same(signed_in: TestClient, plan: int) -> None:
    _, taken = send(signed_in, plan, 1, verb="move_post", slot=1, site="s4")
    assert (taken["layer"], taken["judged"]["evaluation"]["judge"]) == ("posts", "Coverage")


def test_bars_follow_every_stroke_as_the_judge_counts(
    signed_in: TestClient, plan: int, case: int, planner: PlannerServer
) -> None:
    """Totals, pieces and units moved equal those of `Districts`, through paints, undo, redo, and a look back."""
    rng, seq = random.Random(7), 1
    problem = planner.shelf[case].case.problem
    units, today = problem.city.zone_ids, dict(problem.city.zones["parent"])
    send(signed_in, plan, 1, verb="add_district", name="Middle")
    to, seq = [2, 3, 4, 4, None], seq + 1
    for _ in range(25):
        stroke = {
            "verb": "paint",
            "units": rng.sample(units, rng.randint(1, 5)),
            "district": rng.choice(to),
        }
        command = rng.choice([stroke, stroke, stroke, {"verb": "undo"}, {"verb": "redo"}])
        status, taken = send(signed_in, plan, seq, **command)
        if status != 201:
            continue
        seq += 1
        signed_in.get(f"/api/plans/{plan}?at={rng.randint(1, seq)}")  # somebody looks back meanwhile
        values = signed_in.get(f"/api/plans/{plan}").json()["values"]
        labels = {key[5:]: value for key, value in values.items() if key.startswith("unit:")}
        need_bars_of_the_judge(taken["tally"], problem, labels, today)


def need_bars_of_the_judge(
    bars: dict[str, Any], problem: Problem, labels: dict[str, str], today: dict[str, str]
) -> None:
    seen = Districts().score(problem, Plan(districts=labels))
    assert {n: row["calls"] for n, row in bars["totals"].items()} == _of_districts(seen, "calls")
    for name, amount in criteria_of(problem, bars["criteria"], "the test").items():
        division = division_of(problem, Plan(districts=labels))
        assert [bars["totals"][n][name] for n in division.names] == division.totals(amount).tolist()
    assert set(bars["pieces"]) == set(labels.values())
    assert sum(map(bool, bars["pieces"].values())) == seen["districts in pieces"]
    assert all(labels[unit] == n for n, pieces in bars["pieces"].items() for piece in pieces for unit in piece)
    assert bars["unassigned"] == seen["zones in no district"] == len(problem.city.zone_ids) - len(labels)
    assert bars["moved"] == _moved(problem, labels, today)
    assert bars["units"]["area"] == "km2"


def _of_districts(seen: Evaluation, column: str) -> dict[str, float]:
    """Return a column of the districts; the row of zones in none is left out."""
    found = seen.table("reporting district").frame[column].to_dict()
    return {name: value for name, value in found.items() if name.isdecimal()}


def _moved(problem: Problem, labels: dict[str, str], today: dict[str, str]) -> float:
    """Return how many zones change district, by the judge, told of today's districts in a column of the zones."""
    zones = problem.city.zones.assign(district=[today[unit] for unit in problem.city.zone_ids])
    told = replace(problem, city=replace(problem.city, zones=zones))
    return Districts().score(told, Plan(districts=labels))["zones that change district"]


def test_renamed_districts_have_not_moved(signed_in: TestClient, plan: int) -> None:
    _, taken = send(signed_in, plan, 1, verb="rename_district", number=2, name="Far side")
    assert taken["tally"]["moved"] == 0
    _, taken = send(signed_in, plan, 2, verb="paint", units=["z1", "z2", "z3", "z7"], district=2)
    assert taken["tally"]["moved"] > 0


def test_a_plan_begins_with_the_areas_of_the_city(signed_in: TestClient, case: int, planner: PlannerServer) -> None:
    body = {"name": "Areas", "source": {"areas": True}}
    number = signed_in.post(f"/api/cases/{case}/plans", json=body).json()["id"]
    shown = signed_in.get(f"/api/plans/{number}").json()
    names = {key[9:]: value["name"] for key, value in shown["values"].items() if key.startswith("district:")}
    found = {key[5:]: names[value] for key, value in shown["values"].items() if key.startswith("unit:")}
    held = planner.shelf[case].case
    assert found == dict(held.problem.city.zones["parent"])
    assert [value["site"] for key, value in shown["values"].items() if key.startswith("post:")] == ["s3"]
    assert (shown["judged"]["evaluation"]["judge"], shown["tally"]["moved"]) == ("Coverage", 0)
    again = {"name": "More", "source": {"areas": True, "draft": number}}
    assert signed_in.post(f"/api/cases/{case}/plans", json=again).status_code == 422
