"""A small case in a folder that the planner may open."""

from dataclasses import replace
from pathlib import Path

import pytest

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


@pytest.fixture
def case(planner: PlannerServer, tmp_path: Path) -> int:
    return planner.shelf.shelve(written_case(tmp_path / "small")).id
