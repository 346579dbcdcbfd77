"""One child process, seen from the server: started, given work, asked to stop, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from beatwright.web.work.child_limits import CHILD_ENVIRONMENT
from beatwright.web.work.job_request import JobRequest

__all__ = ["ChildEndedError", "ChildProcess"]

_MODULE = "beatwright.web.work.child"


class ChildEndedError(Exception):
    """The process ended in the midst of a piece of work.

    Parameters
    ----------
    code : int
        Its exit code; the negative number of a signal.
    found : dict, optional
        What it had found by then, whole but for some figures.
    """

    def __init__(self, code: int, found: dict[str, Any] | None = None) -> None:
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        super().__init__(
            f"The process that worked on this job ended unexpectedly ({name}). Often the memory of this machine is not "
            "enough. Try again, or with a smaller case."
        )
        self.found = found


class ChildProcess:
    """A process that does one piece of work after the other; one that died is started anew."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()
        self._stopped = 0  # the job that was asked to stop last
        self._ready = False  # whether it has loaded and compiled all that it needs
        self._dismissed = False

    @property
    def pid(self) -> int | None:
        """Number of the process; None where there is none."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def start(self) -> None:
        """Start the process where there is none; it loads and compiles what it needs, and waits."""
        with self._turn:
            if not self._dismissed and (self._process is None or self._process.poll() is not None):
                self._close_pipes()
                self._process, self._ready = _started(), False

    def make_ready(self) -> bool:
        """Start the process where there is none, and wait until it can work; return whether it came to that.

        One that was dismissed, or died, is not ready.
        """
        self.start()
        if self._process is not None and not self._ready:
            self._ready = _pipe(self._process.stdout).readline().endswith("\n")
        return self._ready and self.pid is not None

    def dismiss(self) -> None:
        """End the process at once, and start none any more: it waits for work, or is not ready yet."""
        with self._turn:
            self._dismissed = True
        self.kill()

    def run(self, request: JobRequest, hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Do a piece of work; return its last message, ``done`` or ``failed``.

        Parameters
        ----------
        request : JobRequest
            What to do.
        hear : callable
            Told of progress.

        Raises
        ------
        ChildEndedError
            Where the process ended before the work did.
        """
        ready, process = self.make_ready(), self._process
        if process is None or not ready:
            raise ChildEndedError(0 if process is None else process.wait())
        self._send({"run": request.to_dict()})
        if self._stopped == request.id:  # asked before this process was there
            self._send({"stop": request.id})
        try:
            return self._answer(process, hear)
        except BaseException:
            self.kill()  # it works on, and what it says would be taken for the next one's
            raise

    def _answer(self, process: subprocess.Popen[str], hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        found: dict[str, Any] | None = None
        for line in _pipe(process.stdout):
            if not line.endswith("\n"):
                break  # it was killed in the midst of it
            message: dict[str, Any] = json.loads(line)
            if "progress" in message:
                hear(message["progress"])
            elif "found" in message:
                found = message["found"]
            else:
                return message
        raise ChildEndedError(process.wait(), found)

    def ask_to_stop(self, job: int) -> None:
        """Ask for the best that the work of a job has found so far."""
        self._stopped = job
        self._send({"stop": job})

    def kill(self) -> None:
        """End the process at once, with those that it started."""
        process = self._process
        if process is not None and process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process, and wait until nothing is left of it."""
        self.kill()
        if self._process is not None:
            self._process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        process = self._process
        for pipe in () if process is None else (process.stdin, process.stdout):
            with suppress(OSError):  # what was not written when it died
                _pipe(pipe).close()

    def _send(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is None:
            return
        with self._turn, suppress(OSError, ValueError):  # that it has ended is heard where it is read
            _pipe(process.stdin).write(json.dumps(message, allow_nan=False) + "\n")
            _pipe(process.stdin).flush()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # both are asked for
    return pipe


def _started() -> subprocess.Popen[str]:
    # A session of its own: no Ctrl-C of the terminal reaches it, and all that it starts can be ended together.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **CHILD_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
        text=True,
        encoding="utf-8",
    )
