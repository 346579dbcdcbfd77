"""How the functions of the event loop are compiled: without counting references, since none of them makes an array.

Counting who refers to each of some twenty tables takes most of the time of an event (it made the loop eight times
slower), and the tables outlive the loop. An allocation in a function that is compiled so is an error when it is
compiled, not a leak. Where numba has no such option any more, references are counted again: slower, the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba as nb

__all__ = ["kernel"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Compile a function of the event loop."""
    compile_it: Callable[..., Any] = nb.njit
    try:
        compiled: _Function = compile_it(cache=True, forceinline=True, _nrt=False)(function)
    except (KeyError, TypeError):
        compiled = compile_it(cache=True, forceinline=True)(function)
    return compiled
