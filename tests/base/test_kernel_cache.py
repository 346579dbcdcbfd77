"""A kernel that is kept is used again where nothing has changed, and never where anything has that went into it."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import beatwright
from beatwright.base.jit import entry
from beatwright.base.kernels.kernel_cache import KernelCache
from beatwright.base.kernels.kernel_digest import kernel_digest

CALLER = """
import {name}.far as far
from {name}.far import LIMIT, WEIGHTS, added
from {name}.kinds import Pair
from beatwright.base.jit import entry

@entry
def answer(pair):
    return added(pair.one) * LIMIT + WEIGHTS[1] + far.OFFSET + Pair(1, 2).one
"""
FAR = """
import numpy as np
from beatwright.base.jit import inner

LIMIT, OFFSET = 10, 0
WEIGHTS = np.array([1.0, 2.0])

@inner
def _step(number):
    return number + 1

@inner
def added(number):
    return _step(number)
"""
KINDS = """
from typing import NamedTuple

class Pair(NamedTuple):
    one: int
    two: int
"""


class Package:
    """A package of three files in a folder, whose kernel is called in this process as a new one would."""

    def __init__(self, folder):
        self.name = f"kept_{abs(hash(str(folder))):x}"
        self.folder = folder / self.name
        self.folder.mkdir()
        (self.folder / "__init__.py").write_text("")
        for file, text in (("near", CALLER), ("far", FAR), ("kinds", KINDS)):
            self.write(file, text.format(name=self.name) if file == "near" else text)

    def write(self, file, text):
        """Write a file with the time of all others, as installers do that make the same of the same."""
        path = self.folder / f"{file}.py"
        path.write_text(text)
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def change(self, file, old, new):
        text = (self.folder / f"{file}.py").read_text()
        assert old in text
        self.write(file, text.replace(old, new))

    def run(self):
        """Return what the kernel answers, and whether it was read from disk."""
        for name in [one for one in sys.modules if one.split(".")[0] == self.name]:
            del sys.modules[name]
        importlib.invalidate_caches()
        near = importlib.import_module(f"{self.name}.near")
        value = near.answer(importlib.import_module(f"{self.name}.kinds").Pair(5, 7))
        return value, sum(near.answer.stats.cache_hits.values()) == 1


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # Python's own files go by the time of the source
    return Package(tmp_path)


def test_what_has_not_changed_is_read(package):
    assert package.run() == (63.0, False)
    assert package.run() == (63.0, True)


@pytest.mark.parametrize(
    ("file", "old", "new", "value"),
    [
        ("far", "number + 1", "number + 2", 73.0),
        ("far", "LIMIT, OFFSET = 10", "LIMIT, OFFSET = 20", 123.0),
        ("far", "OFFSET = 10, 0", "OFFSET = 10, 5", 68.0),
        ("far", "1.0, 2.0", "1.0, 4.0", 65.0),
        ("kinds", "    one: int\n    two: int", "    two: int\n    one: int", 84.0),
        ("near", "* LIMIT", "- LIMIT", -1.0),
        ("near", "@entry", "@entry(error_model='numpy')", 63.0),
        ("far", "@inner\ndef added", "@inner(error_model='numpy')\ndef added", 63.0),
    ],
    ids=[
        "a callee's callee",
        "a constant",
        "a module's constant",
        "an array",
        "the order of fields",
        "itself",
        "how it is compiled",
        "how a callee is compiled",
    ],
)
def test_what_went_into_it_has_changed(package, file, old, new, value):
    assert package.run()[0] == 63.0
    package.change(file, old, new)
    assert package.run() == (value, False)
    assert package.run() == (value, True)


def test_what_could_not_be_called_can_be_once_it_is_an_entry(package):
    """What is kept of it has no way in from Python: a call would crash."""
    package.change("far", "@inner\ndef added", "@entry\ndef added")
    package.change("far", "import inner", "import entry, inner")
    package.run()
    package.change("far", "@entry\ndef added", "@inner\ndef added")
    package.run()
    package.change("far", "@inner\ndef added", "@entry\ndef added")
    package.run()
    assert sys.modules[f"{package.name}.far"].added(4) == 5


def test_a_class_that_has_gone_is_no_error(package):
    package.run()
    package.change("kinds", "class Pair", "class Couple")
    package.write("kinds", (package.folder / "kinds.py").read_text() + "\nPair = Couple\n")
    assert package.run() == (63.0, False)


def test_what_an_earlier_version_left_is_removed(package):
    package.run()
    cache = package.folder / "__pycache__"
    kept = {path.name for path in cache.glob("near.answer*")}
    python = "py{}{}{}".format(*sys.version_info[:2], sys.abiflags)
    for ending in (f"near.answer-3.{python}.nbi", f"near.answer-3.{python}.1.nbc", f"near.answering-3.{python}.nbi"):
        (cache / ending).write_bytes(b"old")
    package.change("far", "number + 1", "number + 2")
    package.run()
    left = {path.name for path in cache.glob("near.answer*")}
    assert f"near.answering-3.{python}.nbi" in left  # another kernel's
    assert len(left) == 2
    assert not left & kept


@pytest.mark.parametrize("data", [b"", b"half", b"\x80\x05K\x01."])
def test_half_a_file_is_no_error(package, data):
    package.run()
    for path in (package.folder / "__pycache__").glob("*.nbc"):
        path.write_bytes(data)
    assert package.run() == (63.0, False)
    assert package.run() == (63.0, True)


def test_a_file_under_the_name_of_another_is_not_used(package):
    """As where two processes give a name at once."""
    package.run()
    cache = package.folder / "__pycache__"
    old = next(cache.glob("near.answer*")).read_bytes()
    package.change("far", "number + 1", "number + 2")
    package.run()
    next(cache.glob("near.answer*")).write_bytes(old)
    assert package.run() == (73.0, False)


def test_a_full_disk_keeps_nothing_and_fails_nothing(package, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile._open_for_write", full)
    monkeypatch.setattr("beatwright.base.kernels.compilation._WARNED", [])
    assert package.run() == (63.0, False)
    assert package.run() == (63.0, False)
    assert caplog.text.count("cannot be kept") == 1


SOMETHING = {1: 2}


@entry
def _of_something(number):
    return number + len(SOMETHING)


def test_a_constant_that_cannot_be_told_apart_keeps_nothing():
    with pytest.raises(TypeError, match="no kind"):
        kernel_digest(_of_something)
    assert KernelCache(_of_something).load_overload((), _of_something.targetctx) is None


def _digest_of(text, **names):
    exec(text, names)
    return kernel_digest(names["f"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x): return x + 1", "def f(x): return x + 1.0"),
        ("def f(x): return x + 0.0", "def f(x): return x + -0.0"),
        ("def f(x, y=1): return x", "def f(x, y=2): return x"),
        ("def f(x):\n def g(y): return y + 1\n return g(x)", "def f(x):\n def g(y): return y + 2\n return g(x)"),
        ("def f(x): return x in (1, 2)", "def f(x): return x in (1, 3)"),
        ("def f(x, y): return x - y", "def f(y, x): return x - y"),
    ],
)
def test_other_functions_have_other_digests(one, other):
    assert _digest_of(one) == _digest_of(one)
    assert _digest_of(one) != _digest_of(other)


def test_a_function_that_calls_itself_has_a_digest():
    assert len(_digest_of("def f(x): return x if x < 1 else f(x - 1)")) == 64


def test_options_are_part_of_a_digest():
    def g(x):
        return x / 2.0

    text = "def f(x): return g(x)"
    digests = {
        _digest_of(text, g=entry(**options)(g)) for options in ({}, {"error_model": "numpy"}, {"fastmath": True})
    }
    assert len(digests) == 3


WORDS = """
import importlib, sys
from numba.core.dispatcher import Dispatcher
from beatwright.base.kernels.kernel_digest import kernel_digest
for name in sys.argv[1].split():
    module = importlib.import_module(name)
    for word, value in sorted(vars(module).items()):
        if isinstance(value, Dispatcher) and value.py_func.__module__ == name:
            print(name, word, kernel_digest(value))
"""


def _kernel_modules():
    root = Path(beatwright.__file__).parent
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "from beatwright.base.jit import" in text or "dispatch_loop.kernel import" in text:
            yield ".".join(("beatwright", *path.relative_to(root).with_suffix("").parts))


@pytest.mark.slow
def test_every_kernel_has_a_digest_that_is_the_same_in_every_process():
    """Sets have another order in every process, and objects another place in memory."""
    modules = list(_kernel_modules())
    assert len(modules) > 50
    said = [
        subprocess.run(
            [sys.executable, "-c", WORDS, " ".join(modules)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "NUMBA_DISABLE_JIT": "0"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].count("\n") > 200
    digests = np.array([line.split()[2] for line in said[0].splitlines()])
    assert np.unique(digests).size == digests.size
