"""Certificates in dollars that nobody gave say so."""

import dataclasses

import pytest

from beatwright.core import Certificate, Plan, Post, Severity, SeverityClass
from beatwright.study.make_plans import _make
from beatwright.testing import small_problem


@dataclasses.dataclass(frozen=True)
class Dear:
    """A planner whose certificate has a unit."""

    unit: str

    def solve(self, problem, plan=None):
        proof = Certificate("optimal", 3.0, 3.0, 0.1, "by hand", "", self.unit)
        return Plan((Post(problem.city.site_ids[0]),), name="plain", certificate=proof)


def problem_with(factor):
    problem = small_problem()
    classes = [dataclasses.replace(one, penalty=one.penalty * factor) for one in Severity.default().classes]
    assert all(isinstance(one, SeverityClass) for one in classes)
    return dataclasses.replace(problem, severity=Severity(tuple(classes)))


@pytest.mark.parametrize("unit", ["$ per hour", "$", "m per $ at stake"])
def test_dollars_of_the_example_are_called_so(unit):
    plan = _make(Dear(unit), problem_with(1.0), "dear", None).plan
    assert plan.certificate.unit == f"{unit} (example penalties)"


@pytest.mark.parametrize(("unit", "factor"), [("$ per hour", 1.5), ("m per call", 1.0), ("calls", 2.0)])
def test_other_units_and_penalties_of_the_user_stay(unit, factor):
    plan = _make(Dear(unit), problem_with(factor), "dear", None).plan
    assert plan.certificate.unit == unit
