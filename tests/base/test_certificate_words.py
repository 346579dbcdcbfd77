"""What is printed of a certificate is true of every optimum that its numbers allow."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beatwright.base.certificate import percent_up
from beatwright.core import Certificate

NUMBERS = st.floats(-1e12, 1e12, allow_subnormal=False)
POSITIVE = st.floats(1e-12, 1e12)


def _printed(text: str) -> tuple[Fraction, bool]:
    """Return the number of a sentence and whether it is per cent."""
    found = re.search(r"(?:at most|within) ([\d,.]+)(%?)", text)
    assert found is not None, text
    return Fraction(found[1].replace(",", "")), bool(found[2])


@given(POSITIVE, st.floats(0, 1), st.floats(0, 1), st.sampled_from(["feasible", "time limit", "optimal"]))
@example(100.0, 0.9055, 0.0, "feasible")
@example(1.0, 1.0, 0.5, "feasible")
@example(100.0, 0.0055, 0.0, "feasible")
def test_the_printed_percentage_bounds_the_true_excess(objective, share, where, status):
    bound = objective * share
    seen = Certificate(status, objective, bound)
    if seen.text == "proven optimal":
        assert objective - bound <= 1e-9 * objective
        return
    printed, percent = _printed(seen.text)
    optimum = Fraction(bound) + Fraction(where) * (Fraction(objective) - Fraction(bound))
    excess = Fraction(objective) - optimum
    assert printed >= (100 * excess / optimum if percent else excess)
    assert percent == (bound > 0 and objective - bound <= 10 * bound)


@given(NUMBERS, NUMBERS, st.floats(0, 1))
def test_of_any_signs_too(one, other, where):
    bound, objective = sorted((one, other))
    seen = Certificate("feasible", objective, bound)
    printed, percent = _printed(seen.text)
    optimum = Fraction(bound) + Fraction(where) * (Fraction(objective) - Fraction(bound))
    excess = Fraction(objective) - optimum
    if percent and excess:
        assert optimum != 0
        assert printed >= 100 * excess / abs(optimum)
    elif excess:
        assert printed >= excess


@pytest.mark.parametrize(
    ("objective", "bound", "words"),
    [
        (110.0, 100.0, "at most 10.00% above the optimum"),
        (100.0, 9.5, "at most 953% above the optimum"),  # 90.5 % of the objective
        (0.31777441276381549, 1e-15, "at most 0.318 m above the optimum"),
        (100.0, 0.55, "at most 99.5 m above the optimum"),  # per cents of next to nothing say nothing
        (100.0, 42.02, "at most 138% above the optimum"),  # 57.98 % of the objective
        (3.0, 0.0, "at most 3 m above the optimum"),
        (3.0, -1.0, "at most 4 m above the optimum"),
        (1234.5678, 0.0, "at most 1,240 m above the optimum"),
        (-90.0, -100.0, "at most 10.00% above the optimum"),
        (100.0, 100.0, "at most 0.00% above the optimum"),
        (0.0, 0.0, "at most 0.00% above the optimum"),
        (3.0, -math.inf, "nothing proven"),
        (math.nan, 1.0, "nothing proven"),
    ],
)
def test_words(objective, bound, words):
    assert Certificate("feasible", objective, bound, unit="m").text == f"feasible, {words}"


def test_optimal_within_a_tolerance_is_not_called_optimal():
    assert Certificate("optimal", 1.0 + 1e-7, 1.0).text == "proven within 0.01%"
    assert Certificate("optimal", 1.0 + 1e-12, 1.0).text == "proven optimal"
    assert Certificate("optimal", 0.0, 0.0).text == "proven optimal"


@given(st.floats(0, 1e6))
def test_per_cent_is_never_rounded_down(share):
    assert Fraction(percent_up(share).rstrip("%").replace(",", "")) >= 100 * Fraction(share)
