"""Viewers see no small count of calls in any table of places, whichever route sends it; planners see every one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.api.every_route import account_named, every_route, places_of, sign_in_as, unhurried
from tests.web.api.test_plan_routes import send
from tests.web.api.test_version_routes import saved, unseen
from tests.web.conftest import client_of

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.tables import jobs

FEWEST = 5_000.0  # calls a year: some zones of the small case have more, some fewer
SENDERS = {
    "/api/cases/{case}/first",
    "/api/cases/{case}/judge",
    "/api/cases/{case}/compare",
    "/api/plans/{plan}",
    "/api/versions/{version}",
    "/api/jobs/{job}",
    "/api/jobs/{job}/events",
}


def tables_in(values: Any) -> Iterator[dict[str, Any]]:
    """Yield every table of places, wherever it is."""
    if isinstance(values, dict):
        if values.get("of_places"):
            yield values
        parts: Any = values.values()
    else:
        parts = values if isinstance(values, list) else ()
    for part in parts:
        yield from tables_in(part)


def small_counts(table: dict[str, Any]) -> list[object]:
    """Return the small counts of a table, and the figures from which one that is hidden could be worked out."""
    counts = [column["values"] for column in table["columns"].values() if column["suppression"] == "count"]
    derived = [
        column["values"]
        for column in table["columns"].values()
        if column["suppression"] == "derived" and not column["text"]
    ]
    few = [row for row in range(len(table["index"]["labels"])) if any(values[row] is None for values in counts)]
    shown = [value for values in counts for value in values if value is not None and value < FEWEST]
    return shown + [values[row] for values in derived for row in few if values[row] is not None]


def hidden_in(table: dict[str, Any]) -> int:
    return sum(value is None for column in table["columns"].values() for value in column["values"])


@pytest.fixture
def places(team: PlannerServer, tmp_path: Path, written: tuple[Path, Case]) -> tuple[PlannerServer, dict[str, object]]:
    """Make a case with a version that was tested, and a job that found a plan."""
    planner = unhurried(team)
    folder, case = written[0], replace(written[1], fewest_shown=FEWEST)
    made = places_of(planner, tmp_path / "case", (folder, case))
    number, plan = int(str(made["case"])), int(str(made["plan"]))
    for name in ("viewer", "planner"):
        planner.people.set_role(account_named(planner, name), number, Role[name.upper()])
    client = client_of(planner)
    sign_in_as(client, planner, account_named(planner, "planner"))
    _, taken = send(client, plan, 1, verb="add_post", site="s1")
    _, added = send(client, plan, 2, verb="add_district", name="corner")
    corner = int(next(iter(added["line"]["patch"]["after"])).partition(":")[2])
    status, painted = send(client, plan, 3, verb="paint", units=["z1"], district=corner)
    assert status == 201, painted
    version = saved(client, plan)["id"]
    unseen(client, version)
    with planner.database.writing() as connection:
        found = {"judged": taken["judged"]}
        connection.execute(jobs.update().where(jobs.c.id == made["job"]).values(result=found))
    return planner, {**made, "version": version}


def answers(client: TestClient, planner: PlannerServer, places: dict[str, object]) -> Iterator[tuple[str, Any]]:
    """Yield what every route that a viewer may call answers, but those that end the session."""
    asked = {"params": {"a": "plan:today", "b": f"draft:{places['plan']}"}}
    for route in every_route(planner):
        if route.role != "viewer" or (route.method, route.path.rpartition("/")[2]) == ("POST", "comments"):
            continue
        path = route.path.format(**places)
        more = {} if route.method == "GET" else {"json": {"posts": ["s1", "s4"]}}
        for layer in ("posts", "districts"):
            query = {"layer": layer, **(asked["params"] if path.endswith("compare") else {})}
            answer = client.request(route.method, path, params=query, **more)
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                lines = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
                yield route.path, [json.loads(line) for line in lines]
            elif answer.status_code == 200 and "json" in answer.headers.get("content-type", ""):
                yield route.path, answer.json()


@pytest.mark.parametrize("name", ["viewer", "planner"])
def test_no_route_shows_viewers_a_small_count(name: str, places: tuple[PlannerServer, dict[str, object]]) -> None:
    planner, made = places
    client = client_of(planner)
    sign_in_as(client, planner, account_named(planner, name))
    senders: dict[str, int] = {}
    small: dict[str, list[object]] = {}
    for path, values in answers(client, planner, made):
        for table in tables_in(values):
            senders[path] = senders.get(path, 0) + hidden_in(table)
            small.setdefault(path, []).extend(small_counts(table))
    assert set(senders) == SENDERS
    if name == "viewer":
        assert not any(small.values()), small
        assert all(senders.values()), "something is hidden in each"
    else:
        assert all(small.values()), "a planner sees them"
        assert not any(senders.values())


def test_the_rest_of_an_answer_hides_them_too(places: tuple[PlannerServer, dict[str, object]]) -> None:
    planner, made = places
    case, plan = made["case"], made["plan"]
    client = client_of(planner)
    seen = {}
    for name in ("viewer", "planner"):
        sign_in_as(client, planner, account_named(planner, name))
        compared = client.get(f"/api/cases/{case}/compare?a=plan:today&b=draft:{plan}&layer=districts").json()
        totals = client.get(f"/api/plans/{plan}").json()["tally"]["totals"]
        seen[name] = [row["calls"] for row in compared["crosswalk"]], [row.get("calls") for row in totals.values()]
    for viewers, planners in zip(seen["viewer"], seen["planner"], strict=True):
        assert viewers == [value if value >= FEWEST else None for value in planners]
        assert min(planners) < FEWEST < max(planners)


def test_a_lost_folder_is_told(places: tuple[PlannerServer, dict[str, object]], tmp_path: Path) -> None:
    """Nobody knows then what is to be hidden from a viewer, so that nothing is shown."""
    planner, made = places
    (tmp_path / "case").rename(tmp_path / "elsewhere")
    client = client_of(unhurried(planner))  # begun anew: it has no case in its memory
    sign_in_as(client, planner, account_named(planner, "viewer"))
    assert client.get(f"/api/versions/{made['version']}").status_code == 409
    sign_in_as(client, planner, account_named(planner, "planner"))
    assert client.get(f"/api/versions/{made['version']}").status_code == 200
