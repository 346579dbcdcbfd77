"""Ranked alternatives: validated, read back as they were, with losses and moves that follow from the plans."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core import Certificate, Evaluation, Measure, ParameterError, Plan, Post
from beatwright.examine import Alternatives, PostWorth, RankedPlan


def ranked(sites, objective, *, proven=True, seconds=1.0, unit="m per call", judge="Coverage"):
    status = "optimal" if proven else "feasible"
    proof = Certificate(status, objective, objective if proven else -math.inf, seconds, unit=unit)
    plan = Plan(tuple(Post(site) for site in sites), name=" ".join(sites), certificate=proof)
    return RankedPlan(plan, Evaluation(plan.name, judge, (Measure("mean distance", objective, "m", "lower"),)), proven)


WORTH = (
    PostWorth("a", "close", 20.0, 20.0),
    PostWorth("b", "close", math.inf, math.inf),
    PostWorth("c", "open", -5.0, -5.0),
)
BEST = ranked("ab", 100.0)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=6), st.booleans())
def test_they_read_back_as_they_were(objectives, proven):
    plans = tuple(ranked(f"a{k}", value, proven=proven) for k, value in enumerate(sorted(objectives)))
    made = Alternatives(plans, (PostWorth("a", "close", math.inf, math.nan),), 2)
    again = Alternatives.from_dict(json.loads(json.dumps(made.to_dict(), allow_nan=False)))
    assert again == made
    assert hash(again) == hash(made)
    losses = [made.loss(one) for one in made.ranked]
    np.testing.assert_allclose(losses, np.sort(objectives) - min(objectives))
    assert all(one.heldout.tables == {} for one in again.ranked)


def test_losses_and_moves():
    made = Alternatives((BEST, ranked("bc", 110.0), ranked("cd", 125.0)), WORTH)
    assert [made.percent(one) for one in made.ranked] == pytest.approx([0, 10, 25])
    assert [made.moves(one) for one in made.ranked] == [((), ()), (("c",), ("a",)), (("c", "d"), ("a", "b"))]
    assert [worth.site for worth in made.closed] == ["b", "a"]
    assert made.next_post == WORTH[2]
    assert made.unit == "m per call"
    assert Alternatives((BEST,)).next_post is None


def test_wall_time_does_not_count_but_the_rest_does():
    made = Alternatives((BEST,), WORTH)
    assert Alternatives((ranked("ab", 100.0, seconds=9.0),), WORTH) == made
    assert Alternatives((ranked("ab", 100.0, proven=False),), WORTH) != made
    assert Alternatives((BEST,), WORTH[:1]) != made
    assert made != "made"


def test_a_best_of_zero_has_no_percent():
    made = Alternatives((ranked("ab", 0.0), ranked("bc", 3.0)))
    assert math.isnan(made.percent(made.ranked[1]))


@pytest.mark.parametrize(
    ("plans", "worth", "complaint"),
    [
        ((), (), "at least one plan"),
        ((ranked("ab", 2.0), ranked("bc", 1.0)), (), "ranked by their objective"),
        ((BEST, ranked("bc", 200.0, unit="min per call")), (), "have one unit"),
        ((BEST, ranked("bc", 200.0, judge="other")), (), "one judge on one problem"),
        ((BEST,), (PostWorth("c", "close", 1.0, 1.0),), "Only posts of the best plan can be closed.* Got c."),
        ((BEST,), (PostWorth("a", "open", 1.0, 1.0),), "only others opened. Got a."),
    ],
)
def test_what_cannot_be_stated_is_told(plans, worth, complaint):
    with pytest.raises(ParameterError, match=complaint):
        Alternatives(plans, worth)


def test_a_plan_without_an_objective_cannot_be_ranked():
    plan = dataclasses.replace(BEST.plan, certificate=None)
    with pytest.raises(ParameterError, match="cannot be ranked: it has no certificate"):
        RankedPlan(plan, BEST.heldout)
    with pytest.raises(ParameterError, match="'change' parameter of PostWorth must be one of 'close', 'open'"):
        PostWorth("a", "shut", 1.0, 1.0)
