"""The validation page: its exact figures and its runs are what the code gives."""

from __future__ import annotations

import re

import numpy as np
import pytest

from beatwright.core import Evaluation, Measure


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


def test_every_judge_stands_with_its_figures_and_ranks_on_the_page(validation, page):
    apart = validation.judges_apart
    _, _, judges = page.partition("judges -->")
    rows = [line.strip("| ").split(" | ") for line in judges.splitlines()]
    told = [row[0] for row in rows if row[0] in apart.JUDGES]
    assert told == [name for name, (*_, figures) in apart.JUDGES.items() for _ in figures] + list(apart.JUDGES)
    assert all(len(row) == 3 + len(apart.KINDS) for row in rows if row[0] in apart.JUDGES and len(row) > 6)


def test_pairs_that_a_judge_ranks_otherwise_are_counted_beyond_their_interval_alone(validation, monkeypatch):
    """Three plans of 10, 11 and 11.1 minutes; the judge has them in the other order; the last two differ by chance."""
    apart, kind = validation.judges_apart, validation.judges_apart.KINDS[0]
    noise = np.tile([-0.5, 0.5], 10)

    def found(mean, weeks):
        measure = Measure("mean response", mean, "min", by_week=mean + weeks)
        return Evaluation("plan", "Simulation", (measure,), ("posts",), "", "")

    real = [found(10.0, noise), found(11.0, noise), found(11.1, -noise)]
    told = [found(value, 0 * noise) for value in (3.0, 2.0, 1.0)]
    monkeypatch.setattr(apart, "simulated", lambda *_: [[(None, None, each) for each in real]])
    monkeypatch.setattr(apart, "judged", lambda *_: [told])
    counted = apart.pairs(kind, "Delay")
    assert (counted.pairs, counted.otherwise, counted.beyond) == (3, 3, 2)
    assert counted.farthest == pytest.approx(0.11)


@pytest.mark.slow
def test_every_table_is_what_the_code_gives(validation, page):
    assert validation.with_blocks(page) == page
