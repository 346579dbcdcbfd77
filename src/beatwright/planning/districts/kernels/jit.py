"""How the kernels are compiled.

Numba compiles a function once for each combination of argument types, and keeps the result beside the source. What
takes long is the number of such versions and the wrappers through which Python and C would call them: kernels that
only kernels call do without the wrappers, and constants are passed as plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

# No wrapper for calls from Python, none for calls from C; the compiled code is kept from run to run.
_INNER: dict[str, Any] = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inner(function: Kernel) -> Kernel:
    """Compile a function that only other kernels call: without the wrapper for Python, which takes long to compile."""
    return cast(Kernel, nb.njit(**_INNER)(function))


@inner
def plain(number: int) -> int:
    """Return a constant as any other number: callees are then not compiled once more for the constant.

    To numba a literal has a type of its own, for which a callee with such an argument would have its own version.
    """
    return int(np.int64(number))
