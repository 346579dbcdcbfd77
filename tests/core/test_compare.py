"""Comparisons: differences are antisymmetric, and only what can be compared is."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Comparison, Evaluation, Measure, ParameterError, Plan, Post, compare
from beatwright.core.measure import Direction
from beatwright.evaluate import Coverage
from beatwright.testing import small_problem

FIGURES = st.floats(-1e9, 1e9)


def evaluation(plan: str, values: list[float], direction: Direction = "lower", problem: str = "x") -> Evaluation:
    measures = tuple(Measure(f"m{k}", value, "m", direction) for k, value in enumerate(values))
    return Evaluation(plan, "Judge", measures, ("posts",), problem=problem)


@given(st.lists(st.tuples(FIGURES, FIGURES, FIGURES), min_size=1, max_size=5))
def test_differences_are_antisymmetric(rows: list[tuple[float, float, float]]) -> None:
    plans = [evaluation(name, list(values)) for name, values in zip("abc", zip(*rows, strict=True), strict=True)]
    for one in "abc":
        forward = Comparison(tuple(plans), one).differences
        assert (forward[one] == 0).all()
        for other in "abc":
            backward = Comparison(tuple(plans), one).against(other).differences
            np.testing.assert_array_equal(forward[other], -backward[one])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([f"s{k}" for k in range(1, 7)]), min_size=2, max_size=4, unique=True))
def test_differences_of_real_judgements_are_antisymmetric(sites: list[str]) -> None:
    plans = [Plan(posts=(Post(site),), name=site) for site in sites]
    one = compare(plans, small_problem(), Coverage(), base=sites[0]).differences[sites[1]]
    other = compare(plans[::-1], small_problem(), Coverage(), base=sites[1]).differences[sites[0]]
    np.testing.assert_array_equal(one, -other)


@given(st.lists(FIGURES, min_size=2, max_size=4), st.sampled_from(["lower", "higher", "none"]))
def test_the_best_is_the_best(values: list[float], direction: Direction) -> None:
    best = Comparison(tuple(evaluation(f"p{k}", [v], direction) for k, v in enumerate(values)), "p0").best.loc["m0"]
    if direction == "none" or len(set(values)) < 2:
        assert not best.any()
        return
    top = min(values) if direction == "lower" else max(values)
    assert best.tolist() == [value == pytest.approx(top, rel=1e-12, abs=0) for value in values]


def test_only_what_can_be_compared_is() -> None:
    one, two = evaluation("a", [1.0]), evaluation("b", [2.0])
    for wrong, said in [
        ((), "nothing to compare"),
        ((one, one), "different names"),
        ((one, evaluation("b", [2.0], problem="y")), "different problems"),
        ((one, replace(two, judge="Other")), "different judges"),
        ((one, evaluation("b", [2.0, 3.0])), "same measures"),
    ]:
        with pytest.raises(ParameterError, match=said):
            Comparison(wrong, "a")
    with pytest.raises(ParameterError, match="no plan 'c' to compare with"):
        Comparison((one, two), "c")


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_evaluations_come_back_from_json(data: st.DataObject, made: SimpleNamespace) -> None:
    first: Evaluation = data.draw(made.evaluations("plan", "digest"))
    assert Evaluation.from_dict(first.to_dict()) == first


def test_an_unknown_measure_lists_the_known_ones() -> None:
    with pytest.raises(KeyError, match="Known: m0, m1"):
        evaluation("a", [1.0, 2.0])["distance"]
    with pytest.raises(ParameterError, match="names a measure twice"):
        Evaluation("a", "J", (Measure("x", 1.0), Measure("x", 2.0)))
    with pytest.raises(ParameterError, match=r"must be \(low, high\)"):
        Measure("x", 1.0, interval=(2.0, 1.0))
    with pytest.raises(ParameterError, match="must be one of lower, higher, none"):
        Measure("x", 1.0, direction="up")  # type: ignore[arg-type]


def test_figures_that_a_plan_does_not_have_read_so() -> None:
    told = str(Comparison((evaluation("a", [1.0, 2.0]), evaluation("b", [float("nan"), float("inf")])), "a"))
    assert "nan" not in told
    assert [told.count(word) for word in ("n/a", "not reached")] == [1, 1]


def test_an_infinite_wait_is_endless() -> None:
    judged = (Measure("mean wait", math.inf, "min"), Measure("longest distance", math.inf, "m"))
    lines = str(Comparison((Evaluation("a", "J", judged),), "a")).splitlines()
    assert next(line for line in lines if line.startswith("mean wait")).endswith("endless")
    assert next(line for line in lines if line.startswith("longest distance")).endswith("not reached")
