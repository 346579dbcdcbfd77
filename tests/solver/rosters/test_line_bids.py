"""Lines to officers: seniority and total against brute force, and bad input."""

from itertools import permutations

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.solver.rosters.bids import line_bids


def test_the_total_is_the_largest_of_all_and_seniority_takes_turns():
    rng = np.random.default_rng(0)
    for _ in range(20):
        liked = rng.integers(0, 10, (4, 5))
        bids = line_bids(liked, seniority=[2, 0, 3, 1])
        best = max(sum(liked[at, line] for at, line in enumerate(lines)) for lines in permutations(range(5), 4))
        assert bids.by_total.total == best >= bids.by_seniority.total
        assert bids.by_seniority.rank[2] == 1  # who is asked first
        taken = bids.by_seniority.line[[2, 0, 3, 1]]
        for turn, officer in enumerate([2, 0, 3, 1]):
            left = np.delete(liked[officer], taken[:turn])
            assert liked[officer, taken[turn]] == left.max()


def test_tastes_that_are_alike_show_what_seniority_costs_the_last():
    rng = np.random.default_rng(1)
    alike = rng.random(262) + 0.3 * rng.random((262, 262))
    bids = line_bids(np.argsort(np.argsort(alike, axis=1), axis=1))
    assert bids.by_total.total > bids.by_seniority.total
    assert bids.by_total.rank.max() <= bids.by_seniority.rank.max()


def test_lines_with_several_places():
    bids = line_bids([[2, 1], [2, 1], [3, 0]], places=[2, 1])
    assert bids.by_seniority.line.tolist() == [0, 0, 1]
    assert bids.by_total.line.tolist().count(0) == 2
    assert bids.by_total.line[2] == 0


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        line_bids([[1, np.nan], [1, 2]], seniority=[0, 0], places=[1, -1])
    assert all(word in str(raised.value) for word in ("'preference'", "'seniority'", "'places'"))
    with pytest.raises(ParameterError, match="3 officers, but lines for 2"):
        line_bids(np.ones((3, 2)))
    with pytest.raises(ParameterError, match="at least one of each"):
        line_bids([])
