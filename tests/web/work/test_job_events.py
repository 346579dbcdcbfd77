"""The events of a job: told as they come, from where the line was lost, until the end."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from tests.web.own_loop import in_own_loop

from beatwright.web.api.job_events import job_events
from beatwright.web.api.job_routes import line_of_job
from beatwright.web.jobs.job_feed import JobFeed


def told(phase: str) -> dict[str, Any]:
    return {"phase": phase, "done": None, "objective": None, "bound": None, "seconds": 0.0}


def end(jobs: Any, job: int) -> None:
    jobs.planner.jobs.store.end(job, "done", result={"posts": []})
    jobs.planner.jobs.feed.tell(job, "end", {})


def read(text: bytes) -> tuple[int, str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in text.decode().strip().split("\n"))
    return int(fields["id"]), fields["event"], json.loads(fields["data"])


def told_of(jobs: Any, job: int, **more: Any) -> AsyncIterator[bytes]:
    return job_events(jobs.planner, job, partial(line_of_job, jobs.planner, job), look=0.0, **more)


def heard(jobs: Any, job: int, last: int = 0) -> list[tuple[int, str, str]]:
    async def listen() -> list[bytes]:
        return [event async for event in told_of(jobs, job, last=last)]

    events = map(read, in_own_loop(listen))
    return [(number, name, data.get("phase") or data["state"]) for number, name, data in events]


def test_progress_and_the_end_are_told(idle: Any) -> None:
    job = idle.start("worth", idle.new_plan())
    for phase in ("opening the case", "weighing"):
        idle.planner.jobs.feed.tell(job, "progress", told(phase))
    end(idle, job)
    assert heard(idle, job) == [(1, "progress", "opening the case"), (2, "progress", "weighing"), (3, "end", "done")]
    answer = idle.browser.get(f"/api/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert read(answer.content.split(b"\n\n")[-2] + b"\n\n")[2] == idle.line(job)


def test_who_lost_the_line_goes_on_where_it_was(idle: Any) -> None:
    job = idle.start("worth", idle.new_plan())
    for phase in ("one", "two", "three"):
        idle.planner.jobs.feed.tell(job, "progress", told(phase))
    end(idle, job)
    assert heard(idle, job, 2) == [(3, "progress", "three"), (4, "end", "done")]
    again = idle.browser.get(f"/api/jobs/{job}/events", headers={"last-event-id": "3"})
    assert [event.split(b"\n")[0] for event in again.content.split(b"\n\n")[:-1]] == [b"id: 4"]
    assert idle.browser.get(f"/api/jobs/{job}/events", headers={"last-event-id": "4"}).status_code == 204


@pytest.mark.parametrize("last", ["0", "37", "x", "²", "9" * 400])
def test_a_job_of_an_earlier_server_tells_its_end_once(idle: Any, last: str) -> None:
    job = idle.start("worth", idle.new_plan())
    idle.planner.jobs.store.end(job, "interrupted")
    answer = idle.browser.get(f"/api/jobs/{job}/events", headers={"last-event-id": last.encode()})
    number, name, data = read(answer.content)
    assert (number, name, data["state"]) == (1, "end", "interrupted")
    assert idle.browser.get(f"/api/jobs/{job}/events", headers={"last-event-id": "1"}).status_code == 204


def test_a_quiet_line_is_kept_alive_and_ends_with_the_server(idle: Any) -> None:
    job = idle.start("worth", idle.new_plan())

    async def listen() -> list[bytes]:
        events = []
        async for event in told_of(idle, job, heartbeat=0.0):
            events.append(event)
            if len(events) == 3:
                idle.planner.jobs.end_streams()
        return events

    assert in_own_loop(listen) == [b": still here\n\n"] * 3
    idle.planner.jobs.start()  # for the tests that follow


def test_a_feed_forgets_what_is_old_and_numbers_on() -> None:
    feed = JobFeed()
    for number in range(1_000):
        feed.tell(1, "progress", {"number": number})
    events = feed.after(1, 0)
    assert (events[-1].number, events[-1].data["number"]) == (1_000, 999)
    assert len(events) < 1_000
    assert feed.after(1, 999) == events[-1:]
    for job in range(2, 1_000):
        feed.tell(job, "end", {})
    assert feed.after(1, 0) == ()
