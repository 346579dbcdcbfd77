"""How the kernels are compiled: every one by a word of this page, so that all are kept and none is compiled twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast, overload

import numba as nb
import numpy as np

from beatwright.base.compilation import hear_compilation, say_not_kept

__all__ = ["UNCOUNTED", "Kernel", "entry", "inlined", "inner", "plain"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

# Options of a function that only other kernels call.
_INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

# Options of a function that makes no array and returns numbers alone: nobody need count who refers to its arrays, as
# its caller holds them. Counting is a good part of the code; to make an array there is an error when it is compiled.
UNCOUNTED: dict[str, Any] = {"_nrt": False}

hear_compilation()


@overload
def entry(function: Kernel) -> Kernel: ...


@overload
def entry(**options: Any) -> Callable[[Kernel], Kernel]: ...


def entry(function: Any = None, **options: Any) -> Any:
    """Compile a function that Python calls: without the way in from C, which nobody takes.

    Parameters
    ----------
    function : callable, optional
        Left out where options are given.
    **options
        Options of ``numba.njit``.
    """
    if function is None:
        return lambda later: entry(later, **options)
    return _kept(function, no_cfunc_wrapper=True, **options)


@overload
def inner(function: Kernel) -> Kernel: ...


@overload
def inner(**options: Any) -> Callable[[Kernel], Kernel]: ...


def inner(function: Any = None, **options: Any) -> Any:
    """Compile a function that only other kernels call: without the way in from Python, which takes long to compile.

    Whole numbers come in as 64 bits, so that no constant and no short number has it compiled once more.

    Parameters
    ----------
    function : callable, optional
        Left out where options are given.
    **options
        Options of ``numba.njit``.
    """
    if function is None:
        return lambda later: inner(later, **options)
    compiled = _kept(function, **_INNER, **options)
    narrowly = compiled.compile
    compiled.compile = lambda kinds: narrowly(tuple(map(_wide, kinds)))
    return compiled


def _wide(kind: Any) -> Any:
    # Unsigned 64 bits stay what they are: such words hold one bit a neighbour, and shift otherwise.
    short = isinstance(kind, nb.types.IntegerLiteral) or kind in nb.types.signed_domain
    return nb.types.int64 if short else kind


def inlined(function: Kernel) -> Kernel:
    """Write a function into the one place that calls it, before compiling: apart it would be compiled twice.

    numba compiles a callee to machine code, and its code once more within the caller. Where several places call it,
    `inner` is quicker.
    """
    return cast(Kernel, _kept(function, inline="always", **_INNER))


def _kept(function: Callable[..., Any], **options: Any) -> Any:
    """Compile, and keep the result on disk where a folder can be written."""
    try:
        return nb.njit(cache=True, **options)(function)
    except RuntimeError as error:
        if "cannot cache function" not in str(error):
            raise
    say_not_kept()
    return nb.njit(**options)(function)


@inner
def plain(number: int) -> int:
    """Return a constant or a short number as any other, where a caller in Python words chooses the kind."""
    return int(np.int64(number))
