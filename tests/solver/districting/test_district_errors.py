"""One clear sentence for each thing that is wrong, with the names of the units."""

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts

EDGES = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]
NAMES = ["1A", "1B", "2", "3", "4", "5"]


def street(**changes):
    """Divide a street of six blocks."""
    calls = {"calls": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    units = {"edges": EDGES, "lengths": [1.0] * 5, "criteria": calls, "names": NAMES, "parents": None, "present": None}
    units |= {name: changes.pop(name) for name in units if name in changes}
    weights = changes.pop("weights", None)
    return balanced_districts(MapUnits(**units), DistrictRules(**{"k": 2} | changes), weights=weights, iterations=2000)


WRONG = {
    "unknown unit in edges": (
        {"edges": [[0, 1], [1, 9], [2, 3], [3, 4], [-1, 5]]},
        "must name units from 0 to 5. Got -1, 9 in rows 1, 4.",
    ),
    "edges that are no pairs": ({"edges": [0, 1, 2]}, r"whole numbers of shape \(m, 2\)"),
    "a length too few": ({"lengths": [1.0] * 4}, "one finite length of at least 0 for each of the 5 borders"),
    "an infinite length": ({"lengths": [1.0, np.inf, 1.0, 1.0, 1.0]}, "wrong at border 1."),
    "a missing amount": ({"criteria": {"calls": [1, np.nan, 3, 4, 5, 6]}}, "Criterion 'calls' .* Look at unit 1B."),
    "negative amounts": ({"criteria": {"calls": [-1, 2, -3, 4, 5, 6]}}, "Look at units 1A, 2."),
    "nothing to balance": ({"criteria": {"calls": np.zeros(6)}}, "Criterion 'calls' is 0 in every unit"),
    "no criterion": ({"criteria": {}}, "must give at least one criterion. Got none."),
    "criteria of two lengths": ({"criteria": {"calls": np.ones(6), "people": np.ones(5)}}, "Got lengths 6, 5."),
    "too many districts": ({"k": 7}, r"must be an integer in \[1, 6\]. Got 7."),
    "no district": ({"k": 0}, r"'k' parameter of DistrictRules must be an integer in \[1, inf\). Got 0."),
    "fewer districts than parents": (
        {"parents": ["N", "N", "C", "C", "S", "S"]},
        "2 open districts cannot stay inside 3 parents, .* parent N, parent C, parent S. Ask for k >= 3",
    ),
    "a parent in two pieces": (
        {"parents": ["N", "N", "S", "S", "N", "N"]},
        r"parent N \(piece of units 1A, 1B\), parent S, parent N \(piece of units 4, 5\). Ask for k >= 3, .* bridges",
    ),
    "an island": (
        {"k": 1, "edges": EDGES[:4], "lengths": [1.0] * 4},
        r"1 open district cannot cover 2 .* \(piece of unit 5\). Ask for k >= 2, .* bridges \(edges of length 0\)",
    ),
    "units without a parent": ({"parents": ["N", None, "N", "N", "", "N"]}, "Outside every parent: units 1B, 4."),
    "a parent too few": ({"parents": ["N"] * 5}, "one parent for each of the 6 units. Got 5."),
    "a lock to no district": ({"locked": [0, -1, -1, 2, -1, -1]}, "districts from 0 to 1, or -1. .* unit 3."),
    "locks of another length": ({"locked": [0, 1]}, "for each of the 6 units. Got int64 of shape"),
    "a lock across parents": (
        {"locked": [0, -1, -1, -1, -1, 0], "parents": list("NNNSSS")},
        "locked into district 0 lies in different parents .* units 1A, 5.",
    ),
    "a closed district without units": ({"closed": [1]}, "names district 1, but 'locked' puts no unit into it"),
    "a closed district in two pieces": (
        {"locked": [0, -1, 0, -1, -1, -1], "closed": [0]},
        "District 0 is closed, but what is locked into it is not contiguous: units 1A, 2.",
    ),
    "closed districts that are no numbers": ({"closed": ["x"]}, "The 'closed' parameter .* Got 'x'"),
    "an unknown weight": ({"weights": {"call": 1.0}}, "has no use for 'call'. Did you mean 'calls'?"),
    "a negative weight": ({"weights": {"calls": -1.0}}, r"weights\['calls'\].* Got -1.0."),
    "a weight that is no number": ({"weights": {"calls": "much"}}, r"weights\['calls'\].* Got 'much'."),
    "no weight": ({"weights": {"calls": 0.0}}, "must not be 0 throughout"),
    "a weight too many": ({"weights": [1.0, 1.0, 1.0]}, "must give 1 weight, and one more .* Got 3."),
    "an unknown tolerance": ({"tolerance": {"people": 0.1}}, "names 'people'. Known: calls."),
    "a negative tolerance": (
        {"tolerance": -0.1},
        r"'tolerance' parameter of DistrictRules must be a number in \[0.0, inf\) or None. Got -0.1.",
    ),
    "a bound on change without a plan": ({"max_moved": 1}, "'max_moved' parameter .* needs the 'present' districts"),
    "a present plan in pieces": (
        {"max_moved": 1, "present": [0, 1, 0, 1, 1, 1]},
        "Not contiguous, or across a parent: present districts 0, 1",
    ),
    "a present plan that leaves a district out": (
        {"max_moved": 1, "present": [0] * 6},
        "The present plan leaves district 1 empty",
    ),
    "a lock against the present plan": (
        {"max_moved": 0, "present": [0, 0, 0, 1, 1, 1], "locked": [-1, -1, 1, -1, -1, -1]},
        "The locks alone move more than 0 units: unit 2.",
    ),
    "names of another length": ({"names": NAMES[:5]}, "must name each of the 6 units. Got 5 names."),
}


@pytest.mark.parametrize(("changes", "text"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(changes, text):
    with pytest.raises(ParameterError, match=text):
        street(**changes)


IMPOSSIBLE = {
    "a unit heavier than a district may be": (
        {"tolerance": 0.1, "k": 4},
        "1.1 of the target 5.25 of 'calls', which is less than unit 5 alone",
    ),
    "parents that cannot be divided so evenly": (
        {"tolerance": 0.1, "parents": list("NNSSSS")},
        "No number of districts keeps the tolerance in parent N",
    ),
    "numbers of districts that do not add up": (
        {"criteria": {"calls": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]}, "tolerance": 0.3, "parents": list("NNNSSS"), "k": 3},
        "No numbers of districts per part of the map add up to 3",
    ),
    "locks that stand in each other's way": (
        {"locked": [0, -1, 1, -1, 0, -1]},
        "No path that avoids .* locked into district 0: units 1A, 4.",
    ),
}


@pytest.mark.parametrize(("changes", "text"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_is_impossible_is_named(changes, text):
    with pytest.raises(InfeasibleError, match=text):
        street(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"lengths": [-1.0] * 5, "edges": [[0, 9], *EDGES[1:]], "parents": ["N"] * 5},
        {"k": 0, "tolerance": {"calls": -1.0}, "max_moved": -1},
        {"weights": {"cals": 1.0, "calls": 1.0}, "tolerance": {"people": 1.0}, "locked": [0, 1]},
    ],
    ids=["of the units", "of the rules", "of both together"],
)
def test_every_complaint_comes_at_once(changes):
    with pytest.raises(ParameterError) as caught:
        street(**changes)
    assert len(str(caught.value).splitlines()) == 4


def test_units_are_called_by_position_without_names():
    with pytest.raises(ParameterError, match=r"Look at units 0, 2\."):
        street(criteria={"calls": [-1, 2, -3, 4, 5, 6]}, names=None)


def test_limits_that_the_search_cannot_keep_are_refused():
    # One block may move, so that two of six are the most that the first district gets.
    rules = {"tolerance": 0.1, "present": [0, 1, 1, 1, 1, 1], "max_moved": 1}
    with pytest.raises(InfeasibleError, match="'calls' is outside its limits in district"):
        street(criteria={"calls": np.ones(6)}, **rules)


def test_heavy_units_are_reported():
    plan = street(criteria={"calls": [1.0, 20.0, 1.0, 1.0, 1.0, 1.0], "people": np.ones(6)}, k=3)
    assert plan.scores["heavy_units"] == {"calls": [1]}
    assert street(criteria={"people": np.ones(6)}, k=3).scores["heavy_units"] == {}
