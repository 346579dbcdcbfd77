"""Every route, asked by everybody, of a case of theirs and of another: answered as the description says."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.api.every_route import (
    PEOPLE,
    Route,
    account_named,
    begun_import,
    every_route,
    let_in,
    places_of,
    sign_in_as,
    unhurried,
)
from tests.web.conftest import client_of

from beatwright.core import Case
from beatwright.web.accounts.roles import role_named
from beatwright.web.planner_server import PlannerServer


def expected(route: Route, person: str, own: bool) -> str:
    """Return what a route should say to somebody: "let in", or the status that keeps them out."""
    if route.role == "anybody":
        return "let in"
    if person == "nobody":
        return "401"
    if route.is_of_a_case and person != "admin" and (person == "stranger" or not own):
        return "404"
    if route.role == "signed in":
        return "let in"
    return "let in" if person != "stranger" and role_named(person) >= role_named(str(route.role)) else "403"


def need_as_told(found: int, code: str, wanted: str, told: str) -> None:
    if wanted != "let in":
        assert (str(found), code) == (wanted, {"401": "signed out", "403": "role", "404": "missing"}[wanted]), told
        return
    assert found < 500, told
    assert found != 403, told
    assert (found, code) != (404, "missing"), told
    assert (found, code) != (401, "signed out"), told


def _places_for(planner: PlannerServer, name: str, route: Route, places: dict[str, object]) -> dict[str, object]:
    """Return the places with an import of whoever asks: another's is not theirs to see, whatever their role."""
    if "import" not in route.words:
        return places
    return {**places, "import": begun_import(planner, "admin" if name == "nobody" else name)}


def test_every_route_lets_in_whom_it_says(team: PlannerServer, tmp_path: Path, written: tuple[Path, Case]) -> None:
    planner = unhurried(team)
    people = {name: account_named(planner, name) for name in PEOPLE[1:]}
    let_in(planner, "admin")
    planner.people.set_password(people["admin"], "tram-otter-lamp-six")
    places = {own: places_of(planner, tmp_path / f"case {own}", written) for own in (True, False)}
    for name in ("viewer", "planner"):
        planner.people.set_role(people[name], int(str(places[True]["case"])), role_named(name))
    client, walked = client_of(planner), 0
    for route in every_route(planner):
        assert route.role in {"anybody", "signed in", "viewer", "planner", "admin"}, f"{route.path} says no role"
        unknown = set(route.words) - set(places[True])
        assert not unknown, f"{route.path}: say in places_of what stands for {unknown}"
        for name in PEOPLE:
            for own in (True, False) if route.is_of_a_case else (True,):
                path = route.path.format(**_places_for(planner, name, route, places[own]))
                sign_in_as(client, planner, people.get(name))
                body = {} if route.method == "GET" else {"json": {}}
                answer = client.request(route.method, path, **body)
                problem = answer.headers["content-type"] == "application/problem+json" if answer.content else False
                code = str(answer.json()["code"]) if problem else ""
                told = f"{route.method} {path} as {name}: {answer.status_code} {answer.text[:200]}"
                need_as_told(answer.status_code, code, expected(route, name, own), told)
                assert str(answer.status_code) in route.statuses, told
                if name in people:
                    let_in(planner, name)
                walked += 1
    assert walked > 150


def test_a_route_without_a_role_is_found(team: PlannerServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk would fail on one: what it reads of a route that says nothing is no role."""
    from tests.web.api import every_route as walk

    bare = FastAPI()
    bare.get("/api/open")(lambda: "to all")
    monkeypatch.setattr(walk, "described", lambda _: bare)
    assert [route.role for route in every_route(team)] == [None]


@pytest.mark.parametrize("path", ["files/a%00b", "files/%2e%2e%2fx", "files/" + "f" * 65, "jobs/1e3", "versions/²"])
def test_a_word_that_names_nothing_is_not_asked_of_the_database(path: str, signed_in: TestClient) -> None:
    assert signed_in.get(f"/api/{path}").status_code == 404
