"""No division that breaks a rule leaves an engine."""

import numpy as np
import pytest

from beatwright.solver import SolverError
from beatwright.solver.districting import DistrictRules, MapUnits
from beatwright.solver.districting.read_district_instance import read_district_instance
from beatwright.solver.districting.verify_districts import need_rules


def street(parents):
    return MapUnits([[0, 1], [1, 2], [2, 3]], [1, 1, 1], {"calls": [1, 1, 1, 1]}, parents=parents)


@pytest.mark.parametrize(
    ("districts", "parents", "locked", "word"),
    [
        ([0, 0, 0, 0], None, None, "is empty"),
        ([0, 1, 0, 1], None, None, "in pieces"),
        ([0, 1, 1, 1], ["a", "a", "b", "b"], None, "crosses a parent"),
        ([0, 0, 1, 1], None, [1, -1, -1, -1], "locked unit"),
    ],
)
def test_a_division_that_breaks_a_rule_never_leaves(districts, parents, locked, word):
    instance = read_district_instance(street(parents), DistrictRules(2, locked=locked))
    with pytest.raises(SolverError, match=word):
        need_rules(instance, np.array(districts))


def test_a_division_that_keeps_the_rules_leaves():
    instance = read_district_instance(street(["a", "a", "b", "b"]), DistrictRules(2))
    need_rules(instance, np.array([0, 0, 1, 1]))
