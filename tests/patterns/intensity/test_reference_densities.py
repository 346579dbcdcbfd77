"""Densities and edge masses beside those of another program (R 4.2.2, spatstat 3.0), to rounding."""

import json

import numpy as np
import pytest
import shapely

from beatwright.patterns import PointPattern
from beatwright.patterns.intensity.binned_kernel import window_cells
from beatwright.patterns.intensity.density_at_points import kde_at_points
from beatwright.patterns.intensity.edge_mass import mass_in
from beatwright.patterns.intensity.kernel_density import kde

pytestmark = pytest.mark.data
SQUARES = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates")
ALL = (*SQUARES, "hole_csr")
SHAPE = (128, 128)


class Reference:
    def __init__(self, folder):
        self.folder = folder
        xy = np.genfromtxt(folder / "points.csv", delimiter=",", skip_header=1)[:, :2]
        window = shapely.from_geojson(json.dumps(json.loads((folder / "window.geojson").read_text())["geometry"]))
        self.pattern = PointPattern(xy, window)
        self.sigma = json.loads((folder / "meta.json").read_text())["sigma"]

    def table(self, name):
        return np.genfromtxt(self.folder / f"kde_{name}.csv", delimiter=",")


@pytest.fixture(scope="module")
def reference(data_folder):
    return {name: Reference(data_folder / "patterns" / name) for name in ALL}


def difference(values, expected):
    """Return the largest relative difference; the same cells have values."""
    assert np.array_equal(np.isnan(values), np.isnan(expected))
    return np.nanmax(np.abs(values / expected - 1))


# The events of one pattern lie on borders of cells, which "diggle" sees: the next test is about them.
BINNED = [
    (name, edge, file)
    for name in ALL
    for edge, file in (("uniform", "edge_uniform"), ("none", "noedge"), ("diggle", "edge_diggle"))
    if (name, edge) != ("sq_rounded_duplicates", "diggle")
]


@pytest.mark.parametrize(("name", "edge", "file"), BINNED)
def test_binned_densities(reference, name, edge, file):
    case = reference[name]
    density = kde(case.pattern, case.sigma, edge=edge).values
    expected = case.table(file)
    assert np.abs(density - expected)[np.isfinite(expected)].max() < 1e-14 * np.nanmax(expected)
    assert difference(density, expected) < 1e-11


def test_events_on_borders_of_cells_are_weighed_there_by_another_cell_than_counts_them(reference):
    case = reference["sq_rounded_duplicates"]
    cells = window_cells(case.pattern.window, SHAPE)
    numbers = cells.of(case.pattern.local)
    # The other program counts such an event in the upper cell, as we do, and weighs it by the mass of that of the two
    # which has an even number, counted from 1.
    even = np.clip(np.rint(case.pattern.local * 128 + 0.5).astype(int) - 1, 0, 127)
    mass = cells.mass(case.sigma)[even[:, 1], even[:, 0]]
    theirs = cells.smooth(cells.counts(numbers, 1 / mass), case.sigma) * 128**2
    ours = kde(case.pattern, case.sigma, edge="diggle").values
    expected = case.table("edge_diggle")
    assert np.abs(theirs / expected - 1).max() < 1e-11
    assert 1e-6 < np.abs(ours / expected - 1).max() < 2e-4


# The other program has no exact edge mass in polygons.
EXACT = [*((name, edge) for name in SQUARES for edge in ("uniform", "diggle", "none")), ("hole_csr", "none")]


@pytest.mark.parametrize(("name", "edge"), EXACT)
def test_exact_densities(reference, name, edge):
    case = reference[name]
    density = kde(case.pattern, case.sigma, edge=edge, method="exact").values
    file = {"uniform": "exact_uniform", "diggle": "exact_diggle", "none": "exact_noedge"}[edge]
    expected = np.where(np.isnan(density), np.nan, case.table(file))
    assert difference(density, expected) < 1e-12


@pytest.mark.parametrize("name", ALL)
def test_edge_mass_of_pixels(reference, name):
    case = reference[name]
    mass = window_cells(case.pattern.window, SHAPE).mass(case.sigma)
    assert difference(mass, case.table("edgemass")) < 1e-12


def test_exact_edge_mass_differs_from_that_of_pixels_by_the_cells_on_the_border(reference):
    case = reference["hole_csr"]
    cells = window_cells(case.pattern.window, SHAPE)
    exact = mass_in(case.pattern.window, cells.places, case.sigma)
    pixels = case.table("edgemass")[cells.inside]
    # The hole from 3 to 7 ends at 38.4 and 89.6 cells: as pixels it is from 38 to 90 cells, 1.6 % wider.
    assert 0.02 < np.abs(pixels / exact - 1).max() < 0.03
    hole = shapely.box(38 * 10 / 128, 38 * 10 / 128, 90 * 10 / 128, 90 * 10 / 128)
    stairs = PointPattern(np.empty((0, 2)), shapely.box(0, 0, 10, 10).difference(hole)).window
    assert np.abs(pixels / mass_in(stairs, cells.places, case.sigma) - 1).max() < 2.5e-4


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("column", "edge", "alone"),
    [(0, "uniform", True), (1, "uniform", False), (2, "diggle", True), (3, "none", False)],
)
def test_densities_at_events(reference, name, column, edge, alone):
    case = reference[name]
    expected = np.genfromtxt(case.folder / "kde_at_points.csv", delimiter=",", skip_header=1)[:, column]
    found = kde_at_points(case.pattern, case.sigma, edge=edge, leave_one_out=alone, mass="pixels")
    assert difference(found, expected) < 1e-12
    exact = kde_at_points(case.pattern, case.sigma, edge=edge, leave_one_out=alone)
    assert difference(exact, expected) < (0.08 if name == "hole_csr" else 1e-12)
