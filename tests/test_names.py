"""One name, one thing: two modules define a class or a function of one name only where a convention asks for it."""

import ast
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "src" / "beatwright"

STUDIES = "What every published study has, under one name in each."
COMMANDS = "A command of the command line is called as what it runs."
CONVENTIONS = {
    "Intensity": "What a generated city has in truth, and the examiner that estimates it from incidents.",
    "Roster": "The layer of a plan, and the judge of it, which stands under its name in a study file.",
    "WeekClock": "The examiner has the name of the chart that it draws, and stands under it in a study file.",
    "main": "The entry point of a program, which Python calls so.",
    "compare": COMMANDS,
    "digitize": COMMANDS,
    "reproduce": f"{COMMANDS} {STUDIES}",
    "examine": STUDIES,
    "picture": STUDIES,
    "write_report": f"{STUDIES} The report of a case is written under the same name.",
    "CityResult": STUDIES,
    "Place": STUDIES,
    "generated_place": STUDIES,
    "st_louis": STUDIES,
    "trade_off": "Two front doors, their paths kept: plans over numbers of posts, damage over numbers of officers.",
}
FILES = {"place.py", "published.py", "report.py", "run.py", "study.py"}  # what every published study has


def doubled(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the public classes and functions that several modules define, with their modules."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module, text in sources.items():
        for name in public_names(ast.parse(text)):
            homes[name].append(module)
    return {name: modules for name, modules in homes.items() if len(modules) > 1}


def public_names(tree: ast.Module) -> Iterable[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")}


def our_sources() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.py"))}


@functools.cache
def doubled_by_us() -> dict[str, list[str]]:
    """Return what `doubled` finds in the package, which is parsed once."""
    return doubled(our_sources())


def test_no_name_stands_for_two_things() -> None:
    found = doubled_by_us()
    assert {name: modules for name, modules in found.items() if name not in CONVENTIONS} == {}


def test_every_convention_is_still_used() -> None:
    assert set(CONVENTIONS) <= set(doubled_by_us())


@pytest.mark.parametrize("name", sorted(name for name, reason in CONVENTIONS.items() if reason == STUDIES))
def test_what_studies_share_stands_in_studies_alone(name: str) -> None:
    assert all(module.startswith("studies/") for module in doubled_by_us()[name])


def test_no_two_files_have_one_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in ROOT.rglob("*.py"):
        if not path.name.startswith("__"):
            homes[path.name].append(str(path.parent.relative_to(ROOT)))
    several = {name: folders for name, folders in homes.items() if len(folders) > 1}
    assert set(several) <= FILES
    assert all(folder.startswith("studies/") for folders in several.values() for folder in folders)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("class Rules: ...", "class Rules: ...", {"Rules": ["a", "b"]}),
        ("def search(): ...", "async def search(): ...", {"search": ["a", "b"]}),
        ("class search: ...", "def search(): ...", {"search": ["a", "b"]}),
        ("def _search(): ...", "def _search(): ...", {}),
        ("class A:\n    def search(self): ...", "def search(): ...", {}),
        ("from b import search", "def search(): ...", {}),
        ("class PMedian: ...", "def p_median(): ...", {}),
    ],
)
def test_what_counts_as_one_name(first: str, second: str, found: dict[str, list[str]]) -> None:
    assert doubled({"a": first, "b": second}) == found
