"""The rule of the house: rooms import only what the design allows, in whatever form the import is written."""

import ast
import functools
import graphlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import pytest

from beatwright import data, planning

ROOT = Path(__file__).resolve().parents[1] / "src" / "beatwright"

FLOOR = {"base", "core"}
ROOMS = {
    "base": set(),
    "core": {"base"},
    "solver": {"base"},
    "queueing": {"base"},
    "patterns": {"base"},
    "simulate": {"base"},
    "data": FLOOR,
    "network": FLOOR,
    "forecast": {*FLOOR, "patterns"},
    "planning": {*FLOOR, "queueing", "solver"},
    "evaluate": {*FLOOR, "queueing", "simulate"},
    "examine": {*FLOOR, "forecast", "patterns"},
    "show": FLOOR,
    "testing": FLOOR,
}
ALLOWED: dict[str, set[str]] = {
    **ROOMS,
    # The front door opens every room at its first use.
    "beatwright": {*ROOMS, "<computed>"} - {"testing"},
    "studies": {"beatwright", "study", *ROOMS},
    "study": {"beatwright", *ROOMS},
    "web": {"beatwright", "study", *ROOMS},
    "cli": {"beatwright", "studies", "study", "web", *ROOMS},
    "__main__": {"cli", "supervisor", *FLOOR},
    # The parent process loads nothing but the standard library.
    "supervisor": set(),
    "_version": set(),
}
# Names that moved to another room keep their paths at the front door of the first: opened late, at their first use.
KEPT_PATHS = {("beatwright.planning", "beatwright.data.today")}
# core is a room of nouns, and flat; every other folder holds few enough files to be seen at once.
MOST_FILES = 20
MOST_LINES = 350


@dataclass(frozen=True)
class Import:
    """One import: the module it names, and whether it runs when the importing module is imported."""

    target: str
    line: int
    at_import: bool


class Walker(ast.NodeVisitor):
    """Collect every import of beatwright in a syntax tree."""

    def __init__(self, module: str, is_package: bool, modules: Set[str]) -> None:
        self.package = module if is_package else module.rpartition(".")[0]
        self.modules = modules
        self.later = 0
        self.found: list[Import] = []

    def add(self, target: str, line: int) -> None:
        if target.split(".", maxsplit=1)[0] == "beatwright":
            self.found.append(Import(target, line, self.later == 0))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.add(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self.absolute(node.module or "", node.level)
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            # A star brings in whatever the package has; a name may be a module or something inside one.
            self.add(inner if inner in self.modules else base, node.lineno)

    def absolute(self, name: str, level: int) -> str:
        if level == 0:
            return name
        parts = self.package.split(".")
        parts = parts[: len(parts) - (level - 1)]
        return ".".join([*parts, name] if name else parts)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("import_module", "__import__") and node.args:
            self.dynamic(node)
        self.generic_visit(node)

    def dynamic(self, node: ast.Call) -> None:
        name = node.args[0]
        if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
            self.found.append(Import(f"{known_package(name)}.<computed>", node.lineno, self.later == 0))
            return
        level = len(name.value) - len(name.value.lstrip("."))
        self.add(self.absolute(name.value.lstrip("."), level), node.lineno)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self.later += 1
        self.generic_visit(node)
        self.later -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815
    visit_Lambda = visit_FunctionDef  # noqa: N815

    def visit_If(self, node: ast.If) -> None:
        typing_only = "TYPE_CHECKING" in {
            getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node.test)
        }
        self.later += typing_only
        for child in node.body:
            self.visit(child)
        self.later -= typing_only
        for child in (node.test, *node.orelse):
            self.visit(child)


def known_package(name: ast.expr) -> str:
    """Return the package that a computed name is surely inside: what stands before the first computed part."""
    start = name.values[0] if isinstance(name, ast.JoinedStr) else None
    text = start.value if isinstance(start, ast.Constant) else ""
    return text.rpartition(".")[0] or "beatwright"


def imports_of(source: str, module: str, modules: Set[str], *, is_package: bool = False) -> tuple[Import, ...]:
    return _imports_of(source, module, frozenset(modules), is_package)


@functools.cache
def _imports_of(source: str, module: str, modules: frozenset[str], is_package: bool) -> tuple[Import, ...]:
    """Several tests ask for those of the whole package."""
    walker = Walker(module, is_package, modules)
    walker.visit(ast.parse(source))
    return tuple(walker.found)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "beatwright"


