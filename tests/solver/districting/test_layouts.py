"""Criteria and locks may come as people have them: tables, arrays either way round, mappings."""

import numpy as np
import pandas as pd
import pytest

from beatwright.core import ParameterError
from beatwright.planning import DistrictRules, MapUnits, balanced_districts

STREET = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]
CALLS, PEOPLE = np.array([5.0, 2, 1, 1, 2, 4]), np.array([1.0, 3, 2, 2, 3, 1])
UNITS = MapUnits(STREET, [1] * 5, {"calls": CALLS})
OPTIONS = {"weights": [0.6, 0.3, 0.1], "iterations": 2000}


@pytest.mark.parametrize(
    "criteria",
    [
        {"calls": CALLS, "people": PEOPLE},
        pd.DataFrame({"calls": CALLS, "people": PEOPLE}, index=list("abcdef")),
        np.array([CALLS, PEOPLE]),
        np.column_stack([CALLS, PEOPLE]),
        [CALLS.tolist(), PEOPLE.tolist()],
    ],
    ids=["mapping", "table", "criteria first", "units first", "lists"],
)
def test_every_layout_is_the_same_problem(criteria: object) -> None:
    plan = balanced_districts(MapUnits(STREET, [1] * 5, criteria), DistrictRules(2), **OPTIONS)
    assert plan.districts.tolist() == [0, 0, 0, 1, 1, 1]


def test_locks_may_be_a_mapping() -> None:
    locked = [-1, 1, -1, -1, -1, 0]
    one = balanced_districts(UNITS, DistrictRules(2, locked=locked), iterations=2000)
    other = balanced_districts(UNITS, DistrictRules(2, locked={1: 1, 5: 0}), iterations=2000)
    assert one.districts.tolist() == other.districts.tolist()
    assert other.districts[[1, 5]].tolist() == [1, 0]


def test_wrong_locks_are_named() -> None:
    with pytest.raises(ParameterError) as problem:
        balanced_districts(UNITS, DistrictRules(2, locked={9: 0, 1: "x"}))
    assert "Got 9" in str(problem.value)
    assert "Got 'x'" in str(problem.value)
