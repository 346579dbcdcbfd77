"""Bandwidths and their curves beside those of another program (R 4.2.2, spatstat 3.0)."""

import json

import numpy as np
import pytest
import shapely

from beatwright.patterns import PointPattern, bandwidth

pytestmark = pytest.mark.data
ALL = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")


class Known:
    def __init__(self, folder):
        self.folder = folder
        xy = np.genfromtxt(folder / "points.csv", delimiter=",", skip_header=1)[:, :2]
        window = shapely.from_geojson(json.dumps(json.loads((folder / "window.geojson").read_text())["geometry"]))
        self.pattern = PointPattern(xy, window)
        self.chosen = json.loads((folder / "bandwidth.json").read_text())

    def curve(self, name):
        text = (self.folder / f"bw_{name}_cv.csv").read_text().replace("Inf", "inf").replace("NA", "nan")
        return np.array([[float(cell) for cell in row.split(",")] for row in text.splitlines()[1:]]).T


@pytest.fixture(scope="module", params=ALL)
def known(request, data_folder):
    return Known(data_folder / "patterns" / request.param)


def same(values, expected):
    lost = ~np.isfinite(expected)
    assert np.array_equal(values[lost], expected[lost], equal_nan=True)
    return np.abs(values[~lost] / expected[~lost] - 1).max()


def test_mean_squared_error(known):
    found = bandwidth(known.pattern, "diggle")
    sigmas, curve = known.curve("diggle")
    assert same(found.sigmas[1:], sigmas[1:]) < 1e-12
    assert same(found.criterion, curve) < 1e-8
    assert found.sigma == pytest.approx(known.chosen["diggle"], rel=1e-12)


def test_likelihood(known):
    found = bandwidth(known.pattern, "ppl")
    sigmas, curve = known.curve("ppl")
    assert same(found.sigmas, sigmas) < 1e-12
    assert same(found.criterion, curve) < 1e-10
    assert found.sigma == pytest.approx(known.chosen["ppl"], rel=1e-12)


def test_likelihood_on_a_finer_scale(known):
    usual = bandwidth(known.pattern, "ppl", sigmas=known.curve("ppl")[0][[0, -1]]).sigmas
    found = bandwidth(known.pattern, "ppl", sigmas=np.geomspace(*usual, 64))
    assert found.sigma == pytest.approx(known.chosen["ppl_ns64"], rel=1e-12)


def test_cronie_van_lieshout_and_scott(known):
    assert bandwidth(known.pattern, "cvl").sigma == pytest.approx(known.chosen["CvL"], rel=1e-12)
    assert bandwidth(known.pattern, "scott").sigma == pytest.approx(known.chosen["scott_iso"], rel=1e-12)


def test_exact_mass_shows_that_a_random_pattern_with_a_hole_wants_the_widest(data_folder):
    # The Gaussian of the other program is cut off at the raster, so that its likelihood falls where sigma is wide.
    known = Known(data_folder / "patterns" / "hole_csr")
    exact, pixels = (bandwidth(known.pattern, "ppl", mass=mass) for mass in ("exact", "pixels"))
    assert (exact.sigma, pixels.sigma) == pytest.approx((exact.sigmas[-1], known.chosen["ppl"]))
    assert exact.warning.startswith("The largest sigma")
    usual = (exact.sigmas > 0.3) & (exact.sigmas < 1.3)
    assert np.abs(exact.criterion[usual] / pixels.criterion[usual] - 1).max() < 0.008