def breaches(sources: Mapping[str, str], packages: set[str]) -> Iterator[str]:
    """Yield every import that the rule forbids, one sentence each."""
    modules = set(sources)
    for module, source in sources.items():
        room = room_of(module)
        if room not in ALLOWED:
            yield f"{module}: the room '{room}' is not in the rule."
            continue
        for found in imports_of(source, module, modules, is_package=module in packages):
            target = room_of(found.target)
            kept = (module, found.target) in KEPT_PATHS and not found.at_import
            if target not in ALLOWED[room] | {room, "_version"} and not kept:
                yield f"{module}, line {found.line}: {room} must not import {found.target}."


def cycles(sources: Mapping[str, str], packages: set[str]) -> list[str]:
    """Return the modules of a cycle of imports, those for types and those inside functions too; empty where none is."""
    modules = set(sources)
    graph = {
        module: {
            nearest(found.target, modules)
            for found in imports_of(source, module, modules, is_package=module in packages)
            if nearest(found.target, modules) != module
        }
        for module, source in sources.items()
    }
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def nearest(target: str, modules: set[str]) -> str:
    """Return the module that `target` is, or is in."""
    while target not in modules and "." in target:
        target = target.rpartition(".")[0]
    return target


def our_sources() -> tuple[dict[str, str], set[str]]:
    sources, packages = {}, set()
    for path in sorted(ROOT.rglob("*.py")):
        parts = ("beatwright", *path.relative_to(ROOT).with_suffix("").parts)
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[module] = path.read_text(encoding="utf-8")
        if parts[-1] == "__init__":
            packages.add(module)
    return sources, packages


def test_we_keep_the_rule() -> None:
    assert list(breaches(*our_sources())) == []


def test_we_have_no_import_cycle() -> None:
    assert cycles(*our_sources()) == []


def test_no_folder_holds_more_files_than_one_sees_at_once() -> None:
    folders = [folder for folder in (ROOT, *ROOT.rglob("*")) if folder.is_dir() and folder != ROOT / "core"]
    crowded = {str(folder.relative_to(ROOT)): len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in crowded.items() if count > MOST_FILES} == {}


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_two_rooms_have_a_file_of_one_name() -> None:
    homes: dict[str, set[str]] = {}
    for path in ROOT.rglob("*.py"):
        if path.name != "__init__.py" and len(path.relative_to(ROOT).parts) > 1:
            homes.setdefault(path.name, set()).add(path.relative_to(ROOT).parts[0])
    assert {name: rooms for name, rooms in homes.items() if len(rooms) > 1} == {}


def test_we_see_our_sources() -> None:
    sources, packages = our_sources()
    assert {
        "beatwright",
        "beatwright.base",
        "beatwright.core",
        "beatwright.planning",
        "beatwright.evaluate",
    } <= packages
    reached = {found.target for found in found_in(sources, "beatwright.planning.posts.p_median_posts")}
    assert any(target.startswith("beatwright.solver") for target in reached)


def test_names_that_moved_keep_their_paths() -> None:
    assert planning.CurrentPosts is data.CurrentPosts
    assert planning.CurrentDistricts is data.CurrentDistricts


def test_a_kept_path_is_opened_late() -> None:
    early = {"beatwright.planning": "from beatwright.data import today", "beatwright.data.today": ""}
    late = {**early, "beatwright.planning": "def f():\n    from beatwright.data import today"}
    assert len(list(breaches(early, {"beatwright.planning"}))) == 1
    assert list(breaches(late, {"beatwright.planning"})) == []


def found_in(sources: Mapping[str, str], module: str) -> tuple[Import, ...]:
    return imports_of(sources[module], module, set(sources))


MODULES = {
    "beatwright",
    "beatwright.core",
    "beatwright.core.plan",
    "beatwright.planning",
    "beatwright.planning.a",
    "beatwright.planning.deep",
    "beatwright.planning.deep.b",
    "beatwright.evaluate",
    "beatwright.evaluate.coverage",
}

