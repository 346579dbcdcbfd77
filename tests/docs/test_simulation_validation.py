"""The validation page: its exact figures and its runs are what the code gives."""

from __future__ import annotations

import re

import pytest


@pytest.fixture(scope="module")
def validation(docs_module):
    return docs_module("make_validation")


@pytest.fixture(scope="module")
def page(validation):
    return validation.PAGE.read_text(encoding="utf-8")


def test_every_table_stands_on_the_page(validation, page):
    names = re.findall(r"<!-- made by docs/make_validation.py: ([\w -]+) -->", page)
    assert names == list(validation.BLOCKS)


def test_every_queue_stands_with_its_exact_figures(validation, page):
    rows = [line.strip("| \n").split(" | ") for line in page.splitlines()]
    told = [(row[0], row[1], row[2]) for row in rows if row[0] in validation.closed_forms.CASES]
    assert told == [
        (case.name, name, f"{exact:.5f}")
        for case in validation.closed_forms.CASES.values()
        for name, exact in case.exact().items()
    ]


@pytest.mark.parametrize("name", ["strict beats, load .3", "three cars of the textbook"])
def test_the_runs_of_a_queue_are_those_of_the_page(validation, page, name):
    rows = validation.case_rows(validation.closed_forms.CASES[name])
    assert all(f"| {' | '.join(row)} |" in page for row in rows)


def test_the_effects_are_those_of_the_page(validation, page):
    assert validation.with_blocks(page, "grid") == page


@pytest.mark.slow
def test_every_table_is_what_the_code_gives(validation, page):
    assert validation.with_blocks(page) == page
