"""Officers by workload: sums by hand."""

import pytest

from beatwright.base.errors import ParameterError
from beatwright.queueing import relief_factor, workload_hours, workload_officers


def test_the_hours_are_summed_over_the_clock():
    assert workload_hours([1.0, 3.0], [0.5, 1.0]) == 3.5
    assert workload_hours([1.0, 3.0], 0.5, cars_per_call=1.5, officers_per_car=2) == 6
    assert workload_hours([], 1.0) == 0


def test_officers_on_the_roll():
    assert workload_officers(600, share_for_calls=0.5, share_on_duty=0.75) == pytest.approx(600 / 0.5 / 30)
    assert workload_officers(42, share_for_calls=1, share_on_duty=1, paid_hours=42) == 1


def test_relief():
    assert relief_factor(151) == pytest.approx(1.7056075, abs=5e-8)
    assert relief_factor(0) == 1


def test_bad_input_is_told_at_once():
    with pytest.raises(ParameterError) as error:
        workload_hours([-1.0], 0.5, cars_per_call=0)
    assert str(error.value).count("\n") == 2
    with pytest.raises(ParameterError) as error:
        workload_officers(-1, share_for_calls=0, share_on_duty=1.2, paid_hours=0)
    assert str(error.value).count("\n") == 4
    for days in (365, -1, "many"):
        with pytest.raises(
            ParameterError, match=r"'days_away' parameter of relief_factor must be a number in \[0, 365\)"
        ):
            relief_factor(days)
