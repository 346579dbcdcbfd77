"""A p-value reads 0 nowhere, 1 only where it is, and nothing of it where nobody knows it."""

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest
import shapely

import beatwright
from beatwright.base.quantity import amount, p_words
from beatwright.base.raster import Raster
from beatwright.examine.exploration.chance.randomness_words import curve_row
from beatwright.patterns import Envelope, MantelTest, PointPattern, RelativeRisk, Window, ks_test, quadrat_test
from beatwright.patterns.randomness.kolmogorov import KolmogorovTest

SOURCE = Path(beatwright.__file__).parent
VALUES = [
    0.0,
    1e-300,
    1e-4,
    0.0009999,
    0.001,
    0.05,
    0.5,
    0.994,
    0.9949,
    0.9951,
    0.9994,
    0.99951,
    0.9999,
    1 - 1e-15,
    1.0,
]


def risk(p):
    flat = Raster(np.zeros((2, 2)), (0, 0, 1, 1), "")
    return RelativeRisk(flat, flat, flat, p, 1.0, 99, Window(shapely.box(0, 0, 1, 1)))


PRINTED = {
    "in words": p_words,
    "in four digits": lambda p: p_words(p, 4),
    "in a table": lambda p: amount(p, "p"),
    "Kolmogorov": lambda p: repr(KolmogorovTest(0.1, p, "x", values=np.zeros(1), expected=np.zeros(1))),
    "relative risk": lambda p: repr(risk(p)),
}


def figure(text):
    """Return what is printed of p: a number, a side of one, or nothing."""
    return re.search(r"(under|over|not known|n/a)? ?((?:0|1)(?:\.\d+)?(?:e-\d+)?)?\)?$", text).groups()


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("how", PRINTED)
def test_a_p_value_is_as_large_as_it_reads(how, value):
    side, number = figure(PRINTED[how](value))
    if side == "under":
        assert value < float(number)
    elif side == "over":
        assert float(number) < value < 1
    else:
        assert float(number) > 0
        assert (float(number) == 1) == (value == 1)
        assert float(number) == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize("how", PRINTED)
def test_who_does_not_know_p_says_so(how):
    side, number = figure(PRINTED[how](math.nan))
    assert side in ("not known", "n/a")
    assert number is None


def test_tests_that_are_as_sure_as_can_be_do_not_read_0():
    rng = np.random.default_rng(1)
    pattern = PointPattern(rng.normal(0.5, 0.01, (4000, 2)), (0, 0, 1, 1))
    assert quadrat_test(pattern, 6).p_value == 0  # less than the least number there is
    assert "p under 0.001" in repr(quadrat_test(pattern, 6))
    assert "p under 0.001" in repr(ks_test(pattern, "x", seed=1))


def test_curves_and_permutations_that_are_all_as_large_read_1():
    flat = np.zeros((19, 3))
    told = MantelTest(
        statistic=0.0, expected=0.0, correlation=0.0, permuted=np.zeros(19), incidents=5, used=5
    ).sentences()[0]
    assert "(p = 1, 19 permutations)" in told
    curve = Envelope(np.arange(3.0), np.zeros(3), flat, None, name="L")
    assert curve_row(curve).p_value == 1


def printed_in(tree):
    """Yield every p-value that a source writes into a text or a table, and whether it is done as it should be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and "p_value" in (said := ast.unparse(node.value)):
            yield said, said.startswith("p_words(")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Column", "Measure"):
            values, units = ([ast.unparse(argument) for argument in node.args[k : k + 1]] for k in (1, 2))
            if "p_value" in "".join(values) or "q_value" in "".join(values):
                yield ast.unparse(node), units == ["'p'"]


def test_no_source_prints_a_p_value_in_another_way():
    """Whoever writes a p-value into a text does it by `p_words`, and gives a figure of one the unit "p"."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    named = [(name, text) for name, text in texts if re.search("[pq]_value", text)]
    found = [(name, said, fine) for name, text in named for said, fine in printed_in(ast.parse(text))]
    assert [one for one in found if not one[2]] == []
    assert len(found) >= 12
