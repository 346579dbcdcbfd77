"""The child process: takes one piece of work after the other, and tells of it; run as a module of its own.

Messages are lines of JSON. In come ``{"run": request}`` and ``{"stop": id}``; out go ``{"ready": true}``,
``{"progress": ...}``, ``{"found": result}`` for what is whole but for some figures, and at the end of each piece of
work ``{"done": result, "stopped": bool}`` or ``{"failed": sentence, "trace": text}``. The end of what comes in ends the
process, so that none is left when the server dies.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import traceback
from typing import Any, TextIO

from beatwright.base.errors import BeatwrightError
from beatwright.web.work.child_limits import give_way, limit_this_process
from beatwright.web.work.job_kinds import JOB_KINDS
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest
from beatwright.web.work.warm_ups import WARM_UPS

__all__: list[str] = []

_MEMORY = "The memory for this job is not enough. Use larger zones or fewer candidate sites."
_FAULT = "Something went wrong in this job. The log of the server says what."


class _Child:
    """The process: a thread reads what comes in, the main thread works."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._inbox: queue.SimpleQueue[JobRequest] = queue.SimpleQueue()
        self._stopped: set[int] = set()

    def work(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        for warm in WARM_UPS:
            warm()
        give_way()  # not before: nobody shall wait for it
        self._say(ready=True)
        while True:
            self._do(self._inbox.get())

    def _listen(self) -> None:
        try:
            for line in sys.stdin:
                message = json.loads(line)
                if "run" in message:
                    self._inbox.put(JobRequest.from_dict(message["run"]))
                else:
                    self._stopped.add(message["stop"])
        finally:
            os._exit(0)  # nobody is there any more

    def _do(self, request: JobRequest) -> None:
        report = JobReport(
            lambda told: self._say(progress=told),
            lambda: request.id in self._stopped,
            lambda result: self._say(found=result),
        )
        try:
            result = JOB_KINDS[request.kind](request, report)
            self._say(done=result, stopped=report.stopped)
        except BeatwrightError as problem:
            self._say(failed=str(problem), trace="")
        except MemoryError:
            self._say(failed=_MEMORY, trace="")
        except Exception:
            self._say(failed=_FAULT, trace=traceback.format_exc())

    def _say(self, **message: Any) -> None:
        self._out.write(json.dumps(message, allow_nan=False, separators=(",", ":")) + "\n")
        self._out.flush()


def _private_output() -> TextIO:
    """Return what was standard output; what libraries print there goes to standard error from now on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides what becomes of it
    limit_this_process()
    _Child(_private_output()).work()
