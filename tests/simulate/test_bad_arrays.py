"""What is no array of numbers is told in a sentence, all of it at once, and nothing is rounded in silence."""

from types import SimpleNamespace

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.simulate import Policy, simulate

GOOD = {
    "home": [0, 1],
    "travel": [[3.0, 4.0], [7.0, 1.0]],
    "preference": [[0, 1], [1, 0]],
    "on_duty": np.ones((2, 1), dtype=bool),
}


def calls(**changed):
    arrays = {
        "minute": np.array([0.0, 5.0, 9.0]), "zone": np.array([0, 1, 0]), "priority": np.zeros(3, dtype=int),
        "cars": np.ones(3, dtype=int), "on_scene": np.full((3, 1), 30.0), "draw": np.zeros((3, 4)),
        "clock": np.arange(168),
    }  # fmt: skip
    return SimpleNamespace(**{**arrays, **changed})


def told(given=None, policy=None, **changed):
    with pytest.raises(ParameterError) as problem:
        simulate(calls() if given is None else given, policy=policy, **{**GOOD, **changed})
    return str(problem.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zone", np.array([0.0, 1.0, 0.0])),
        ("priority", np.array([0.5, 1.0, 1.0])),
        ("cars", np.array([1.5, 1.0, 1.0])),
        ("cars", np.array([np.nan, 1.0, 1.0])),
        ("clock", np.array([0.5, 1.0])),
        ("minute", np.zeros((3, 1))),
        ("minute", np.array(["a", "b", "c"])),
        ("on_scene", np.full(3, 1.0)),
        ("draw", [[0.0], [0.0, 1.0], []]),
    ],
)
def test_arrays_of_calls(name, value):
    assert f"'calls.{name}' parameter of simulate" in told(calls(**{name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("home", ["a", "b"]),
        ("travel", [["x", "y"], ["x", "y"]]),
        ("travel", [[1.0, 2.0], [1.0]]),
        ("preference", [[0.0, 1.0], [1.0, 0.0]]),
        ("preference", [[0, -1], [1, 0]]),
        ("on_duty", [True, True]),
        ("on_duty", None),
        ("between", [["a", "b"], ["c", "d"]]),
        ("patrol", "all"),
    ],
)
def test_tables(name, value):
    assert f"'{name}' parameter of simulate" in told(**{name: value})


def test_draws_are_asked_for_where_cars_are_on_patrol():
    far = {"policy": Policy(place="patrol"), "between": np.ones((2, 2))}
    assert "'calls.draw' parameter" in told(calls(draw=np.full((3, 4), np.nan)), **far)
    assert "'calls.draw' parameter" in told(calls(draw=np.full((3, 4), 1.0)), **far)


def test_everything_is_told_at_once():
    text = told(SimpleNamespace(minute=[0.0]), policy="closest", travel=[["x"]])
    assert all(word in text for word in ("'policy'", "'travel'", "'calls'"))
