"""Kernels are compiled once on a machine: it is said while it lasts, and a second run compiles nothing."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba as nb
import numpy as np
import pytest

import beatwright
from beatwright.base.jit import UNCOUNTED, entry, inner

SOURCES = Path(beatwright.__file__).parent
PLAIN = {
    "None",
    "bool",
    "int",
    "float",
    "tuple[float, float]",
    "tuple[float, int]",
    "tuple[int, float]",
    "tuple[int, float, int, float]",
}
COUNT = """
import json, sys
from numba.core import event
seen = {}
class Count(event.Listener):
    def on_start(self, heard):
        kernel = heard.data["dispatcher"].py_func
        if kernel.__module__.startswith("beatwright"):
            name = kernel.__module__ + "." + kernel.__qualname__
            seen[name] = seen.get(name, 0) + 1
    def on_end(self, heard):
        pass
event.register("numba:compile", Count())
from beatwright.cli import commands
try:
    commands.main(sys.argv[2:])
finally:
    open(sys.argv[1], "w").write(json.dumps(seen))
"""
MESSAGE = "Compiling once on this machine"


def _nodes(word):
    """Yield what stands in the files that hold a word."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if word in text else ():
            yield path.relative_to(SOURCES).as_posix(), node


def test_every_kernel_is_compiled_by_one_page():
    """numba's own decorators keep what is stale, or nothing."""
    own = {"njit", "jit", "vectorize", "guvectorize", "cfunc", "stencil"}
    met = [
        path
        for path, node in _nodes("numba")
        if (isinstance(node, ast.Attribute) and node.attr in own)
        or (isinstance(node, ast.ImportFrom) and own & {one.name for one in node.names})
    ]
    assert met == ["base/jit.py"]


def test_what_counts_no_references_returns_none():
    """A caller would give back once more what was never counted: memory in use would be freed."""
    uncounted = [
        (path, node.name, ast.unparse(node.returns))
        for path, node in _nodes("UNCOUNTED")
        if isinstance(node, ast.FunctionDef) and any("UNCOUNTED" in ast.unparse(one) for one in node.decorator_list)
    ]
    assert len(uncounted) > 10
    assert [function for function in uncounted if function[2] not in PLAIN] == []


@inner
def _twice(number):
    return 2 * number


@entry
def _thrice(values):
    return _twice(values[0]) + _twice(1) + _twice(np.int64(2))


def test_whole_numbers_of_any_size_are_one_kind_for_an_inner_function():
    assert _thrice(np.array([5], dtype=np.int32)) == 16
    for kind in (nb.types.int32, nb.types.int64, nb.types.literal(1)):
        _twice.compile((kind,))
    assert _twice.signatures == [(nb.types.int64,)]


def test_python_is_told_what_it_cannot_call():
    """Compiled or not, it would crash otherwise."""
    for _ in range(2):
        with pytest.raises(TypeError, match="_twice is called by kernels alone"):
            _twice(2)
        assert _thrice(np.array([1], dtype=np.int32)) == 8


@inner
def _upper(word):
    return word >> np.uint64(63)


@entry
def _sign(words):
    return _upper(words[0])


def test_words_of_64_bits_stay_without_a_sign():
    assert _sign(np.array([2**64 - 1], dtype=np.uint64)) == 1


@entry(**UNCOUNTED)
def _add(values):
    total = 0.0
    for value in values:
        total += value
    return total


def test_an_uncounted_function_leaves_the_count_of_its_arguments_alone():
    values = np.ones(4)
    before = sys.getrefcount(values)
    assert [_add(values) for _ in range(50)] == [4.0] * 50
    assert sys.getrefcount(values) == before


def _run(folder, name, environment):
    counts = folder / f"{name}.json"
    command = [sys.executable, "-c", COUNT, str(counts), "demo", "--output", str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    return json.loads(counts.read_text()), done


@pytest.mark.slow
def test_the_demo_compiles_each_kernel_once_and_says_so_once(tmp_path):
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    seen, cold = _run(tmp_path, "cold", environment)
    again, warm = _run(tmp_path, "warm", environment)
    assert len(seen) > 10
    assert {name: times for name, times in seen.items() if times > 1} == {}
    assert again == {}
    assert cold.stderr.count(MESSAGE) == 1
    assert MESSAGE not in warm.stderr + warm.stdout + cold.stdout


@pytest.mark.slow
def test_where_nothing_can_be_written_it_is_said_and_nothing_fails(tmp_path):
    """No folder can be made below a file, not even by who may write everywhere."""
    package = tmp_path / "beatwright"
    shutil.copytree(SOURCES, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for folder in [package, *package.rglob("*")]:
        if folder.is_dir():
            (folder / "__pycache__").write_text("")
    words = "import beatwright.solver.allocation.damage_tables as kernels; print(kernels.__file__)"
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    place = {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": os.devnull, "HOME": os.devnull, "LOCALAPPDATA": os.devnull}
    done = subprocess.run(
        [sys.executable, "-B", "-c", words], capture_output=True, text=True, check=True, env={**kept, **place}
    )
    assert done.stdout.strip().startswith(str(tmp_path))
    assert done.stderr.count("cannot be kept") == 1
    assert "NUMBA_CACHE_DIR" in done.stderr
