"""How the kernels are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np

__all__ = ["INNER", "Kernel", "borrowing", "inner", "plain"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

# Options of a function that only other kernels call.
INNER: dict[str, Any] = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inner(function: Kernel) -> Kernel:
    """Compile a function that only other kernels call: without the way in from Python, which takes long to compile."""
    return cast(Kernel, nb.njit(**INNER)(function))


def borrowing(function: Kernel) -> Kernel:
    """Compile a function that only other kernels call, and that makes no arrays.

    It counts no references to the arrays that it is given: the caller keeps them. Otherwise one that calls others, or
    has several ways out, takes some 5 ns an array each time, and a named tuple may hold forty. An array made in it
    would never be freed: numba refuses to compile that.
    """
    options: dict[str, Any] = {**INNER, "_nrt": False}
    return cast(Kernel, nb.njit(**options)(function))


@inner
def plain(number: int) -> int:
    """Return a constant or a short number as any other: callees are then not compiled once more for its type."""
    return int(np.int64(number))
