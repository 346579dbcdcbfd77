"""How the functions of the event loop are compiled: without counting references, since none of them makes an array.

Counting who refers to each of some twenty tables takes most of the time of an event (it made the loop eight times
slower), and the tables outlive the loop. An allocation in a function that is compiled so is an error when it is
compiled, not a leak. Where numba has no such option any more, references are counted again: slower, the same answer.

Only the loop as a whole is called from Python and kept in the cache. The functions in it get no entry for Python of
their own, and none is kept: making them took half of the time of compiling. They take whole numbers of every size as
64 bits: compiled for each size, and for each constant that they are given, most of them were compiled twice or more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

from beatwright.base.jit import entry

__all__ = ["kernel", "whole_loop"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Compile a function that others of the event loop call; Python itself never calls it."""
    compiled: Any = _compiled(nb.njit, function, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    narrowly = compiled.compile
    compiled.compile = lambda kinds: narrowly(tuple(map(_wide, kinds)))
    return cast(_Function, compiled)


def _wide(kind: nb.types.Type) -> nb.types.Type:
    """Return what a function of the loop takes for a kind of argument."""
    return nb.types.int64 if isinstance(kind, (nb.types.Integer, nb.types.IntegerLiteral)) else kind


def whole_loop(function: _Function) -> _Function:
    """Compile the function that Python calls, with all that it calls in it, and keep it for the next time."""
    return _compiled(entry, function)


def _compiled(compile_it: Callable[..., Any], function: _Function, **options: bool) -> _Function:
    try:
        compiled: _Function = compile_it(forceinline=True, _nrt=False, **options)(function)
    except (KeyError, TypeError):
        compiled = compile_it(forceinline=True, **options)(function)
    return compiled
