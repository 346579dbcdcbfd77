"""One certificate from the engine to the report: its gap, its sentences, and what it becomes in another unit."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beatwright import solver
from beatwright.base.errors import InfeasibleError, ParameterError, errors_of, parameter_error
from beatwright.core import Certificate

NUMBERS = st.floats(-1e9, 1e9)
STATUS = st.sampled_from(["feasible", "time limit", "optimal"])


@given(st.floats(0, 1e12), st.floats(0, 1), st.floats(1e-9, 1e9))
def test_scaling_keeps_the_gap_and_never_crosses_the_bound(objective: float, share: float, factor: float) -> None:
    found = Certificate("time limit", objective, objective * share, 1.0, "method", "words")
    scaled = found.scaled(factor, unit="m")
    assert scaled.bound <= scaled.objective
    assert scaled.objective == objective * factor
    if scaled.bound > 0 and objective * share * min(factor, 1.0) > 1e-290:
        assert scaled.gap == pytest.approx((1.0 - share) / share, rel=1e-6, abs=1e-9)
    assert (scaled.status, scaled.method, scaled.message, scaled.unit) == ("time limit", "method", "words", "m")
    assert found.scaled(unit="m").objective == objective
    assert found.scaled(2.0).unit == ""


@given(NUMBERS, NUMBERS, st.floats(1e-9, 1e9), st.booleans())
def test_scaling_keeps_the_side_of_the_bound(one: float, other: float, factor: float, maximised: bool) -> None:
    low, high = sorted((one, other))
    found = Certificate("feasible", *((low, high) if maximised else (high, low)), maximised=maximised)
    scaled = found.scaled(factor)
    assert scaled.bound >= scaled.objective if maximised else scaled.bound <= scaled.objective
    assert (found.gap == 0.0) == (low == high)
    assert Certificate.from_dict(found.to_dict()) == found


@pytest.mark.parametrize("factor", [0.0, -1.0, math.inf, math.nan])
def test_a_factor_that_is_none_is_told(factor: float) -> None:
    with pytest.raises(ParameterError, match=r"The 'factor' parameter of Certificate\.scaled must be"):
        Certificate("feasible", 2.0, 1.0).scaled(factor)


@pytest.mark.parametrize("maximised", [False, True])
def test_what_was_not_found_or_proven_is_none(maximised: bool) -> None:
    unknown = -math.inf if maximised else math.inf
    found = Certificate("time limit", unknown, -unknown, maximised=maximised)
    assert math.isnan(found.objective)
    assert found.bound == -unknown
    assert found.gap == math.inf
    assert found.text == "time limit, nothing proven"
    assert math.isnan(found.scaled(3.0).objective)
    assert found.scaled(3.0).bound == found.bound


@pytest.mark.parametrize(("objective", "bound", "maximised"), [(5.0, 6.0, False), (6.0, 5.0, True)])
def test_a_bound_on_the_wrong_side_is_refused(objective: float, bound: float, maximised: bool) -> None:
    with pytest.raises(ParameterError, match=f"must be at {'least' if maximised else 'most'} the objective"):
        Certificate("feasible", objective, bound, maximised=maximised)


@given(NUMBERS, NUMBERS, st.floats(0, 1), STATUS)
@example(0.0, 5.0, 0.0, "feasible")
@example(-5.0, 5.0, 0.5, "optimal")
@example(-5.0, -4.0, 0.0, "feasible")
@example(1e9, 1e9, 0.0, "time limit")
def test_what_is_said_of_a_maximised_objective_holds(one: float, other: float, of: float, status: str) -> None:
    objective, bound = sorted((one, other))
    proof = Certificate(status, objective, bound, maximised=True)  # type: ignore[arg-type]
    best = Fraction(objective) + Fraction(of) * (Fraction(bound) - Fraction(objective))
    assert proof.most_above == ""
    if proof.text == "proven optimal":
        assert bound - objective <= 1e-9 * abs(bound)
        return
    reached = re.search(r"at least ([\d,.]+)% of the best possible", proof.text)
    if reached:
        assert Fraction(reached[1].replace(",", "")) * best <= 100 * Fraction(objective)
        return
    told = re.search(r"(?:at most|within) ([\d,.]+)(%?)", proof.text)
    assert told is not None, proof.text
    figure, excess = Fraction(told[1].replace(",", "")), best - Fraction(objective)
    assert figure * abs(best) >= 100 * excess if told[2] else figure >= excess
    assert "above" not in proof.text


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_gap_bounds_the_distance_from_any_optimum_between(share: float, of: float) -> None:
    for proof in (Certificate("feasible", 1.0, share), Certificate("feasible", share, 1.0, maximised=True)):
        best = proof.bound + of * (proof.objective - proof.bound)
        if math.isfinite(proof.gap):
            assert abs(proof.objective - best) <= proof.gap * best + 1e-12


def test_a_proof_of_what_is_covered_and_of_what_is_missed_say_the_same() -> None:
    found = Certificate("time limit", 80.0, 90.0, 1.0, "cover", maximised=True)
    missed = found.of_missed(0.2, 0.1, "share")
    assert missed.text == found.text == "time limit, reaches at least 88.88% of the best possible"
    assert (missed.objective, missed.bound, missed.whole, missed.maximised) == (0.2, 0.1, 1.0, False)
    exact = Certificate("optimal", 0.3, 0.3, maximised=True).of_missed(1.0 - 0.3, 1.0 - 0.3 - 1e-16, "share")
    assert exact.objective == exact.bound


def test_the_errors_of_an_engine_are_the_one_family() -> None:
    assert issubclass(ParameterError, solver.SolverError)
    assert issubclass(InfeasibleError, solver.SolverError)
    assert solver.InfeasibleError is InfeasibleError
    assert solver.Outcome is Certificate


def test_whose_an_error_is_is_said() -> None:
    wrong = r"X cannot be solved: The 'p' parameter of f must be 1\. Got 2\."
    with pytest.raises(ParameterError, match=wrong), errors_of("X", "Do this."):
        raise parameter_error("p", "f", "1", 2)
    with pytest.raises(InfeasibleError, match=r"X has no plan: none\. Do this\."), errors_of("X", "Do this."):
        raise InfeasibleError("none.")
