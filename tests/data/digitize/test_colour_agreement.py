"""The kernel against plain numpy, its bounds, and what an accepted symbol takes away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.data.digitize.colour_agreement import KERNEL_WIDTH, RING_WEIGHT, best_shift, explain

cv2 = pytest.importorskip("cv2", reason="digitizing needs the extra digitize: pip install '.[digitize]'")


def plain_score(picture, owner, own, pixels, middle):
    """One place, pixel by pixel, in numpy."""
    places, colours, weights = pixels
    at = places + np.array(middle)
    seen = ((at >= 0) & (at < picture.shape[:2])).all(axis=1)
    at = at.clip(0, np.array(picture.shape[:2]) - 1)
    seen &= (owner[at[:, 0], at[:, 1]] < 0) | (owner[at[:, 0], at[:, 1]] == own)
    square = ((picture[at[:, 0], at[:, 1]].astype(float) - colours) ** 2).sum(axis=1)
    near = np.exp(-square / (2 * KERNEL_WIDTH**2))
    visible, ring = (weights * seen[:, None]).sum(axis=0)
    if visible < 0.02:
        return -1.0, visible
    inside, around = (weights * (near * seen)[:, None]).sum(axis=0)
    share = ring / max(weights[:, 1].sum(), 1e-9)
    return inside / visible - RING_WEIGHT * around / max(share, 0.5), visible


def drawn_case(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 30))
    places = rng.integers(-4, 5, (n, 2)).astype(np.int32)
    colours = rng.uniform(0, 255, (n, 3)).astype(np.float32)
    weights = rng.uniform(0, 1, (n, 2)).astype(np.float32)
    weights /= weights.sum(axis=0)
    picture = rng.integers(0, 256, (12, 14, 3)).astype(np.uint8)
    for place, colour in zip(places, colours, strict=True):  # so that some of it agrees
        if rng.random() < 0.7:
            picture[place[0] + 6, place[1] + 7] = colour
    owner = rng.integers(-1, 3, (12, 14)).astype(np.int32)
    return picture, owner, int(rng.integers(-1, 3)), (places, colours, weights)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(-2, 13), st.integers(-2, 15))
def test_the_kernel_is_its_plain_twin(seed, row, column):
    picture, owner, own, pixels = drawn_case(seed)
    score, visible, *_ = best_shift(picture, owner, own, *pixels, (row, row, column, column))
    expected, seen = plain_score(picture, owner, own, pixels, (row, column))
    assert score == pytest.approx(expected, rel=1e-4, abs=1e-5)
    assert score == -1 or visible == pytest.approx(seen, rel=1e-4)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_the_best_of_a_box_is_the_best_of_its_places(seed):
    picture, owner, own, pixels = drawn_case(seed)
    score, _, row, column = best_shift(picture, owner, own, *pixels, (4, 8, 5, 9))
    all_of_them = [plain_score(picture, owner, own, pixels, (y, x))[0] for y in range(4, 9) for x in range(5, 10)]
    assert score == pytest.approx(max(all_of_them), rel=1e-4, abs=1e-5)
    assert plain_score(picture, owner, own, pixels, (row, column))[0] == pytest.approx(score, rel=1e-4, abs=1e-5)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_a_symbol_agrees_wholly_with_itself_and_a_part_drawn_over_costs_that_part(seed):
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (9, 9, 3)).astype(np.uint8)
    places = np.argwhere(np.ones((9, 9), bool)).astype(np.int32) - 4
    weights = np.column_stack([np.full(81, 1 / 81), np.zeros(81)]).astype(np.float32)
    pixels = (places, picture.reshape(-1, 3).astype(np.float32), weights)
    free = np.full((9, 9), -1, np.int32)
    assert best_shift(picture, free, -1, *pixels, (4, 4, 4, 4))[0] == pytest.approx(1, abs=1e-5)
    over = picture.copy()
    over[:3] = rng.integers(0, 256, 3)
    assert best_shift(over, free, -1, *pixels, (4, 4, 4, 4))[0] >= 54 / 81 - 1e-5
    covered = free.copy()
    covered[:3] = 5
    score, visible, *_ = best_shift(over, covered, -1, *pixels, (4, 4, 4, 4))
    assert (score, visible) == (pytest.approx(1, abs=1e-5), pytest.approx(54 / 81))


def test_a_symbol_takes_the_pixels_that_show_it_and_that_nobody_has():
    picture = np.zeros((5, 5, 3), np.uint8)
    picture[:, 3] = 255  # something else is drawn over it
    owner = np.full((5, 5), -1, np.int32)
    owner[0] = 7
    places = np.argwhere(np.ones((5, 5), bool)).astype(np.int32)
    weights = np.column_stack([np.full(25, 0.04), np.zeros(25)]).astype(np.float32)
    explain(picture, owner, 8, (places, np.zeros((25, 3), np.float32), weights), (0, 0))
    assert owner[0].tolist() == [7] * 5
    assert owner[1:].tolist() == [[8, 8, 8, -1, 8]] * 4


def test_the_coarse_search_sees_what_the_fine_one_sees(stamp, disc):
    from beatwright.data.digitize.coarse_search import CoarseTemplate, peaks_in
    from beatwright.data.digitize.colour_classes import SymbolColours
    from beatwright.data.digitize.symbol_template import map_sample, template_of_picture
    from beatwright.data.digitize.template_poses import PoseGrid

    city = np.full((80, 100, 3), 240, np.uint8)
    stamp(city, disc, 30, 40)
    pixels = map_sample(city)
    template = template_of_picture("theft", disc, "centre", pixels)
    grid = PoseGrid(template, SymbolColours.on_map(template, pixels), (1.0,), (0.0,))
    coarse, owner = CoarseTemplate(grid), np.full((80, 100), -1, np.int32)
    assert coarse.factor == 1
    best = max(peaks_in((0, 80, 0, 100), city, owner, [coarse], (0.4, 0.3)), key=lambda peak: peak.score)
    exact = best_shift(city, owner, -1, *grid.pose((0, 0, 1, 1)).pixels, (37, 37, 47, 47))
    assert (best.row, best.column) == (37, 47)
    assert best.score == pytest.approx(exact[0], abs=0.05)
    assert list(peaks_in((0, 30, 0, 100), city, owner, [coarse], (0.9, 0.3))) == []
