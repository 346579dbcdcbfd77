"""`beatwright serve` as a user starts it, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Served:
    """A planner that is served.

    Parameters
    ----------
    process : Popen
    url : str
        What it prints: the address with the token that opens it once.
    reader : Thread
        Reads what it says later, so that it never waits for a reader.
    """

    process: subprocess.Popen[str]
    url: str
    reader: threading.Thread

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def stop(self) -> int:
        """End it as Ctrl-C does; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self._close()

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self.reader.join(timeout=60)
        assert self.process.stdout is not None
        self.process.stdout.close()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(
    database: Path, *cases: Path, port: int | None = None, root: Path | None = None, options: tuple[str, ...] = ()
) -> Served:
    """Start a planner and wait for the address that it prints."""
    command = [sys.executable, "-m", "beatwright", "serve", *map(str, cases), "--no-browser"]
    command += ["--port", str(port or free_port()), "--database", str(database)]
    command += [*(["--root", str(root)] if root else []), *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        found = re.search(r"https?://\S+", line)
        if found:
            reader = threading.Thread(target=process.stdout.read, daemon=True)
            reader.start()
            return Served(process, found.group(), reader)
    raise AssertionError(f"The planner ended: {''.join(said)}")
