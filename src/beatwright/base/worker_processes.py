"""The processes that joblib keeps for its next call."""

from __future__ import annotations

import multiprocessing
import signal
from typing import Any

__all__ = ["end_processes", "leave_interrupts_to_caller"]


def end_processes() -> None:
    """End the processes that joblib keeps: work that failed or was stopped leaves none behind, and none half dead."""
    from joblib.externals.loky import reusable_executor  # noqa: PLC0415  (of no use before something went wrong)

    executor: Any = getattr(reusable_executor, "_executor", None)
    if executor is not None:
        executor.shutdown(wait=True, kill_workers=True)


def leave_interrupts_to_caller() -> None:
    """Hear no Ctrl-C from now on in such a process: a terminal sends it to whoever gave the work, too, who ends it."""
    if type(multiprocessing.current_process()).__name__ == "LokyProcess":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
