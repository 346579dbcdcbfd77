"""Every sentence about how good a plan is bounds the truth, whatever objective and bound it is told of."""

import re
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from beatwright.base.certificate import percent_down
from beatwright.core import Certificate, Measure
from beatwright.examine.trade_tables import trade_plans
from beatwright.examine.trade_words import _proof as trade_proof
from beatwright.show.report.headline import _proof as headline_proof
from beatwright.show.tables.case_tables import plan_table

SHARES = st.floats(0, 1)
STATUS = st.sampled_from(["feasible", "time limit", "optimal"])


def _plan(proof):
    return SimpleNamespace(
        name="plan", certificate=proof, made_by="", site_ids=("a",), officers=None, notes=(), posts=None, on=""
    )


def _case(proof):
    plan = _plan(proof)
    return SimpleNamespace(plans=(plan,), main="plan", base="plan", plan=lambda name: plan)


def _point(proof):
    held = {"way": 1.0}
    proven = proof.status == "optimal"
    return SimpleNamespace(method="m", p=1, plan=_plan(proof), proven=proven, planned=held, heldout=_Held())


class _Held(dict):
    measures = ()


def _trade(*proofs):
    points = [_point(proof) for proof in proofs]
    return SimpleNamespace(
        curve=lambda *_: points, exact="m", methods=("m",), today=None, measure="way", traded=Measure("way", 1.0)
    )


def _frame(proof):
    trade = _trade(proof)
    for point in trade.curve():
        point.planned = {"way": 1.0}
    return trade_plans(trade)["proven"].values[0]


SENTENCES = {
    "certificate": lambda proof: proof.text,
    "report tile": lambda proof: headline_proof(_case(proof)),
    "table of plans": lambda proof: plan_table(_case(proof))["proven"].iloc[0],
    "table of a trade-off": _frame,
}


@pytest.mark.parametrize("where", SENTENCES)
@given(SHARES, SHARES, st.floats(0, 1), STATUS)
@example(0.3, 0.2, 0.0, "feasible")
@example(1.0, 1.0, 0.0, "feasible")
@example(0.0004, 0.0, 0.0, "optimal")
def test_what_a_maximised_share_reaches_is_never_less_than_told(where, one, other, of, status):
    least, missed = sorted((one, other))
    found = Certificate(status, 1.0 - missed, 1.0 - least, 0.0, "cover", maximised=True)
    proof = found.of_missed(missed, least, "share")
    text = SENTENCES[where](proof)
    if "proven optimal" in text.lower():
        assert proof.objective - proof.bound <= 1e-9 * proof.objective
        return
    told = re.search(r"at least ([\d,.]+)% of the best possible", text)
    assert told is not None, text
    best = 1 - (Fraction(proof.bound) + Fraction(of) * (Fraction(proof.objective) - Fraction(proof.bound)))
    reached = 1 - Fraction(proof.objective)
    assert Fraction(told[1].replace(",", "")) * best <= 100 * reached
    assert "above the optimum" not in text


@pytest.mark.parametrize("where", SENTENCES)
@given(st.floats(1e-6, 1e9), st.floats(0, 1), st.floats(0, 1), STATUS)
@example(100.0, 0.0055, 0.0, "feasible")
@example(100.0, 0.4202, 0.0, "time limit")
def test_a_minimised_objective_is_never_farther_above_the_optimum_than_told(where, objective, share, of, status):
    proof = Certificate(status, objective, objective * share, unit="m")
    text = SENTENCES[where](proof)
    if "proven optimal" in text.lower():
        assert proof.objective - proof.bound <= 1e-9 * proof.objective
        return
    _bounds(text, proof, of)


@given(st.lists(st.tuples(st.floats(1e-3, 1e6), st.floats(0, 1), STATUS), min_size=1, max_size=4), st.floats(0, 1))
def test_the_sentence_of_a_trade_off_bounds_the_worst_of_its_plans(given_ones, of):
    proofs = [Certificate(status, value, value * share, unit="m") for value, share, status in given_ones]
    assume(any(proof.status != "optimal" for proof in proofs))
    text = trade_proof(_trade(*proofs)).replace("\u00a0", "")
    told = re.search(r"the others are (at most .*)", text)
    assert told is not None, text
    for proof in proofs:
        if proof.status != "optimal" and proof.bound > 0 and "%" in told[1]:
            _bounds(told[1], proof, of)


def _bounds(text, proof, of):
    """Whether the figure of a sentence bounds the excess over an optimum between bound and objective."""
    told = re.search(r"(?:at most|within) ([\d,.]+)(%?)", text)
    assert told is not None, text
    best = Fraction(proof.bound) + Fraction(of) * (Fraction(proof.objective) - Fraction(proof.bound))
    excess = Fraction(proof.objective) - best
    figure = Fraction(told[1].replace(",", ""))
    assert figure * best >= 100 * excess if told[2] else figure >= excess


@given(st.floats(0, 1))
def test_a_share_rounded_down_is_no_more_than_it_is(share):
    assert 0 <= 100 * Fraction(share) - Fraction(percent_down(share).rstrip("%")) < Fraction(1, 100)


def test_what_is_maximised_comes_back_from_a_case_folder():
    proof = Certificate("feasible", 0.3, 0.2, whole=1.0)
    assert Certificate.from_dict(proof.to_dict()).text == proof.text
    assert "whole" not in Certificate("feasible", 0.3, 0.2).to_dict()
