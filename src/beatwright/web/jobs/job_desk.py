"""Where jobs are handed in: threads that each keep one child at work, and tell of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from beatwright.base.errors import BeatwrightError
from beatwright.web.jobs.job_feed import JobFeed
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.jobs.job_requests import request_of_job
from beatwright.web.jobs.job_sides import JOB_SIDES
from beatwright.web.store.job_store import JobStore, PlannerJob
from beatwright.web.work.child_process import ChildEndedError, ChildProcess

__all__ = ["JobDesk"]

_log = logging.getLogger("beatwright.web")
_GRACE = 30.0  # seconds that a child, which gives way to all else, has to answer when it was asked to stop
_TRIES = 5  # each waits as long as the database lets a writer wait
_KILLED = "It did not answer when it was asked to stop, and was ended. Nothing came of it."
_FAULT = "Something went wrong in this job. The log of the server says what."


@dataclass
class JobDesk:
    """The jobs of a planner.

    Parameters
    ----------
    ground : JobGround
        What the planner works on.
    grace : float
        Seconds that a job has to answer when it was asked to stop.
    """

    ground: JobGround
    grace: float = _GRACE
    feed: JobFeed = field(default_factory=JobFeed)
    closing: bool = field(default=False, init=False)
    deaf: bool = field(default=False, init=False)  # whether nobody is told any more
    _turn: threading.Condition = field(default_factory=threading.Condition, init=False, repr=False)
    _stopping: set[int] = field(default_factory=set, init=False, repr=False)
    _running: dict[int, ChildProcess] = field(default_factory=dict, init=False, repr=False)
    _threads: list[threading.Thread] = field(default_factory=list, init=False, repr=False)
    children: list[ChildProcess] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def store(self) -> JobStore:
        """The jobs in the database."""
        return JobStore(self.ground.database)

    def start(self) -> None:
        """Start the children; what ran when the server went down is noted as interrupted, what waited is done now."""
        self.store.interrupt_running()
        self.closing = self.deaf = False
        settings = self.ground.settings
        self.children = [ChildProcess() for _ in range(settings.children + settings.short_lanes)]
        for place, child in enumerate(self.children):
            lane = (child, place >= settings.children)
            thread = threading.Thread(target=self._keep_at_work, args=lane, daemon=True)
            self._threads.append(thread)
            thread.start()

    def end_streams(self) -> None:
        """Tell nobody anything more: a server that goes down waits until every answer is given."""
        self.deaf = True

    def close(self) -> None:
        """Ask what runs for the best it has, note it, and end every child; what waits is done after the next start."""
        self.end_streams()
        with self._turn:
            self.closing = True
            self._turn.notify_all()
            for number in self._running:
                self._ask_to_stop(number)
            for child in self.children:
                if child not in self._running.values():
                    child.dismiss()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def submit(self, kind: str, *, account: int, **about: Any) -> PlannerJob:
        """Hand a job in.

        Parameters
        ----------
        kind, account, **about
            As for `JobStore.enter`, which says what it raises.
        """
        job = self.store.enter(kind, account=account, **about)
        with self._turn:
            self._turn.notify_all()
        return job

    def cancel(self, number: int) -> None:
        """Take a job out of the queue, or ask for the best that it has found; one that is over stays as it is."""
        if self.store.drop(number):
            self._tell_end(number)
            return
        with self._turn:
            self._ask_to_stop(number)

    def _ask_to_stop(self, number: int) -> None:
        child = self._running.get(number)
        if child is None:
            return
        self._stopping.add(number)
        child.ask_to_stop(number)
        timer = threading.Timer(self.grace, self._kill, (number, child))
        timer.daemon = True
        timer.start()

    def _kill(self, number: int, child: ChildProcess) -> None:
        with self._turn:
            if self._running.get(number) is child:
                child.kill()

    def _keep_at_work(self, child: ChildProcess, short: bool) -> None:
        try:
            while (job := self._next(child, short)) is not None:
                self._do(job, child)
        finally:
            child.close()

    def _next(self, child: ChildProcess, short: bool) -> PlannerJob | None:
        """Wait for a job, a short one where only those are asked for; None where the server goes down.

        A job waits in the queue until the child is ready: it can be taken back at once, and no end of the server
        finds it begun.
        """
        if not self.closing:
            with suppress(OSError):  # it is tried again with the job, which says so
                child.make_ready()
        with self._turn:
            while not self.closing:
                job = self._taken(short)
                if job is not None:
                    self._running[job.id] = child
                    return job
                self._turn.wait()
        return None

    def _taken(self, short: bool) -> PlannerJob | None:
        try:
            return self.store.take(short=short)
        except SQLAlchemyError:
            _log.exception("the queue of jobs")
            self._turn.wait(1.0)
            return None

    def _do(self, job: PlannerJob, child: ChildProcess) -> None:
        try:
            ended = self._outcome(job, child)
        except Exception:
            _log.exception("job %s", job.id)
            ended = {"state": "failed", "error": _FAULT}
        with self._turn:
            self._running.pop(job.id, None)
            self._stopping.discard(job.id)
        self._note_end(job.id, ended)
        self._tell_end(job.id)
        with self._turn:
            self._turn.notify_all()

    def _note_end(self, number: int, ended: Mapping[str, Any]) -> None:
        """Note how a job ended; where the database cannot be written for long, the next start notes an interruption."""
        for _ in range(_TRIES):
            try:
                self.store.end(number, **ended)
                return
            except SQLAlchemyError:
                _log.exception("the end of job %s", number)

    def _outcome(self, job: PlannerJob, child: ChildProcess) -> dict[str, Any]:
        """Return how a job ends: its state, with a result or an error."""
        try:
            message = child.run(request_of_job(self.ground, job), lambda told: self._hear(job.id, told))
            if "failed" in message:
                if message["trace"]:
                    _log.error("job %s\n%s", job.id, message["trace"])
                return {"state": "failed", "error": message["failed"]}
            result = JOB_SIDES[job.kind].taken_in(self.ground, job, message["done"])
        except ChildEndedError as problem:
            return self._cut_short(job.id, problem)
        except (BeatwrightError, OSError) as problem:
            return {"state": "failed", "error": str(problem)}
        return {"state": self._ended_early if message["stopped"] else "done", "result": result}

    def _cut_short(self, number: int, problem: ChildEndedError) -> dict[str, Any]:
        """Return how a job ends whose child was ended, or died: with what had been found by then."""
        if number not in self._stopping:
            return {"state": "failed", "result": problem.found, "error": str(problem)}
        return {"state": self._ended_early, "result": problem.found, "error": None if problem.found else _KILLED}

    @property
    def _ended_early(self) -> str:
        return "interrupted" if self.closing else "cancelled"

    def _hear(self, number: int, told: Mapping[str, Any]) -> None:
        with suppress(SQLAlchemyError):  # the next word comes soon
            self.store.tell(number, told)
        self.feed.tell(number, "progress", told)

    def _tell_end(self, number: int) -> None:
        self.feed.tell(number, "end", {})
