"""Searches that are ended at random moments, by a cancel or by Ctrl-C: each leaves a plan and a bound, none is lost."""

import http.cookiejar
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from beatwright.web.store.database import open_database
from beatwright.web.store.job_store import JobStore

pytestmark = pytest.mark.slow
MINUTE = {"seconds": 60.0}
POSTS = 80  # of 1,600 sites: the proof takes more than a minute


@pytest.fixture(scope="module")
def large_case(make_grid_case: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_grid_case(tmp_path_factory.mktemp("large") / "grid", columns=40, rows=40, posts=POSTS)


def is_sound(line: dict[str, Any]) -> bool:
    proof = line["result"]["certificate"]
    plan = line["result"]["plan"]
    whole = len(plan["districts"] or ()) == 1_600 or len(plan["posts"] or ()) == POSTS
    return whole and 0 <= proof["bound"] <= proof["objective"]


def test_fifty_cancels_at_random_moments_lose_nothing(
    large_case: Path, serve_case: Callable[..., AbstractContextManager[Any]]
) -> None:
    chance, bounds, objectives = random.Random(17), [], []
    with serve_case(large_case) as jobs:
        plan = jobs.new_plan()
        for number in range(50):
            kind = ("improve", "redraw")[number % 2]
            job = jobs.start(kind, plan, **MINUTE)
            jobs.wait(job, lambda line: line["state"] == "running")
            time.sleep(chance.uniform(0, 3))
            jobs.browser.delete(f"/api/jobs/{job}")
            line = jobs.wait(job)
            assert line["state"] == "cancelled"
            assert is_sound(line)
            if kind == "improve":
                bounds.append(line["result"]["certificate"]["bound"])
                objectives.append(line["result"]["certificate"]["objective"])
    assert max(bounds) <= min(objectives)  # every bound holds for every plan


class Served:
    """A planner that runs as people run it, and whoever opened it."""

    def __init__(self, case: Path, database: Path) -> None:
        command = [sys.executable, "-m", "beatwright", "serve", str(case), "--no-browser", "--database", str(database)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        text = iter(self.process.stdout.readline, "")
        address = next(found for line in text if (found := re.search(r"(http://\S+)/\?token=(\S+)", line)))
        self.origin, token = address.groups()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.ask("/session", {"token": token})

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "origin": self.origin}
        request = urllib.request.Request(f"{self.origin}/api{path}", data=data, headers=headers)
        with self._opener.open(request) as answer:
            return json.loads(answer.read() or b"null")


@pytest.fixture
def served(large_case: Path, tmp_path: Path) -> Iterator[Callable[[], Served]]:
    made: list[Served] = []

    def serve() -> Served:
        made.append(Served(large_case, tmp_path / "planner.db"))
        return made[-1]

    yield serve
    for one in made:
        one.process.kill()
        one.process.wait()
        assert one.process.stdout is not None
        one.process.stdout.close()


def below(process: int) -> list[int]:
    """Return the processes that a process started, and those that these did."""
    found: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            found += [child, *below(child)]
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells who started whom")
@pytest.mark.parametrize("number", range(5))
def test_ctrl_c_at_a_random_moment_keeps_the_best_plan_and_leaves_nobody(
    number: int, served: Callable[[], Served], tmp_path: Path
) -> None:
    planner = served()
    plan = planner.ask("/cases/1/plans", {"name": "Draft A", "source": {"case_plan": "today"}})["id"]
    job = planner.ask("/jobs", {"kind": ("improve", "redraw")[number % 2], "plan": plan, "options": MINUTE})["id"]
    while planner.ask(f"/jobs/{job}")["progress"] is None:
        time.sleep(0.05)
    time.sleep(random.Random(number).uniform(0, 2))
    children = below(planner.process.pid)
    os.killpg(planner.process.pid, signal.SIGINT)  # as a terminal sends it: to everybody of the group
    assert planner.process.wait() == 0
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    database = open_database(f"sqlite:///{tmp_path / 'planner.db'}")
    kept = JobStore(database).get(job)
    database.close()
    assert kept is not None
    assert (kept.state, kept.error) == ("interrupted", None)
    assert is_sound({"result": kept.result})
