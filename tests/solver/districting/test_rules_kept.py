"""No division that breaks a rule leaves an engine."""

import numpy as np
import pytest

from beatwright.solver import SolverError
from beatwright.solver.districting.read_district_instance import read_instance
from beatwright.solver.districting.verify_districts import need_rules

PATH = [[0, 1], [1, 2], [2, 3]]


@pytest.mark.parametrize(
    ("districts", "options", "word"),
    [
        ([0, 0, 0, 0], {}, "is empty"),
        ([0, 1, 0, 1], {}, "in pieces"),
        ([0, 1, 1, 1], {"parents": ["a", "a", "b", "b"]}, "crosses a parent"),
        ([0, 0, 1, 1], {"locked": [1, -1, -1, -1]}, "locked unit"),
    ],
)
def test_a_division_that_breaks_a_rule_never_leaves(districts, options, word):
    instance = read_instance(PATH, [1, 1, 1], {"calls": [1, 1, 1, 1]}, 2, **options)
    with pytest.raises(SolverError, match=word):
        need_rules(instance, np.array(districts))


def test_a_division_that_keeps_the_rules_leaves():
    instance = read_instance(PATH, [1, 1, 1], {"calls": [1, 1, 1, 1]}, 2, parents=["a", "a", "b", "b"])
    need_rules(instance, np.array([0, 0, 1, 1]))
