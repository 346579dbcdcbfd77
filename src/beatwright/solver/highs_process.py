"""HiGHS in a process of its own, which is ended where it does not hear that it should stop."""

from __future__ import annotations

import math
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any, Final

import numpy as np
from scipy import sparse

from beatwright.base.errors import parameter_error
from beatwright.solver import highs_worker
from beatwright.solver.highs_worker import Floats, Job, Outcome
from beatwright.solver.time_limit import SearchClock

__all__ = ["LOOK", "run_apart"]

LOOK: Final = 0.05  # seconds between two looks at whether to stop
_GRACE: Final = 0.5  # seconds in which HiGHS may end by itself, with the best bound that it knows

_OFF: Final = 1e-6  # how far rows and columns may be off where nobody says

_Message = tuple[str, Any]
_ENDED: Final[_Message] = ("ended", None)


def run_apart(job: Job, clock: SearchClock) -> Outcome | None:
    """Run a program in a process of its own; None where there can be none (no interpreter, no memory)."""
    if not sys.executable:
        return None
    try:
        process = _Process()
    except OSError:
        return None
    try:
        return process.solve(job, clock)
    finally:
        process.close()


class _Process:
    """A process, a thread that listens to it, and what was heard so far."""

    def __init__(self) -> None:
        # No Ctrl-C of the terminal reaches it: this process decides what becomes of it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", highs_worker.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        self._heard: queue.SimpleQueue[_Message] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._up = False  # whether it was given its job
        self._asked = math.inf  # when it was asked to stop
        self._point: Floats | None = None
        self._news = (math.nan, -math.inf)

    def solve(self, job: Job, clock: SearchClock) -> Outcome | None:
        """Wait for the answer; None where the process did not come up."""
        self._point = _kept(job)
        while time.monotonic() - self._asked < _GRACE:
            try:
                name, value = self._hear()
                if name == "ready":
                    self._up = True
                    self._send(job, clock)
                elif name == "answer":
                    return _accepted(value)
                elif name == "ended":
                    return self._cut_short("The process of HiGHS ended") if self._up else None
                clock.report(*self._news)
                if clock.stopped:
                    self._stop()
            except KeyboardInterrupt:
                self._stop()
        return self._cut_short("Interrupted by user")

    def _hear(self) -> _Message:
        try:
            name, value = self._heard.get(timeout=LOOK)
        except queue.Empty:
            return "", None
        if name == "point":
            self._point = value
        elif name == "bound":
            self._news = value
        return name, value

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
            while True:
                self._heard.put(pickle.load(self._process.stdout))
        self._heard.put(_ENDED)

    def _send(self, job: Job, clock: SearchClock) -> None:
        limit = clock.limit()
        options = job["options"] if limit is None else {**job["options"], "time_limit": limit}
        self._write(pickle.dumps({**job, "options": options}, protocol=5))

    def _stop(self) -> None:
        if not self._up:
            self._asked = -math.inf  # nothing to wait for
        elif math.isinf(self._asked):
            self._asked = time.monotonic()
            self._write(b"s")

    def _write(self, text: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # that it has ended is heard elsewhere
            self._process.stdin.write(text)
            self._process.stdin.flush()

    def _cut_short(self, message: str) -> Outcome:
        """Say what is known of a search that gave no answer: all of it was proven before."""
        return {
            "state": "kInterrupt",
            "message": message,
            "x": self._point,
            "bound": self._news[1],
            "duals": None,
            "interrupted": self._asked < math.inf,
        }

    def close(self) -> None:
        """End the process if it has not ended, and wait until nothing is left of it."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()


def _kept(job: Job) -> Floats | None:
    """Give the first point where it keeps every limit: HiGHS may be ended before it has looked at it."""
    x = job["first"]
    if x is None:
        return None
    low, high, row_low, row_high = job["limits"]
    rows = sparse.csr_array((job["value"], job["index"], job["start"]), (row_low.size, x.size)) @ x
    off = np.concatenate([low - x, x - high, row_low - rows, rows - row_high, np.abs(x - np.rint(x))[job["whole"]]])
    return x.copy() if off.max(initial=0.0) <= job["options"].get("mip_feasibility_tolerance", _OFF) else None


def _accepted(answer: Outcome | None) -> Outcome:
    if answer is None:
        raise parameter_error("program", "solve_milp", "a model that HiGHS accepts", "an error from passModel")
    return answer
