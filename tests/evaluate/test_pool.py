"""Pooled evaluations are means with intervals."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.core import ParameterError, Plan, Post, compare
from beatwright.evaluate import Coverage, pool
from beatwright.testing import small_problem

PROBLEM = small_problem()
EVALUATIONS = [
    Coverage().score(
        PROBLEM, Plan(posts=(Post(f"s{1 + k % 6}"), Post(f"s{1 + (k + 1 + k // 6) % 6}")), name=f"draw {k}")
    )
    for k in range(20)
]


def test_a_pool_is_mean_and_interval() -> None:
    pooled = pool(EVALUATIONS, plan="random")
    assert (pooled.plan, pooled.judge, pooled.problem) == ("random", "Coverage", PROBLEM.digest)
    for measure in pooled.measures:
        values = sorted(evaluation[measure.name] for evaluation in EVALUATIONS)
        assert measure.value == pytest.approx(np.mean(values))
        assert measure.interval == (values[0], values[18])  # 5 % of 20 is the first, 95 % the nineteenth
    assert pooled.tables["zone"] == EVALUATIONS[0].tables["zone"]
    assert pool(EVALUATIONS).plan == "draw 0"


def test_a_pool_stands_beside_a_plan() -> None:
    one = Plan(posts=(Post("s2"),), name="today")

    class Fixed:
        def score(self, problem: object, plan: Plan) -> object:
            return pool(EVALUATIONS, plan="random") if plan.name == "random" else Coverage().score(PROBLEM, plan)

    table = compare([one, replace(one, name="random")], PROBLEM, Fixed()).table  # type: ignore[arg-type]
    assert list(table.columns) == ["today", "random"]


def test_a_figure_that_applies_nowhere_stays_so() -> None:
    measures = tuple(replace(m, value=float("nan"), interval=None) for m in EVALUATIONS[0].measures)
    nothing = replace(EVALUATIONS[0], measures=measures)
    assert np.isnan(pool([nothing, nothing]).measures[0].value)
    assert pool([nothing, EVALUATIONS[1]]).measures[0].value == EVALUATIONS[1].measures[0].value


def test_only_the_alike_are_pooled() -> None:
    with pytest.raises(ParameterError, match="nothing to pool"):
        pool([])
    with pytest.raises(ParameterError, match="different problems"):
        pool([EVALUATIONS[0], replace(EVALUATIONS[1], problem="other")])
    with pytest.raises(ParameterError, match="same measures"):
        pool([EVALUATIONS[0], replace(EVALUATIONS[1], measures=EVALUATIONS[1].measures[:3])])
