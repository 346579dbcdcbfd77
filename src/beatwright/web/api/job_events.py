"""The events of a job as a stream (server-sent events): progress, and the end."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import needs, planner_of
from beatwright.web.api.job_routes import job_heard_by, job_seen_by
from beatwright.web.jobs.job_feed import JobEvent, JobFeed
from beatwright.web.models.job_models import JobLine
from beatwright.web.planner_server import PlannerServer

__all__ = ["EventStream", "job_event_routes", "job_events"]

job_event_routes = APIRouter(tags=["jobs"])

_LOOK = 0.1  # seconds between two looks at what is new
_HEARTBEAT = 15.0  # seconds without an event, after which proxies are told that the line is alive
_QUIET = b": still here\n\n"


class EventStream(StreamingResponse):
    """An answer that goes on."""

    media_type = "text/event-stream"


@job_event_routes.get("/jobs/{job}/events", **needs(Role.VIEWER, 409), response_class=EventStream)
def hear_job(job: int, request: Request) -> Response:
    """Tell the progress of a job as it comes, and its end; a browser that lost the line goes on where it was.

    Nothing is left to tell where the header ``Last-Event-ID`` names the end: 204, so that no browser asks again.
    """
    planner = planner_of(request)
    last = _last_seen(request.headers.get("last-event-id", ""))
    found = planner.jobs.store.get(job)
    if found is not None and found.is_over and not _news_of_ended(planner.jobs.feed, job, last):
        return Response(status_code=204)
    job_seen_by(request, job)  # what cannot be shown is refused before anything is told
    told = job_events(planner, job, partial(job_heard_by, request, job), last)
    return EventStream(told, headers={"x-accel-buffering": "no"})


async def job_events(
    planner: PlannerServer,
    job: int,
    line: Callable[[], JobLine],
    last: int = 0,
    *,
    look: float = _LOOK,
    heartbeat: float = _HEARTBEAT,
) -> AsyncIterator[bytes]:
    """Yield what is told of a job after the event `last`, until its end.

    Parameters
    ----------
    planner : PlannerServer
        Whose job it is.
    job : int
        Its number.
    line : callable
        Returns how it stands, as whoever hears it may see it.
    last : int, default 0
        Place of the last event that was heard.
    look, heartbeat : float
        Seconds between two looks, and without an event until the line is said to be alive.
    """
    told = time.monotonic()
    while not planner.jobs.deaf:
        for event in planner.jobs.feed.after(job, last):
            last, told = event.number, time.monotonic()
            if event.name == "end":
                ended = await run_in_threadpool(line)
                yield _written(JobEvent(last, "end", ended.model_dump()))
                return
            yield _written(event)
        if time.monotonic() - told >= heartbeat:
            told = time.monotonic()
            yield _QUIET
        await asyncio.sleep(look)


def _news_of_ended(feed: JobFeed, job: int, last: int) -> bool:
    """Return whether a job that is over has something to tell; one of an earlier server tells its end."""
    if not feed.after(job, 0):
        feed.tell(job, "end", {})
    return bool(feed.after(job, last))


def _written(event: JobEvent) -> bytes:
    data = json.dumps(event.data, ensure_ascii=False, allow_nan=False)
    return f"id: {event.number}\nevent: {event.name}\ndata: {data}\n\n".encode()


def _last_seen(text: str) -> int:
    """Return the place that a browser names; 0 where it names none that can be read."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
