"""CPU seconds that numba compiles for in a command, twice, the first time with nothing kept.

``python -m benchmarks compilation demo`` or another command of beatwright with its options.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from numba.core import event

from beatwright.cli import commands


class Compiled(event.Listener):
    """Adds up what compiling beatwright's kernels takes, and counts them."""

    def __init__(self):
        self.depth, self.since, self.seconds, self.kernels = 0, 0.0, 0.0, 0

    def on_start(self, heard):
        """Start the clock at the outermost of our kernels."""
        ours = heard.data["dispatcher"].py_func.__module__.startswith("beatwright")
        if self.depth or ours:
            self.since = self.since if self.depth else time.process_time()
            self.depth += 1
            self.kernels += ours

    def on_end(self, heard):
        """Stop the clock once it is compiled."""
        if self.depth:
            self.depth -= 1
            self.seconds += 0.0 if self.depth else time.process_time() - self.since


def run_once(arguments):
    """Run the command in this process; say on the error stream what was compiled."""
    compiled = Compiled()
    event.register("numba:compile", compiled)
    try:
        commands.main(arguments)
    finally:
        sys.stderr.write(f"{compiled.seconds:6.1f} CPU s, {compiled.kernels} kernels: {' '.join(arguments)}\n")


def run_twice(arguments):
    """Run the command twice in processes of their own, the first with an empty folder for what is compiled."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "kept")}
        for _ in range(2):
            command = [sys.executable, __file__, "--once", *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            print(done.stderr.splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        run_once(sys.argv[2:])
    else:
        run_twice(sys.argv[1:] or ["demo"])
