"""What rosters are asked for by, given wrong: one sentence each, never an error of numpy and never a silent answer."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.planning import cyclic_roster, days_off_bound, named_roster, order_lines, weekly_shifts

RULES = {"shifts": ["D"]}
STAFF = [{"officer": "A"}, {"officer": "B"}]
FUNCTIONS = {
    "days_off_bound": lambda need: days_off_bound(need, 1, 2),
    "weekly_shifts": lambda need: weekly_shifts(need, starts=(7, 15, 23)),
    "cyclic_roster": lambda need: cyclic_roster(need, 2, RULES),
    "named_roster": lambda need: named_roster(need, STAFF, RULES),
}
NEEDS = {
    "text": "abc",
    "texts": ["1"] * 7,
    "ragged": [[1], [2, 3]],
    "complex": [1j] * 7,
    "none": None,
    "huge": [1e30] * 7,
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("need", NEEDS)
def test_needs_that_are_no_numbers_are_complained_of(function: str, need: str) -> None:
    with pytest.raises(ParameterError, match=f"The 'need' parameter of {function} must be"):
        FUNCTIONS[function](NEEDS[need])


@pytest.mark.parametrize("lines", [None, 5, [5], [[[1]] * 7], [[{}] * 7]])
def test_lines_that_are_no_lines_are_complained_of(lines: object) -> None:
    with pytest.raises(ParameterError):
        order_lines(lines, RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"), [("days_off", 3), ("wants", 5), ("wants_off", "D"), ("most_of", 5), ("published", 5)]
)
def test_contracts_of_the_wrong_form_name_the_officer(name: str, value: object) -> None:
    with pytest.raises(ParameterError, match=f"Officer A.*'{name}' parameter of StaffMember must be a (list|table)"):
        named_roster([[1]] * 3, [{"officer": "A", name: value}], RULES)


@pytest.mark.parametrize("name", ["least_run", "most_run", "least_off", "run"])
def test_days_in_a_row_beyond_a_year_are_refused_before_they_take_the_memory(name: str) -> None:
    with pytest.raises(ParameterError, match=f"Officer A: The '{name}' .* must be at most 366 days"):
        named_roster([[1]] * 3, [{"officer": "A", name: 10**9}], RULES)


@pytest.mark.parametrize(("name", "value"), [("contract", 5), ("last", 3)])
def test_names_in_contracts_are_texts(name: str, value: object) -> None:
    with pytest.raises(ParameterError, match=f"Officer A: The '{name}' parameter of StaffMember must be a"):
        named_roster([[1]] * 3, [{"officer": "A", name: value}], RULES)


@pytest.mark.parametrize("seconds", ["ten", True, [5], float("nan"), 0])
@pytest.mark.parametrize("function", ["named_roster", "cyclic_roster", "weekly_shifts"])
def test_seconds_are_a_positive_number(function: str, seconds: object) -> None:
    calls = {
        "named_roster": lambda: named_roster([[1]] * 3, STAFF, RULES, seconds),  # type: ignore[arg-type]
        "cyclic_roster": lambda: cyclic_roster([[1] * 7], 2, RULES, seconds=seconds),  # type: ignore[arg-type]
        "weekly_shifts": lambda: weekly_shifts(np.ones(168), seconds=seconds),  # type: ignore[arg-type]
    }
    with pytest.raises(ParameterError, match=f"'seconds' parameter of {function} must be a positive number"):
        calls[function]()


def test_what_keeps_a_roster_is_a_function() -> None:
    with pytest.raises(ParameterError, match="'keep' parameter of named_roster must be a function or None"):
        named_roster([[1]] * 3, STAFF, RULES, keep=5)  # type: ignore[arg-type]


def test_faults_of_several_contracts_each_name_their_officer() -> None:
    staff = [{"officer": "A", "least_run": 4, "most_run": 2}, {"officer": "B", "most_run": 0}]
    with pytest.raises(ParameterError) as found:
        named_roster([[1]] * 3, staff, RULES)
    assert all("Officer A: " in text or "Officer B: " in text for text in found.value.complaints)
    assert len(found.value.complaints) == 3


@pytest.mark.parametrize("staff", [None, 5, "AB", {"officer": "A"}])
def test_staff_that_is_no_list_is_complained_of(staff: object) -> None:
    with pytest.raises(ParameterError, match="'staff' parameter of named_roster must be a list of officers"):
        named_roster([[1]] * 3, staff, RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [("under", "a"), ("over", [None]), ("not_after", 5), ("not_after", {"D": "D"}), ("nights", 5), ("nights", "D")]
    + [("clocks", 5)]
    + [("clocks", {"D": clock}) for clock in (7, ("a", 3), (7, float("nan")))],
)
def test_named_rules_of_the_wrong_form_are_complained_of(name: str, value: object) -> None:
    with pytest.raises(ParameterError, match=f"'{name}.*' parameter of NamedRules must be"):
        named_roster([[1]] * 3, STAFF, {**RULES, name: value})


@pytest.mark.parametrize("options", [{"workdays": 5}, {"workdays": {9: 3}}, {"weight": "a"}, {"floor": [[1], [1, 2]]}])
def test_weekly_options_of_the_wrong_form_are_complained_of(options: dict) -> None:
    with pytest.raises(ParameterError, match=f"'{next(iter(options))}'"):
        weekly_shifts(np.ones(168), starts=(7, 15, 23), **options)


@pytest.mark.parametrize("seed", [1.5, "a", -1, None])
def test_seeds_are_whole_numbers(seed: object) -> None:
    with pytest.raises(ParameterError, match="'seed' parameter of weekly_shifts must be an integer"):
        weekly_shifts(np.ones(168), seed=seed)  # type: ignore[arg-type]
