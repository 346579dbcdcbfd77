"""`beatwright serve` in a process of its own, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["Client", "ServedCase", "served_case"]


@dataclass(frozen=True)
class ServedCase:
    """A planner with one case open."""

    process: subprocess.Popen[str]
    url: str

    @property
    def address(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    def memory(self) -> float:
        """Return the resident memory of the server in MB: of the largest of its processes; the others do its jobs."""
        return max(map(_resident, _descendants(self.process.pid)), default=float("nan"))

    def sign_in(self) -> str:
        """Return the cookie of the one who opens the planner; the address opens it once."""
        (token,) = parse_qs(urlsplit(self.url).query)["token"]
        client = Client(self.address, "")
        answer = client.ask("POST", "/api/session", {"token": token})
        return answer.cookie


def _descendants(process: int) -> list[int]:
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def _resident(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


@contextmanager
def served_case(case: Path, folder: Path) -> Iterator[ServedCase]:
    """Serve a case with a database of its own; ended with it."""
    command = [sys.executable, "-m", "beatwright", "serve", str(case), "--no-browser"]
    command += ["--database", str(folder / "planner.db")]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://\S+token=\S+", line) for line in process.stdout)))
        yield ServedCase(process, found.group())
    finally:
        process.terminate()
        process.wait(60)


@dataclass(frozen=True)
class Answered:
    """An answer, and the milliseconds that it took."""

    status: int
    body: Any
    milliseconds: float
    cookie: str


class Client:
    """Sends what the planner's pages send, over one connection."""

    def __init__(self, address: str, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=60)
        self._headers = {
            "origin": f"http://{address}", "content-type": "application/json", "cookie": cookie,
            "accept-encoding": "gzip",
        }  # fmt: skip

    def plain(self) -> None:
        """Ask for answers that are not packed: packed ones are not read."""
        self._headers["accept-encoding"] = "identity"

    def ask(self, method: str, path: str, body: object | None = None) -> Answered:
        """Send a request and read its answer."""
        sent = None if body is None else json.dumps(body)
        began = perf_counter()
        try:
            self._connection.request(method, path, sent, self._headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # the server closed a connection that was idle
            self._connection.close()
            self._connection.request(method, path, sent, self._headers)
            answer = self._connection.getresponse()
        text = answer.read()
        took = (perf_counter() - began) * 1e3
        packed = answer.headers.get("content-encoding") == "gzip"
        cookie = (answer.headers.get("set-cookie") or "").partition(";")[0]
        return Answered(answer.status, None if packed or not text else json.loads(text), took, cookie)
