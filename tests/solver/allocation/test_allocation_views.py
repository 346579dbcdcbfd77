"""Landmarks, probabilities, the trade-off, the commander's view and the planner."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from beatwright.core import InfeasibleError, ParameterError, Plan, Post
from beatwright.planning import minimum_damage
from beatwright.planning.officers import MinimumDamage
from beatwright.solver.allocation import (
    commanders_view,
    incident_probability,
    landmark_damage,
    normal_probability,
    trade_off,
)
from beatwright.testing import small_problem

SCALE = np.random.default_rng(0).gamma(1, 100, 12)


def test_landmarks_add_up_and_decay():
    points = np.random.default_rng(1).random((7, 2))
    landmarks, height, decay = np.array([[0.1, 0.2], [0.9, 0.4]]), [5.0, 2.0], [1.0, 10.0]
    expected = [
        sum(h * np.exp(-d * np.hypot(*(p - m))) for m, h, d in zip(landmarks, height, decay, strict=True))
        for p in points
    ]
    np.testing.assert_allclose(landmark_damage(points, landmarks, height, decay), expected)


def test_landmark_complaints():
    with pytest.raises(ParameterError) as caught:
        landmark_damage([[0.0, np.nan]], [[0.0, 0.0]], [1.0, 2.0], -1.0)
    assert str(caught.value).count("\n  - ") == 3


def test_probabilities():
    x = np.linspace(20, 100, 9)
    np.testing.assert_allclose(normal_probability(x, 45.768, 2174, 758), norm.cdf((45.768 * x - 2174) / 758))
    rate = np.array([[0.0, 0.5], [2.0, 1e-12]])
    np.testing.assert_allclose(incident_probability(rate, 3), 1 - np.exp(-rate * 3), atol=1e-15)
    with pytest.raises(ParameterError, match="spread"):
        normal_probability(x, 1.0, 0.0, 0.0)


def test_trade_off_falls_ever_slower():
    curve = trade_off(SCALE, range(31))
    saved = -np.diff(curve["damage"])
    assert (saved > 0).all()
    assert (np.diff(saved) <= 1e-9).all()
    np.testing.assert_allclose(curve["next"][:-1], saved)
    assert (curve["relaxed"] <= curve["damage"] + 1e-9).all()


def test_commanders_view_counts_what_it_says():
    view = commanders_view(SCALE, 40, step=10)
    damage = {n: minimum_damage(SCALE, n).certificate.objective for n in (30, 40, 50)}
    assert view.saved_by_more == pytest.approx(damage[40] - damage[50])
    assert view.cost_of_fewer == pytest.approx(damage[30] - damage[40])
    table = view.table
    assert (table["with_more"] - table["officers"]).sum() == (table["officers"] - table["with_fewer"]).sum() == 10
    assert ((table["with_more"] > table["officers"]) == table["margin"].isin(["next", "both"])).all()
    assert ((table["with_fewer"] < table["officers"]) == table["margin"].isin(["first to give", "both"])).all()
    with pytest.raises(ParameterError, match="step"):
        commanders_view(SCALE, 40, step=0)


def test_planner_keeps_the_posts_of_a_plan():
    problem = small_problem()
    plan = Plan(posts=(Post("s2"), Post("s5", "large", 900.0)), name="given")
    answer = MinimumDamage(least=3).solve(problem, plan)
    assert answer.posts == plan.posts
    assert sum(answer.officers) == problem.officers
    assert min(answer.officers) >= 3
    assert answer.certificate.unit == "$ per hour (example penalties)"
    assert answer.certificate.status == "optimal"


def test_planner_makes_posts_where_there_are_none():
    problem = replace(small_problem(), officers=2)
    answer = MinimumDamage(by="calls").solve(problem)
    assert 1 <= len(answer.posts) <= 2
    assert sum(answer.officers) == 2


def test_planner_with_assistance_is_never_worse():
    problem = small_problem()
    alone = MinimumDamage().solve(problem)
    assisted = MinimumDamage(assist_within=1500.0, assist_weight=0.5).solve(problem)
    assert assisted.certificate.objective < alone.certificate.objective
    assert assisted.certificate.status == "optimal"


def test_planner_errors():
    problem = small_problem()
    with pytest.raises(ParameterError, match="gives none"):
        MinimumDamage().solve(replace(problem, officers=None))
    with pytest.raises(InfeasibleError, match="at least 60 officers together, but there are 24"):
        MinimumDamage(least=10).solve(problem)
    with pytest.raises(ParameterError, match="one of 'reciprocal'"):
        MinimumDamage(curve="steep")
