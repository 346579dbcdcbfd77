"""The story of six calls: its tables are what the simulation does, and what is told of them stands in them."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from beatwright.simulate import Policy, simulate
from beatwright.simulate.plain.plain_simulation import plain_simulation


@pytest.fixture(scope="module")
def story(docs_module):
    return docs_module("make_dispatch_story")


@pytest.mark.parametrize("simulation", [plain_simulation, simulate], ids=lambda each: each.__name__)
def test_the_tables_are_those_of_the_simulation(story, simulation):
    page = story.PAGE.read_text(encoding="utf-8")
    assert story.with_blocks(page, story.blocks_of(simulation)) == page


def test_every_table_stands_on_the_page(story):
    page = story.PAGE.read_text(encoding="utf-8")
    names = re.findall(r"<!-- made by docs/make_dispatch_story.py: ([\w -]+) -->", page)
    assert sorted(names) == sorted({"calls", "all", *story.STORIES})


def test_every_option_is_told_and_changes_what_happens(story):
    told = {option for policy, _, _ in story.STORIES.values() for option in policy}
    assert told == {field.name for field in fields(Policy)}
    blocks, same = story.blocks_of(), {"beat list": "own beat"}
    for name in story.STORIES:
        assert blocks[name].count("\n") > 2, name
    assert {name: other for name in blocks for other in blocks if name > other and blocks[name] == blocks[other]} == {
        max(pair): min(pair) for pair in same.items()
    }


def test_the_minutes_that_are_told_stand_in_the_tables(story):
    page = story.PAGE.read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| (\d+) \|", story.blocks_of()["default"], re.MULTILINE))
    for section in page.split("\n## ")[3:]:
        told = set(re.findall(r"\b[Mm]inute (\d+)\b", re.sub(r"^\|.*$", "", section, flags=re.MULTILINE)))
        assert told - rows - set(re.findall(r"^\| (\d+) \|", section, re.MULTILINE)) == set()


def test_call_2_is_taken_up_again_where_it_was_left(story):
    """By hand: at work from 14, taken at 15 with 19 of 20 minutes left; again from 37, 4 minutes of travel, and 19."""
    found = story.answer("preempt")
    own = found.dispatches.call == 1
    assert found.dispatches.sent[own].tolist() == [10.0, 37.0]
    assert found.dispatches.left[own].tolist() == [15.0, 60.0]
