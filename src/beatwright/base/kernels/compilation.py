"""What is said and done while kernels are compiled.

numba compiles a kernel the first time that a machine calls it and keeps the result in a folder; until then a command
seems to stand still. So it is said once in a process, as soon as compiling lasts. The garbage collector rests
meanwhile: a compiler makes very many objects and hardly any garbage, and walking through them took an eighth of its
time.
"""

from __future__ import annotations

import gc
import logging
import time
from typing import Any

from numba.core import event

from beatwright.base.progress import COMPILATION_LOG

__all__ = ["hear_compilation", "say_not_kept"]

_LASTS = 0.5  # CPU seconds of compiling from which on it is said: a first kernel alone takes less
_LOG = logging.getLogger(COMPILATION_LOG)
_TOLD = "Compiling once on this machine; later runs start at once."
_NOT_KEPT = (
    "What is compiled cannot be kept, as neither the folder of beatwright nor that of your user's cache can be written "
    "to: every run will compile anew. Set NUMBA_CACHE_DIR to a folder that you may write to."
)


class _Compilation(event.Listener):
    """Hears of every function that numba compiles; one waits for those that it calls."""

    def __init__(self) -> None:
        self.depth = 0
        self.ours = False  # whether the outermost function is one of beatwright's
        self.collected = False  # whether the garbage collector ran before
        self.since = 0.0
        self.seconds = 0.0  # CPU seconds that ours took, but for the one that is being compiled
        self.told = False

    def on_start(self, heard: Any) -> None:
        if self.depth == 0:
            self.ours = heard.data["dispatcher"].py_func.__module__.split(".")[0] == "beatwright"
            self.collected, self.since = gc.isenabled(), time.process_time()
            gc.disable()
        self.depth += 1
        if self.ours and not self.told and self.seconds + time.process_time() - self.since >= _LASTS:
            self.told = True
            _LOG.info(_TOLD)

    def on_end(self, heard: Any) -> None:
        self.depth -= 1
        if self.depth == 0:
            self.seconds += time.process_time() - self.since if self.ours else 0.0
            if self.collected:
                gc.enable()


_HEARERS: list[_Compilation] = []


def hear_compilation() -> None:
    """Have it said, on the log, that kernels are compiled; called again, it does nothing."""
    if not _HEARERS:
        _HEARERS.append(_Compilation())
        register: Any = event.register
        register("numba:compile", _HEARERS[0])


_WARNED: list[str] = []


def say_not_kept() -> None:
    """Warn, once in a process, that there is no folder for what is compiled."""
    if not _WARNED:
        _WARNED.append(_NOT_KEPT)
        _LOG.warning(_NOT_KEPT)
