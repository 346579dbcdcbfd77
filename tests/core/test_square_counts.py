"""Incidents counted in squares, kept in the case folder in place of points."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import InputError, ParameterError
from beatwright.core import Case, SquareCounts
from beatwright.testing import small_problem

AREA = shapely.box(1000.0, 500.0, 2050.0, 1200.0)
places = st.lists(st.tuples(st.floats(1000, 2050), st.floats(500, 1200)), max_size=60)


@given(places, st.sampled_from([100.0, 150.0, 333.0]))
def test_every_point_is_counted_in_its_square(points, side):
    xy = np.array(points).reshape(-1, 2)
    squares = SquareCounts.of(xy, AREA, side)
    assert squares.total == len(xy)
    expected = np.zeros_like(squares.counts)
    last = np.array(expected.shape) - 1
    for x, y in xy:
        column, row = (
            int(np.searchsorted(edge, at, side="right")) - 1 for edge, at in zip(squares.edges, (x, y), strict=True)
        )
        expected[tuple(np.minimum((column, row), last))] += 1
    assert np.array_equal(squares.counts, expected)
    frame = squares.to_frame(32615)
    assert frame["incidents"].sum() == len(xy)
    assert (frame.area.round(3) == round(side**2, 3)).all()


@given(places)
def test_doubled_squares_are_those_of_twice_the_side(points):
    xy = np.array(points).reshape(-1, 2)
    doubled, wide = SquareCounts.of(xy, AREA, 100.0).doubled(), SquareCounts.of(xy, AREA, 200.0)
    assert doubled.total == wide.total
    common = tuple(slice(0, min(sizes)) for sizes in zip(doubled.counts.shape, wide.counts.shape, strict=True))
    assert np.array_equal(doubled.counts[common], wide.counts[common])


def test_squares_with_few_incidents_can_be_hidden():
    squares = SquareCounts(np.array([[0, 4], [5, 6]]), 0.0, 0.0, 100.0)
    assert squares.shown(5).tolist() == [[0, 0], [5, 6]]
    assert squares.to_frame(32615, fewest=5)["incidents"].tolist() == [5, 6]
    assert squares.to_frame(32615, fewest=5).geometry.iloc[0].bounds == (100.0, 0.0, 200.0, 100.0)
    assert len(squares.to_frame(32615, fewest=99)) == 0


def test_points_that_are_nowhere_or_beside_are_left_out():
    xy = np.array([[np.nan, 600.0], [1100.0, np.inf], [9999.0, 600.0], [1100.0, 600.0]])
    assert SquareCounts.of(xy, AREA).total == 1


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SquareCounts(np.array([[-1]]), 0.0, 0.0, 100.0), "must be whole numbers of at least 0"),
        (lambda: SquareCounts(np.array([[0.5]]), 0.0, 0.0, 100.0), "must be whole numbers of at least 0"),
        (lambda: SquareCounts(np.array([1]), np.nan, 0.0, 20.0), "'side'"),
        (lambda: SquareCounts.of(np.zeros((1, 2)), AREA, 50.0), "'side' parameter of SquareCounts.of"),
        (lambda: SquareCounts.of(np.zeros(3), AREA), "'points' parameter of SquareCounts.of"),
    ],
)
def test_what_is_wrong_is_said(make, said):
    with pytest.raises(ParameterError, match=said):
        make()


def test_a_case_folder_keeps_the_squares_and_no_point(tmp_path):
    problem = small_problem()
    xy = np.random.default_rng(0).uniform((0, 0), (3000, 2000), (500, 2))
    case = Case("small", problem, problem, squares=SquareCounts.of(xy, problem.city.boundary))
    again = Case.load(case.save(tmp_path / "case"))
    assert again == case
    assert again.squares == case.squares
    assert again.squares.total == 500
    assert case != replace(case, squares=None)
    with np.load(tmp_path / "case" / "squares.npz") as arrays:
        assert {name: arrays[name].shape for name in arrays.files} == {"counts": (30, 20), "corner": (2,), "side": ()}


def test_a_case_without_squares_has_no_such_file_and_a_damaged_one_is_told(tmp_path):
    problem = small_problem()
    bare = Case("small", problem, problem)
    assert Case.load(bare.save(tmp_path / "bare")).squares is None
    assert not (tmp_path / "bare" / "squares.npz").exists()
    kept = replace(bare, squares=SquareCounts(np.array([[1]]), 0.0, 0.0, 100.0)).save(tmp_path / "kept")
    (kept / "squares.npz").write_bytes(b"no arrays")
    with pytest.raises(InputError, match="squares"):
        Case.load(kept)
