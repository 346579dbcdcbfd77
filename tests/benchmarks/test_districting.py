"""The districting benchmark: its own score, its instances, the peers' forms and the process that is ended."""

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.planning import DistrictRules, MapUnits, balanced_districts

NAMES = ("instances", "score", "peers", "child", "exact", "run")
FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "districting"


@pytest.fixture(scope="module")
def bench():
    """Import the benchmark's scripts, whose names other benchmarks use too, and forget them afterwards."""
    before = {name: sys.modules.pop(name, None) for name in NAMES}
    sys.path.insert(0, str(FOLDER))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in NAMES})
    finally:
        sys.path.remove(str(FOLDER))
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


@pytest.fixture(scope="module")
def units(bench):
    return bench.instances.random_map(60, 6, 3)


def engine_plan(bench, units, parents=None):
    given = MapUnits(units.edges, units.lengths, units.criteria, parents=parents)
    return balanced_districts(given, DistrictRules(units.k), weights=bench.score.WEIGHTS, iterations=20_000)


@pytest.mark.parametrize("hard", [False, True])
def test_the_score_is_the_engines_objective(bench, units, hard):
    plan = engine_plan(bench, units, parents=units.parents if hard else None)
    seen = bench.score.score(units, plan.districts)
    assert seen.objective == pytest.approx(plan.certificate.objective, rel=1e-12)
    assert seen.cut == pytest.approx(plan.scores["cut_share"], rel=1e-12)
    assert seen.cv == pytest.approx({name: c["cv"] for name, c in plan.scores["criteria"].items()}, rel=1e-12)
    assert (seen.districts, seen.contiguous) == (6, True)
    assert seen.crossing == 0 or not hard


def test_the_score_sees_broken_rules(bench, units):
    far = np.argmax(np.abs(units.points - units.points[0]).sum(axis=1))
    apart = np.zeros(60, dtype=int)
    apart[[0, far]] = 1
    seen = bench.score.score(units, apart)
    assert (seen.districts, seen.contiguous) == (2, False)
    assert seen.crossing == 1 + (units.parents[0] != units.parents[far])
    with pytest.raises(ValueError, match="60 units"):
        bench.score.score(units, apart[:-1])


def test_a_map_fills_its_square_with_rook_borders(bench, units):
    assert units.criteria["area"].sum() == pytest.approx(1e8)
    seen = bench.score.score(units, np.arange(60))
    assert seen.cut == pytest.approx(1.0)
    assert bench.score.score(units, np.zeros(60)).contiguous


def test_the_files_have_borders_by_position(bench, data_folder, monkeypatch):
    shapely = pytest.importorskip("shapely")
    geopandas = pytest.importorskip("geopandas")
    monkeypatch.setenv("BEATWRIGHT_DATA", str(data_folder))
    units = bench.instances.from_file("V410")
    shapes = geopandas.read_parquet(data_folder / "districting" / "V410.parquet").geometry.array
    common = shapely.length(shapely.intersection(shapes[units.edges[:, 0]], shapes[units.edges[:, 1]]))
    np.testing.assert_allclose(common, units.lengths, atol=1e-6)
    assert (units.n, units.k, np.unique(units.parents).size) == (410, 100, 5)


PACKAGED = ["spopt MaxP", "spopt AZP", "spopt AZP told F", "spopt region K-means", "GerryChain short bursts"]


@pytest.mark.parametrize("name", PACKAGED)
@pytest.mark.filterwarnings("ignore")
def test_a_peer_divides_sixty_units(bench, units, name):
    tool = next(tool for tool in bench.peers.PEERS if tool.name == name)
    pytest.importorskip(tool.package)
    seen = bench.score.score(units, tool.begin(units)(0.5))
    assert seen.contiguous
    assert abs(seen.districts - units.k) <= (2 if "MaxP" in name else 0)
    assert engine_plan(bench, units).certificate.objective <= seen.objective


@given(st.integers(0, 2**32 - 1))
@pytest.mark.filterwarnings("ignore")
def test_azp_is_told_the_change_of_the_score(bench, units, seed):
    pytest.importorskip("spopt")
    random = np.random.default_rng(seed)
    objective = bench.peers.azp_objective(units)
    attributes = np.column_stack(list(bench.peers.shares(units).values()))
    labels = np.r_[np.arange(6), random.integers(0, 6, 54)].astype(float)
    unit, to = int(random.integers(6, 60)), float(random.integers(0, 6))
    moved = labels.copy()
    moved[unit] = to
    change = objective(moved, attributes) - objective(labels, attributes)
    if to != labels[unit]:
        assert objective.update(unit, to, labels, attributes) == pytest.approx(change, abs=1e-12)


SLEEPER = """
import time

def begin(units):
    return lambda seconds: time.sleep(0.0 if units.name == "map 0" else 60.0)
"""


def test_a_tool_over_its_limit_is_ended(bench, units, tmp_path, monkeypatch):
    (tmp_path / "benchmark_sleeper.py").write_text(SLEEPER)
    monkeypatch.syspath_prepend(str(tmp_path))
    begin = importlib.import_module("benchmark_sleeper").begin
    late = bench.child.Tool("sleeper", begin, "numpy", 0.0)
    assert bench.child.answer_of(late, units, 0.2).word == "no answer in 0.2 s"
    absent = bench.child.Tool("absent", begin, "no_such_package", 0.0)
    assert bench.child.answer_of(absent, units, 0.2).word == "no_such_package is not installed"


def test_a_row_has_a_cell_for_every_title(bench, units):
    districts = engine_plan(bench, units).districts
    for answer in (bench.child.Answer(districts, 1.0, 1.0), bench.child.Answer(word="no answer in 5 s")):
        assert len(bench.run.figures(units, answer, 0.2)) == len(bench.run.TITLES) - 2


def test_a_proof_is_checked_by_the_score(bench):
    small = bench.instances.random_map(14, 3, 1, seconds=0.2)
    plan, wall, cpu = bench.exact.proven(small, True, 20.0)
    assert plan.certificate.status == "optimal"
    assert wall >= 0 <= cpu
