"""A planner in memory's reach: a database in a folder of its own, and a client that sends what its pages send."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from beatwright.web.accounts.passwords import PasswordKeeper
from beatwright.web.app import create_app
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import open_database

# As weak as the library lets them be: tests ask what is let in, not how slowly.
QUICK = PasswordKeeper(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
WORDS = "tram-otter-lamp-six"
TEAM = {"team": True, "public_url": "https://planner.example"}


def made_planner(folder: Path, **settings: object) -> PlannerServer:
    database = open_database(f"sqlite:///{folder / 'planner.db'}")
    people = AccountStore(database, QUICK)
    chosen = PlannerSettings(str(database.engine.url), (folder,), folder / "scratch", **settings)  # type: ignore[arg-type]
    people.add("you" if not chosen.team else "boss", None if not chosen.team else WORDS, admin=True)
    return PlannerServer(chosen, database, people, token="" if chosen.team else "once")


@pytest.fixture
def planner(tmp_path: Path) -> Iterator[PlannerServer]:
    made = made_planner(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[PlannerServer]:
    made = made_planner(tmp_path, **TEAM)
    yield made
    made.database.close()


def client_of(planner: PlannerServer) -> TestClient:
    origin = planner.settings.origin
    return TestClient(create_app(planner), base_url=origin, headers={"origin": origin}, raise_server_exceptions=False)


@pytest.fixture
def client(planner: PlannerServer) -> TestClient:
    return client_of(planner)


@pytest.fixture
def signed_in(planner: PlannerServer) -> TestClient:
    client = client_of(planner)
    assert client.post("/api/session", json={"token": "once"}).status_code == 204
    return client


@pytest.fixture
def as_person(team: PlannerServer) -> Callable[[str], TestClient]:
    def sign_in(name: str) -> TestClient:
        client = client_of(team)
        assert client.post("/api/session", json={"name": name, "password": WORDS}).status_code == 204
        return client

    return sign_in
