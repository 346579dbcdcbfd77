"""Every name of the glossary exists, and the page of questions names every step, and none that does not exist."""

from __future__ import annotations

import dataclasses
import re
from importlib import import_module
from pathlib import Path

import pytest

from beatwright.study import STAGES

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_ROWS = re.findall(
    r"^\| ([^|]+) \| ([^|]+) \| (`[^|]+`) \|$", (_DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
)
_QUESTIONS = (_DOCS / "which-step.md").read_text(encoding="utf-8")
_STEPS = {
    step.__name__ for stage in STAGES for step in stage.steps if not step.__name__.endswith(("Source", "Options"))
}


def exists(path: str) -> bool:
    """Look up a name below ``beatwright``: a public name of a room, or a field or attribute of one."""
    room, name, *rest = path.split(".")
    package = import_module(f"beatwright.{room}")
    if name not in package.__all__:
        return False
    thing = getattr(package, name)
    fields = {field.name for field in dataclasses.fields(thing)} if dataclasses.is_dataclass(thing) else set()
    return all(part in fields or hasattr(thing, part) for part in rest)


@pytest.mark.parametrize("term", [row[0] for row in _ROWS])
def test_every_name_of_the_glossary_exists(term):
    names = next(re.findall(r"`([^`]+)`", row[2]) for row in _ROWS if row[0] == term)
    assert [name for name in names if not exists(name)] == []


def test_the_glossary_has_no_term_twice_and_is_not_empty():
    terms = [row[0] for row in _ROWS]
    assert len(terms) == len(set(terms)) > 50


@pytest.mark.parametrize(
    "name", ["core.Nothing", "core.City.way", "core.Certificate.nearly", "planning.PMedian.metres_", "core.chain"]
)
def test_a_name_that_does_not_exist_is_not_found(name):
    assert not exists(name)


def test_every_step_answers_a_question():
    named = set(re.findall(r"\[`(\w+)`\]", _QUESTIONS))
    assert _STEPS - named == set()
    assert named - _STEPS == set()


_PAGES = [path for path in _DOCS.rglob("*.md") if not {"_build", "_gallery"} & set(path.parts)]


@pytest.mark.parametrize("page", [*_PAGES, _DOCS.parent / "README.md"], ids=lambda page: page.name)
def test_every_dotted_name_of_a_page_exists(page):
    names = re.findall(r"\b(?:beatwright|bw)\.([a-z_]+)\.([A-Za-z_]+)", page.read_text(encoding="utf-8"))
    assert [f"{room}.{name}" for room, name in names if not hasattr(import_module(f"beatwright.{room}"), name)] == []
