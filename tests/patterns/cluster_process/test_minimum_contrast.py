"""Minimum contrast: known curves are found again, brute force finds nothing better, and spatstat's figures are met."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess

KINDS = {"MatClust": MaternProcess, "Thomas": ThomasProcess}
R = np.linspace(0, 1, 129)
kinds = pytest.mark.parametrize("kind", list(KINDS.values()))


def curve_of(process, statistic):
    return process.k(R) if statistic == "K" else process.pair_correlation(R)


@kinds
@pytest.mark.parametrize("statistic", ["K", "pcf"])
@settings(max_examples=7)
@given(scale=st.floats(0.02, 0.2), clusters=st.floats(0.3, 300), unit=st.sampled_from([1.0, 1e-3, 1e4]))
def test_a_known_curve_is_found_again_in_any_unit(kind, statistic, scale, clusters, unit):
    process = kind(clusters / unit**2, scale * unit, 1.0)
    curve = process.k(R * unit) if statistic == "K" else process.pair_correlation(R * unit)
    found = minimum_contrast(R * unit, curve, kind, statistic=statistic)
    assert found.kappa == pytest.approx(process.kappa, rel=1e-4)
    assert found.scale == pytest.approx(process.scale, rel=1e-4)
    assert found.contrast < 1e-12 * np.mean(np.sqrt(curve))


@kinds
@pytest.mark.parametrize(("q", "p"), [(0.25, 2), (0.5, 1), (1, 2)])
def test_brute_force_finds_nothing_better(kind, q, p):
    rng = np.random.default_rng(8)
    for _ in range(2):
        observed = kind(20, 0.1, 1).k(R) * np.exp(0.2 * rng.standard_normal(len(R)))
        found = minimum_contrast(R, observed, kind, q=q, p=p)
        fitted = kind(found.kappa, found.scale, 1.0).k(R)
        assert found.contrast == pytest.approx(np.mean(np.abs(observed**q - fitted**q) ** p))
        assert found.fitted == pytest.approx(fitted)
        scale, kappa = np.geomspace(0.01, 10, 40), np.geomspace(0.01, 1e4, 40)
        curves = [kind(k, s, 1.0).k(R) for k in kappa for s in scale]
        brute = min(np.mean(np.abs(observed**q - curve**q) ** p) for curve in curves)
        assert found.contrast <= brute


def test_the_contrast_counts_only_what_it_should():
    curve = MaternProcess(20, 0.1, 1).pair_correlation(R)
    curve[0], curve[100:] = np.inf, 77
    found = minimum_contrast(R, curve, MaternProcess, statistic="pcf", rmin=0.1, rmax=0.5)
    assert (found.r.min(), found.r.max()) == (13 / 128, 0.5)
    assert (found.kappa, found.scale) == pytest.approx((20, 0.1), rel=1e-4)


@kinds
def test_curves_of_no_cluster_process_give_numbers(kind):
    for curve in (np.pi * R**2, np.zeros(len(R)), np.full(len(R), 3.0), np.pi * R**2 * 0.8):
        found = minimum_contrast(R, curve, kind)
        assert np.isfinite([found.kappa, found.scale, found.contrast]).all()
        assert found.kappa > 0


def test_wrong_arguments_are_told_together():
    with pytest.raises(ParameterError) as caught:
        minimum_contrast(R, R[:-1], MaternProcess, statistic="L", q=0, rmax=-1)
    assert [name in str(caught.value) for name in ("'statistic'", "'q'", "'rmax'", "(128,)")] == [True] * 4
    with pytest.raises(ParameterError, match="three distances"):
        minimum_contrast(R, np.full(len(R), np.nan), MaternProcess)


@pytest.mark.data
@pytest.mark.parametrize("name", ["sq_matclust", "sq_rounded_duplicates", "sq_csr1000", "hole_csr"])
@pytest.mark.parametrize("kind", KINDS)
def test_spatstat_finds_nothing_better_and_the_same_where_clusters_are(data_folder, name, kind):
    folder = data_folder / "patterns" / name
    fits = json.loads((folder / "kppm.json").read_text(encoding="utf-8"))
    pcf = np.genfromtxt(folder / "pcf.csv", delimiter=",", names=True)
    k = np.genfromtxt(folder / f"kppm_{kind}_K.csv", delimiter=",", names=True)
    for statistic, r, observed in (("K", k["r"], k["obs"]), ("pcf", pcf["r"], pcf["iso"])):
        theirs = fits[f"{kind}_{statistic}"]
        ours = minimum_contrast(r, observed, KINDS[kind], statistic=statistic, rmin=theirs["rmin"], rmax=theirs["rmax"])
        assert ours.contrast <= theirs["objective"] * (1 + 1e-9)
        if name in {"sq_matclust", "sq_rounded_duplicates"}:
            assert ours.kappa == pytest.approx(theirs["kappa"], rel=1e-3)
            assert ours.scale == pytest.approx(theirs["scale"], rel=1e-3)
    process = KINDS[kind](fits[f"{kind}_K"]["kappa"], fits[f"{kind}_K"]["scale"], 1.0)
    assert process.k(k["r"]) == pytest.approx(k["fit"], rel=1e-9, abs=1e-15)
