"""Who gets in, and what a stranger's page cannot do."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import WORDS, client_of

from beatwright.web.planner_server import PlannerServer


def test_the_token_of_the_address_opens_one_session(client: TestClient, planner: PlannerServer) -> None:
    assert client.get("/api/me").status_code == 401
    answer = client.post("/api/session", json={"token": "once"})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("bw-8765=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/api/me").json() == {"name": "you", "admin": True, "team": False, "settings": {}}
    assert client.post("/api/session", json={"token": "once"}).status_code == 401


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(signed_in: TestClient) -> None:
    cookies = dict(signed_in.cookies)
    assert signed_in.delete("/api/session").status_code == 204
    signed_in.cookies.update(cookies)
    assert signed_in.get("/api/me").status_code == 401


def test_a_team_signs_in_by_name(as_person: Callable[[str], TestClient], team: PlannerServer) -> None:
    boss = as_person("boss")
    assert boss.get("/api/me").json()["name"] == "boss"
    cookie = next(iter(boss.cookies.jar))
    assert (cookie.name, cookie.secure, cookie.path) == ("__Host-beatwright", True, "/")


def test_the_cookie_of_a_team_stays_on_its_host_and_out_of_reach(team: PlannerServer) -> None:
    answer = client_of(team).post("/api/session", json={"name": "boss", "password": WORDS})
    said = {part.strip().partition("=")[0].lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"secure", "httponly", "path"} <= said
    assert "domain" not in said  # what a browser asks of a name that begins with __Host-
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_no_token_opens_the_planner_of_a_team(team: PlannerServer) -> None:
    client = client_of(team)
    assert [client.post("/api/session", json={"token": token}).status_code for token in ("once", " ")] == [401, 401]


@pytest.mark.parametrize("body", [{"name": "boss", "password": "wrong"}, {"name": "nobody", "password": "x"}, {}])
def test_the_answer_does_not_say_which_of_name_and_password_is_wrong(
    body: dict[str, str], team: PlannerServer, as_person: Callable[[str], TestClient]
) -> None:
    client = as_person("boss")
    client.cookies.clear()
    answer = client.post("/api/session", json=body)
    assert answer.status_code == 401
    assert answer.json()["message"] == "The name or the password is wrong, or the address was used before."


def test_tries_are_slowed_down_by_name(as_person: Callable[[str], TestClient]) -> None:
    client = as_person("boss")
    statuses = [client.post("/api/session", json={"name": "boss", "password": "x"}).status_code for _ in range(6)]
    assert statuses == [401] * 4 + [429] * 2
    answer = client.post("/api/session", json={"name": "boss", "password": "x"})
    assert 1 <= int(answer.headers["retry-after"]) <= 12


@pytest.mark.parametrize(
    "body",
    [
        {"name": 5}, {"nam": "boss"}, {"name": "boss", "password": "x", "more": 1}, [], "text", None,
        {"name": "x" * 300, "password": "y"}, {"name": "boss", "password": "y" * 2_000},
    ],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_told(body: object, client: TestClient) -> None:
    answer = client.post("/api/session", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"code", "message", "details"}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"name": "\xff"}', b"[" * 100_000, b'{"name": "\\ud800"}'])
def test_what_is_not_json_is_told(content: bytes, client: TestClient) -> None:
    answer = client.post("/api/session", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "body")


@pytest.mark.parametrize("path", ["/api/nothing", "/nothing", "/api/session/../me/x", "/docs", "/openapi.json"])
def test_what_is_not_there_is_told(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "page"


def test_health_says_no_more_than_ok(client: TestClient) -> None:
    assert client.get("/api/health").json() == "ok"
