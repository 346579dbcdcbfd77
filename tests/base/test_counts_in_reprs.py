"""What objects say of themselves counts as English does: "1 zone", "2 zones"; the syntax trees say so."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import beatwright
from beatwright.forecast import CountForecast
from beatwright.testing import small_problem

_SOURCE = Path(beatwright.__file__).parent
_MANY = re.compile(r" [a-z]+s\b")


def counted_by_hand(source):
    """Yield what a __repr__ puts before a plural, whatever the count; a number with decimals may stand so."""
    for method in ast.walk(ast.parse(source)):
        if not (isinstance(method, ast.FunctionDef) and method.name == "__repr__"):
            continue
        for text in (node for node in ast.walk(method) if isinstance(node, ast.JoinedStr)):
            for value, after in zip(text.values, text.values[1:], strict=False):
                if not (isinstance(value, ast.FormattedValue) and isinstance(after, ast.Constant)):
                    continue
                decimals = value.format_spec is not None and "." in ast.unparse(value.format_spec)
                if _MANY.match(after.value) and not decimals:
                    yield f"{ast.unparse(value)}{after.value}"


def test_no_repr_counts_by_hand():
    found = {
        path.relative_to(_SOURCE).as_posix(): list(counted_by_hand(text))
        for path in sorted(_SOURCE.rglob("*.py"))
        if "def __repr__" in (text := path.read_text(encoding="utf-8"))
    }
    assert "core/city.py" in found
    wrong = {path: texts for path, texts in found.items() if texts}
    assert not wrong, f"Use count_of of beatwright.base.words: {wrong}"


@pytest.mark.parametrize("shown", ["{n} zones", "{len(self):,} events on", "{self.rows} rows"])
def test_a_count_by_hand_is_seen(shown):
    assert list(counted_by_hand(f"class A:\n    def __repr__(self):\n        return f'A({shown})'"))


def test_one_of_each():
    forecast = CountForecast(np.array([[7.0]]), hours=1, severity=("any",))
    assert repr(forecast) == "CountForecast('forecast', 7.0 incidents expected in 1 hour, 1 zone, 1 class)"
    assert repr(forecast.aggregate()) == "SummedForecast(7.0 incidents expected in 1 group of zones)"
    assert repr(forecast.mean) == "Demand('forecast', 1 scenario, 1 zone, 1 slot, 1 class)"
    assert repr(small_problem().city).startswith("City('small', 24 zones, ")