FORMS = [
    "import beatwright.evaluate",
    "import os, beatwright.evaluate as judges",
    "import beatwright.evaluate.coverage",
    "from beatwright import evaluate",
    "from beatwright import core, evaluate as judges",
    "from beatwright.evaluate import Coverage",
    "from beatwright.evaluate import *",
    "from beatwright.evaluate.coverage import Coverage as C",
    "from ..evaluate import Coverage",
    "from .. import evaluate",
    "from ..evaluate.coverage import Coverage",
    "def f():\n    from beatwright.evaluate import Coverage",
    "async def f():\n    import beatwright.evaluate",
    "class A:\n    from ..evaluate import Coverage",
    "class A:\n    def f(self):\n        from .. import evaluate",
    "try:\n    import beatwright.evaluate\nexcept ImportError:\n    pass",
    "if True:\n    import beatwright.evaluate",
    "if 0:\n    pass\nelse:\n    import beatwright.evaluate",
    "with open('x'):\n    import beatwright.evaluate",
    "for _ in ():\n    import beatwright.evaluate",
    "match 1:\n    case 1:\n        import beatwright.evaluate",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from beatwright.evaluate import Coverage",
    "import typing\nif typing.TYPE_CHECKING:\n    import beatwright.evaluate",
    "import importlib\nimportlib.import_module('beatwright.evaluate')",
    "from importlib import import_module\nf = lambda: import_module('beatwright.evaluate.coverage')",
    "import importlib\nimportlib.import_module('..evaluate', __package__)",
    "__import__('beatwright.evaluate')",
    "import importlib\ndef f(name):\n    return importlib.import_module('beatwright.' + name)",
    "import importlib\nimportlib.import_module(f'beatwright.{1}')",
    "import beatwright",
    "import beatwright as bw",
    "from beatwright import Coverage",
]


@pytest.mark.parametrize("source", FORMS)
def test_every_form_of_a_forbidden_import_is_found(source: str) -> None:
    sources = {**dict.fromkeys(MODULES, ""), "beatwright.planning.a": source}
    packages = {"beatwright", "beatwright.planning", "beatwright.evaluate", "beatwright.core"}
    (breach,) = breaches(sources, packages)
    assert breach.startswith("beatwright.planning.a, line ")


@pytest.mark.parametrize(
    "source",
    [
        "import os, numpy.linalg",
        "from beatwright.core import Plan",
        "from beatwright import core",
        "from ..core.plan import Plan",
        "from . import deep",
        "from .deep import b",
        "from beatwright._version import __version__",
        "import importlib\nimportlib.import_module('beatwright.core')",
        "import importlib\nimportlib.import_module('.deep', __package__)",
        "'''import beatwright.evaluate'''\n# from beatwright import evaluate",
        "beatwrights = 1\nimport beatwright_extra",
    ],
)
def test_allowed_imports_pass(source: str) -> None:
    sources = {**dict.fromkeys(MODULES, ""), "beatwright.planning.a": source}
    assert list(breaches(sources, {"beatwright.planning"})) == []


def test_relative_imports_start_from_the_package() -> None:
    modules = MODULES
    (inside,) = imports_of("from . import a", "beatwright.planning", modules, is_package=True)
    (deeper,) = imports_of("from ...evaluate import x", "beatwright.planning.deep.b", modules)
    (parent,) = imports_of("from .. import a", "beatwright.planning.deep", modules, is_package=True)
    assert [found.target for found in (inside, deeper, parent)] == [
        "beatwright.planning.a",
        "beatwright.evaluate",
        "beatwright.planning.a",
    ]


@pytest.mark.parametrize("room", sorted(ROOMS))
@pytest.mark.parametrize("target", sorted({*ROOMS, "study", "studies", "cli", "web"}))
def test_the_table_is_kept_for_every_pair_of_rooms(room: str, target: str) -> None:
    sources = {f"beatwright.{room}.x": f"from beatwright.{target} import y"}
    found = list(breaches(sources, set()))
    assert (found == []) == (target == room or target in ROOMS[room])


def test_planning_and_evaluate_never_meet() -> None:
    reached = {room: closure(room) for room in ("planning", "evaluate")}
    assert "evaluate" not in reached["planning"]
    assert "planning" not in reached["evaluate"]


def closure(room: str) -> set[str]:
    seen: set[str] = set()
    waiting = [room]
    while waiting:
        for other in ALLOWED[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def test_a_new_room_must_be_entered() -> None:
    assert list(breaches({"beatwright.attic.x": ""}, set())) == [
        "beatwright.attic.x: the room 'attic' is not in the rule."
    ]


CYCLE = {
    "beatwright.core.a": "from beatwright.core.b import x",
    "beatwright.core.b": "from .c import x",
    "beatwright.core.c": "import beatwright.core.a",
}


def test_a_cycle_is_found() -> None:
    assert set(cycles(CYCLE, set())) == set(CYCLE)


def test_a_module_that_imports_its_own_package_is_a_cycle() -> None:
    sources = {
        "beatwright.core": "from beatwright.core.a import x",
        "beatwright.core.a": "from beatwright.core import y",
    }
    assert set(cycles(sources, {"beatwright.core"})) == set(sources)


@pytest.mark.parametrize(
    "hidden",
    [
        "def f():\n    import beatwright.core.a",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import beatwright.core.a",
    ],
)
def test_imports_for_types_and_inside_functions_make_a_cycle_too(hidden: str) -> None:
    assert set(cycles({**CYCLE, "beatwright.core.c": hidden}, set())) == set(CYCLE)
