"""The most memory that this process held, since it was last asked to forget."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

__all__ = ["forget_peak", "peak_megabytes"]

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def forget_peak() -> None:
    """Set the mark back to what is held now, where the system lets a process do so (Linux)."""
    try:
        _CLEAR.write_text("5")
    except OSError:
        return


def peak_megabytes() -> float:
    """Return the mark in megabytes: since `forget_peak` on Linux, since the start elsewhere; NaN where nobody knows."""
    try:
        found = _PEAK.search(_STATUS.read_text())
    except OSError:
        found = None
    return int(found[1]) / 1024 if found else _since_start()


def _since_start() -> float:
    try:
        import resource  # noqa: PLC0415 (Windows has none)
    except ImportError:
        return math.nan
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)
