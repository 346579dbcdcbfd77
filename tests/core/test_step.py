"""Steps, single checks, problems and severity: every complaint is told, with the known words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base import check
from beatwright.core import (
    Complaints,
    ParameterError,
    Problem,
    Severity,
    SeverityClass,
    Step,
    StudyError,
    build_step,
    options_of,
)
from beatwright.testing import small_problem


@dataclass(frozen=True)
class Sample(Step):
    """Do nothing.

    Parameters
    ----------
    p : int
        Number of posts,
        in words on two lines.
    gap : float, default 0.0
        Relative gap.
    names : tuple of str, default ()
        Some names.

    Returns
    -------
    other : int
        Not an option.
    """

    p: int
    gap: float = 0.0
    names: tuple[str, ...] = ()

    def complaints(self) -> Iterable[str | None]:
        yield check.integer("Sample", "p", self.p, 1, 60)
        yield check.number("Sample", "gap", self.gap, 0, 1)


def test_options_come_from_the_dataclass_and_its_docstring() -> None:
    p, gap, names = options_of(Sample)
    assert (p.name, p.kind, p.default, p.required) == ("p", "int", "", True)
    assert p.help == "Number of posts, in words on two lines."
    assert (gap.kind, gap.default, gap.required) == ("float, default 0.0", "0.0", False)
    assert names.help == "Some names."


def test_a_table_makes_a_step() -> None:
    step = build_step(Sample, {"p": 3, "gap": 1, "names": ["a", "b"]}, "[planning]")
    assert step == Sample(3, 1.0, ("a", "b"))
    assert isinstance(step.gap, float)
    assert step.label == "Sample(p=3, gap=1.0, names=('a', 'b'))"


def test_every_unknown_and_missing_option_is_told_at_once() -> None:
    with pytest.raises(StudyError) as caught:
        build_step(Sample, {"gpa": 1, "colour": "red"}, "[[planning]] number 2")
    text = str(caught.value)
    assert "has no option 'gpa'. Did you mean 'gap'? Known: gap, names, p." in text
    assert "has no option 'colour'. Known: gap, names, p." in text
    assert "needs the option 'p': Number of posts" in text
    assert text.count("[[planning]] number 2") == 3


def test_every_wrong_value_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        Sample(0, 2.0)
    assert "The 'p' parameter of Sample must be an integer in [1, 60]. Got 0." in str(caught.value)
    assert "The 'gap' parameter of Sample must be a number in [0, 1]. Got 2.0." in str(caught.value)
    with pytest.raises(StudyError, match=r"\[x\]: .*Got 0"):
        build_step(Sample, {"p": 0}, "[x]")


@given(st.integers() | st.floats() | st.booleans() | st.text() | st.none() | st.lists(st.integers()))
def test_a_number_is_a_finite_number_in_its_interval(value: object) -> None:
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    inside = numeric and 0 < value <= 5  # type: ignore[operator]
    complaint = check.number("X", "x", value, 0, 5, open_low=True)
    assert (complaint is None) == bool(inside)
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 5
    assert (check.integer("X", "x", value, 0, 5) is None) == whole
    assert (check.boolean("X", "x", value) is None) == isinstance(value, bool)
    assert (check.text("X", "x", value) is None) == (isinstance(value, str) and bool(value.strip()))
    assert (check.one_of("X", "x", value, ["a"]) is None) == (value == "a")


def test_numbers_of_numpy_are_numbers() -> None:
    assert check.integer("X", "x", np.int64(3), 1, 5) is None
    assert check.number("X", "x", np.float32(0.5), 0, 1) is None
    assert check.number("X", "x", None, optional=True) is None
    assert check.number("X", "x", 10**400, 0) is not None
    assert "or None" in str(check.number("X", "x", -1, 0, optional=True))


def test_complaints_come_together_or_not_at_all() -> None:
    complaints = Complaints()
    complaints.raise_if_any(ParameterError)
    complaints.extend([None, "one", ""])
    complaints.need(True, "no")
    complaints.need(False, "two")
    with pytest.raises(ParameterError, match="Several things are wrong:\n  - one\n  - two"):
        complaints.raise_if_any(ParameterError)


def test_a_problem_tells_everything_that_is_wrong() -> None:
    problem = small_problem()
    with pytest.raises(ParameterError) as caught:
        replace(problem, officers=0, within=-1.0, within_minutes=float("inf"))
    for name in ("officers", "within", "within_minutes"):
        assert f"The '{name}' parameter of Problem" in str(caught.value)
    other = small_problem().city
    fewer = replace(other, zones=other.zones.iloc[:3], travel=None)
    with pytest.raises(ParameterError, match="The demand has 24 zones, the city 'small' 3"):
        Problem(fewer, problem.demand)
    with pytest.raises(ParameterError, match="are not those of the severity table"):
        Problem(problem.city, problem.demand, severity=Severity((SeverityClass("any", 1, 0.0, 0.0),)))


def test_zone_weights_add_up() -> None:
    problem = small_problem(scenarios=3)
    calls = problem.demand.expected
    for by, factor in {
        "calls": (1, 1, 1),
        "officers": (2, 4, 8),
        "penalty": (500, 10_000, 150_000),
        "minutes": (60, 240, 960),
    }.items():
        np.testing.assert_allclose(problem.zone_weight(by), calls @ factor)
    with pytest.raises(ParameterError, match="must be one of 'calls'"):
        problem.zone_weight("people")


def test_severity_tells_what_is_wrong() -> None:
    with pytest.raises(ParameterError, match="is empty"):
        Severity(())
    row = SeverityClass("a", 1, 0.0, 0.0)
    with pytest.raises(ParameterError, match="named twice"):
        Severity((row, row))
    with pytest.raises(ParameterError) as caught:
        SeverityClass("", 0, -1.0, float("nan"))
    assert str(caught.value).count("parameter of SeverityClass") == 4
    assert Severity.from_list(Severity.default().to_list()) == Severity.default()
