"""Layers of the map: planned calls, squares and borders, and what of them viewers do not see."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import written_case
from tests.web.conftest import WORDS

from beatwright.core import Case
from beatwright.core.square_counts import SquareCounts
from beatwright.evaluate import Tally
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer

COUNTS = np.array([[0, 1, 4], [5, 6, 70]])


@pytest.fixture
def opened(team: PlannerServer, tmp_path: Path) -> tuple[int, Case]:
    """A case with squares, whose quietest zones have too few calls a year to be shown."""
    made = Case.load(written_case(tmp_path / "small"))
    calls = made.problem.demand.expected.sum(axis=1) * 8766.0
    squares = SquareCounts(COUNTS, 500_000.0, 5_000_000.0, 100.0)
    case = replace(made, squares=squares, fewest_shown=float(np.median(calls)))
    case.save(tmp_path / "small")
    number = team.shelf.shelve(tmp_path / "small").id
    for name, role in (("vera", Role.VIEWER), ("paul", Role.PLANNER)):
        team.people.set_role(team.people.add(name, WORDS), number, role)
    return number, case


def test_viewers_see_no_square_below_five(
    opened: tuple[int, Case], team: PlannerServer, as_person: Callable[[str], TestClient], tmp_path: Path
) -> None:
    (number, case), seen = opened, {}
    replace(case, fewest_shown=0.0).save(tmp_path / "small")  # whatever the study shows in its report
    for name in ("vera", "paul", "boss"):
        team.shelf._memory.clear()
        answer = as_person(name).get(f"/api/cases/{number}/layers/squares.geojson")
        seen[name] = sorted(feature["properties"]["incidents"] for feature in answer.json()["features"])
    assert seen == {"vera": [5, 6, 70], "paul": [1, 4, 5, 6, 70], "boss": [1, 4, 5, 6, 70]}


def test_zones_hold_planned_calls_and_nothing_held_out(
    opened: tuple[int, Case], as_person: Callable[[str], TestClient]
) -> None:
    number, case = opened
    calls = dict(zip(case.problem.city.zone_ids, case.problem.demand.expected.sum(axis=1) * 8766.0, strict=True))
    for name, fewest in (("vera", case.fewest_shown), ("paul", 0.0)):
        features = as_person(name).get(f"/api/cases/{number}/layers/zones.geojson").json()["features"]
        rows = [feature["properties"] for feature in features]
        assert not [key for row in rows for key in row if "judged" in key or key == "small_counts"]
        for row in rows:
            expected = calls[row["zone_id"]]
            assert row["calls_per_year"] == (None if expected < fewest else pytest.approx(expected, rel=1e-12))


def test_totals_made_from_the_borders_are_those_of_the_library(
    opened: tuple[int, Case], as_person: Callable[[str], TestClient]
) -> None:
    number, case = opened
    answer = as_person("paul").get(f"/api/cases/{number}/layers/borders.json")
    graph, problem = answer.json(), case.problem
    assert answer.headers["content-type"] == "application/json"
    assert graph["edges"] == problem.city.borders.edges.tolist()
    label = dict(problem.city.zones["parent"])
    held = Tally(problem, label).totals
    for criterion in graph["criteria"]:
        totals: dict[str, float] = {}
        for zone, amount in zip(graph["zones"], criterion["amounts"], strict=True):
            totals[label[zone]] = totals.get(label[zone], 0.0) + amount
        expected = {district: amounts[criterion["name"]] for district, amounts in held.items()}
        assert totals == pytest.approx(expected, rel=1e-12), criterion["name"]


def test_viewers_see_no_small_amount_of_calls(opened: tuple[int, Case], as_person: Callable[[str], TestClient]) -> None:
    number, case = opened
    graph = as_person("vera").get(f"/api/cases/{number}/layers/borders.json").json()
    few = case.problem.demand.expected.sum(axis=1) * 8766.0 < case.fewest_shown
    for criterion in graph["criteria"]:
        told = criterion["name"] in ("calls", "officers", "penalty", "minutes")
        hidden = np.array([amount is None for amount in criterion["amounts"]])
        assert (hidden == (few if told else np.zeros(len(few), bool))).all(), criterion["name"]
    assert few.any()
    assert not few.all()


def test_what_a_planner_was_sent_is_not_taken_for_what_a_viewer_is(
    opened: tuple[int, Case], as_person: Callable[[str], TestClient]
) -> None:
    path = f"/api/cases/{opened[0]}/layers/squares.geojson"
    planner, viewer = as_person("paul"), as_person("vera")
    etag = planner.get(path).headers["etag"]
    assert planner.get(path, headers={"if-none-match": etag}).status_code == 304
    answer = viewer.get(path, headers={"if-none-match": etag})
    assert (answer.status_code, "cookie" in answer.headers["vary"]) == (200, True)


def test_a_case_without_squares_says_so(planner: PlannerServer, signed_in: TestClient, tmp_path: Path) -> None:
    number = planner.shelf.shelve(written_case(tmp_path / "small")).id
    answer = signed_in.get(f"/api/cases/{number}/layers/squares.geojson")
    assert (answer.status_code, json.loads(answer.content)["message"]) == (404, "The case has no layer 'squares'.")
