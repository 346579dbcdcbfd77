"""A digest of all that is compiled into a kernel, so that what is kept of it is never used for another.

Into a kernel goes the code of every kernel that it calls, wherever that stands, and every constant that any of them
names; of a named tuple goes the order of its fields, since a field is read by its place. All of that is read from
what Python has loaded, not from the files: these may have been replaced since.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numba as nb
import numpy as np
from numba.core.dispatcher import Dispatcher
from numba.core.types.containers import BaseNamedTuple

__all__ = ["describe_types", "kernel_digest"]

_NAMED_TUPLE: Any = BaseNamedTuple
_TUPLE: Any = nb.types.BaseTuple
# Packages whose version says what is in them; the numbers in them do not change besides.
_VERSIONED = {"numba", "numpy", "math", "cmath", "operator", "random"}
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), slice, range, enum.Enum, np.generic, np.dtype)


def kernel_digest(kernel: Any) -> str:
    """Return the digest of a kernel, of how it is compiled and of all that is compiled into it.

    Parameters
    ----------
    kernel : function
        As a decorator of numba returned it; one that is not compiled has no options.

    Raises
    ------
    TypeError
        If it names a constant of a kind that this does not know: no digest would tell that it changed.

    Examples
    --------
    >>> kernel_digest(lambda x: x + 1) == kernel_digest(lambda x: x + 2)
    False
    """
    reading = _Reading()
    reading.read_kernel(kernel)
    return reading.sha.hexdigest()


def describe_types(kinds: Iterable[Any]) -> str:
    """Describe kinds of arguments, named tuples by their fields as well.

    Examples
    --------
    >>> describe_types([nb.types.int64, nb.types.float64[:, ::1]])
    'int64; array(float64, 2d, C)'
    """
    return "; ".join(part for kind in kinds for part in _described(kind))


def _described(kind: Any) -> Iterator[str]:
    yield str(kind)
    if isinstance(kind, _NAMED_TUPLE):
        yield _class_words(kind.instance_class)
    if isinstance(kind, _TUPLE):
        for part in kind:
            yield from _described(part)


def _class_words(kind: type) -> str:
    """Name a class and what a kernel can take from it: the fields of a tuple, the values of an enumeration."""
    members = [(one.name, one.value) for one in kind] if issubclass(kind, enum.Enum) else []
    return f"{kind.__module__}.{kind.__qualname__} {getattr(kind, '_fields', ())} {members}"


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code and those of the functions within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


class _Reading:
    """Goes through functions and what they name, each function once."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()
        self.met: dict[FunctionType, int] = {}

    def _add(self, *words: object) -> None:
        for word in words:
            data = word if isinstance(word, bytes) else str(word).encode()
            self.sha.update(b"%d:" % len(data) + data)

    def read_kernel(self, kernel: Any) -> None:
        """Take in how a function is compiled, and itself."""
        if isinstance(kernel, Dispatcher):
            self._read(tuple(kernel.targetoptions.items()), [])
        self._read_function(getattr(kernel, "py_func", kernel))

    def _read_function(self, function: FunctionType) -> None:
        """Take in a function, then what it names."""
        if function in self.met:
            self._add("again", self.met[function])
            return
        self.met[function] = len(self.met)
        self._add("function", function.__module__, function.__qualname__)
        codes = list(_codes(function.__code__))
        for code in codes:
            self._read_code(code)
        names = list(dict.fromkeys(name for code in codes for name in code.co_names))
        for name in names:
            # A name that is no global is one of Python's own, or of an attribute.
            if name in function.__globals__:
                self._add(name)
                self._read(function.__globals__[name], names)
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        self._read((function.__defaults__, tuple((function.__kwdefaults__ or {}).items()), tuple(cells)), names)

    def _read_code(self, code: CodeType) -> None:
        self._add(code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        self._add(code.co_argcount, code.co_kwonlyargcount, code.co_flags, code.co_exceptiontable)
        for constant in code.co_consts:
            if not isinstance(constant, CodeType):
                self._read(constant, [])

    def _read(self, value: Any, names: list[str]) -> None:
        """Take in what is named; `names` are the words that may name parts of a module."""
        if isinstance(value, Dispatcher):
            self.read_kernel(value)
        elif isinstance(value, _PLAIN):
            self._add(type(value).__name__, repr(value))
        elif isinstance(value, (tuple, list)):
            self._add(_class_words(type(value)), len(value))
            for part in value:
                self._read(part, names)
        elif isinstance(value, (set, frozenset)):
            self._add("set", sorted(map(repr, value)))
        elif isinstance(value, np.ndarray):
            self._add(value.dtype.descr, value.shape, value.tobytes())
        else:
            self._read_named(value, names)

    def _read_named(self, value: Any, names: list[str]) -> None:
        """Take in what has a name: of a module, what a function names in it."""
        if isinstance(value, ModuleType):
            self._add("module", value.__name__)
            for name in names if value.__name__.split(".")[0] not in _VERSIONED else ():
                if hasattr(value, name):
                    self._add(name)
                    self._read(getattr(value, name), names)
        elif isinstance(value, type):
            self._add("class", _class_words(value))
        elif isinstance(value, (FunctionType, BuiltinFunctionType, np.ufunc, nb.types.Type)):
            self._add(type(value).__name__, getattr(value, "__module__", ""), str(getattr(value, "__name__", value)))
        else:
            raise TypeError(f"{value!r} is of no kind that a kernel can be told apart by.")
