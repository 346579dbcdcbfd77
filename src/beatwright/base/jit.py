"""How the kernels are compiled: every one by a word of this page, so that all are kept and none is compiled twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast, overload

import numba as nb
import numpy as np
from numba.core.cpu import CPUTargetOptions
from numba.core.dispatcher import Dispatcher

from beatwright.base.kernels.compilation import hear_compilation, say_not_kept
from beatwright.base.kernels.kernel_cache import KernelCache

__all__ = ["UNCOUNTED", "Kernel", "entry", "inlined", "inner", "plain"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

# Options of a function that only other kernels call.
_INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

# Options of a function that makes no array and returns numbers alone: nobody need count who refers to its arrays, as
# its caller holds them. Counting is a good part of the code, and of the time of one that calls others: some 5 ns an
# array, and a named tuple may hold forty. To make an array there is an error when it is compiled.
# A numba without this option counts: slower, the same answer.
UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(CPUTargetOptions, "_nrt") else {}

_DISPATCHER: Any = Dispatcher  # what `njit` makes: some of its attributes are set here that its types do not tell of

hear_compilation()


@overload
def entry(function: Kernel, /) -> Kernel: ...


@overload
def entry(**options: Any) -> Callable[[Kernel], Kernel]: ...


def entry(function: Any = None, /, **options: Any) -> Any:
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
    return _compiled(function, True, no_cfunc_wrapper=True, **options)


@overload
def inner(function: Kernel, /) -> Kernel: ...


@overload
def inner(*, kept: bool = True, **options: Any) -> Callable[[Kernel], Kernel]: ...


def inner(function: Any = None, /, *, kept: bool = True, **options: Any) -> Any:
    """Compile a function that only other kernels call: without the way in from Python, which takes long to compile.

    Whole numbers come in as 64 bits, so that no constant and no short number has it compiled once more.

    Parameters
    ----------
    function : callable, optional
        Left out where options are given.
    kept : bool, default True
        Whether it is kept by itself as well, for other kernels that call it; to keep one takes a while.
    **options
        Options of ``numba.njit``.
    """

    def compiled_later(later: Any) -> Any:
        compiled = _compiled(later, kept, **_INNER, **options)
        if isinstance(compiled, _DISPATCHER):
            narrowly = compiled.compile
            compiled.compile = lambda kinds: narrowly(tuple(map(_wide, kinds)))
        return compiled

    return compiled_later if function is None else compiled_later(function)


def _wide(kind: Any) -> Any:
    if isinstance(kind, nb.types.BooleanLiteral):
        return nb.types.boolean
    # Unsigned 64 bits stay what they are: such words hold one bit a neighbour, and shift otherwise.
    whole = isinstance(kind, (nb.types.Integer, nb.types.IntegerLiteral))
    return nb.types.int64 if whole and kind != nb.types.uint64 else kind


def inlined(function: Kernel) -> Kernel:
    """Write a function into the kernels that call it, before compiling: apart it would be compiled twice.

    numba compiles a callee to machine code, and its code once more within the caller. Where several places call it,
    `inner` is quicker to compile, and this at times quicker to run.
    """
    return cast(Kernel, _compiled(function, False, inline="always", **_INNER))


def _refuse_python(compiled: Any) -> None:
    """Have a call from Python raise an error: without a way in, it would end the process."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"{compiled.py_func.__qualname__} is called by kernels alone. Compile it as an `entry`.")

    # What has not been given to numba's dispatcher is asked for here at every call.
    compiled._insert = lambda *_, **__: None
    compiled._compile_for_args = refuse


def _compiled(function: Callable[..., Any], kept: bool, **options: Any) -> Any:
    """Have a function compiled when it is called, and kept on disk if so wished and a folder can be written."""
    compiled = nb.njit(**options)(function)
    if not isinstance(compiled, _DISPATCHER):  # NUMBA_DISABLE_JIT leaves functions as they are
        return compiled
    if "no_cpython_wrapper" in options:
        _refuse_python(compiled)
    if kept:
        try:
            compiled._cache = KernelCache(compiled)
        except RuntimeError as error:
            if "cannot cache function" not in str(error):
                raise
            say_not_kept()
    return compiled


@inner
def plain(number: int) -> int:
    """Return a constant or a short number as any other, where a caller in Python words chooses the kind."""
    return int(np.int64(number))
