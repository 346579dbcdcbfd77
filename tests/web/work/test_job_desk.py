"""Jobs in children: done, cancelled, killed, interrupted; what the planner keeps of each, and that it goes on."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from beatwright.core import Case, Plan
from beatwright.planning import PMedian
from beatwright.web.work.child_process import ChildEndedError
from beatwright.web.work.job_request import JobRequest

Serve = Callable[..., AbstractContextManager[Any]]
LONG = {"seconds": 600.0}  # longer than any test waits


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def has_a_plan_and_a_valid_bound(line: dict[str, Any]) -> bool:
    proof = line["result"]["certificate"]
    return len(line["result"]["plan"]["districts"]) == 24 and 0 <= proof["bound"] <= proof["objective"]


def test_a_job_is_done_in_a_child_and_the_same_again_gives_the_same_plan(jobs: Any) -> None:
    plan = jobs.new_plan()
    first, second = jobs.run("improve", plan, seed=3), jobs.run("improve", plan, seed=3)
    assert (first["state"], first["seq"], first["options"]["p"]) == ("done", 1, 6)
    assert first["result"]["plan"] == {**second["result"]["plan"], "certificate": first["result"]["certificate"]}
    assert first["result"]["made_with"] == second["result"]["made_with"]
    assert first["result"]["made_with"]["seed"] == 3


def test_locks_of_the_draft_are_kept(jobs: Any, case_folder: Path) -> None:
    plan = jobs.new_plan()
    for slot in (1, 3, 6):
        assert jobs.command(plan, {1: 1, 3: 2, 6: 3}[slot], verb="lock_post", slot=slot, locked=True).status_code == 201
    found = jobs.run("improve", plan)["result"]
    problem = Case.load(case_folder).problem
    wanted = PMedian(p=6, keep=("s1", "s3", "s6")).solve(problem)
    assert Plan.from_dict(found["plan"]).site_ids == wanted.site_ids
    assert wanted.certificate is not None
    assert found["certificate"]["objective"] == wanted.certificate.objective


def test_a_draft_is_searched_as_it_stood_when_the_job_was_handed_in(jobs: Any) -> None:
    before, plan = jobs.new_plan(), jobs.new_plan()
    busy = jobs.start("redraw", before, **LONG)
    job = jobs.start("worth", plan)
    jobs.command(plan, 1, verb="remove_post", slot=6)
    jobs.browser.delete(f"/api/jobs/{busy}")
    assert len(jobs.wait(job)["result"]["posts"]) == 6


def test_a_search_that_is_cancelled_gives_its_best_plan_and_a_bound(jobs: Any) -> None:
    for progress in (lambda line: line["state"] == "running", lambda line: line["progress"] is not None):
        job = jobs.start("redraw", jobs.new_plan(), **LONG)
        jobs.wait(job, progress)
        assert jobs.browser.delete(f"/api/jobs/{job}").status_code == 202
        line = jobs.wait(job)
        assert line["state"] == "cancelled"
        assert has_a_plan_and_a_valid_bound(line)


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_is_over_stays(jobs: Any) -> None:
    busy, waiting = (jobs.start("redraw", jobs.new_plan(), **LONG) for _ in range(2))
    assert jobs.browser.delete(f"/api/jobs/{waiting}").json()["state"] == "cancelled"
    jobs.browser.delete(f"/api/jobs/{busy}")
    line = jobs.wait(busy)
    assert jobs.browser.delete(f"/api/jobs/{busy}").json() == line


def test_a_child_that_is_killed_fails_its_job_with_a_sentence_and_the_next_is_done(jobs: Any) -> None:
    job = jobs.start("redraw", jobs.new_plan(), **LONG)
    jobs.wait_for_search(job)
    killed = jobs.pid
    os.kill(killed, signal.SIGKILL)
    line = jobs.wait(job)
    assert (line["state"], line["result"]) == ("failed", None)
    assert "ended unexpectedly (SIGKILL)" in line["error"]
    assert jobs.run("worth", jobs.new_plan())["state"] == "done"
    assert jobs.pid != killed


@pytest.mark.slow
def test_a_child_that_does_not_hear_is_ended(jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.planner.jobs, "grace", 0.1)
    job = jobs.start("redraw", jobs.new_plan(), **LONG)
    jobs.wait_for_search(job)
    os.kill(jobs.pid, signal.SIGSTOP)
    jobs.browser.delete(f"/api/jobs/{job}")
    line = jobs.wait(job)
    assert (line["state"], line["result"]) == ("cancelled", None)
    assert "did not answer" in line["error"]
    assert jobs.run("worth", jobs.new_plan())["state"] == "done"


def test_what_cannot_be_searched_fails_with_the_sentence_of_the_library(jobs: Any) -> None:
    line = jobs.run("improve", jobs.new_plan(), p=25)
    assert line["state"] == "failed"
    assert "'p'" in line["error"]
    assert "24" in line["error"]


def test_a_fault_of_ours_is_told_by_the_log_and_the_child_goes_on(jobs: Any, caplog: pytest.LogCaptureFixture) -> None:
    plan = jobs.new_plan()
    job = jobs.planner.jobs.submit("worth", account=1, case=1, plan=plan, seq=1, options={}).id  # without `p`
    line = jobs.wait(job)
    assert (line["state"], "log of the server" in line["error"], "TypeError" in line["error"]) == (
        "failed",
        True,
        False,
    )
    assert "TypeError" in caplog.text
    assert jobs.run("worth", plan)["state"] == "done"


class Searching:
    """A child in the midst of a search, whose best plan so far is a word."""

    pid = None

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.closed = False

    def make_ready(self) -> bool:
        return True

    def dismiss(self) -> None:
        pass

    def run(self, request: JobRequest, hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        hear({"phase": "searching"})
        self.asked.wait()
        self.asked.clear()
        return {"done": {"plan": "the best so far"}, "stopped": True}

    def ask_to_stop(self, job: int) -> None:
        self.asked.set()

    def close(self) -> None:
        self.closed = True


def test_a_server_that_goes_down_waits_for_the_best_so_far(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beatwright.web.jobs.job_desk.ChildProcess", Searching)
    with serve(children=2) as jobs:
        first, second = jobs.start("worth", jobs.new_plan()), jobs.start("proof", jobs.new_plan())
        jobs.wait_for_search(first)
        children = jobs.planner.jobs.children
        assert jobs.line(second)["state"] == "queued"  # one at a time for everybody
    line = jobs.planner.jobs.store.get(first)
    assert (line.state, line.result) == ("interrupted", {"plan": "the best so far"})
    assert [child.closed for child in children] == [True, True]
    assert jobs.planner.jobs.store.get(second).state == "queued"


class Loading(Searching):
    """A child that is not ready before it is ended."""

    def make_ready(self) -> bool:
        self.asked.wait()
        return False

    def dismiss(self) -> None:
        self.asked.set()


def test_a_server_that_goes_down_before_its_children_are_ready_leaves_the_queue(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beatwright.web.jobs.job_desk.ChildProcess", Loading)
    with serve() as jobs:
        kept, taken_back = jobs.start("worth", jobs.new_plan()), jobs.start("proof", jobs.new_plan())
        jobs.browser.delete(f"/api/jobs/{taken_back}")
    assert [jobs.planner.jobs.store.get(job).state for job in (kept, taken_back)] == ["queued", "cancelled"]


def test_a_search_goes_on_beside_a_study(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beatwright.web.jobs.job_desk.ChildProcess", Searching)
    monkeypatch.setattr("beatwright.web.jobs.job_desk.request_of_job", lambda ground, job: JobRequest(job.id, job.kind))
    with serve(short_lanes=1) as jobs:
        studies = [jobs.planner.jobs.submit("run_study", account=1, options={"import": n}).id for n in (1, 2)]
        jobs.wait_for_search(studies[0])
        search = jobs.start("worth", jobs.new_plan())
        jobs.wait_for_search(search)
        states = [jobs.line(number)["state"] for number in (*studies, search)]
    assert states == ["running", "queued", "running"]


class Judging(Searching):
    """A child that found a plan, and is ended while it judges it."""

    def run(self, request: JobRequest, hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        super().run(request, hear)
        raise ChildEndedError(-9, {"plan": "the best", "judged": None})


def test_a_plan_that_was_found_is_kept_where_its_child_is_ended(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beatwright.web.jobs.job_desk.ChildProcess", Judging)
    with serve() as jobs:
        cancelled = jobs.start("worth", jobs.new_plan())
        jobs.wait_for_search(cancelled)
        jobs.browser.delete(f"/api/jobs/{cancelled}")
        line = jobs.wait(cancelled)
        assert (line["state"], line["result"]["plan"], line["error"]) == ("cancelled", "the best", None)
        killed = jobs.start("worth", jobs.new_plan())
        jobs.wait_for_search(killed)
        jobs.planner.jobs.children[0].asked.set()  # nobody asked it to stop
        line = jobs.wait(killed)
        assert (line["state"], line["result"]["plan"]) == ("failed", "the best")
        assert "SIGKILL" in line["error"]


@pytest.mark.slow
def test_a_server_that_goes_down_keeps_what_was_found_and_leaves_nobody_behind(serve: Serve) -> None:
    with serve() as jobs:
        running, waiting = jobs.start("redraw", jobs.new_plan(), **LONG), jobs.start("worth", jobs.new_plan())
        jobs.wait_for_search(running)
        pid = jobs.pid
    assert not is_there(pid)
    with serve(children=0) as jobs:
        line = jobs.line(running)
        assert line["state"] == "interrupted"
        assert has_a_plan_and_a_valid_bound(line)
        assert jobs.line(waiting)["state"] == "queued"  # it is done when a child is there again


def test_what_ran_when_the_server_was_killed_is_interrupted(serve: Serve) -> None:
    with serve(children=0) as jobs:
        job = jobs.start("worth", jobs.new_plan())
        assert jobs.planner.jobs.store.take().id == job  # and then the server is gone
    with serve(children=0) as jobs:
        line = jobs.line(job)
        assert (line["state"], line["result"]) == ("interrupted", None)
        assert "went down" in line["error"]
        again = jobs.start("worth", line["plan"])
        assert jobs.planner.jobs.store.take().id == again
