"""The traces of dispatch simulations in a case folder: one Parquet file each, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from beatwright.core.dispatch_trace import DispatchTrace

__all__ = ["TRACES", "load_traces", "save_traces"]

TRACES = "traces"


def save_traces(folder: Path, traces: Sequence[DispatchTrace]) -> None:
    """Write the traces into a new folder; without any there is none."""
    if traces:
        folder.mkdir()
    for number, trace in enumerate(traces, 1):
        trace.save(folder / f"{number:02d}.parquet")


def load_traces(folder: Path, count: int) -> tuple[DispatchTrace, ...]:
    """Read so many traces that `save_traces` wrote; folders of earlier versions have none."""
    return tuple(DispatchTrace.load(folder / f"{number:02d}.parquet") for number in range(1, count + 1))
