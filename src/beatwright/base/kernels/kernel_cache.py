"""Where compiled kernels are kept: beside the code, or in the user's cache, or in NUMBA_CACHE_DIR.

numba keeps a kernel itself, and takes it up again while the file of the kernel is the same. But the kernels that it
calls are compiled into it, and may stand in other files: after an upgrade in place it would go on doing what the
earlier version did. Its index names classes of that version too, and fails where one of them is gone. So each kernel
has a file of its own here, which is named by all that went into it (`kernel_digest`), by the kinds of its arguments,
by the processor and by the versions of numba, numpy and Python. One that does not fit is not read, but made anew; what
earlier versions left is then removed.
"""

from __future__ import annotations

import glob
import hashlib
import pickle
import platform
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
from numba.core import sigutils
from numba.core.caching import FunctionCache
from numba.core.serialize import dumps

from beatwright.base.kernels.compilation import say_not_kept
from beatwright.base.kernels.kernel_digest import describe_types, kernel_digest

__all__ = ["KernelCache"]

_arguments_and_result: Any = sigutils.normalize_signature
_pickled: Any = dumps
_LETTERS = 16  # of a digest of 256 bits, in the name of a file; the file itself begins with the whole
# What reading half a file, or one of a class that is gone, comes to.
_UNREADABLE = (OSError, EOFError, ValueError, LookupError, AttributeError, ImportError, TypeError, pickle.PickleError)


class KernelCache(FunctionCache):
    """Keeps what one function was compiled to, for each kind of arguments.

    Parameters
    ----------
    kernel : function
        As a decorator of numba returned it.

    Raises
    ------
    RuntimeError
        If no folder can be written to.
    """

    def __init__(self, kernel: Any) -> None:
        super().__init__(kernel.py_func)  # type: ignore[no-untyped-call]
        self._kernel = kernel
        self._folder = Path(self._impl.locator.get_cache_path())

    @cached_property
    def _digest(self) -> str:
        # Not before the first call: what a function calls may stand below it.
        try:
            return kernel_digest(self._kernel)
        except TypeError:
            return ""  # what it is made of cannot be told: it is not kept

    def _key(self, sig: Any, codegen: Any) -> str:
        """Return a digest of all that a kept kernel must fit."""
        kinds = describe_types(_arguments_and_result(sig)[0])
        versions = (nb.__version__, np.__version__, platform.python_version(), codegen.magic_tuple())
        return hashlib.sha256(repr((self._digest, kinds, versions)).encode()).hexdigest()

    def _file(self, key: str) -> Path:
        return self._folder / f"{self._impl.filename_base}.{self._digest[:_LETTERS]}.{key[:_LETTERS]}.nbc"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return what was kept for these kinds of arguments, or None."""
        target_context.refresh()
        if not self._enabled or not self._digest:
            return None
        key = self._key(sig, target_context.codegen())
        with suppress(*_UNREADABLE):
            held, kept = pickle.loads(self._file(key).read_bytes())
            if held == key:
                return self._impl.rebuild(target_context, kept)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled for these kinds of arguments."""
        if not self._enabled or not self._digest or not self._impl.check_cachable(data):
            return
        key = self._key(sig, data.codegen)
        try:
            self._impl.locator.ensure_cache_path()
            with self._cache_file._open_for_write(str(self._file(key))) as file:
                file.write(_pickled((key, self._impl.reduce(data))))
        except OSError:
            say_not_kept()
            return
        self._remove_old()

    def _remove_old(self) -> None:
        """Remove what earlier versions of the function left, those of numba's own kind as well."""
        base = str(self._impl.filename_base)
        named, _, place = base.rpartition("-")
        ours = f"{base}.{self._digest[:_LETTERS]}."
        python = place.partition(".")[2]
        for found in self._folder.glob(f"{glob.escape(named)}-*.{glob.escape(python)}.*nb[ic]"):
            if not found.name.startswith(ours):
                with suppress(OSError):  # another process reads it, or has removed it
                    found.unlink()
