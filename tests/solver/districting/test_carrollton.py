"""The Carrollton study: the published plan re-scored, and ours beside it. Its files stay where they are."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from beatwright.planning import median_districts
from beatwright.solver.beats.beat_annealing import anneal_beats
from beatwright.solver.beats.beat_lagrangian import Lagrangian
from beatwright.solver.beats.beat_program import MedianModel
from beatwright.solver.beats.read_beat_instance import read_beat_instance
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.solver.districting.search_budget import Budget


@pytest.fixture(scope="module")
def files() -> Any:
    """Return the benchmark's reader of the files."""
    path = Path(__file__).parents[3] / "benchmarks" / "beats" / "carrollton.py"
    spec = importlib.util.spec_from_file_location("beats_carrollton", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def study(files: Any, data_folder: Path) -> Any:
    folder = data_folder / "carrollton"
    if not folder.is_dir():
        pytest.skip("the Carrollton files are absent")
    return files.read_carrollton(folder)


@pytest.mark.data
def test_rebuilt_minutes_are_the_published_ones(files: Any, study: Any) -> None:
    seen = files.agreement(study)
    assert seen["pairs"] == 308
    assert seen["correlation"] > 0.999999
    assert seen["ratio"] == pytest.approx(1.0, abs=1e-6)
    assert seen["largest difference, min"] < 1e-5
    assert seen["pairs not on streets"] == 14


@pytest.mark.data
def test_published_plan_re_scored(files: Any, study: Any) -> None:
    assert study.plan["cost"].sum() == pytest.approx(193_790.22, abs=0.01)
    post, ways = files.completed(study)
    assert ways == 1
    assert int(files.cost_of(study, post)) == files.PUBLISHED
    whole, moved = files.mended(study, post)
    assert (files.pieces(study.edges, post), files.pieces(study.edges, whole)) == (15, 12)
    assert study.calls[moved].sum() == 0
    assert files.cost_of(study, whole) == pytest.approx(files.cost_of(study, post))
    loads = np.bincount(whole, weights=study.calls)[np.unique(whole)] / (study.calls.sum() / 12)
    assert 0.95 <= loads.min() <= loads.max() <= 1.05


@pytest.mark.data
def test_a_short_search_is_near_the_published_plan_and_its_bound_below(study: Any) -> None:
    instance = read_beat_instance(study.minutes, study.calls, study.edges, 12, 0.05)
    found = anneal_beats(instance, Budget(None, 2_000_000), 0)
    assert found.excess == 0.0
    assert pieces_of(study.edges, found.districts)[0] == 12
    assert 198_757 < found.cost < 1.05 * 198_757
    relaxed = Lagrangian(instance)
    relaxed.climb(found.cost, Budget(None, 200))
    assert 0.8 * 198_757 < relaxed.bound < 198_757


@pytest.mark.data
def test_relaxation_with_the_published_posts_is_just_below(files: Any, study: Any) -> None:
    post, _ = files.completed(study)
    posts = np.unique(post)
    instance = read_beat_instance(study.minutes, study.calls, study.edges, 12, 0.05)
    fixed = replace(instance, travel=np.ascontiguousarray(instance.travel[:, posts]), home=posts)
    published = files.cost_of(study, post)
    model = MedianModel(fixed, np.ones((325, 12), dtype=bool), published)
    model.relax(Budget(None, 60))
    assert 198_300 < model.bound < published
    assert model.columns < 1_500


@pytest.mark.data
@pytest.mark.slow
def test_ours_is_at_or_below_the_published_objective(files: Any, study: Any) -> None:
    plan = median_districts(study.minutes, study.calls, study.edges, 12, 0.05, iterations=32_500_000, prove_seconds=600)
    assert int(plan.certificate.objective) <= files.PUBLISHED
    assert 0.99 * files.PUBLISHED < plan.certificate.bound <= plan.certificate.objective
    assert pieces_of(study.edges, plan.districts)[0] == 12
