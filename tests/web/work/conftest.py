"""Cases on a grid of squares, each with a candidate site in its middle, and a planner whose children are at work."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from starlette.testclient import TestClient

from beatwright.core import Case, City, Demand, Plan, Post, Problem
from beatwright.evaluate import Coverage
from beatwright.web.app import create_app
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import open_database
from beatwright.web.token_buckets import TokenBuckets

SIDE = 500.0  # metres


def grid_problem(columns: int, rows: int, seed: int = 0) -> Problem:
    random = np.random.default_rng(seed)
    corners = [(SIDE * column, SIDE * row) for row in range(rows) for column in range(columns)]
    squares = [shapely.box(x, y, x + SIDE, y + SIDE) for x, y in corners]
    zones = gpd.GeoDataFrame(
        {"parent": ["west" if x < SIDE * columns / 2 else "east" for x, _ in corners]},
        index=[f"z{number}" for number in range(1, len(corners) + 1)],
        geometry=squares,
        crs=32615,
    )
    middles = [square.centroid for square in squares]
    names = [f"s{number}" for number in range(1, len(corners) + 1)]
    sites = gpd.GeoDataFrame({"current": False}, index=names, geometry=middles, crs=32615)
    city = City(shapely.box(0, 0, SIDE * columns, SIDE * rows), zones, sites, name="grid")
    demand = Demand(random.gamma(1.0, 0.2, (1, len(corners), 1, 3)), source="grid demand")
    return Problem(city, demand, officers=24, within=1000.0)


def grid_case(folder: Path, columns: int = 6, rows: int = 4, posts: int = 6) -> Path:
    """Write a case whose plan of today has posts at the first sites, and a district in each quarter of the city."""
    problem = grid_problem(columns, rows)
    city = problem.city
    north = city.zone_xy[:, 1] > SIDE * rows / 2
    quarters = {zone: f"{city.zones['parent'][zone]} {int(up)}" for zone, up in zip(city.zone_ids, north, strict=True)}
    stands = tuple(map(Post, city.site_ids[:posts]))
    today = Plan(posts=stands, districts=quarters, name="today", made_by="CurrentPosts()", today=True)
    judged = (Coverage().score(problem, today),)
    return Case("Grid", problem, problem, (today,), judged, main="today", base="today").save(folder)


def served_planner(folder: Path, case: Path, children: int = 1, short_lanes: int = 0) -> PlannerServer:
    """Return a planner of one person who asks as often as a test does, with a case open."""
    url = f"sqlite:///{folder / 'planner.db'}"
    database = open_database(url)
    people = AccountStore(database)
    if not people.everybody():
        people.add("you", None, admin=True)
    settings = PlannerSettings(url, (case.parent,), folder / "scratch", children=children, short_lanes=short_lanes)
    planner = PlannerServer(settings, database, people, token="once", jobs_by_account=TokenBuckets(1e3, 1e3))
    planner.shelf.shelve(case)
    return planner


@dataclass(frozen=True)
class JobClient:
    """A planner at work, and whoever asks it for jobs in its first case."""

    planner: PlannerServer
    browser: TestClient

    @property
    def pid(self) -> int | None:
        """The process of its only child."""
        (child,) = self.planner.jobs.children
        return child.pid

    def new_plan(self) -> int:
        body = {"name": f"Draft {next(_numbers)}", "source": {"case_plan": "today"}}
        return int(self.browser.post("/api/cases/1/plans", json=body).json()["id"])

    def command(self, plan: int, after: int, **command: Any) -> Any:
        body = {"after": after, "id": f"command-{next(_numbers)}", "command": command}
        return self.browser.post(f"/api/plans/{plan}/commands", json=body)

    def start(self, kind: str, plan: int, **options: Any) -> int:
        answer = self.browser.post("/api/jobs", json={"kind": kind, "plan": plan, "options": options})
        assert answer.status_code == 202, answer.text
        return int(answer.json()["id"])

    def line(self, job: int) -> dict[str, Any]:
        found: dict[str, Any] = self.browser.get(f"/api/jobs/{job}").json()
        return found

    def wait(self, job: int, that: Callable[[dict[str, Any]], bool] = lambda line: line["ended"]) -> dict[str, Any]:
        """Ask for a job until something is true of it; by default, that it is over."""
        for _ in range(5_000):
            line = self.line(job)
            if that(line):
                return line
            time.sleep(0.02)
        raise AssertionError(line)

    def wait_for_search(self, job: int) -> None:
        self.wait(job, lambda line: (line["progress"] or {}).get("phase") == "searching")

    def run(self, kind: str, plan: int, **options: Any) -> dict[str, Any]:
        return self.wait(self.start(kind, plan, **options))


_numbers = itertools.count(1)


@contextmanager
def at_work(planner: PlannerServer) -> Iterator[JobClient]:
    """Keep the children of a planner at work within the block."""
    origin = planner.settings.origin
    with TestClient(create_app(planner), base_url=origin, headers={"origin": origin}) as browser:
        token = planner.people.open_session(planner.people.everybody()[0])
        browser.cookies.set(planner.settings.cookie, token)
        yield JobClient(planner, browser)


@pytest.fixture
def serve(case_folder: Path, tmp_path: Path) -> Iterator[Callable[..., AbstractContextManager[JobClient]]]:
    """Serve a planner of one database within a block, as often as a test asks."""
    made: list[PlannerServer] = []

    def served(**settings: Any) -> AbstractContextManager[JobClient]:
        made.append(served_planner(tmp_path, case_folder, **settings))
        return at_work(made[-1])

    yield served
    for planner in made:
        planner.database.close()


@pytest.fixture(scope="module")
def jobs(case_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobClient]:
    """A planner whose only child is at work, for all tests of a file."""
    yield from _served(served_planner(tmp_path_factory.mktemp("planner"), case_folder))


@pytest.fixture(scope="module")
def idle(case_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobClient]:
    """A planner without children, for all tests of a file: what comes of its jobs is put down by hand."""
    yield from _served(served_planner(tmp_path_factory.mktemp("planner"), case_folder, children=0))


def _served(planner: PlannerServer) -> Iterator[JobClient]:
    with at_work(planner) as client:
        yield client
    planner.database.close()


@pytest.fixture(scope="session")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grid_case(tmp_path_factory.mktemp("jobs") / "grid")


@pytest.fixture(scope="session")
def make_grid_case() -> Callable[..., Path]:
    return grid_case


@pytest.fixture
def serve_case(tmp_path: Path) -> Iterator[Callable[[Path], AbstractContextManager[JobClient]]]:
    """Serve a planner with another case within a block."""
    made: list[PlannerServer] = []

    def served(case: Path) -> AbstractContextManager[JobClient]:
        made.append(served_planner(tmp_path, case))
        return at_work(made[-1])

    yield served
    for planner in made:
        planner.database.close()
