"""The result of every summary function, and what it may be asked for."""

import numpy as np
import pytest

from beatwright.patterns.summary.summary_function import (
    SummaryFunction,
    asked_corrections,
    wrong_corrections,
    wrong_distances,
)


def test_it_keeps_every_correction_and_lets_nobody_write() -> None:
    both = SummaryFunction([0, 1], [0, 2], [0, 3], "km", "G", {"rs": [0, 4], "km": [0, 2]})
    assert list(both.all) == ["km", "rs"]
    assert both.values is both.all["km"]
    with pytest.raises(ValueError, match="read-only"):
        both.values[0] = 1
    assert repr(both) == "SummaryFunction(G, km, rs, 2 distances, r to 1)"


def test_corrections_are_read() -> None:
    assert asked_corrections(["rs", "km", "rs"], ["km", "rs"]) == ("rs", "km")
    assert asked_corrections(["rs", "all"], ["km", "rs"]) == ("km", "rs")
    assert wrong_corrections("g_function", ["km", "all"], ["km", "rs"]) is None
    for wrong in ("ms", ["km", "ms"], [], 3, None):
        assert "'correction' parameter of g_function" in str(wrong_corrections("g_function", wrong, ["km", "rs"]))


@pytest.mark.parametrize("wrong", [[], [1, 0], [0, 0], [-1, 0], [0, np.nan], [0, np.inf], [[1]], "far", {"a": 1}])
def test_wrong_distances_are_told(wrong: object) -> None:
    assert "'r' parameter of g_function" in str(wrong_distances("g_function", wrong))


def test_right_distances_pass() -> None:
    assert wrong_distances("g_function", None) is None
    assert wrong_distances("g_function", [0, 0.5, 3]) is None
