"""How the functions of the event loop are compiled: without counting references, since none of them makes an array.

Counting who refers to each of some twenty tables takes most of the time of an event (it made the loop eight times
slower), and the tables outlive the loop. An allocation in a function that is compiled so is an error when it is
compiled, not a leak.

Only the loop as a whole is called from Python and kept in the cache. The functions in it get no entry for Python of
their own, and none is kept: making them took half of the time of compiling.
"""

from __future__ import annotations

from typing import Any

from beatwright.base.jit import UNCOUNTED, Kernel, entry, inner

__all__ = ["kernel", "whole_loop"]

_OPTIONS: dict[str, Any] = {"forceinline": True, **UNCOUNTED}


def kernel(function: Kernel) -> Kernel:
    """Compile a function that others of the event loop call; Python itself never calls it."""
    return inner(kept=False, **_OPTIONS)(function)


def whole_loop(function: Kernel) -> Kernel:
    """Compile the function that Python calls, with all that it calls in it, and keep it for the next time."""
    return entry(**_OPTIONS)(function)
