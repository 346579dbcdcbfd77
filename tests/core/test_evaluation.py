"""Evaluations and measures check their fields when they are made."""

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import Measure


@pytest.mark.parametrize("name", ["plan", "judge", "on", "problem"])
@pytest.mark.parametrize("value", [["p"], None, 3, {"a": 1}])
def test_names_are_text(name, value):
    with pytest.raises(ParameterError, match=f"'{name}' of Evaluation must be text"):
        Evaluation(**{"plan": "p", "judge": "j", "measures": (), name: value})


@pytest.mark.parametrize("value", [["m"], None, 3])
def test_the_name_of_a_measure_is_text(value):
    with pytest.raises(ParameterError, match="'name' of Measure must be text"):
        Measure(value, 1.0)
