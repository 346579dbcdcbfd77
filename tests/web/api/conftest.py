"""A small case in a folder that the planner may open."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from beatwright.core import Case, Plan, Post
from beatwright.evaluate import Coverage
from beatwright.testing import small_problem
from beatwright.web.planner_server import PlannerServer


def written_case(folder: Path) -> Path:
    problem = small_problem()
    heldout = replace(problem, demand=small_problem(1).demand)
    city = problem.city
    today = Plan(
        posts=(Post("s4"),), districts=dict(city.zones["parent"]), name="today", made_by="CurrentPosts()", today=True
    )
    better = Plan(posts=(Post("s3"),), name="better", made_by="PMedian(p=1)")
    judged = tuple(Coverage().score(heldout, plan) for plan in (today, better))
    return Case("Small", problem, heldout, (today, better), judged, main="better", base="today").save(folder)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Case]:
    """Write a case once, and read it once: a case never changes, so every test may have the same."""
    folder = written_case(tmp_path_factory.mktemp("written") / "small")
    return folder, Case.load(folder)


def shelved(planner: PlannerServer, folder: Path, written: tuple[Path, Case]) -> int:
    """Open a copy of the written case in a folder, without reading it again."""
    shutil.copytree(written[0], folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Case, "load", lambda _: written[1])
        return planner.shelf.shelve(folder).id


@pytest.fixture
def case(planner: PlannerServer, tmp_path: Path, written: tuple[Path, Case]) -> int:
    return shelved(planner, tmp_path / "small", written)


@pytest.fixture
def plan(signed_in: TestClient, case: int) -> int:
    body = {"name": "Draft A", "source": {"case_plan": "today"}}
    return int(signed_in.post(f"/api/cases/{case}/plans", json=body).json()["id"])
