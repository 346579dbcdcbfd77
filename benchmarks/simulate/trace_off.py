"""What a trace that nobody asked for costs: the event loop beside one compiled from a source that can keep none.

    python benchmarks/simulate/trace_off.py          (or run.py trace)

Both are compiled apart, in processes with a cache of their own, and run in turn. In the second the function that writes
an event into the trace does nothing, so that not even the question is left whether there is one.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

__all__ = ["compare_trace_off"]

_TURNS = 4


def compare_trace_off() -> None:
    """Print the seconds of either loop, turn by turn."""
    found: dict[str, list[float]] = {"asks": [], "never": []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(_TURNS + 1):
            for kind, seconds in found.items():
                cache = {"NUMBA_CACHE_DIR": str(Path(folder) / kind)}
                command = [sys.executable, __file__, kind]
                said = subprocess.run(command, env={**os.environ, **cache}, check=True, capture_output=True, text=True)
                if turn:  # the first compiles
                    seconds.append(float(said.stdout))
            if turn:
                asks, never = found["asks"][-1], found["never"][-1]
                print(f"  turn {turn}: {asks:.4f} s, without any trace in the source {never:.4f} s", flush=True)
    ratio = statistics.median(a / b for a, b in zip(found["asks"], found["never"], strict=True))
    print(f"  median: {100 * (ratio - 1):+.1f} %")


def _seconds(kind: str) -> float:
    """Return the least CPU seconds of a run under all policies, with the loop of this kind."""
    from run import ALL, a_third_on_duty, minutes, some_calls

    from beatwright.queueing import nearest_first
    from beatwright.simulate import Policy, simulate

    if kind == "never":
        _leave_out_notes()
    travel, _ = minutes(20, 1000, 0)
    calls = some_calls(0, 40_000, 14.0, 1000, (0.75, 0.2, 0.05))
    order, home, on = nearest_first(travel), np.repeat(np.arange(20), 3), a_third_on_duty(60)
    times = []
    for _ in range(12):
        began = time.process_time()
        simulate(calls, home, travel, order, on, Policy(**ALL))
        times.append(time.process_time() - began)
    return min(times)


def _leave_out_notes() -> None:
    from beatwright.simulate.dispatch_loop import event_loop, sending, tours
    from beatwright.simulate.dispatch_loop.kernel import kernel

    def note(rules: object, world: object, now: float, kind: int, call: int, car: int) -> None:
        """Write nothing."""

    nothing = kernel(note)
    for module in (event_loop, sending, tours):
        module.note = nothing


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(_seconds(sys.argv[1]))
    else:
        compare_trace_off()
