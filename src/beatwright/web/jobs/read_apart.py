"""Read a file that somebody gave in a process of its own, which may take so much time and memory and no more."""

from __future__ import annotations

import logging
import threading
from typing import Any

from beatwright.base.errors import InputError
from beatwright.web.work.child_process import ChildEndedError, ChildProcess
from beatwright.web.work.job_request import JobRequest

__all__ = ["read_apart"]

_log = logging.getLogger("beatwright.web")
_SECONDS = 300.0
_AT_ONCE = threading.BoundedSemaphore(2)
_TOO_MUCH = "The file takes too much time or memory to be read. Give a smaller part of it, or another format."


def read_apart(request: JobRequest, seconds: float = _SECONDS) -> dict[str, Any]:
    """Return what comes of a piece of work.

    Raises
    ------
    InputError
        With its complaint, or where it took too much.
    """
    child = ChildProcess()
    timer = threading.Timer(seconds, child.kill)
    timer.daemon = True
    with _AT_ONCE:
        try:
            timer.start()
            message = child.run(request, lambda _: None)
        except ChildEndedError:
            raise InputError(_TOO_MUCH) from None
        finally:
            timer.cancel()
            child.close()
    if "failed" not in message:
        done: dict[str, Any] = message["done"]
        return done
    if message["trace"]:
        _log.error("reading apart\n%s", message["trace"])
    raise InputError(message["failed"])
