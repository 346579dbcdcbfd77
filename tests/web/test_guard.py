"""What the guard refuses, and the headers that every answer has."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from beatwright.base.errors import ParameterError
from beatwright.web.planner_settings import PlannerSettings

ME = {"token": "never"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8765.evil.example", ""])
def test_a_foreign_host_is_refused(host: str, client: TestClient) -> None:
    for answer in (client.get("/api/health", headers={"host": host}), client.get("/", headers={"host": host})):
        assert answer.status_code == 421
        assert answer.json()["code"] == "host"


def test_localhost_is_this_machine(client: TestClient) -> None:
    assert client.get("/api/health", headers={"host": "localhost:8765"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"origin": "https://127.0.0.1:8765"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_foreign_page_changes_nothing(headers: dict[str, str], client: TestClient) -> None:
    answer = client.post("/api/session", json={"token": "once"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    # Nor did the token open anything: it still does.
    assert client.post("/api/session", json={"token": "once"}).status_code == 204


def test_a_change_says_where_it_comes_from(client: TestClient) -> None:
    del client.headers["origin"]
    assert client.post("/api/session", json=ME).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_could_send_is_refused(kind: str, client: TestClient) -> None:
    answer = client.post("/api/session", content=b"token=once", headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "kind")


def test_more_than_is_taken_is_refused_before_it_is_read(client: TestClient) -> None:
    headers = {"content-type": "application/json", "content-length": "6000000"}
    assert client.post("/api/session", content=b"{}", headers=headers).status_code == 413


def test_more_than_was_said_is_refused_while_it_is_read(client: TestClient) -> None:
    chunks = (b" " * 1_000_000 for _ in range(7))
    answer = client.post("/api/session", content=chunks, headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "x"])
def test_a_length_that_is_none_is_refused(length: str, client: TestClient) -> None:
    headers = {
        "content-type": "application/json",
        "content-length": length.encode("latin-1", "replace").decode("latin-1"),
    }
    assert client.post("/api/session", content=b"{}", headers=headers).status_code in (400, 413)


@pytest.mark.parametrize("path", ["/api/health", "/api/me", "/nothing"])
def test_every_answer_keeps_the_browser_on_a_short_lead(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"host": "0.0.0.0"}, "can be reached from other machines"),
        ({"team": True}, "must be an https address"),
        ({"team": True, "public_url": "http://planner.example"}, "must be an https address"),
        ({"team": True, "public_url": "https://planner.example/plans"}, "without a path"),
        ({"team": True, "public_url": "https://ana:hush@planner.example"}, "without a path"),
        ({"team": True, "public_url": "https://"}, "without a path"),
        ({"team": True, "public_url": "https://planner.example", "host": "10.0.0.1"}, "name the address of the proxy"),
        ({"team": True, "public_url": "https://planner.example", "proxies": ("*",)}, "Got '\\*'"),
        ({"proxies": ("10.0.0.5",)}, "goes with --team"),
        ({"public_url": "https://planner.example"}, "goes with --team"),
        ({"port": 0}, "from 1 to 65,535"),
        ({"host": "::", "port": 70_000}, "from 1 to 65,535"),
    ],
)
def test_a_set_up_that_is_open_to_strangers_is_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        PlannerSettings("sqlite://", (), Path("scratch"), **options)  # type: ignore[arg-type]


def test_a_team_behind_a_proxy_goes_by_its_public_name() -> None:
    settings = PlannerSettings(
        "sqlite://",
        (),
        Path("s"),
        host="0.0.0.0",
        team=True,
        public_url="https://planner.example/",
        proxies=("10.0.0.5",),
    )
    assert settings.hosts == {"planner.example"}
    assert settings.origins == {"https://planner.example"}
