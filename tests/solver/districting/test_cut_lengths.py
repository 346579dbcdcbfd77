"""Borders that count less than their length where they are cut: rivers and main streets."""

from dataclasses import replace

import numpy as np
import pytest
from tests.solver.districting.test_exact import WEIGHTS, Every

from beatwright.base.errors import ParameterError
from beatwright.solver.districting import balanced_districts


def some_natural(units, seed):
    return units.lengths * np.random.default_rng(seed).choice([0.0, 0.25, 1.0], units.lengths.size)


def outlines(units):
    inside = np.bincount(units.edges.ravel(), weights=np.repeat(units.lengths, 2), minlength=units.n)
    return {"areas": units.criteria["area_m2"] / 1e6, "perimeters": inside + 0.3}


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_counts_a_cut_as_told(voronoi, seed):
    units = voronoi(11, seed)
    counted = some_natural(units, seed)
    every = Every(replace(units, lengths=counted), 3)
    every.total = units.lengths.sum()
    plan = balanced_districts(
        **units.asked(3, weights=WEIGHTS, cut_lengths=counted, iterations=3000, prove_seconds=60.0)
    )
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(every.best(), rel=1e-7)
    apart = plan.districts[units.edges[:, 0]] != plan.districts[units.edges[:, 1]]
    assert plan.scores["cut_share"] == pytest.approx(units.lengths[apart].sum() / units.lengths.sum())
    assert plan.scores["counted_cut_share"] == pytest.approx(counted[apart].sum() / units.lengths.sum())


@pytest.mark.parametrize("seed", range(3))
def test_outlines_count_as_borders_do(voronoi, seed):
    units = voronoi(12, seed)
    counted, shapes = some_natural(units, seed), outlines(units)
    weights = {"calls": 0.5, "polsby_popper": 0.5}
    asked = {"weights": weights, "iterations": 3000, "prove_seconds": 60.0}
    plan = balanced_districts(**units.asked(3, cut_lengths=counted, **shapes, **asked))
    spared = np.bincount(units.edges.ravel(), weights=np.repeat(units.lengths - counted, 2), minlength=12)
    shorter = {**shapes, "perimeters": shapes["perimeters"] - spared}
    twin = balanced_districts(**replace(units, lengths=counted).asked(3, **shorter, **asked))
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(twin.certificate.objective, rel=1e-7)
    assert plan.scores["polsby_popper"] < twin.scores["polsby_popper"]


def test_repeated_borders_are_added_as_their_lengths_are(voronoi):
    units = voronoi(8, 0)
    halves = replace(units, edges=np.vstack([units.edges, units.edges[:, ::-1]]), lengths=np.tile(units.lengths / 2, 2))
    counted = some_natural(units, 0)
    asked = {"weights": WEIGHTS, "iterations": 1000, "prove_seconds": 60.0}
    one = balanced_districts(**units.asked(3, cut_lengths=counted, **asked))
    two = balanced_districts(**halves.asked(3, cut_lengths=np.tile(counted / 2, 2), **asked))
    assert one.certificate.objective == pytest.approx(two.certificate.objective, rel=1e-9)


@pytest.mark.parametrize("wrong", [[1.0], np.full(17, -1.0)])
def test_what_is_no_length_is_refused(voronoi, wrong):
    units = voronoi(9, 0)
    with pytest.raises(ParameterError, match="'cut_lengths' parameter of MapUnits must hold one finite length"):
        units.asked(3, cut_lengths=wrong)
